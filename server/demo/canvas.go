package demo

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/math/f32"
	"golang.org/x/image/vector"
)

// box is a rectangle in pixels: left, top, width, height.
type box struct{ x, y, w, h float64 }

// cut takes h pixels off the top and returns them and the rest.
func (b box) cut(h float64) (top, rest box) {
	return box{b.x, b.y, b.w, h}, box{b.x, b.y + h, b.w, b.h - h}
}

// canvas is a picture, or a part of one, that shapes are painted on with soft edges.
type canvas struct{ img *image.RGBA }

func newCanvas(w, h int) canvas { return canvas{image.NewRGBA(image.Rect(0, 0, w, h))} }

// part returns a canvas that paints only inside b. Coordinates stay those of the whole picture.
func (c canvas) part(b box) canvas {
	r := image.Rect(round(b.x), round(b.y), round(b.x+b.w), round(b.y+b.h))
	return canvas{c.img.SubImage(r).(*image.RGBA)}
}

func (c canvas) bounds() box {
	r := c.img.Bounds()
	return box{float64(r.Min.X), float64(r.Min.Y), float64(r.Dx()), float64(r.Dy())}
}

// fill paints the inside of the path.
func (c canvas) fill(col color.RGBA, p path) {
	r := p.bounds().Intersect(c.img.Bounds())
	if r.Empty() {
		return
	}
	z := vector.NewRasterizer(r.Dx(), r.Dy())
	p.trace(z, f32.Vec2{float32(r.Min.X), float32(r.Min.Y)})
	z.Draw(c.img, r, image.NewUniform(col), image.Point{})
}

func (c canvas) paint(col color.RGBA) { c.fill(col, rectangle(c.bounds())) }

// grain gives flat colour the life of printed paper; strength is the largest change of a channel.
func (c canvas) grain(rng *rand.Rand, strength int) {
	pix := c.img.Pix
	for i := 0; i+3 < len(pix); i += 4 {
		d := rng.IntN(2*strength+1) - strength
		pix[i] = shift(pix[i], d)
		pix[i+1] = shift(pix[i+1], d)
		pix[i+2] = shift(pix[i+2], d)
	}
}

func shift(v uint8, d int) uint8 { return uint8(min(255, max(0, int(v)+d))) }

func round(v float64) int { return int(math.Round(v)) }
