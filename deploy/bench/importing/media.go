package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
)

// How many photos and clips are really made; the others are their copies in other bytes.
const (
	photoNegatives = 8
	clipNegatives  = 4
	clipSize       = 200e6 // bytes
	filmSize       = 70e6
	odd            = 4099 // bytes by which each clip is larger than the one before: real ones do not have the same size
)

// media are the files of an evening.
type media struct {
	folder    string
	files     int
	bytes     int64
	negatives [photoNegatives][]byte // of photos
}

// add writes a file and counts it.
func (m *media) add(name string, write func(io.Writer) error, size int64) error {
	path := filepath.Join(m.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil && size > 0 {
		err = f.Truncate(size)
	}
	info, failed := f.Stat()
	if err := errors.Join(err, failed, f.Close()); err != nil {
		return err
	}
	m.files, m.bytes = m.files+1, m.bytes+info.Size()
	return nil
}

// shoot generates the media below a folder.
func shoot(ctx context.Context, folder string, cfg config, notes io.Writer) (media, error) {
	fmt.Fprintln(notes, "generating photos and clips")
	m := media{folder: folder}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return m, err
	}
	for n := range cfg.photos {
		if err := m.photo(cfg, n); err != nil {
			return m, err
		}
	}
	if cfg.clips+cfg.films == 0 {
		return m, nil
	}
	var negatives [][]byte
	for i := range clipNegatives {
		file := filepath.Join(folder, "negative.mp4")
		if err := camera.Clip(ctx, file, camera.H264, 2*time.Second, i); err != nil {
			return m, err
		}
		clip, err := os.ReadFile(file)
		if err := errors.Join(err, os.Remove(file)); err != nil {
			return m, err
		}
		negatives = append(negatives, clip)
	}
	for n := range cfg.clips + cfg.films {
		name, size := fmt.Sprintf("klipp/IMG_%04d.MP4", n), int64(clipSize)
		if n >= cfg.clips {
			name, size = fmt.Sprintf("filmer/film-%02d.mp4", n), filmSize
		}
		size += int64(n) * odd
		clip := negatives[n%clipNegatives]
		err := m.add(name, func(w io.Writer) error { return padded(w, clip, size, n) }, size)
		if err != nil {
			return m, err
		}
	}
	return m, nil
}

// padded is a clip with a free box (ISO/IEC 14496-12) behind it that fills the file up to a size; all of the box but its first
// bytes is left to be a hole.
func padded(w io.Writer, clip []byte, size int64, n int) error {
	box := binary.BigEndian.AppendUint32(nil, uint32(size-int64(len(clip))))
	box = binary.BigEndian.AppendUint64(append(box, "free"...), uint64(n))
	_, err := w.Write(append(bytes.Clone(clip), box...))
	return err
}

func (m *media) photo(cfg config, n int) (err error) {
	name := fmt.Sprintf("bilder/%d/IMG_%05d.JPG", n/1000, n)
	if cfg.small {
		return m.add(name, func(w io.Writer) error { return snapshot(w, cfg.seed, n) }, 0)
	}
	of := n % photoNegatives
	if m.negatives[of] == nil {
		if m.negatives[of], err = camera.Photo(cfg.seed, of); err != nil {
			return err
		}
	}
	return m.add(name, func(w io.Writer) error { _, err := w.Write(camera.Copy(m.negatives[of], n)); return err }, 0)
}

// snapshot is a JPEG of 640 × 480 pixels that is unlike the others.
func snapshot(w io.Writer, seed uint64, n int) error {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	const cell = 32
	img := image.NewYCbCr(image.Rect(0, 0, 640, 480), image.YCbCrSubsampleRatio420)
	var tones [20 * 15]uint8
	for i := range tones {
		tones[i] = uint8(r.Uint32())
	}
	for i := range img.Y {
		x, y := i%640, i/640
		img.Y[i] = tones[y/cell*20+x/cell]/2 + uint8(x/8+y/8)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = tones[i/960%300], 128
	}
	return jpeg.Encode(w, img, &jpeg.Options{Quality: 85})
}
