package demo

import (
	"image/color"
	"math"
	"math/rand/v2"
)

// motif paints an area edge to edge, and knows what to call itself in a sentence.
type motif struct {
	paint  func(c canvas, p palette, rng *rand.Rand)
	nb, nn string
}

func motifs() []motif {
	return []motif{
		{hills, "åser og lav sol", "åsar og låg sol"},
		{sea, "bølger og sol", "bølgjer og sol"},
		{shelf, "en rad bokrygger", "ei rad bokryggar"},
		{tiles, "et mønster av sirkler og kvartsirkler", "eit mønster av sirklar og kvartsirklar"},
		{arches, "papirbuer i flere farger", "papirbogar i fleire fargar"},
		{night, "graner under en fullmåne", "graner under ein fullmåne"},
		{pages, "en vifte av bokblad", "ei vifte av bokblad"},
		{windows, "en husvegg med opplyste vinduer", "ein husvegg med opplyste vindauge"},
	}
}

// shelf is a row of books seen from the back; some lean.
func shelf(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	board := b.h * 0.05
	floor := b.y + b.h - board
	c.fill(mix(p.ink, p.ground, 0.15), rectangle(box{b.x, floor, b.w, board}))
	shades := []color.RGBA{p.one, p.two, p.three, mix(p.one, p.ink, 0.35), mix(p.three, p.ground, 0.35), mix(p.two, p.one, 0.5)}
	unit, last := max(b.h*0.075, min(b.h*0.11, b.w*0.08)), -1
	for x := b.x - unit*rng.Float64(); x < b.x+b.w; {
		w, h := unit*(0.7+rng.Float64()), b.h*(0.56+0.32*rng.Float64())
		i := rng.IntN(len(shades))
		if i == last {
			i = (i + 1) % len(shades)
		}
		last = i
		lean := 0.0
		if rng.IntN(7) == 0 {
			lean = h * 0.2
			x += lean * 0.1
		}
		spine(c, shades[i], mix(shades[i], p.ground, 0.55), box{x, floor - h, w, h}, lean, rng.IntN(3))
		x += w + lean + unit*0.05
	}
}

// spine paints one book of the shelf with its top moved right by lean, and one of three decorations.
func spine(c canvas, cover, trim color.RGBA, b box, lean float64, style int) {
	at := func(y float64) float64 { return b.x + lean*(1-y) }
	band := func(col color.RGBA, from, to, inset float64) {
		x0, x1 := at(from), at(to)
		y0, y1 := b.y+b.h*from, b.y+b.h*to
		c.fill(col, polygon(x0+inset, y0, x0+b.w-inset, y0, x1+b.w-inset, y1, x1+inset, y1))
	}
	band(cover, 0, 1, 0)
	switch style {
	case 0:
		band(trim, 0.1, 0.13, 0)
		band(trim, 0.84, 0.87, 0)
	case 1:
		band(trim, 0.16, 0.46, b.w*0.24)
	default:
		band(trim, 0.72, 0.9, 0)
	}
}

// tiles is a chequer of quarter and half circles: paper cuttings, festive without being childish.
func tiles(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	columns := math.Max(3, math.Round(b.w/min(b.w, b.h)*2.6))
	s := b.w / columns
	shades := []color.RGBA{p.one, p.two, p.three, mix(p.three, p.ink, 0.4), mix(p.one, p.ground, 0.4)}
	for y := b.y + b.h - s; y > b.y-s; y -= s {
		for i := range int(columns) {
			x := b.x + float64(i)*s
			k := rng.IntN(len(shades))
			back, front := shades[k], shades[(k+1+rng.IntN(len(shades)-1))%len(shades)]
			c.fill(back, rectangle(box{x, y, s + 1, s + 1}))
			switch rng.IntN(5) {
			case 0:
				c.fill(front, quarter(x, y, s, 1, 1))
			case 1:
				c.fill(front, quarter(x+s, y+s, s, -1, -1))
			case 2:
				c.fill(front, circle(x+s/2, y+s/2, s*0.3))
			case 3:
				c.fill(front, quarter(x, y+s, s, 1, -1))
				c.fill(back, quarter(x, y+s, s*0.5, 1, -1))
			default:
				c.part(box{x, y + s/2, s, s / 2}).fill(front, circle(x+s/2, y+s/2, s/2))
			}
		}
	}
}

