package main

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// change is one way in which people make another version of a picture.
type change struct {
	name string
	make func(p *original, r *rand.Rand) ([]byte, error) // gives a JPEG
}

// changes lists the ways, the slightest first.
func changes() []change {
	var out []change
	for _, quality := range []int{30, 60, 95} {
		out = append(out, change{fmt.Sprint("saved with quality ", quality), edited(quality, func(_ *rand.Rand, img image.Image) image.Image { return img })})
	}
	for _, width := range []int{160, 640} {
		out = append(out, painted(fmt.Sprint(width, " pixels wide"), func(img image.Image) image.Image {
			return imaging.Resize(img, width, 0, imaging.Lanczos)
		}))
	}
	for _, percent := range []float64{-30, 30} {
		out = append(out,
			painted(fmt.Sprintf("brightness %+.0f %%", percent), func(img image.Image) image.Image { return imaging.AdjustBrightness(img, percent) }),
			painted(fmt.Sprintf("contrast %+.0f %%", percent), func(img image.Image) image.Image { return imaging.AdjustContrast(img, percent) }))
	}
	out = append(out, painted("without colour", func(img image.Image) image.Image { return imaging.Grayscale(img) }),
		painted("a line of text across", lettered))
	for _, name := range []string{"square", "portrait", "tall", "landscape", "story"} {
		out = append(out, change{name + ", middle", rendered(name, 0)}, change{name + ", focal point anywhere", rendered(name, 1)})
	}
	for _, share := range []float64{0.95, 0.9, 0.8, 0.7, 0.6} {
		out = append(out, change{fmt.Sprintf("cut by hand to %.0f %% each way", 100*share), edited(85, func(r *rand.Rand, img image.Image) image.Image {
			return cut(img, share, share, r.Float64(), r.Float64())
		})})
	}
	return append(out, change{"cut by hand to 60–100 % each way", edited(85, func(r *rand.Rand, img image.Image) image.Image {
		return cut(img, 0.6+0.4*r.Float64(), 0.6+0.4*r.Float64(), r.Float64(), r.Float64())
	})}, painted("mirrored", func(img image.Image) image.Image { return imaging.FlipH(img) }))
}

// painted is a change of all pixels.
func painted(name string, paint func(image.Image) image.Image) change {
	return change{name, edited(85, func(_ *rand.Rand, img image.Image) image.Image { return paint(img) })}
}

// edited changes the picture at up to 1,280 pixels, as an editor on a phone would, and saves it.
func edited(quality int, edit func(*rand.Rand, image.Image) image.Image) func(*original, *rand.Rand) ([]byte, error) {
	return func(p *original, r *rand.Rand) ([]byte, error) { return encode(edit(r, p.small), quality) }
}

// rendered is the product's own crop, with the focal point as far from the middle as spread lets it.
func rendered(name string, spread float64) func(*original, *rand.Rand) ([]byte, error) {
	return func(p *original, r *rand.Rand) ([]byte, error) {
		size, ok := thumbs.LookupSize(name)
		if !ok {
			return nil, fmt.Errorf("no size %q", name)
		}
		made, err := p.Render(size, thumbs.Focal{X: 0.5 + spread*(r.Float64()-0.5), Y: 0.5 + spread*(r.Float64()-0.5)})
		return made.Bytes, err
	}
}

// cut keeps a share of the width and of the height; x and y, 0 to 1, say where.
func cut(img image.Image, width, height, x, y float64) image.Image {
	size := img.Bounds().Size()
	w, h := int(width*float64(size.X)), int(height*float64(size.Y))
	left, top := int(x*float64(size.X-w)), int(y*float64(size.Y-h))
	return imaging.Crop(img, image.Rect(left, top, left+w, top+h).Add(img.Bounds().Min))
}

// lettered lays a white band with rows of dark blocks, as large letters are, across the lower part.
func lettered(img image.Image) image.Image {
	out := imaging.Clone(img)
	w, h := out.Rect.Dx(), out.Rect.Dy()
	for y := h * 70 / 100; y < h*85/100; y++ {
		for x := w / 10; x < w*9/10; x++ {
			c := color.NRGBA{255, 255, 255, 255}
			if x/(w/40+1)%2 == 0 && y/(h/50+1)%3 > 0 {
				c = color.NRGBA{20, 20, 20, 255}
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}
