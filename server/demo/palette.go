package demo

import (
	"image/color"
	"math"
)

// palette is the colours of one card. ink is readable on ground (contrast 7:1 or better); one, two and
// three are for shapes.
type palette struct{ ground, ink, one, two, three color.RGBA }

// palettes are named after what they were taken from.
func palettes() []palette {
	return []palette{
		{rgb(0xF6EBDD), rgb(0x17324D), rgb(0xE4633A), rgb(0xF2B04B), rgb(0x2B7A78)}, // strand
		{rgb(0x123C47), rgb(0xFBF1E0), rgb(0xF4B545), rgb(0x2E7F80), rgb(0xE9704A)}, // fjord
		{rgb(0xF5E9EA), rgb(0x43203F), rgb(0xA63D6F), rgb(0xE9A3A6), rgb(0x7A5980)}, // lyng
		{rgb(0x1E3A2F), rgb(0xF8F1DF), rgb(0xE8C268), rgb(0x4F8464), rgb(0xE87B56)}, // gran
		{rgb(0xE7EFF3), rgb(0x14253D), rgb(0xF0972E), rgb(0x86AFC6), rgb(0x2F5D82)}, // vinter
		{rgb(0x8E2430), rgb(0xFFF2E2), rgb(0xF5B761), rgb(0xC9513F), rgb(0x5B1430)}, // rogn
		{rgb(0xF8CE57), rgb(0x2A2018), rgb(0xDF5531), rgb(0xFFF3D2), rgb(0x2C7C9E)}, // sol
		{rgb(0x1B1F3B), rgb(0xF3EDFA), rgb(0xF4D06F), rgb(0x4A4E87), rgb(0x9A7FC2)}, // natt
		{rgb(0xDCE9DA), rgb(0x1F3327), rgb(0xE07A5F), rgb(0x81B29A), rgb(0x3D6B57)}, // bjørk
	}
}

func rgb(v uint32) color.RGBA {
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}
}

// fade returns c at the given opacity (0 to 1), premultiplied as image/color wants it.
func fade(c color.RGBA, opacity float64) color.RGBA {
	f := func(v uint8) uint8 { return uint8(float64(v) * opacity) }
	return color.RGBA{f(c.R), f(c.G), f(c.B), f(c.A)}
}

// mix is a step of t (0 to 1) from a to b.
func mix(a, b color.RGBA, t float64) color.RGBA {
	f := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t) }
	return color.RGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), 255}
}

// light returns the colour of the palette that is easiest to read on ground.
func light(ground color.RGBA, p palette) color.RGBA {
	if contrast(p.ink, ground) >= contrast(p.ground, ground) {
		return p.ink
	}
	return p.ground
}

// contrast is the ratio of WCAG 2: 1 (the same) to 21 (black and white).
func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
