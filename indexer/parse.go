package indexer

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxQueryBytes = 1000 // of typed text; the rest is left out
	maxLeaves     = 32   // words and phrases of one query; the rest are left out
)

type leafKind uint8

const (
	leafWord   leafKind = iota // words[0]
	leafPhrase                 // words in a row
	leafCode                   // values of a facet that is a plain code
	leafDate                   // RecordedAt in [from, to)
)

// leaf is one thing to find.
type leaf struct {
	kind     leafKind
	not      bool
	prefix   bool  // the word may go on
	field    Field // where to look; empty: everywhere
	words    []string
	codes    []string
	from, to time.Time
	at       span // of a word in the typed text
}

// clause holds when any of its leaves does. All clauses of a query must hold.
type clause []leaf

// parser turns typed text into clauses. It never fails: what makes no sense as syntax is taken as words.
type parser struct {
	text    string
	pos     int
	codes   map[Field]map[string]string
	clauses []clause
	leaves  int
	or      bool // the next leaf joins the clause before
}

// parse reads typed text; codes gives, by field, the codes that folded words stand for.
func parse(text string, codes map[Field]map[string]string) []clause {
	if len(text) > maxQueryBytes {
		text = strings.ToValidUTF8(text[:maxQueryBytes], "")
	}
	p := &parser{text: text, codes: codes}
	for p.skipSpace(); p.pos < len(p.text) && p.leaves < maxLeaves; p.skipSpace() {
		p.item()
	}
	return dropStopWords(p.clauses)
}

func (p *parser) skipSpace() {
	for p.pos < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[p.pos:])
		if !unicode.IsSpace(r) {
			return
		}
		p.pos += n
	}
}

// item reads one word, phrase, field:value or OR.
func (p *parser) item() {
	rest := p.text[p.pos:]
	if n := operator(rest); n > 0 {
		p.pos += n
		p.or = len(p.clauses) > 0
		return
	}
	not := false
	if n := minus(rest); n > 0 {
		not, p.pos = true, p.pos+n
	}
	field, known := p.field()
	value, at, quoted := p.value()
	switch {
	case known && field == fieldRecorded:
		if from, to, ok := parseRange(value); ok {
			p.add([]leaf{{kind: leafDate, from: from, to: to}}, not)
			return
		}
		p.addWords(value, at, "", not, quoted)
	case known && p.codes[field] != nil || known && isCode(field):
		p.add([]leaf{{kind: leafCode, field: field, codes: p.code(field, value)}}, not)
	default:
		p.addWords(value, at, field, not, quoted)
	}
}

// operator is the length of an OR at the start of s, else 0.
func operator(s string) int {
	for _, w := range [...]string{"OR", "ELLER"} {
		if strings.HasPrefix(s, w) && len(s) > len(w) && unicode.IsSpace(firstRune(s[len(w):])) {
			return len(w)
		}
	}
	return 0
}

// minus is the length of a minus or dash that something follows, else 0.
func minus(s string) int {
	for _, m := range [...]string{"-", "–", "−"} {
		if strings.HasPrefix(s, m) && len(s) > len(m) && !unicode.IsSpace(firstRune(s[len(m):])) {
			return len(m)
		}
	}
	return 0
}

// field reads "name:" when the name is one of ours and something follows the colon.
func (p *parser) field() (Field, bool) {
	rest := p.text[p.pos:]
	colon := strings.IndexByte(rest, ':')
	if colon <= 0 || colon > 40 || colon+1 >= len(rest) || unicode.IsSpace(firstRune(rest[colon+1:])) {
		return "", false
	}
	f, ok := fieldName(fold(rest[:colon]))
	if ok {
		p.pos += colon + 1
	}
	return f, ok
}

// value reads a quoted phrase or everything up to the next space.
func (p *parser) value() (text string, at span, quoted bool) {
	rest := p.text[p.pos:]
	if open, closing, n := quote(rest); n > 0 {
		body := rest[n:]
		end, after := len(body), len(body)
		if i := strings.IndexAny(body, closing); i >= 0 {
			end, after = i, i+len(string(firstRune(body[i:])))
		}
		at = span{p.pos + n, p.pos + n + end}
		p.pos += n + after
		return p.text[at.from:at.to], at, open
	}
	end := strings.IndexFunc(rest, unicode.IsSpace)
	if end < 0 {
		end = len(rest)
	}
	at = span{p.pos, p.pos + end}
	p.pos += end
	return p.text[at.from:at.to], at, false
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

// addWords adds the words of a value: a phrase when it was quoted, else each on its own.
func (p *parser) addWords(value string, at span, field Field, not, quoted bool) {
	spans := words(value)
	var found []leaf
	for _, s := range spans {
		w := surface(value[s.from:s.to])
		if w == "" {
			continue
		}
		l := leaf{kind: leafWord, field: field, words: []string{w}, at: span{at.from + s.from, at.from + s.to}}
		rest := value[s.to:]
		l.prefix = !quoted && (at.from+s.to == len(p.text) || rest == "*")
		found = append(found, l)
	}
	if quoted && len(found) > 1 {
		l := leaf{kind: leafPhrase, field: field}
		for _, f := range found {
			l.words = append(l.words, f.words[0])
		}
		found = []leaf{l}
	}
	p.add(found, not)
}

// add appends leaves that must all hold, or joins them to the clause before after an OR. A negated value of several
// words excludes what has all of them only when quoted; else each word is excluded.
func (p *parser) add(leaves []leaf, not bool) {
	for i, l := range leaves {
		if p.leaves >= maxLeaves {
			return
		}
		l.not = not
		p.leaves++
		if p.or && i == 0 {
			last := len(p.clauses) - 1
			p.clauses[last] = append(p.clauses[last], l)
			continue
		}
		p.clauses = append(p.clauses, clause{l})
	}
	if len(leaves) > 0 {
		p.or = false
	}
}

// code gives the codes a typed value may mean: those the configuration names, else the value itself.
func (p *parser) code(field Field, value string) []string {
	if c, ok := p.codes[field][fold(value)]; ok {
		return []string{c}
	}
	return []string{value, strings.ToLower(value)}
}

// dropStopWords takes out words like "og" and "the" that were typed bare, unless nothing else would be left to find.
func dropStopWords(cs []clause) []clause {
	stop := norwegianLexicon().stop
	var kept []clause
	positive := false
	for _, c := range cs {
		if len(c) == 1 && c[0].kind == leafWord && !c[0].not && c[0].field == "" && stop[c[0].words[0]] {
			continue
		}
		kept = append(kept, c)
		positive = positive || !c[0].not
	}
	if !positive {
		return cs
	}
	return kept
}
