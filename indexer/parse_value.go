package indexer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// value reads a quoted phrase or everything up to the next space.
func (p *parser) value() (text string, at norwegian.Span, quoted bool) {
	rest := p.text[p.pos:]
	if open, closing, n := quote(rest); n > 0 {
		body := rest[n:]
		end, after := len(body), len(body)
		if i := strings.IndexAny(body, closing); i >= 0 {
			end, after = i, i+len(string(firstRune(body[i:])))
		} else {
			p.hint(HintOpenQuote, rest)
		}
		at = norwegian.Span{From: p.pos + n, To: p.pos + n + end}
		p.pos += n + after
		return p.text[at.From:at.To], at, open
	}
	end := strings.IndexFunc(rest, unicode.IsSpace)
	if end < 0 {
		end = len(rest)
	}
	at = norwegian.Span{From: p.pos, To: p.pos + end}
	p.pos += end
	return p.text[at.From:at.To], at, false
}

// quote tells whether s starts with a quotation mark, what closes it, and how many bytes it has.
func quote(s string) (quoted bool, closing string, n int) {
	switch r, n := utf8.DecodeRuneInString(s); r {
	case '"', '“', '”', '„':
		return true, `"“”`, n
	case '«':
		return true, "»", n
	}
	return false, "", 0
}

// firstRune is the first rune of s.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// date reads a date or a range, which may have spaces in it: "17. mai 2024".
func (p *parser) date(not bool) bool {
	rest, end := p.text[p.pos:], 0
	var ends []int // of the next three words
	for range 3 {
		from := len(rest[end:]) - len(strings.TrimLeftFunc(rest[end:], unicode.IsSpace))
		n := strings.IndexFunc(rest[end+from:], unicode.IsSpace)
		if n < 0 {
			ends = append(ends, len(rest))
			break
		}
		end += from + n
		ends = append(ends, end)
	}
	for _, end := range slices.Backward(ends) {
		if from, to, ok := parseRange(strings.Trim(rest[:end], `"«»“”`), p.zone); ok {
			at := norwegian.Span{From: p.pos, To: p.pos + end}
			p.pos += end
			p.add([]leaf{{kind: leafDate, from: from, to: to, at: at}}, not)
			return true
		}
	}
	return false
}
