package demo

// statement is one large sentence above a motif: services, greetings, news.
func statement(s *sheet, c card) {
	text, art := s.halves(0.60)
	s.art(c, art)
	s.message(c, text)
}

// halves divides the sheet into text and motif: above each other, or side by side when it is wide.
// share is the part of the height that the text gets; stories give a little less.
func (s *sheet) halves(share float64) (text, art box) {
	all := s.bounds()
	if all.w > all.h {
		split := all.w * 0.62
		return box{s.safe.x, s.safe.y, split - s.safe.x - 5*s.unit, s.safe.h}, box{split, 0, all.w - split, all.h}
	}
	height := (all.h - s.foot.h) * share
	return box{s.safe.x, s.safe.y, s.safe.w, height - s.safe.y - 5*s.unit}, box{0, height, all.w, all.h - s.foot.h - height}
}

// art paints the motif in b; beside the text it reaches down to the edge.
func (s *sheet) art(c card, b box) {
	c.motif.paint(s.part(b), c.palette, s.rng)
}

// message sets label, headline and body from the top of b.
func (s *sheet) message(c card, b box) {
	u := s.unit
	b = s.labelled(c, b)
	body := s.fit(sans, c.body, 3.7*u, 1.42, b.w, b.h*0.42)
	gap := 5 * u
	head := s.fit(black, c.headline, 13.5*u, 1.0, b.w, b.h-body.height()-gap)
	y := s.set(s.canvas, c.palette.ink, head, b.x, b.y)
	s.set(s.canvas, c.palette.ink, body, b.x, y+gap)
}

// table is opening hours or a list of books: a headline and rows with hairlines between.
func table(s *sheet, c card) {
	u, all := s.unit, s.bounds()
	b := s.safe
	if all.w > all.h {
		s.art(c, box{all.w * 0.72, 0, all.w * 0.28, all.h})
		b.w = all.w*0.68 - b.x
	} else {
		strip := all.h * 0.17
		s.art(c, box{0, s.foot.y - strip, all.w, strip})
		b.h = s.foot.y - strip - b.y - 4*u
	}
	b = s.labelled(c, b)
	head := s.fit(black, c.headline, 10.5*u, 1.0, b.w, b.h*0.27)
	y := s.set(s.canvas, c.palette.ink, head, b.x, b.y) + 4.5*u
	s.rows(c, box{b.x, y, b.w, b.y + b.h - y})
}

func (s *sheet) rows(c card, b box) {
	u := s.unit
	step := min(b.h/float64(len(c.rows)), 10.5*u)
	size := min(step*0.42, 4.1*u)
	for i, r := range c.rows {
		y := b.y + step*float64(i)
		s.fill(fade(c.palette.ink, 0.35), rectangle(box{b.x, y, b.w, max(1.5, 0.16*u)}))
		right := cut{sans, size * 0.88}
		w := s.width(right, r.right, 0)
		left := s.fit(serif, r.left, size, 1.05, b.w-w-3*u, step*0.8)
		base := y + (step+size*capHeight)/2
		s.set(s.canvas, c.palette.ink, left, b.x, y+(step-left.height())/2)
		s.line(s.canvas, c.palette.ink, right, r.right, b.x+b.w-w, base, 0)
	}
}

// saying is a quotation that needs no book: what somebody heard or learnt at the counter.
func saying(s *sheet, c card) {
	u := s.unit
	text, art := s.halves(0.68)
	s.art(c, art)
	b := s.labelled(c, text)
	s.line(s.canvas, c.palette.one, cut{black, 30 * u}, "«", b.x-1.5*u, b.y+17*u, 0)
	b = box{b.x, b.y + 19*u, b.w, b.h - 19*u}
	quote := s.fit(serif, c.body, 7.2*u, 1.16, b.w, b.h-8*u)
	y := s.set(s.canvas, c.palette.ink, quote, b.x, b.y)
	s.set(s.canvas, c.palette.ink, s.fit(sans, c.by, 3*u, 1.35, b.w, 7*u), b.x, y+4*u)
}
