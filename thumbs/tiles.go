package thumbs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const shortClip = 20 * time.Second // is read through; of a longer one only the stills are sought

// abreast is how many stills one run of ffmpeg seeks, each with a decoder of its own: as many as 300 MiB hold.
func (c Clip) abreast() int { return min(max(16_000_000/(c.Width*c.Height), 1), 10) }

// tiles reads the stills of a sprite, g.count of them, each g.width × g.height. Where one cannot be had the one before
// stands for it.
func (m *Maker) tiles(ctx context.Context, in input, clip Clip, g grid) ([]*image.NRGBA, error) {
	if clip.Duration <= shortClip {
		return m.tilesThrough(ctx, in, clip, g)
	}
	tiles := make([]*image.NRGBA, 0, g.count)
	for first, n := 0, clip.abreast(); first < g.count; first += n {
		row, err := m.tilesSought(ctx, in, clip, g, first, min(first+n, g.count))
		switch {
		case errors.Is(err, ErrUnreadable):
			row = make([]*image.NRGBA, n) // the file may be damaged here only
		case err != nil:
			return nil, err
		}
		tiles = append(tiles, row...)
	}
	return filled(tiles[:g.count])
}

// filled puts in what is missing, which is nil.
func filled(tiles []*image.NRGBA) ([]*image.NRGBA, error) {
	i := slices.IndexFunc(tiles, func(t *image.NRGBA) bool { return t != nil })
	if i < 0 {
		return nil, fmt.Errorf("%w: no still", ErrUnreadable)
	}
	last := tiles[i]
	for i, tile := range tiles {
		if tile == nil {
			tiles[i] = last
		}
		last = tiles[i]
	}
	return tiles, nil
}

// tilesThrough decodes everything, which is exact.
func (m *Maker) tilesThrough(ctx context.Context, in input, clip Clip, g grid) ([]*image.NRGBA, error) {
	tiles := make([]*image.NRGBA, g.count)
	_, err := withTone(m, clip, func(tone string) (struct{}, error) {
		// The last frame is repeated, for the pictures may end before the clip does, or be a single one.
		filters := fmt.Sprintf("%s%s,tpad=stop_mode=clone:stop_duration=%s,fps=fps=1000/%d:start_time=0",
			shape(g.width, g.height), tone, seconds(2*g.step), g.step.Milliseconds())
		out := &bucket{most: g.count * g.pixmap()}
		args := slices.Concat(m.decoding(threads), in.args(clipContainers), []string{"-map", "0:V:0", "-an", "-vf", filters, "-frames:v", fmt.Sprint(g.count)},
			pixmaps(), []string{"pipe:1"})
		if err := m.run(ctx, m.cfg.Tools.FFmpeg, m.passing(), out, args...); err != nil {
			return struct{}{}, err
		}
		for i, b := 0, out.Bytes(); len(b) >= g.pixmap(); i, b = i+1, b[g.pixmap():] {
			tiles[i], _ = parsePPM(b[:g.pixmap()], m.cfg.Limits) // nil is filled in
		}
		return struct{}{}, nil
	})
	if err != nil {
		return nil, err
	}
	return filled(tiles)
}

// pixmaps is how stills are handed over.
func pixmaps() []string {
	return []string{"-threads", "1", "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe"}
}

// pixmap is the size of a still as a pixmap, in bytes.
func (g grid) pixmap() int {
	return len(fmt.Sprintf("P6\n%d %d\n255\n", g.width, g.height)) + 3*g.width*g.height
}

// keyFramesOnly seeks without looking around first and decodes nothing in between: a seventh of the time.
func keyFramesOnly() []string {
	return []string{"-probesize", "32", "-analyzeduration", "0", "-fpsprobesize", "0", "-skip_frame", "nokey", "-noaccurate_seek"}
}

// tilesSought takes the key frames before the times of stills from to to, each through an input of its own: an hour costs
// what a minute does.
func (m *Maker) tilesSought(ctx context.Context, in input, clip Clip, g grid, from, to int) ([]*image.NRGBA, error) {
	dir, err := os.MkdirTemp(m.cfg.TempDir, "thumbs-")
	if err != nil {
		return nil, fmt.Errorf("make temporary directory: %w", err)
	}
	defer os.RemoveAll(dir) // a failure leaves small files in the temporary directory, no more
	return withTone(m, clip, func(tone string) ([]*image.NRGBA, error) {
		var inputs, outputs []string
		for i := range to - from {
			at := time.Duration(from+i) * g.step
			inputs = slices.Concat(inputs, m.decoding("1"), keyFramesOnly(), []string{"-ss", seconds(at)}, in.args(clipContainers))
			outputs = slices.Concat(outputs, []string{"-map", fmt.Sprintf("%d:V:0", i), "-vf", shape(g.width, g.height) + tone, "-frames:v", "1"},
				pixmaps(), []string{"file:" + filepath.Join(dir, fmt.Sprint(i))})
		}
		failed := m.run(ctx, m.cfg.Tools.FFmpeg, m.passing(), nil, append(inputs, outputs...)...)
		if failed != nil && !errors.Is(failed, ErrUnreadable) {
			return nil, failed
		}
		tiles := make([]*image.NRGBA, to-from)
		for i := range tiles {
			b, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i)))
			if err != nil {
				continue
			}
			if tile, err := parsePPM(b, m.cfg.Limits); err == nil {
				tiles[i], failed = tile, nil
			}
		}
		return tiles, failed
	})
}
