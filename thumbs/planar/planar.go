// Package planar resizes, halves and turns 8-bit YCbCr and grey pictures plane by plane, without going through RGB. It
// works on samples as they are stored, in gamma space as other resizers do, and knows nothing of colour profiles or files.
package planar

import "image"

// Picture is what the package works on. Bounds, strides and sub-images are respected; the result always starts at 0,0
// and shares no memory with its source, unless a function says otherwise.
type Picture interface {
	*image.YCbCr | *image.Gray
}

// Window is a part of a picture, in its pixels and relative to its upper left corner. The zero Window is the whole
// picture.
type Window struct {
	X, Y, W, H float64
}

// clip keeps a window inside a w × h picture; what has no area there becomes all of it.
func (v Window) clip(w, h int) Window {
	left, top := max(v.X, 0), max(v.Y, 0)
	right, bottom := min(v.X+v.W, float64(w)), min(v.Y+v.H, float64(h))
	if right > left && bottom > top { // never true of NaN
		return Window{left, top, right - left, bottom - top}
	}
	return Window{W: float64(w), H: float64(h)}
}

// plane is one channel. fx and fy say how many pixels of the picture a sample spans, x and y where the picture's corner
// lies in the plane, in samples: not at 0 when a sub-image begins in the middle of a chroma sample.
type plane struct {
	pix    []byte
	stride int
	w, h   int
	fx, fy int
	x, y   float64
}

// planes returns the channels of a picture that is not empty.
func planes[P Picture](m P) []plane {
	switch m := any(m).(type) {
	case *image.Gray:
		return []plane{{pix: m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y):], stride: m.Stride, w: m.Rect.Dx(), h: m.Rect.Dy(), fx: 1, fy: 1}}
	case *image.YCbCr:
		r := m.Rect
		luma := plane{pix: m.Y[m.YOffset(r.Min.X, r.Min.Y):], stride: m.YStride, w: r.Dx(), h: r.Dy(), fx: 1, fy: 1}
		fx, fy := subsampling(m.SubsampleRatio)
		x, w := span(r.Min.X, r.Max.X, fx)
		y, h := span(r.Min.Y, r.Max.Y, fy)
		c := m.COffset(r.Min.X, r.Min.Y)
		cb := plane{pix: m.Cb[c:], stride: m.CStride, w: w, h: h, fx: fx, fy: fy, x: x, y: y}
		cr := cb
		cr.pix = m.Cr[c:]
		return []plane{luma, cb, cr}
	}
	return nil
}

// span is where low lies in its chroma sample and how many samples reach from there to high, as package image counts.
func span(low, high, factor int) (offset float64, samples int) {
	first := low / factor
	return float64(low)/float64(factor) - float64(first), (high+factor-1)/factor - first
}

// subsampling is how many columns and rows of pixels share a chroma sample.
func subsampling(r image.YCbCrSubsampleRatio) (x, y int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// blank makes an empty picture of m's kind; ratio counts only for YCbCr.
func blank[P Picture](m P, w, h int, ratio image.YCbCrSubsampleRatio) P {
	r := image.Rect(0, 0, w, h)
	if _, grey := any(m).(*image.Gray); grey {
		return any(image.NewGray(r)).(P)
	}
	return any(image.NewYCbCr(r, ratio)).(P)
}
