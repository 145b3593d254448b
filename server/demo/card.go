package demo

import (
	"fmt"
	"image"
	"math/rand/v2"
	"strings"
)

// format is a size in pixels that social media and web pages use.
type format struct{ w, h int }

var (
	square    = format{1080, 1080}
	portrait  = format{1080, 1350}
	story     = format{1080, 1920}
	landscape = format{1200, 630}
)

// card says what a picture shows; a layout says where.
type card struct {
	layout  layout
	format  format
	palette palette
	motif   motif
	seed    uint64

	label    string    // small line on top: the series, the kind of event
	headline string    // set as large as it fits
	body     string    // one or two sentences
	rows     []row     // opening hours, a list of books
	book     string    // on the drawn cover: title
	author   string    // on the drawn cover
	by       string    // who recommends or says it
	library  string    // in the footer
	seconds  float64   // length of the clip; 0 for a still
	tones    []float64 // the clip's chord in Hz
}

// row is one line of a table: a heading and what belongs to it.
type row struct{ left, right string }

// layout sets the card's texts and shapes on the sheet.
type layout func(s *sheet, c card)

// sheet is a card being made: the canvas, the fonts and the measures all layouts share.
type sheet struct {
	canvas
	*typecase
	rng  *rand.Rand
	unit float64 // a hundredth of the shorter side; a little more on wide cards
	safe box     // inside the margins, above the footer, clear of a story's buttons
	foot box     // the strip with the library's name
}

func newSheet(c card) (*sheet, error) {
	fonts, err := newTypecase()
	if err != nil {
		return nil, err
	}
	w, h := float64(c.format.w), float64(c.format.h)
	s := &sheet{
		canvas:   newCanvas(c.format.w, c.format.h),
		typecase: fonts,
		rng:      rand.New(rand.NewPCG(c.seed, 0x6d61707061)),
		unit:     min(w, h) / 100,
	}
	if w > h {
		s.unit *= 1.25
	}
	foot := 9 * s.unit
	top := 8 * s.unit
	if c.format == story {
		foot, top = 17*s.unit, 24*s.unit
	}
	s.foot = box{0, h - foot, w, foot}
	s.safe = box{8 * s.unit, top, w - 16*s.unit, h - foot - top - 5*s.unit}
	return s, nil
}

// draw makes the finished picture of a still.
func (c card) draw() (*image.RGBA, error) {
	s, err := newSheet(c)
	if err != nil {
		return nil, fmt.Errorf("draw card: %w", err)
	}
	return s.compose(c), nil
}

func (s *sheet) compose(c card) *image.RGBA {
	s.paint(c.palette.ground)
	c.layout(s, c)
	s.footer(c)
	s.grain(s.rng, 3)
	return s.img
}

// footer sets the mark of an open book and the library's name.
func (s *sheet) footer(c card) {
	u, b := s.unit, s.foot
	y := b.y + min(b.h/2, 4.5*u)
	s.mark(c, s.safe.x, y, 2.1*u)
	s.line(s.canvas, c.palette.ink, cut{sansBold, 2.7 * u}, c.library, s.safe.x+6.2*u, y+0.95*u, 0)
}

// mark is an open book in two leaves around x+2r, y.
func (s *sheet) mark(c card, x, y, r float64) {
	s.fill(c.palette.one, polygon(x, y-r*0.8, x+r*0.96, y-r*0.35, x+r*0.96, y+r, x, y+r*0.55))
	s.fill(c.palette.ink, polygon(x+r*1.92, y-r*0.8, x+r*0.96, y-r*0.35, x+r*0.96, y+r, x+r*1.92, y+r*0.55))
}

// labelled sets the small tracked line with a dash before it, and returns the space below.
func (s *sheet) labelled(c card, b box) box {
	if c.label == "" {
		return b
	}
	u := s.unit
	s.fill(c.palette.one, rectangle(box{b.x, b.y + 0.75*u, 5 * u, 0.55 * u}))
	s.line(s.canvas, c.palette.ink, cut{sansBold, 2.6 * u}, strings.ToUpper(c.label), b.x+6.6*u, b.y+2.6*u*0.75, 0.24*u)
	_, rest := b.cut(7 * u)
	return rest
}
