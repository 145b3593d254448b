package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	clipLength      = time.Minute
	quickClipLength = 10 * time.Second
	posterBar       = 700 * time.Millisecond
	posterBytesBar  = 10 // MB: about one group of pictures, and what is read ahead
	clipTurns       = 3
)

// counting counts the bytes that are read.
type counting struct {
	io.ReaderAt
	bytes, reads atomic.Int64
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.bytes.Add(int64(n))
	c.reads.Add(1)
	return n, err
}

// film is a clip and what is known of it.
type film struct {
	maker *thumbs.Maker
	file  *counting
	size  int64
	clip  thumbs.Clip
	scrap string // folder for what is made
}

func (f *film) source() thumbs.Source { return thumbs.Ranges(f.file, f.size) }

// job is something that is made of a clip.
type job struct {
	name  string
	do    func(ctx context.Context, f *film) error
	wall  time.Duration // bar; 0 is none, and so on
	read  float64       // MB
	speed float64       // times real time, at least
}

func jobs() []job {
	target := func(f *film, name string) string {
		return filepath.Join(f.scrap, fmt.Sprintf("%s-%d.mp4", name, time.Now().UnixNano()))
	}
	return []job{
		{name: "structure, without ffmpeg", do: func(_ context.Context, f *film) error {
			_, err := thumbs.Inspect(f.file, f.size, "", thumbs.DefaultLimits())
			return err
		}},
		{name: "probe", do: func(ctx context.Context, f *film) error {
			_, err := f.maker.Probe(ctx, f.source())
			return err
		}},
		{name: "poster", wall: posterBar, read: posterBytesBar, do: func(ctx context.Context, f *film) error {
			return closed(f.maker.Poster(ctx, f.source(), f.clip))
		}},
		{name: "the frame in the middle", do: func(ctx context.Context, f *film) error {
			return closed(f.maker.Frame(ctx, f.source(), f.clip, f.clip.Duration/2))
		}},
		{name: "preview", do: func(ctx context.Context, f *film) error {
			_, err := f.maker.Preview(ctx, f.source(), f.clip, target(f, "preview"), nil)
			return err
		}},
		{name: "sprite", do: func(ctx context.Context, f *film) error {
			_, err := f.maker.Sprite(ctx, f.source(), f.clip, "sprite.jpg")
			return err
		}},
		{name: "web version", speed: 1, do: func(ctx context.Context, f *film) error {
			_, err := f.maker.Web(ctx, f.source(), f.clip, target(f, "web"), nil)
			return err
		}},
	}
}

func closed(p *thumbs.Picture, err error) error {
	if err == nil {
		p.Close()
	}
	return err
}

// films measures what is made of clips, each read in ranges as from a bucket: time on the clock, on all cores, and bytes read.
func (b *bench) films(ctx context.Context) error {
	lasts := clipLength
	if b.quick {
		lasts = quickClipLength
	}
	for _, codec := range []string{camera.H264, camera.HEVC} {
		file := filepath.Join(b.scratch, codec+".mp4")
		fmt.Fprintln(b.notes, "making a clip with", codec)
		if err := camera.Clip(ctx, file, codec, lasts, 0); err != nil {
			return err
		}
		if err := b.film(ctx, file, codec); err != nil {
			return fmt.Errorf("%s: %w", codec, err)
		}
	}
	return nil
}

// film prints the table of one clip.
func (b *bench) film(ctx context.Context, file, codec string) (err error) {
	f := &film{scrap: b.scratch}
	if f.maker, err = thumbs.New(thumbs.DefaultConfig()); err != nil {
		return err
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	f.file, f.size = &counting{ReaderAt: in}, info.Size()
	if f.clip, err = f.maker.Probe(ctx, f.source()); err != nil {
		return err
	}
	t := report.NewTable(b.out, fmt.Sprintf("A clip of %v in 1080p, %s, %.0f MB, its index at the end; medians of %d turns",
		f.clip.Duration.Round(time.Second), f.clip.VideoCodec, megabytes(f.size), clipTurns), "", "wall", "processor", "times real time", "read", "reads")
	for _, j := range jobs() {
		fmt.Fprintln(b.notes, codec+":", j.name)
		cells, err := j.measure(ctx, f)
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		t.Row(append([]string{j.name}, cells...)...)
	}
	return t.End()
}

// measure does a job some times.
func (j job) measure(ctx context.Context, f *film) ([]string, error) {
	var took, used, bytes, reads []int64
	for range clipTurns {
		before, err := processor()
		if err != nil {
			return nil, err
		}
		f.file.bytes.Store(0)
		f.file.reads.Store(0)
		start := time.Now()
		if err := j.do(ctx, f); err != nil {
			return nil, err
		}
		wall := time.Since(start)
		after, err := processor()
		if err != nil {
			return nil, err
		}
		took, used = append(took, int64(wall)), append(used, int64(after-before))
		bytes, reads = append(bytes, f.file.bytes.Load()), append(reads, f.file.reads.Load())
	}
	wall := time.Duration(median(took))
	return []string{
		judged(wall.Seconds(), j.wall.Seconds(), "%.2f s"), report.Seconds(time.Duration(median(used))), atLeast(float64(f.clip.Duration)/float64(wall), j.speed),
		judged(megabytes(median(bytes)), j.read, "%.2f MB"), fmt.Sprint(median(reads)),
	}, nil
}

// atLeast is a figure with its bar, which it must reach; with no bar it means nothing.
func atLeast(value, bar float64) string {
	switch {
	case bar == 0:
		return ""
	case value >= bar:
		return fmt.Sprintf("%.1f (≥ %.1f met)", value, bar)
	}
	return fmt.Sprintf("**%.1f** (≥ %.1f NOT MET)", value, bar)
}
