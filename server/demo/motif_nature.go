package demo

import (
	"image/color"
	"math"
	"math/rand/v2"
)

// hills are ridges behind each other under a low sun: the view from most libraries in Rogaland.
func hills(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	sunX, sunR := b.x+b.w*(0.2+0.6*rng.Float64()), min(b.w, b.h)*0.26
	c.fill(p.two, circle(sunX, b.y+b.h*0.42, sunR))
	shades := []color.RGBA{mix(p.three, p.ground, 0.45), p.three, mix(p.three, p.ink, 0.3), mix(p.three, p.ink, 0.62)}
	for i, shade := range shades {
		base := b.y + b.h*(0.42+0.16*float64(i))
		amp := b.h * (0.13 - 0.018*float64(i))
		phase, wave := rng.Float64()*6, (1.2+rng.Float64())*math.Pi/b.w
		c.fill(shade, below(b, func(x float64) float64 {
			return base - amp*math.Sin(phase+wave*(x-b.x)) - 0.35*amp*math.Sin(2.3*wave*(x-b.x)+2*phase)
		}))
	}
}

// sea is bands of waves, each with its own colour and rhythm, under a high sun.
func sea(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	c.fill(p.one, circle(b.x+b.w*(0.62+0.2*rng.Float64()), b.y+b.h*0.3, min(b.w, b.h)*0.16))
	shades := []color.RGBA{p.two, p.three, mix(p.three, p.ink, 0.25), p.two, mix(p.three, p.ink, 0.5)}
	for i, shade := range shades {
		base := b.y + b.h*(0.4+0.13*float64(i))
		length, amp := b.w/(3.5+rng.Float64()*2), b.h*0.045
		phase := rng.Float64() * length
		c.fill(shade, below(b, func(x float64) float64 {
			// A rounded crest and a sharp trough, as on a woodcut.
			t := math.Mod(x-b.x+phase, length)/length*2 - 1
			return base - amp*2*math.Sqrt(1-t*t*0.98)
		}))
	}
}

// night is spruces and ridges under a moon and a few stars.
func night(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	for range 26 {
		x, y := b.x+b.w*rng.Float64(), b.y+b.h*0.6*rng.Float64()
		c.fill(fade(p.two, 0.9), circle(x, y, min(b.w, b.h)*(0.003+0.005*rng.Float64())))
	}
	mx, my, mr := b.x+b.w*(0.25+0.5*rng.Float64()), b.y+b.h*0.34, min(b.w, b.h)*0.17
	c.fill(p.one, circle(mx, my, mr))
	c.fill(mix(p.one, p.ground, 0.18), circle(mx+mr*0.3, my-mr*0.25, mr*0.16))
	c.fill(mix(p.one, p.ground, 0.18), circle(mx-mr*0.35, my+mr*0.3, mr*0.22))
	for i, shade := range []color.RGBA{mix(p.three, p.ground, 0.4), mix(p.three, p.ink, 0.15), mix(p.three, p.ink, 0.5)} {
		floor := b.y + b.h*(0.78+0.11*float64(i))
		c.fill(shade, rectangle(box{b.x, floor, b.w, b.y + b.h - floor}))
		size := b.h * (0.16 + 0.07*float64(i))
		for x := b.x - size*rng.Float64(); x < b.x+b.w+size; x += size * (0.42 + 0.4*rng.Float64()) {
			spruce(c, shade, x, floor+2, size*(0.7+0.6*rng.Float64()))
		}
	}
}

// spruce stands with its foot at x, y.
func spruce(c canvas, col color.RGBA, x, y, h float64) {
	for i := range 3 {
		top := y - h*(1-0.24*float64(i))
		half := h * (0.15 + 0.055*float64(i))
		c.fill(col, polygon(x, top, x+half, top+h*0.46, x-half, top+h*0.46))
	}
	c.fill(col, rectangle(box{x - h*0.03, y - h*0.2, h * 0.06, h * 0.2}))
}
