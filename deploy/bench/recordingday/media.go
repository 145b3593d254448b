package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
)

// How many photos and clips are really made; the others are their copies in other bytes.
const (
	photoNegatives = 8
	clipNegatives  = 4
)

// media are the photos in memory and the files of the clips.
type media struct {
	photos [][]byte
	clips  []string
}

// shoot generates the media.
func shoot(ctx context.Context, folder string, cfg config, notes io.Writer) (media, error) {
	fmt.Fprintln(notes, "generating photos and clips")
	m := media{photos: make([][]byte, photoNegatives)}
	var group errgroup.Group
	group.SetLimit(2)
	for i := range m.photos {
		group.Go(func() (err error) {
			m.photos[i], err = camera.Photo(cfg.seed, i)
			return err
		})
	}
	if err := group.Wait(); err != nil || cfg.clips == 0 {
		return m, err
	}
	for i := range clipNegatives {
		file, codec := filepath.Join(folder, fmt.Sprintf("negative-%d.mp4", i)), camera.H264
		if i == clipNegatives-1 {
			codec = camera.HEVC
		}
		if err := camera.Clip(ctx, file, codec, cfg.lasts, i); err != nil {
			return m, err
		}
		m.clips = append(m.clips, file)
	}
	return m, nil
}

// item is one file to upload.
type item struct {
	name string
	clip bool
	read func() ([]byte, error)
}

// items are all files in the order in which they are sent: photos and clips mixed, as people pick them.
func (m media) items(cfg config) []item {
	var all []item
	for n := range cfg.photos {
		all = append(all, item{fmt.Sprintf("IMG_%04d.JPG", n), false, func() ([]byte, error) {
			return camera.Copy(m.photos[n%len(m.photos)], n), nil
		}})
	}
	for n := range cfg.clips {
		all = append(all, item{fmt.Sprintf("IMG_%04d.MOV", cfg.photos+n), true, func() ([]byte, error) {
			return camera.CopyClip(m.clips[n%len(m.clips)], n)
		}})
	}
	r := rand.New(rand.NewPCG(cfg.seed, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}
