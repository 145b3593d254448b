package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/disintegration/imaging"
)

// reference is a photo decoded in full by Go's decoder, upright, to compare renditions with.
type reference luma

func readReference(file string) (reference, error) {
	photo, err := imaging.Open(file, imaging.AutoOrientation(true))
	if err != nil {
		return reference{}, fmt.Errorf("decode reference: %w", err)
	}
	return reference(lumaOf(imaging.Clone(photo))), nil
}

// frames are what a rendition of w × h pixels may show: the whole photo, or for a crop its middle. One may cut first, at whole
// pixels of the photo, or resize first and cut at whole pixels of the rendition; and round down, up, or not at all.
func (r reference) frames(w, h int, crop bool) []frame {
	width, height := float64(r.width), float64(r.height)
	if !crop {
		return []frame{{0, 0, width, height}}
	}
	scale := min(width/float64(w), height/float64(h)) // pixels of the photo for one of the rendition
	cut := frame{width: float64(w) * scale, height: float64(h) * scale}
	cut.x, cut.y = (width-cut.width)/2, (height-cut.height)/2
	round := func(v, unit float64, how func(float64) float64) float64 { return how(v/unit) * unit }
	all := []frame{cut}
	for _, unit := range []float64{1, scale} {
		for _, how := range []func(float64) float64{math.Floor, math.Ceil} {
			moved := cut
			moved.x, moved.y = round(cut.x, unit, how), round(cut.y, unit, how)
			if !slices.Contains(all, moved) {
				all = append(all, moved)
			}
		}
	}
	return all
}

// likeness is the highest similarity that a rendition in a file has to what it may show.
func (r reference) likeness(file string, crop bool) (float64, error) {
	img, err := imaging.Open(file)
	if err != nil {
		return 0, err
	}
	rendition, best := lumaOf(img), 0.0
	for _, f := range r.frames(rendition.width, rendition.height, crop) {
		s, err := ssim(rendition, luma(r).lanczos(f, rendition.width, rendition.height))
		if err != nil {
			return 0, err
		}
		best = max(best, s)
	}
	return best, nil
}
