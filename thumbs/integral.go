package thumbs

import (
	"image"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

// integral is a summed-area table (Crow 1984, "integral image") of a picture's luma: the mean of any rectangle in four
// look-ups. Between pixels it interpolates, so that rectangles may begin anywhere.
type integral struct {
	w, h int       // pixels of the picture, at least 1 each
	sums []float64 // (w+1) × (h+1), row by row: the luma above and left of each corner
}

// newIntegral reads a picture with its corner at 0,0: *image.YCbCr, *image.Gray, or another type at more cost.
func newIntegral(img image.Image) *integral {
	luma, stride := lumaOf(img)
	t := &integral{w: img.Bounds().Dx(), h: img.Bounds().Dy()}
	row := t.w + 1
	t.sums = make([]float64, row*(t.h+1))
	for y := range t.h {
		sum := 0.0
		above, here := t.sums[y*row:(y+1)*row], t.sums[(y+1)*row:(y+2)*row]
		for x, v := range luma[y*stride : y*stride+t.w] {
			sum += float64(v)
			here[x+1] = above[x+1] + sum
		}
	}
	return t
}

// lumaOf gives the luma (ITU-R BT.601), and how many bytes its rows are apart.
func lumaOf(img image.Image) (luma []byte, stride int) {
	switch img := img.(type) {
	case *image.YCbCr:
		return img.Y, img.YStride
	case *image.Gray:
		return img.Pix, img.Stride
	}
	colours := imaging.Clone(img)
	luma = make([]byte, len(colours.Pix)/4)
	for i := range luma {
		p := colours.Pix[4*i:]
		luma[i] = byte((299*int(p[0]) + 587*int(p[1]) + 114*int(p[2]) + 500) / 1000)
	}
	return luma, colours.Stride / 4
}

// at is the sum above and left of a point.
func (t *integral) at(x, y float64) float64 {
	left, top := min(int(x), t.w-1), min(int(y), t.h-1)
	dx, dy := x-float64(left), y-float64(top)
	i := top*(t.w+1) + left
	j := i + t.w + 1
	return (t.sums[i]*(1-dx)+t.sums[i+1]*dx)*(1-dy) + (t.sums[j]*(1-dx)+t.sums[j+1]*dx)*dy
}

// mean is the mean luma, 0 to 255, of a square with the given middle and half its side, within the picture.
func (t *integral) mean(x, y, reach float64) float64 {
	left, right, top, bottom := x-reach, x+reach, y-reach, y+reach
	return (t.at(right, bottom) - t.at(left, bottom) - t.at(right, top) + t.at(left, top)) / (4 * reach * reach)
}

// whole is the window that shows all.
func (t *integral) whole() planar.Window {
	return planar.Window{W: float64(t.w), H: float64(t.h)}
}

// shrunk is the luma of a window in hashSide × hashSide pixels, each the mean of what it covers.
func (t *integral) shrunk(win planar.Window) (grey [hashSide][hashSide]float64) {
	var above, here [hashSide + 1]float64
	w, h := win.W/hashSide, win.H/hashSide
	for y := range hashSide + 1 {
		for x := range here {
			here[x] = t.at(win.X+float64(x)*w, win.Y+float64(y)*h)
		}
		if y > 0 {
			for x := range hashSide {
				grey[y-1][x] = (here[x+1] - here[x] - above[x+1] + above[x]) / (w * h)
			}
		}
		above = here
	}
	return grey
}
