package thumbs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"time"

	"github.com/disintegration/imaging"
)

const posterWidth = 1920 // pixels

// Poster reads a still of the first half, as an upright Picture: the first that is rich in detail, or the richest of a
// few; none that is black, blank or still fading in when there is a better one. Of a source that is read in ranges it
// takes the index and one group of pictures for each still.
func (m *Maker) Poster(ctx context.Context, src Source, clip Clip) (*Picture, error) {
	var best *image.NRGBA
	err := m.lendFrames(src, clip, func(in input) (err error) {
		best, err = m.choose(ctx, in, clip)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make poster: %w", err)
	}
	return newPicture(best, 1), nil
}

// Frame reads the still at time at, for a poster that a person chose; where the pictures have ended by then, one before.
func (m *Maker) Frame(ctx context.Context, src Source, clip Clip, at time.Duration) (*Picture, error) {
	var img *image.NRGBA
	err := m.lendFrames(src, clip, func(in input) (err error) {
		img, err = m.grab(ctx, in, clip, "-ss", seconds(at))
		for _, before := range []time.Duration{0, time.Second} { // the key frame at hand, as sound may go on for a while
			if errors.Is(err, ErrUnreadable) && at > 0 {
				img, err = m.grab(ctx, in, clip, "-noaccurate_seek", "-ss", seconds(at-before))
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read frame at %v: %w", at, err)
	}
	return newPicture(img, 1), nil
}

// lendFrames opens a source to take frames from it.
func (m *Maker) lendFrames(src Source, clip Clip, use func(in input) error) error {
	if m.cfg.Tools.FFmpeg == "" {
		return fmt.Errorf("%w: ffmpeg", ErrToolMissing)
	}
	if err := clip.pictured(); err != nil {
		return err
	}
	return src.lend(use)
}

// choose looks at the key frame at a tenth of the clip, which nearly always does, then at others.
func (m *Maker) choose(ctx context.Context, in input, clip Clip) (best *image.NRGBA, err error) {
	most, before := 0.0, 0.0 // detail of the best still, and of the key frame before
	failed := fmt.Errorf("%w: no frame", ErrUnreadable)
	for i, share := range []float64{0.1, 0.3, 0.5, 0} {
		if best != nil && (most > enough || clip.Duration == 0 || share == 0 && contrast(best) > lively) {
			break
		}
		at := time.Duration(share * float64(clip.Duration))
		img, err := m.grab(ctx, in, clip, "-noaccurate_seek", "-ss", seconds(at))
		if err == nil {
			key := detail(img)
			if i > 0 && share > 0 && key == before { // the same key frame: there are few
				img, err = m.grab(ctx, in, clip, "-ss", seconds(at))
			}
			before = key
		}
		switch {
		case err != nil && !errors.Is(err, ErrUnreadable):
			return nil, err
		case err != nil:
			failed = err
		default:
			if here := detail(img); best == nil || here > most {
				best, most = img, here
			}
		}
	}
	if best == nil {
		return nil, failed
	}
	return best, nil
}

// grab reads one frame, turned upright by ffmpeg and scaled to square pixels.
func (m *Maker) grab(ctx context.Context, in input, clip Clip, seek ...string) (*image.NRGBA, error) {
	width, height := clip.within(posterWidth*2, posterWidth)
	job := shot{containers: clipContainers, before: seek, limits: m.quick()}
	return withTone(m, clip, func(tone string) (*image.NRGBA, error) {
		job.after = []string{"-map", "0:V:0", "-vf", shape(width, height) + tone}
		return m.shoot(ctx, in, job)
	})
}

// In levels of 256.
const (
	lively = 12 // contrast: a black or blank frame has less
	enough = 8  // detail: a frame that has more needs no comparison
)

// contrast is the standard deviation of the luma, in levels of 256, of a small version of the picture.
func contrast(img *image.NRGBA) float64 {
	sum, squares, n := 0.0, 0.0, 0.0
	for _, v := range brightness(img, 48) {
		sum, squares, n = sum+v, squares+v*v, n+1
	}
	mean := sum / n
	return math.Sqrt(max(0, squares/n-mean*mean))
}

// detail is the mean step of the luma from pixel to pixel, in levels of 256, of a small version of the picture. What fades
// in has less of it than what stands, on a light ground as on a dark one.
func detail(img *image.NRGBA) float64 {
	const side = 192 // pixels; letters of a title are still seen
	v, sum := brightness(img, side), 0.0
	for i := side + 1; i < len(v); i++ {
		sum += math.Abs(v[i]-v[i-1]) + math.Abs(v[i]-v[i-side])
	}
	return sum / float64(len(v))
}

// brightness is the luma, 0 to 255, of a version of the picture that is side pixels square, row by row.
func brightness(img *image.NRGBA, side int) []float64 {
	small := imaging.Resize(img, side, side, imaging.Box)
	out := make([]float64, 0, side*side)
	for i := 0; i+4 <= len(small.Pix); i += 4 {
		out = append(out, 0.299*float64(small.Pix[i])+0.587*float64(small.Pix[i+1])+0.114*float64(small.Pix[i+2]))
	}
	return out
}
