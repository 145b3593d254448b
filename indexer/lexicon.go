package indexer

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lexicon/parts.txt
var partsList string

//go:embed lexicon/pairs.txt
var pairsList string

//go:embed lexicon/irregular.txt
var irregularList string

//go:embed lexicon/stopwords.txt
var stopList string

// lexicon is what the index knows of Norwegian. It is read from the embedded lists once and never changes; a change of
// the lists needs a new mappingVersion, because canonical forms are stored in the index.
type lexicon struct {
	parts     map[string]bool   // folded words that compounds are made of
	tails     map[string]bool   // their stems; a tail is inflected, a head is not
	irregular map[string]string // folded form → canonical form, where the stemmer goes wrong
	pairs     map[string]string // stem → the stem it is led to (nynorsk → bokmål)
	stop      map[string]bool   // folded words that need not be found
}

var norwegianLexicon = sync.OnceValue(readLexicon)

func readLexicon() *lexicon {
	l := &lexicon{parts: map[string]bool{}, tails: map[string]bool{}, irregular: map[string]string{},
		pairs: map[string]string{}, stop: map[string]bool{}}
	for _, w := range strings.Fields(stopList) {
		l.stop[fold(w)] = true
	}
	for line := range strings.Lines(irregularList) {
		forms := strings.Fields(fold(line))
		for _, w := range forms {
			l.irregular[w] = forms[0]
		}
	}
	for line := range strings.Lines(pairsList) {
		f := strings.Fields(line)
		if len(f) != 2 {
			continue
		}
		if from, to := stem(fold(f[0])), l.canonical(fold(f[1])); from != to {
			l.pairs[from] = to
		}
	}
	for _, w := range strings.Fields(partsList) {
		l.parts[fold(w)] = true
		if c := l.canonical(fold(w)); len(c) >= minPart {
			l.tails[c] = true
		}
	}
	return l
}

// form is one word in the shapes that are indexed and searched.
type form struct {
	surface   string   // folded, as written
	canonical string   // stemmed, nynorsk led to bokmål
	parts     []string // canonical parts when the word is a compound, else nil
}

// form analyses a folded word. Words in learned count as parts too, but never change the canonical form, so that what
// one generation of the index has learned does not decide what another can find.
func (l *lexicon) form(surface string, learned map[string]bool) form {
	if parts := l.split(surface, nil); parts != nil {
		parts = l.canonicals(parts)
		return form{surface, strings.Join(parts, ""), parts}
	}
	f := form{surface: surface, canonical: l.canonical(surface)}
	if learned != nil {
		f.parts = l.canonicals(l.split(surface, learned))
	}
	return f
}

func (l *lexicon) canonical(surface string) string {
	if c, ok := l.irregular[surface]; ok {
		return c
	}
	s := stem(surface)
	if to, ok := l.pairs[s]; ok {
		return to
	}
	return s
}

func (l *lexicon) canonicals(ws []string) []string {
	for i, w := range ws {
		ws[i] = l.canonical(w)
	}
	return ws
}
