package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

const tinyWidth, tinyHeight = 48, 32 // pixels

// tinyPhoto is a JPEG of little more than 1 KB that is another one for every n.
func tinyPhoto(seed uint64, n int) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	img := image.NewRGBA(image.Rect(0, 0, tinyWidth, tinyHeight))
	for range 8 {
		c := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
		corner := image.Pt(r.IntN(tinyWidth), r.IntN(tinyHeight))
		area := image.Rectangle{corner, corner.Add(image.Pt(4+r.IntN(24), 4+r.IntN(24)))}.Intersect(img.Rect)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				img.SetRGBA(x, y, c)
			}
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}
