package thumbs

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/buckket/go-blurhash"
	"github.com/disintegration/imaging"
)

const smallWidth = 320

// Placeholder is a blurhash (https://blurha.sh), 4 × 3 components or 3 × 4 for upright pictures: what to paint until the
// picture has arrived.
func (p *Picture) Placeholder() (string, error) {
	small, err := p.smallest()
	if err != nil {
		return "", err
	}
	x, y := 4, 3
	if p.Height > p.Width {
		x, y = 3, 4
	}
	hash, err := blurhash.Encode(x, y, imaging.Resize(small, 32, 32, imaging.Box))
	if err != nil {
		return "", fmt.Errorf("make placeholder: %w", err)
	}
	return hash, nil
}

// Hash is a 64-bit perceptual hash: the signs of the lowest frequencies (DCT) of the picture's luma. Two versions of one
// picture differ in at most about 12 bits, different pictures in about 32.
func (p *Picture) Hash() (uint64, error) {
	small, err := p.smallest()
	if err != nil {
		return 0, err
	}
	return hash(luma(imaging.Resize(small, hashSide, hashSide, imaging.Box))), nil
}

// keepSmall remembers a rendition for later, if it is small enough.
func (p *Picture) keepSmall(img image.Image) {
	if img.Bounds().Dx() > smallWidth {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.levels) > 0 {
		p.small = img
	}
}

func (p *Picture) smallest() (image.Image, error) {
	p.mu.Lock()
	small := p.small
	p.mu.Unlock()
	if small != nil {
		return small, nil
	}
	return p.render(Size{Width: smallWidth}, Centre())
}

const (
	hashSide = 32 // pixels that are looked at
	hashKeep = 8  // frequencies that are kept, each way
)

func luma(img *image.NRGBA) (grey [hashSide][hashSide]float64) {
	for y := range hashSide {
		for x := range hashSide {
			i := img.PixOffset(x, y)
			grey[y][x] = 0.299*float64(img.Pix[i]) + 0.587*float64(img.Pix[i+1]) + 0.114*float64(img.Pix[i+2])
		}
	}
	return grey
}

// hash compares each kept frequency with their median; the mean brightness, frequency 0, always gives a 0 bit.
func hash(grey [hashSide][hashSide]float64) uint64 {
	var cosine [hashKeep][hashSide]float64
	for u := range hashKeep {
		for x := range hashSide {
			cosine[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / (2 * hashSide))
		}
	}
	var frequencies [hashKeep * hashKeep]float64
	for v := range hashKeep {
		for u := range hashKeep {
			sum := 0.0
			for y := range hashSide {
				for x := range hashSide {
					sum += grey[y][x] * cosine[v][y] * cosine[u][x]
				}
			}
			frequencies[v*hashKeep+u] = sum
		}
	}
	frequencies[0] = math.Inf(-1)
	sorted := slices.Sorted(slices.Values(frequencies[:]))
	median := sorted[len(sorted)/2]
	bits := uint64(0)
	for i, f := range frequencies {
		if f > median {
			bits |= 1 << i
		}
	}
	return bits
}
