package thumbs

import (
	"image"

	"github.com/disintegration/imaging"
)

// resize makes a w × h picture of the rectangle r of src. Large reductions are first made cheaply by averaging, down to
// at least one and a half times the target, where it does no visible harm; Lanczos does the rest.
func resize(src image.Image, r image.Rectangle, w, h int) *image.NRGBA {
	switch whole := src.(type) {
	case *image.YCbCr:
		cut := whole.SubImage(r).(*image.YCbCr)
		for cut.Rect.Dx() >= 3*w && cut.Rect.Dy() >= 3*h && cut.Rect.Dx() > 8 && cut.Rect.Dy() > 8 {
			cut = halve(cut)
		}
		return imaging.Resize(cut, w, h, imaging.Lanczos)
	case *image.Gray:
		src = whole.SubImage(r)
	case *image.NRGBA:
		src = whole.SubImage(r)
	}
	if r.Dx() > 4*w && r.Dy() > 4*h {
		src = imaging.Resize(src, 4*w, 4*h, imaging.Box)
	}
	return imaging.Resize(src, w, h, imaging.Lanczos)
}

// halve averages each 2 × 2 samples of the three planes, which keeps their subsampling. A last odd row or column is
// dropped.
func halve(src *image.YCbCr) *image.YCbCr {
	dst := image.NewYCbCr(image.Rect(0, 0, src.Rect.Dx()/2, src.Rect.Dy()/2), src.SubsampleRatio)
	first, last := src.Rect.Min, src.Rect.Max.Sub(image.Pt(1, 1))
	y, c := src.YOffset(first.X, first.Y), src.COffset(first.X, first.Y)
	end := src.COffset(last.X, last.Y) - c // of the chroma planes
	luma := plane{src.Y[y:], src.YStride, src.Rect.Dx(), src.Rect.Dy()}
	chroma := plane{src.Cb[c:], src.CStride, end%src.CStride + 1, end/src.CStride + 1}
	luma.halve(dst.Y, dst.YStride)
	chroma.halve(dst.Cb, dst.CStride)
	chroma.samples = src.Cr[c:]
	chroma.halve(dst.Cr, dst.CStride)
	return dst
}

type plane struct {
	samples       []byte
	stride        int
	width, height int
}

// halve fills dst, rows of the given width. Where rounding asks for more than the plane has, its edge is repeated.
func (p plane) halve(dst []byte, width int) {
	row := func(y int) []byte { return p.samples[min(y, p.height-1)*p.stride:][:p.width] }
	for y := 0; y*width < len(dst); y++ {
		out, upper, lower := dst[y*width:][:width], row(2*y), row(2*y+1)
		pairs := min(width, p.width/2)
		for x := range pairs {
			a, b := upper[2*x:2*x+2], lower[2*x:2*x+2]
			out[x] = byte((int(a[0]) + int(a[1]) + int(b[0]) + int(b[1]) + 2) / 4)
		}
		for x := pairs; x < width; x++ {
			out[x] = byte((int(upper[p.width-1]) + int(lower[p.width-1]) + 1) / 2)
		}
	}
}
