package thumbs

import (
	"image"
	"math"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

// resized makes a w × h picture, of the same type, of the part of img in win. Planes of YCbCr and grey have a resizer of
// their own, five times as fast; imaging does the rest.
func resized(img image.Image, win planar.Window, w, h int) image.Image {
	switch img := img.(type) {
	case *image.YCbCr:
		return planar.Resize(img, w, h, win)
	case *image.Gray:
		return planar.Resize(img, w, h, win)
	case *image.NRGBA:
		return imaging.Resize(img.SubImage(pixels(win, img.Rect)), w, h, imaging.Lanczos)
	}
	return nil // no level has another type
}

// pixels is the rectangle of whole pixels nearest to win, never empty, inside bounds.
func pixels(win planar.Window, bounds image.Rectangle) image.Rectangle {
	x, y := int(math.Round(win.X)), int(math.Round(win.Y))
	r := image.Rect(x, y, max(int(math.Round(win.X+win.W)), x+1), max(int(math.Round(win.Y+win.H)), y+1)).Intersect(bounds)
	if r.Empty() {
		return bounds
	}
	return r
}

// halved averages each 2 × 2 pixels into one. An odd last row or column counts twice.
func halved(img image.Image) image.Image {
	switch img := img.(type) {
	case *image.YCbCr:
		return planar.Halve(img)
	case *image.Gray:
		return planar.Halve(img)
	case *image.NRGBA:
		return halvedColors(img)
	}
	return nil // no level has another type
}

func halvedColors(img *image.NRGBA) *image.NRGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, (w+1)/2, (h+1)/2))
	for y := range out.Rect.Dy() {
		upper, lower := img.Pix[2*y*img.Stride:][:4*w], img.Pix[min(2*y+1, h-1)*img.Stride:][:4*w]
		row := out.Pix[y*out.Stride:]
		for x := range out.Rect.Dx() {
			left, right := 8*x, 4*min(2*x+1, w-1)
			a, b, c, d := upper[left:left+4], upper[right:right+4], lower[left:left+4], lower[right:right+4]
			for i := range 4 {
				row[4*x+i] = byte((int(a[i]) + int(b[i]) + int(c[i]) + int(d[i]) + 2) / 4)
			}
		}
	}
	return out
}

// finished converts a resized picture to sRGB and turns it upright, as planes that a JPEG is written from. It may work
// in place.
func (p *Picture) finished(img image.Image) image.Image {
	switch img := img.(type) {
	case *image.Gray:
		return planar.Orient(img, p.orientation)
	case *image.YCbCr:
		if p.colors.transform != nil {
			p.colors.transform.ApplyYCbCr(img)
		}
		return planar.Orient(img, p.orientation)
	case *image.NRGBA:
		if p.colors.transform != nil {
			p.colors.transform.Apply(img)
		}
		return planar.Orient(subsampled(img), p.orientation)
	}
	return nil // no level has another type
}
