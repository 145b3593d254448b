package thumbs

import (
	"context"
	"fmt"
	"math"
	"time"
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
	file, err := m.reframe(ctx, src, clip, size.file(size.Width, size.Height), clip.cutTo(size, focal)+","+shape(size.Width, size.Height), Part{}, target, progress)
	if err != nil {
		return File{}, fmt.Errorf("make %s: %w", size.Name, err)
	}
	return file, nil
}

// Part is a part of a clip, by its times. The zero Part is all of it, and without a To it goes on to the end.
type Part struct{ From, To time.Duration }

// Excerpt writes a part of the clip, exact to the frame, as H.264 and AAC without any metadata, to target: cut to the shape
// of a crop around the focal point, as Reframe does, or as it is and at most as large as the web version for the zero size.
func (m *Maker) Excerpt(ctx context.Context, src Source, clip Clip, part Part, size Size, focal Focal, target string, progress Progress) (File, error) {
	if err := clip.pictured(); err != nil {
		return File{}, fmt.Errorf("make excerpt: %w", err)
	}
	if part.From > 0 && part.To == 0 { // to its end
		part.To = clip.Duration
	}
	if clip.Duration > 0 {
		part.To = min(part.To, clip.Duration)
	}
	if part != (Part{}) && (part.From < 0 || part.To <= part.From) {
		return File{}, fmt.Errorf("make excerpt: from %v to %v of %v: %w", part.From, part.To, clip.Duration, ErrUnsupported)
	}
	width, height := clip.within(webLong, webShort)
	filters := shape(width, height)
	if size.Crop {
		width, height = size.Width, size.Height
		filters = clip.cutTo(size, focal) + "," + shape(width, height)
	}
	file, err := m.reframe(ctx, src, clip, clip.file(width, height), filters, part, target, progress)
	if err != nil {
		return File{}, fmt.Errorf("make excerpt: %w", err)
	}
	return file, nil
}

// reframe goes to social media, which encode it again: hence the high quality.
func (m *Maker) reframe(ctx context.Context, src Source, clip Clip, file File, filters string, part Part, target string, progress Progress) (File, error) {
	lasts, before := clip.Duration, []string(nil)
	if part != (Part{}) {
		lasts, before = part.To-part.From, piece(part.From, part.To)
	}
	return withTone(m, clip, func(tone string) (File, error) {
		picture := append(h264(filters+tone, "20", 60), "-maxrate", "20M", "-bufsize", "20M") // Instagram takes 25 Mbit a second
		return m.write(ctx, src, target, film(file, lasts, before, picture, aac()), progress)
	})
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
