package demo

// calendar is an event: a leaf with the date, when and where beside it, and what happens.
func calendar(s *sheet, c card) {
	all, share, size := s.bounds(), 0.70, 24*s.unit
	if all.h < all.w*1.1 {
		share, size = 0.78, 18*s.unit
	}
	text, art := s.halves(share)
	s.art(c, art)
	b := s.labelled(c, text)
	s.leaf(c, box{b.x, b.y, size, size})
	beside := b.w - size - 4*s.unit
	place := s.fit(sansBold, c.by, 3.5*s.unit, 1.4, beside, size)
	s.set(s.canvas, c.palette.ink, place, b.x+b.w-beside, b.y+(size-place.height())/2)
	_, rest := b.cut(size + 6*s.unit)
	s.message(card{palette: c.palette, headline: c.headline, body: c.body}, rest)
}

// leaf is a page of a calendar: the day large, the month under it.
func (s *sheet) leaf(c card, b box) {
	day, month := c.rows[0].left, c.rows[0].right
	s.fill(c.palette.one, rounded(b, b.w*0.09))
	ink := light(c.palette.one, c.palette)
	s.centre(s.canvas, ink, block{cut: cut{black, b.w * 0.6}, lines: []string{day}}, b.x, b.y+b.h*0.15, b.w)
	s.centre(s.canvas, ink, block{cut: cut{sansBold, b.w * 0.14}, lines: []string{month}}, b.x, b.y+b.h*0.75, b.w)
}
