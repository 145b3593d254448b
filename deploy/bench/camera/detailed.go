package camera

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
)

// Detailed generates a picture with detail of every size, as photos have: blotches of eight sizes, edges, and grain.
func Detailed(seed uint64, w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 0))
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(picture, picture.Rect, image.NewUniform(color.RGBA{120, 130, 140, 255}), image.Point{}, draw.Src)
	for side := max(w, h) / 3; side >= 6; side /= 2 {
		for range min(4*w*h/(side*side), 60_000) {
			shade := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
			shade.R, shade.G, shade.B = shade.R/4, shade.G/4, shade.B/4 // premultiplied: a quarter opaque
			shade.A = 64
			corner := image.Pt(r.IntN(w+side)-side, r.IntN(h+side)-side)
			area := image.Rectangle{corner, corner.Add(image.Pt(side/2+r.IntN(side), side/2+r.IntN(side)))}
			draw.Draw(picture, area.Intersect(picture.Rect), image.NewUniform(shade), image.Point{}, draw.Over)
		}
	}
	for i := range picture.Pix {
		if i%4 != 3 {
			picture.Pix[i] = uint8(min(max(int(picture.Pix[i])+r.IntN(13)-6, 0), 255))
		}
	}
	return picture
}
