package demo

import "image/color"

// choice asks the reader to take sides: two fields of colour and a word between.
func choice(s *sheet, c card) {
	u, all := s.unit, s.bounds()
	question := s.labelled(c, s.safe)
	head := s.fit(serif, c.headline, 6.4*u, 1.1, question.w, 16*u)
	y := s.set(s.canvas, c.palette.ink, head, question.x, question.y) + 6*u
	field := box{0, y, all.w, s.foot.y - y}
	first, second := field, field
	if all.h > all.w*1.3 {
		first.h, second.h = field.h/2, field.h/2
		second.y += field.h / 2
	} else {
		first.w, second.w = field.w/2, field.w/2
		second.x += field.w / 2
	}
	left, right := c.rows[0].left, c.rows[0].right
	size := min(s.word(left, first).cut.size, s.word(right, second).cut.size)
	s.side(c, first, left, size, mix(c.palette.one, c.palette.ground, 0.1))
	s.side(c, second, right, size, mix(c.palette.three, c.palette.ink, 0.2))
	cx, cy := field.x+field.w/2, field.y+field.h/2
	s.fill(c.palette.ground, circle(cx, cy, 7*u))
	s.centre(s.canvas, c.palette.ink, block{cut: cut{serif, 4.2 * u}, lines: []string{"eller"}}, cx-7*u, cy-1.4*u, 14*u)
}

// word is one of the two answers, as large as its field allows.
func (s *sheet) word(text string, b box) block {
	return s.fit(black, text, 9.5*s.unit, 1.0, b.w-20*s.unit, b.h*0.6)
}

func (s *sheet) side(c card, b box, word string, size float64, ground color.RGBA) {
	s.fill(ground, rectangle(b))
	text := s.fit(black, word, size, 1.0, b.w, b.h)
	s.centre(s.canvas, light(ground, c.palette), text, b.x, b.y+(b.h-text.height())/2, b.w)
}
