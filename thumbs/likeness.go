package thumbs

import (
	"fmt"
	"image"

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
