package thumbs

import (
	"image"
	"image/color"
	"image/draw"
	"sync"

	"github.com/fellesmappa/fellesmappa/thumbs/icc"
)

// Picture is a decoded, upright picture. Width and height are what people see. Close gives its memory back to the
// Maker's budget; it must be called, once the renditions are made. A Picture is safe for concurrent use until then.
type Picture struct {
	Width, Height int // pixels

	// Turning and colour conversion are put off until a rendition has been shrunk: it is the same and costs less.
	source      image.Image // YCbCr, Gray or opaque NRGBA, with its corner at 0,0
	orientation int         // EXIF 1 to 8
	color       *icc.Transform
	release     func()

	mu    sync.Mutex
	small *image.NRGBA // at most 320 wide, for Placeholder and Hash
}

// newPicture takes an image that flatten has made safe.
func newPicture(img image.Image, orientation int) *Picture {
	p := &Picture{source: img, orientation: orientation, release: func() {}}
	p.Width, p.Height = img.Bounds().Dx(), img.Bounds().Dy()
	if turned(orientation) {
		p.Width, p.Height = p.Height, p.Width
	}
	return p
}

// Close gives the picture's memory back to the budget. It may be called more than once.
func (p *Picture) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.source, p.small = nil, nil
	p.release()
}

// flatten returns img as one of the types that the resizer is safe and fast with, without transparency. A palette must
// never reach the resizer: an index beyond its end would panic in a goroutine there and end the process.
func flatten(img image.Image) image.Image {
	bounds := img.Bounds()
	if bounds.Min != (image.Point{}) {
		return onWhite(img, image.Rectangle{Max: bounds.Size()})
	}
	switch img := img.(type) {
	case *image.YCbCr, *image.Gray:
		return img
	case *image.NRGBA:
		if img.Opaque() {
			return img
		}
	case *image.RGBA:
		if img.Opaque() {
			return &image.NRGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
		}
	}
	return onWhite(img, bounds)
}

// onWhite draws img at its place on a white ground.
func onWhite(img image.Image, ground image.Rectangle) *image.NRGBA {
	flat := image.NewRGBA(ground)
	draw.Draw(flat, ground, image.NewUniform(color.White), image.Point{}, draw.Src)
	at := img.Bounds()
	if at.Min != (image.Point{}) && at.Size() == ground.Size() {
		at = ground
	}
	draw.Draw(flat, at, img, img.Bounds().Min, draw.Over)
	return &image.NRGBA{Pix: flat.Pix, Stride: flat.Stride, Rect: flat.Rect} // opaque: the same bytes
}

// fullRange stretches the planes of a lossy WebP in place: VP8 keeps luma in 16..235 and chroma in 16..240 (BT.601),
// while Go's types take all 256 levels, as JPEG does.
func fullRange(img image.Image) {
	planes, lossy := img.(*image.YCbCr)
	if transparent, ok := img.(*image.NYCbCrA); ok {
		planes, lossy = &transparent.YCbCr, true
	}
	if !lossy {
		return
	}
	stretch := func(plane []byte, middle, levels int) {
		var table [256]byte
		for v := range table {
			table[v] = byte(min(max(((v-middle)*255+levels/2)/levels+(middle-16)*128/112, 0), 255))
		}
		for i, v := range plane {
			plane[i] = table[v]
		}
	}
	stretch(planes.Y, 16, 219)
	stretch(planes.Cb, 128, 224)
	stretch(planes.Cr, 128, 224)
}