// arches are rainbows of paper side by side, standing on the lower edge.
func arches(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	n := math.Max(2, math.Round(b.w/b.h*1.1))
	r := b.w / n / 2
	for i := range int(n) + 1 {
		x := b.x + r*2*float64(i) - r*0.5
		radius := r * (0.8 + 0.2*rng.Float64())
		lift := b.y + b.h - min(b.h, radius)*0.55*rng.Float64() - b.h*0.12
		shades := []color.RGBA{p.three, p.one, p.two, mix(p.three, p.ink, 0.45)}
		for k := range shades {
			rr := radius * (1 - 0.22*float64(k))
			shade := shades[(k+i)%len(shades)]
			c.fill(shade, circle(x, lift, rr))
			c.fill(shade, rectangle(box{x - rr, lift, 2 * rr, b.y + b.h - lift}))
		}
	}
}

// pages is a fan of leaves around a point under the lower edge: an open book, or a rising sun.
func pages(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	cx, cy, r := b.x+b.w/2, b.y+b.h*1.02, math.Hypot(b.w/2, b.h)*1.05
	shades := []color.RGBA{p.one, p.two, p.three, mix(p.two, p.ground, 0.5), mix(p.three, p.ink, 0.35)}
	const leaves = 18
	offset := rng.IntN(len(shades))
	for i := range leaves {
		a, z := math.Pi*float64(i)/leaves, math.Pi*float64(i+1)/leaves
		c.fill(shades[(i+offset)%len(shades)], polygon(cx, cy, cx-r*math.Cos(a), cy-r*math.Sin(a), cx-r*math.Cos(z), cy-r*math.Sin(z)))
	}
	core := min(b.w, b.h) * 0.34
	c.fill(p.ground, circle(cx, cy, core*1.12))
	c.fill(p.one, circle(cx, cy, core))
}

// windows is a house front after dark, where some are still reading.
func windows(c canvas, p palette, rng *rand.Rand) {
	b := c.bounds()
	wall := mix(p.three, p.ink, 0.45)
	c.fill(wall, rectangle(box{b.x, b.y + b.h*0.16, b.w, b.h}))
	c.fill(mix(wall, p.ink, 0.45), rectangle(box{b.x, b.y + b.h*0.16, b.w, b.h * 0.035}))
	columns := math.Max(4, math.Round(b.w/b.h*3.2))
	s := b.w / columns
	for i := range int(columns) {
		for y := b.y + b.h*0.28; y < b.y+b.h; y += s * 1.35 {
			pane := box{b.x + float64(i)*s + s*0.2, y, s * 0.6, s * 0.95}
			glass := mix(wall, p.ground, 0.16)
			if rng.IntN(5) < 3 {
				glass = []color.RGBA{p.one, p.two, mix(p.one, p.two, 0.5)}[rng.IntN(3)]
			}
			arched(c, glass, pane)
			c.fill(wall, rectangle(box{pane.x + pane.w/2 - s*0.015, pane.y, s * 0.03, pane.h}))
			c.fill(wall, rectangle(box{pane.x, pane.y + pane.h*0.55, pane.w, s * 0.03}))
		}
	}
}

// arched is a window with a round top.
func arched(c canvas, col color.RGBA, b box) {
	c.fill(col, circle(b.x+b.w/2, b.y+b.w/2, b.w/2))
	c.fill(col, rectangle(box{b.x, b.y + b.w/2, b.w, b.h - b.w/2}))
}
