package icc

import "image"

// Apply converts an opaque picture in place.
func (t *Transform) Apply(m *image.NRGBA) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			r, g, b := t.convert(int(row[0]), int(row[1]), int(row[2]))
			row[0], row[1], row[2] = byte((r+fine/2)/fine), byte((g+fine/2)/fine), byte((b+fine/2)/fine)
		}
	}
}

// convert takes levels, at most under beyond 0..255, and returns sRGB in units of 1/fine level.
func (t *Transform) convert(r, g, b int) (int, int, int) {
	light := t.light[0][(r+under)&(levels-1)] + t.light[1][(g+under)&(levels-1)] + t.light[2][(b+under)&(levels-1)]
	return t.encoded(light), t.encoded(light >> lane), t.encoded(light >> (2 * lane))
}

// encoded looks up the lowest lane.
func (t *Transform) encoded(light uint64) int {
	const unit = linear / steps
	i := (int(light&mask)+unit/2)/unit - bias/unit
	return int(t.out[min(max(i, 0), steps)])
}

// ApplyYCbCr converts a picture in place: full-range BT.601 as JPEG has it, of any subsampling. The new chroma is the
// mean of what the pixels that share a sample become.
func (t *Transform) ApplyYCbCr(m *image.YCbCr) {
	fx, fy := subsampling(m.SubsampleRatio)
	var right, bottom int
	for top := m.Rect.Min.Y; top < m.Rect.Max.Y; top = bottom {
		bottom = min((top/fy+1)*fy, m.Rect.Max.Y)
		y, c := m.YOffset(m.Rect.Min.X, top), m.COffset(m.Rect.Min.X, top)
		right = (m.Rect.Min.X/fx + 1) * fx
		for left := m.Rect.Min.X; left < m.Rect.Max.X; left, right = right, right+fx {
			w := min(right, m.Rect.Max.X) - left
			t.block(m, y, c, w, bottom-top)
			y, c = y+w, c+1
		}
	}
}

const (
	fraction = 16 // bits of the factors of BT.601
	rounding = 1 << (fraction - 1)
)

// block converts the w × h pixels that share the chroma sample at c; the first of them is at y.
func (t *Transform) block(m *image.YCbCr, y, c, w, h int) {
	cb, cr := int(m.Cb[c])-128, int(m.Cr[c])-128
	addR, addG, addB := (91881*cr+rounding)>>fraction, (-22554*cb-46802*cr+rounding)>>fraction, (116130*cb+rounding)>>fraction
	var sumR, sumG, sumB int
	for j := range h {
		row := m.Y[y+j*m.YStride:][:w]
		for i, luma := range row {
			r, g, b := t.convert(int(luma)+addR, int(luma)+addG, int(luma)+addB)
			row[i] = byte(uint(19595*r+38470*g+7471*b+rounding*fine) / (fine << fraction))
			sumR, sumG, sumB = sumR+r, sumG+g, sumB+b
		}
	}
	whole := 1 / float64(w*h*fine<<fraction)
	m.Cb[c] = chroma(-11059*sumR-21709*sumG+32768*sumB, whole)
	m.Cr[c] = chroma(32768*sumR-27439*sumG-5329*sumB, whole)
}

// chroma scales a sum of colour differences to a level.
func chroma(sum int, scale float64) byte {
	return byte(min(max(int(float64(sum)*scale+128.5), 0), 255))
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
