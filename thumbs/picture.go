package thumbs

import (
	"image"
	"sync"
)

// Picture is a decoded, upright picture. Width and height are what people see. Close gives its memory back to the
// Maker's budget; it must be called, once the renditions are made. A Picture is safe for concurrent use until then.
type Picture struct {
	Width, Height int // pixels

	// Turning and colour conversion are put off until a rendition has been shrunk: it is the same and costs less.
	orientation int // EXIF 1 to 8
	colors      colors
	release     func()

	mu     sync.Mutex
	levels []level     // from large to small; none once closed
	small  image.Image // a rendition at most 320 wide, for Placeholder and Hash
}

// level is the stored picture at some scale: *image.YCbCr, *image.Gray or opaque *image.NRGBA, with its corner at 0,0.
type level struct {
	img   image.Image
	scale float64 // pixels of the full size per pixel of img
	sharp bool    // decoded at this scale: it has all the detail that its pixels can hold
}

// newPicture takes an image that flatten has made safe, at its full size.
func newPicture(img image.Image, orientation int) *Picture {
	size := img.Bounds().Size()
	return newScaled(size.X, size.Y, orientation, level{img: img, scale: 1, sharp: true})
}

// newScaled takes levels, from large to small, of a picture that is stored with w × h pixels.
func newScaled(w, h, orientation int, levels ...level) *Picture {
	if turned(orientation) {
		w, h = h, w
	}
	return &Picture{Width: w, Height: h, orientation: orientation, release: func() {}, levels: levels}
}

// Close gives the picture's memory back to the budget. It may be called more than once.
func (p *Picture) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.levels, p.small = nil, nil
	p.release()
}

// need is how much a source must have to be shrunk to a rendition: ratio is the full picture's pixels for each of the
// rendition's.
type need struct {
	ratio float64
	small bool // at most 320 wide, where softness is seen most and a larger source costs nothing
}

// met reports whether a level will do. One and a half times the pixels are as good as all of them; those of an inverse
// DCT at half size are good enough without reserve, for 0.0005 of SSIM.
func (n need) met(l level) bool {
	least := 1.5
	switch {
	case l.scale == 1:
		return true
	case n.small:
		least = 2
	case l.sharp && l.scale == 2:
		least = snap
	}
	return n.ratio >= least*l.scale
}

// snap lets 4032 pixels, the width of most phones' pictures, be decoded at half size for a rendition of 2048: that costs
// 0.0005 to 0.002 of SSIM on photos and saves a third of the time.
const snap = 0.98

// source returns the smallest level that meets a need, halving until there is one; the largest when none does.
func (p *Picture) source(n need) (level, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.levels) == 0 {
		return level{}, errClosed
	}
	best := 0
	for i, l := range p.levels {
		if n.met(l) {
			best = i
		}
	}
	for best == len(p.levels)-1 {
		half := level{scale: 2 * p.levels[best].scale}
		if size := p.levels[best].img.Bounds().Size(); !n.met(half) || min(size.X, size.Y) < 2 {
			break
		}
		half.img = halved(p.levels[best].img)
		p.levels = append(p.levels, half)
		best++
	}
	return p.levels[best], nil
}
