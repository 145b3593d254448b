package thumbs

import (
	"context"
	"fmt"
	"math"
)

// Reframe writes the whole clip cut to the shape of one of the clip- sizes, with the focal point as near to the middle as
// the edges allow, scaled to exactly that size, as H.264 and AAC without any metadata, to target.
func (m *Maker) Reframe(ctx context.Context, src Source, clip Clip, size Size, focal Focal, target string, progress Progress) (File, error) {
	if err := clip.pictured(); err != nil {
		return File{}, fmt.Errorf("make %s: %w", size.Name, err)
	}
	if !size.Crop || size.Picture() {
		return File{}, fmt.Errorf("make %s: %w: not a size of clips", size.Name, ErrUnsupported)
	}
	filters := clip.cutTo(size, focal) + "," + shape(size.Width, size.Height)
	file, err := withTone(m, clip, func(tone string) (File, error) {
		// They go to social media, which encode them again: hence the high quality.
		return m.write(ctx, src, target, film(size.file(size.Width, size.Height), clip.Duration, nil, h264(filters+tone, "20", 60), aac()), progress)
	})
	if err != nil {
		return File{}, fmt.Errorf("make %s: %w", size.Name, err)
	}
	return file, nil
}

// cutTo is the filter that cuts the largest rectangle of size's shape. It counts in shares of the picture, whose pixels
// need not be square yet.
func (c Clip) cutTo(size Size, focal Focal) string {
	scale := min(float64(c.Width)/float64(size.Width), float64(c.Height)/float64(size.Height))
	width := min(1, float64(size.Width)*scale/float64(c.Width))
	height := min(1, float64(size.Height)*scale/float64(c.Height))
	return fmt.Sprintf("crop=iw*%.6f:ih*%.6f:iw*%.6f:ih*%.6f", width, height, start(focal.X, width), start(focal.Y, height))
}

// start is where a piece begins so that its middle is at point, all in shares of the whole.
func start(point, piece float64) float64 {
	if math.IsNaN(point) {
		point = 0.5
	}
	return min(max(point-piece/2, 0), 1-piece)
}
