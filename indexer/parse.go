package indexer

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

const (
	maxQueryBytes = 1000 // of typed text; the rest is left out
	maxLeaves     = 32   // words and phrases of one query; the rest are left out
	maxHintBytes  = 100  // of the text of a hint
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
	initial  bool  // the word is the first letter of a name
	field    Field // where to look; empty: everywhere
	words    []string
	codes    []string
	from, to time.Time
	at       norwegian.Span // in the typed text; empty for what was not typed
}

// clause holds when any of its leaves does. All clauses of a query must hold.
type clause []leaf

// parser turns typed text into clauses. It never fails: what makes no sense as syntax is taken as words.
type parser struct {
	text    string
	pos     int
	codes   map[Field]map[string]string
	zone    *time.Location
	clauses []clause
	leaves  int
	or      bool // the next leaf joins the clause before
	hints   []Hint
}

// parse reads typed text; codes gives, by field, the codes that folded words stand for, and days begin in zone.
func parse(text string, codes map[Field]map[string]string, zone *time.Location) ([]clause, []Hint) {
	if zone == nil {
		zone = time.UTC
	}
	p := &parser{text: clip(text, maxQueryBytes), codes: codes, zone: zone}
	for p.skipSpace(); p.pos < len(p.text) && p.leaves < maxLeaves; p.skipSpace() {
		p.item()
	}
	if rest := strings.TrimSpace(text[p.pos:]); rest != "" {
		p.hint(HintTooLong, rest)
	}
	return p.dropStopWords(), p.hints
}

// clip cuts a text after at most n bytes, between two letters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

func (p *parser) hint(kind HintKind, text string) {
	p.hints = append(p.hints, Hint{kind, strings.ToValidUTF8(clip(text, maxHintBytes), "")})
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
	start, not := p.pos, false
	if n := minus(rest); n > 0 {
		not, p.pos = true, p.pos+n
	}
	field, known := p.field()
	if n := isbn(p.text[p.pos:]); n > 0 && (!known || field == FieldBook) {
		at := norwegian.Span{From: p.pos, To: p.pos + n}
		p.pos += n
		p.add([]leaf{{kind: leafWord, field: field, words: []string{digits(p.text[at.From:at.To])}, at: at}}, not)
		return
	}
	if known && field == fieldRecorded && p.date(not) {
		return
	}
	value, at, quoted := p.value()
	switch {
	case known && field == fieldRecorded:
		p.hint(HintBadDate, p.text[start:p.pos])
		p.addWords(value, at, "", not, quoted)
	case known && isCode(field):
		p.addCode(field, value, norwegian.Span{From: start, To: p.pos}, not)
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
	f, ok := fieldName(norwegian.Fold(rest[:colon]))
	switch {
	case ok:
		p.pos += colon + 1
	case strings.IndexFunc(rest[:colon], notNaming) < 0 && rest[colon+1] != '/' && rest[colon+1] != ':':
		end := strings.IndexFunc(rest, unicode.IsSpace)
		if end < 0 {
			end = len(rest)
		}
		p.hint(HintUnknownField, rest[:end])
	}
	return f, ok
}

// notNaming tells that r is not in the name of a field.
func notNaming(r rune) bool { return !unicode.IsLetter(r) && r != '_' }
