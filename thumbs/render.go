package thumbs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegenc"
	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

// Focal is the point of a picture that crops keep in view: 0,0 is the upper left corner, 1,1 the lower right one.
type Focal struct {
	X, Y float64
}

// Centre is the focal point of a picture nobody has looked at.
func Centre() Focal { return Focal{X: 0.5, Y: 0.5} }

// Rendition is a finished picture. It carries no metadata of its source.
type Rendition struct {
	Name      string // of its Size
	MediaType string
	Ext       string // without a dot
	Width     int    // pixels
	Height    int
	Bytes     []byte
}

var errClosed = errors.New("picture is closed")

// Render makes one size. focal counts only for crops; values outside 0..1 are moved to the edge.
func (p *Picture) Render(size Size, focal Focal) (Rendition, error) {
	img, err := p.render(size, focal)
	if err != nil {
		return Rendition{}, err
	}
	return p.encode(img, size)
}

// RenderSet makes several sizes, from large to small. The result has the order of sizes. ctx is looked at between
// renditions.
func (p *Picture) RenderSet(ctx context.Context, sizes []Size, focal Focal) ([]Rendition, error) {
	renditions := make([]Rendition, len(sizes))
	for _, i := range byWidth(sizes) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("render %s: %w", sizes[i].Name, err)
		}
		var err error
		if renditions[i], err = p.Render(sizes[i], focal); err != nil {
			return nil, err
		}
	}
	return renditions, nil
}

// byWidth returns the indices of sizes, widest first.
func byWidth(sizes []Size) []int {
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b].Width, sizes[a].Width) })
	return order
}

// render makes a size, ready to be encoded: cut, shrunk, in sRGB, upright.
func (p *Picture) render(size Size, focal Focal) (image.Image, error) {
	cut, want := p.frame(size, focal)
	from, err := p.source(needed(cut, want))
	if err != nil {
		return nil, err
	}
	full := image.Pt(p.Width, p.Height)
	if turned(p.orientation) {
		full.X, full.Y = full.Y, full.X
		want.X, want.Y = want.Y, want.X
	}
	cut = stored(cut, p.orientation, full.X, full.Y)
	win := planar.Window{
		X: float64(cut.Min.X) / from.scale, Y: float64(cut.Min.Y) / from.scale,
		W: float64(cut.Dx()) / from.scale, H: float64(cut.Dy()) / from.scale,
	}
	img := p.finished(resized(from.img, win, want.X, want.Y))
	if !size.Crop {
		p.keepSmall(img)
	}
	return img, nil
}

// frame is the part of the upright picture that a size shows, and how many pixels it then has.
func (p *Picture) frame(size Size, focal Focal) (cut image.Rectangle, want image.Point) {
	if size.Crop {
		return p.cropped(size, focal), image.Pt(size.Width, size.Height)
	}
	return image.Rect(0, 0, p.Width, p.Height), p.fitted(size)
}

// needed is what a source must have for want pixels of the part cut.
func needed(cut image.Rectangle, want image.Point) need {
	return need{
		ratio: min(float64(cut.Dx())/float64(want.X), float64(cut.Dy())/float64(want.Y)),
		small: want.X <= smallWidth,
	}
}

// fitted is the largest size of the picture's shape within size, never larger than the picture.
func (p *Picture) fitted(size Size) image.Point {
	scale := min(1, float64(size.Width)/float64(p.Width))
	if size.Height > 0 {
		scale = min(scale, float64(size.Height)/float64(p.Height))
	}
	return image.Pt(scaled(p.Width, scale), scaled(p.Height, scale))
}

// cropped is the largest rectangle of size's shape with the focal point as near to its middle as the edges allow.
func (p *Picture) cropped(size Size, focal Focal) image.Rectangle {
	scale := min(float64(p.Width)/float64(size.Width), float64(p.Height)/float64(size.Height))
	w, h := min(scaled(size.Width, scale), p.Width), min(scaled(size.Height, scale), p.Height)
	x := place(focal.X, p.Width, w)
	y := place(focal.Y, p.Height, h)
	return image.Rect(x, y, x+w, y+h)
}

func scaled(v int, scale float64) int { return max(1, int(math.Round(float64(v)*scale))) }

// place is where a piece of the given length starts so that its middle is at share of the whole.
func place(share float64, whole, piece int) int {
	if math.IsNaN(share) {
		share = 0.5
	}
	start := int(math.Round(share*float64(whole) - float64(piece)/2))
	return min(max(start, 0), whole-piece)
}

// encode writes a baseline JPEG without metadata: 4:2:0, or grey.
func (p *Picture) encode(img image.Image, size Size) (Rendition, error) {
	if size.Quality == 0 {
		return Rendition{}, fmt.Errorf("encode %s: %w: not a still picture", size.Name, ErrUnsupported)
	}
	bounds := img.Bounds().Size()
	b, err := jpegenc.Encode(make([]byte, 0, bounds.X*bounds.Y/4+4096), img, jpegenc.Options{Quality: size.Quality, Profile: p.colors.kept})
	if err != nil {
		return Rendition{}, fmt.Errorf("encode %s: %w", size.Name, err)
	}
	return Rendition{
		Name: size.Name, MediaType: size.MediaType, Ext: size.Ext, Width: bounds.X, Height: bounds.Y, Bytes: slices.Clip(b),
	}, nil
}
