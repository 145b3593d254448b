package thumbs

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"slices"

	"github.com/disintegration/imaging"
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
	level, err := p.level(size, focal)
	if err != nil {
		return Rendition{}, err
	}
	return encode(level, size)
}

// RenderSet makes several sizes, each from the next larger one, which costs little more than the largest alone. The
// result has the order of sizes. ctx is looked at between renditions.
func (p *Picture) RenderSet(ctx context.Context, sizes []Size, focal Focal) ([]Rendition, error) {
	renditions := make([]Rendition, len(sizes))
	var levels []*image.NRGBA // fitted ones, from large to small
	for _, i := range byWidth(sizes) {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("render %s: %w", sizes[i].Name, err)
		}
		level, err := p.next(levels, sizes[i], focal)
		if err != nil {
			return nil, err
		}
		if renditions[i], err = encode(level, sizes[i]); err != nil {
			return nil, err
		}
		if !sizes[i].Crop {
			levels = append(levels, level)
			p.keepSmall(level)
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

// next makes a size from the smallest level that is large enough to stand for the source: one and a half times as wide,
// or the very size.
func (p *Picture) next(levels []*image.NRGBA, size Size, focal Focal) (*image.NRGBA, error) {
	if size.Crop {
		return p.level(size, focal)
	}
	want := p.fitted(size)
	for _, level := range slices.Backward(levels) {
		have := level.Bounds().Size()
		if have == want {
			return level, nil
		}
		if 2*have.X >= 3*want.X {
			return imaging.Resize(level, want.X, want.Y, imaging.Lanczos), nil
		}
	}
	return p.level(size, focal)
}

// level makes a size from the source: cut, shrink, turn upright, convert to sRGB.
func (p *Picture) level(size Size, focal Focal) (*image.NRGBA, error) {
	p.mu.Lock()
	source := p.source
	p.mu.Unlock()
	if source == nil {
		return nil, errClosed
	}
	cut, want := image.Rect(0, 0, p.Width, p.Height), p.fitted(size)
	if size.Crop {
		cut, want = p.cropped(size, focal), image.Pt(size.Width, size.Height)
	}
	bounds := source.Bounds()
	cut = stored(cut, p.orientation, bounds.Dx(), bounds.Dy())
	if turned(p.orientation) {
		want.X, want.Y = want.Y, want.X
	}
	level := resize(source, cut, want.X, want.Y)
	if p.color != nil {
		p.color.Apply(level)
	}
	return upright(level, p.orientation), nil
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

// encode writes a baseline JPEG, 4:2:0, without any metadata.
func encode(level *image.NRGBA, size Size) (Rendition, error) {
	// The encoder has a fast path for RGBA, and for an opaque picture the bytes are the same.
	fast := &image.RGBA{Pix: level.Pix, Stride: level.Stride, Rect: level.Rect}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, fast, &jpeg.Options{Quality: size.Quality}); err != nil {
		return Rendition{}, fmt.Errorf("encode %s: %w", size.Name, err)
	}
	return Rendition{
		Name: size.Name, MediaType: size.MediaType, Ext: size.Ext,
		Width: level.Rect.Dx(), Height: level.Rect.Dy(), Bytes: out.Bytes(),
	}, nil
}
