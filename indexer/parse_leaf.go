package indexer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// addWords adds the words of a value: a phrase when it was quoted, else each on its own. A whole date stands for the day,
// too. What is excluded as "e-bok" is so only as a whole.
func (p *parser) addWords(value string, at norwegian.Span, field Field, not, quoted bool) {
	found := p.words(value, at, field, quoted)
	if (quoted || not) && len(found) > 1 {
		found = []leaf{phraseOf(found, field, at)}
	}
	if from, to, ok := parseWholeDay(strings.Trim(value, ".,;"), p.zone); ok && field == "" && len(found) > 0 {
		p.add([]leaf{{kind: leafDate, from: from, to: to, at: at}}, not)
		p.or = !not
		found = []leaf{phraseOf(found, field, at)}
	}
	p.add(found, not)
}

func (p *parser) words(value string, at norwegian.Span, field Field, quoted bool) []leaf {
	var found []leaf
	for _, s := range norwegian.Words(value) {
		w := norwegian.Surface(value[s.From:s.To])
		if w == "" {
			continue
		}
		l := leaf{kind: leafWord, field: field, words: []string{w},
			at: norwegian.Span{From: at.From + s.From, To: at.From + s.To}}
		rest := p.text[l.at.To:]
		l.prefix = !quoted && (rest == "" || value[s.To:] == "*")
		l.initial = !quoted && field == "" && utf8.RuneCountInString(w) == 1 && unicode.IsLetter(firstRune(w)) &&
			(strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, " "))
		found = append(found, l)
	}
	return found
}

// phraseOf joins words to a phrase.
func phraseOf(words []leaf, field Field, at norwegian.Span) leaf {
	l := leaf{kind: leafPhrase, field: field, at: at}
	for _, w := range words {
		l.words = append(l.words, w.words...)
	}
	if len(l.words) == 1 {
		l.kind = leafWord
	}
	return l
}

// add appends leaves that must all hold, or joins them to the clause before after an OR.
func (p *parser) add(leaves []leaf, not bool) {
	for i, l := range leaves {
		if p.leaves >= maxLeaves {
			p.hint(HintTooLong, p.text[l.at.From:])
			p.pos = len(p.text)
			return
		}
		l.not, l.prefix = not, l.prefix && !not // what is excluded is meant as it stands
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

// addCode adds what a typed value may mean: the code that the configuration names, else the value itself.
func (p *parser) addCode(field Field, value string, at norwegian.Span, not bool) {
	codes := []string{value, strings.ToLower(value)}
	if c, ok := p.codes[field][norwegian.Fold(value)]; ok {
		codes = []string{c}
	}
	p.add([]leaf{{kind: leafCode, field: field, codes: slices.Compact(codes), at: at}}, not)
}

// dropStopWords takes out words like "og" and "the" that were typed bare, and an ISBN's name before an ISBN, unless
// nothing else would be left to find.
func (p *parser) dropStopWords() []clause {
	lex := norwegian.Shipped()
	var kept []clause
	positive := false
	for i, c := range p.clauses {
		if len(c) == 1 && c[0].kind == leafWord && !c[0].not && c[0].field == "" {
			typed := p.text[c[0].at.From:c[0].at.To]
			if lex.Stop(typed) || strings.EqualFold(typed, "isbn") && i+1 < len(p.clauses) && isNumber(p.clauses[i+1][0]) {
				continue
			}
		}
		kept = append(kept, c)
		positive = positive || !c[0].not
	}
	if !positive {
		return p.clauses
	}
	return kept
}

func isNumber(l leaf) bool {
	return l.kind == leafWord && len(l.words[0]) >= 10 && digits(l.words[0]) == l.words[0]
}

// isbn is the length of an ISBN of 13 digits, in groups with spaces or hyphens between, at the start of s; else 0.
func isbn(s string) int {
	if !strings.HasPrefix(s, "978") && !strings.HasPrefix(s, "979") {
		return 0
	}
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n++
		case (c == ' ' || c == '-') && s[i-1] >= '0' && s[i-1] <= '9':
		default:
			return 0
		}
		if n == 13 {
			if i+1 < len(s) && !unicode.IsSpace(firstRune(s[i+1:])) && !unicode.IsPunct(firstRune(s[i+1:])) {
				return 0
			}
			return i + 1
		}
	}
	return 0
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
