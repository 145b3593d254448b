package demo

import "strings"

// tip is a drawn cover with what a colleague says about the book.
func tip(s *sheet, c card) {
	u, all := s.unit, s.bounds()
	s.fill(mix(c.palette.ground, c.palette.two, 0.35), s.backdrop())
	if all.h > all.w*1.15 {
		b := s.labelled(c, s.safe)
		h := b.h * 0.56
		w := h / 1.48
		s.cover(c, box{b.x + (b.w-w)/2, b.y + 1.5*u, w, h})
		s.praise(c, box{b.x, b.y + h + 7*u, b.w, b.h - h - 7*u})
		return
	}
	b := s.labelled(c, s.safe)
	w := min(b.w*0.41, b.h/1.48)
	h := w * 1.48
	s.cover(c, box{b.x, b.y + (b.h-h)/2, w, h})
	s.praise(c, box{b.x + w + 6*u, b.y + (b.h-h)/2 + 1*u, b.w - w - 6*u, h - 1*u})
}

// backdrop is a low swell across the lower part of the sheet, for the cover to stand on.
func (s *sheet) backdrop() path {
	b := s.bounds()
	y, rise := b.h*0.58, b.h*0.12
	var p path
	p.move(0, b.h)
	p.line(0, y)
	p.curve(b.w*0.35, y-rise, b.w*0.6, y+rise, b.w, y-rise*0.5)
	p.line(b.w, b.h)
	return p
}

// cover draws a book with a shadow, a hinge and its title over the motif.
func (s *sheet) cover(c card, b box) {
	u := s.unit
	for i := range 8 {
		d := float64(i) * 0.45 * u
		s.fill(fade(rgb(0x000000), 0.03), rounded(box{b.x - d/2 + u, b.y + 1.4*u, b.w + d, b.h + d*0.8}, d+u))
	}
	inner := palette{ground: c.palette.three, ink: c.palette.ground, one: c.palette.one, two: c.palette.two, three: mix(c.palette.three, c.palette.ink, 0.35)}
	paper, ink := inner.ground, light(inner.ground, c.palette)
	s.fill(paper, rectangle(b))
	c.motif.paint(s.part(box{b.x, b.y + b.h*0.46, b.w, b.h * 0.54}), inner, s.rng)
	s.fill(fade(rgb(0x000000), 0.16), rectangle(box{b.x + b.w*0.035, b.y, b.w * 0.012, b.h}))
	s.fill(fade(rgb(0xFFFFFF), 0.12), rectangle(box{b.x, b.y, b.w * 0.035, b.h}))
	x, w := b.x+b.w*0.11, b.w*0.8
	s.line(s.canvas, ink, s.author(c, w), c.author, x, b.y+b.h*0.085, 0)
	title := s.fit(black, c.book, b.w*0.17, 1.0, w, b.h*0.3)
	s.set(s.canvas, ink, title, x, b.y+b.h*0.125)
}

// author returns the cut in which the author's name fits the width.
func (s *sheet) author(c card, width float64) cut {
	return s.fit(sansBold, strings.ReplaceAll(c.author, " ", "\u00a0"), width*0.075, 1, width, width).cut
}

// praise sets the quotation, and who says it under a short rule.
func (s *sheet) praise(c card, b box) {
	u := s.unit
	quote := s.fit(serif, "«"+c.body+"»", 5.2*u, 1.3, b.w, b.h-9*u)
	y := s.set(s.canvas, c.palette.ink, quote, b.x, b.y) + 4.4*u
	s.fill(c.palette.one, rectangle(box{b.x, y, 5 * u, 0.45 * u}))
	s.set(s.canvas, c.palette.ink, s.fit(sansBold, c.by, 2.7*u, 1.35, b.w, 7*u), b.x, y+2.4*u)
}
