package norwegian

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lexicon/parts.txt
var partsList string

//go:embed lexicon/synonyms.txt
var synonymList string

//go:embed lexicon/irregular.txt
var irregularList string

//go:embed lexicon/stopwords.txt
var stopList string

// Lexicon is what is known of Norwegian words. It never changes and is safe for concurrent use. Whoever stores canonical
// forms or parts has to make them anew when the embedded lists change.
type Lexicon struct {
	irregular map[string]string // folded form → canonical form, where the stemmer goes wrong
	synonyms  map[string]string // stem → the stem it is led to
	parts     map[string]bool   // folded words that compounds are made of
	forms     map[string]bool   // the same with the endings they may have
	tails     map[string]bool   // canonical forms of those that are long enough to be known by them
	stop      map[string]bool   // words that need not be found, in lower case as written
	stopped   map[string]bool   // the same folded
}

var shipped = sync.OnceValue(readLexicon)

// Shipped is the lexicon made of the embedded lists. It is read when first asked for.
func Shipped() *Lexicon { return shipped() }

func readLexicon() *Lexicon {
	l := &Lexicon{irregular: map[string]string{}, synonyms: map[string]string{}, parts: map[string]bool{},
		forms: map[string]bool{}, tails: map[string]bool{}, stop: map[string]bool{}, stopped: map[string]bool{}}
	for words := range wordLists(stopList) {
		for _, w := range words {
			l.stop[w] = true
			l.stopped[Fold(w)] = true
		}
	}
	for forms := range wordLists(irregularList) {
		for _, w := range forms {
			l.irregular[Fold(w)] = Fold(forms[0])
		}
		l.addParts(longest(forms))
	}
	for same := range wordLists(synonymList) {
		to := l.canonical(Fold(same[0]))
		for _, w := range same {
			l.addSynonym(Fold(w), to)
		}
		l.addParts(longest(same))
	}
	for words := range wordLists(partsList) {
		l.addParts(words)
	}
	return l
}

// wordLists gives the words of every line but those of comments.
func wordLists(text string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(text) {
			words := strings.Fields(line)
			if len(words) > 0 && words[0] != "#" && !yield(words) {
				return
			}
		}
	}
}

// longest keeps the words that are long enough to be taken for parts of compounds without further thought.
func longest(words []string) (out []string) {
	for _, w := range words {
		if len(Fold(w)) >= shortestLearned {
			out = append(out, w)
		}
	}
	return out
}

// addSynonym leads a word to a canonical form: whatever has its stem when that is long enough to mean no other word, else
// the word with the endings it may have.
func (l *Lexicon) addSynonym(w, to string) {
	stem := Stem(w)
	switch {
	case l.canonical(w) == to:
	case len(stem) < shortestStemmed || l.irregular[w] != "":
		for form := range inflected(w) {
			if l.irregular[form] == "" {
				l.irregular[form] = to
			}
		}
	default:
		l.synonyms[stem] = to
	}
}

// Form is one word in the shapes in which it is stored and looked up.
type Form struct {
	Surface   string   // folded, as written
	Canonical string   // stemmed, nynorsk led to bokmål
	Parts     []string // canonical parts when the word is a compound, else nil
}

// Form analyses a folded word. Learned words, which may be nil, count as parts too, but never change the canonical form,
// so that what has been learned does not decide which words meet.
func (l *Lexicon) Form(surface string, learned *Learned) Form {
	if parts := l.split(surface, nil); parts != nil {
		parts = l.canonicals(parts)
		return Form{surface, strings.Join(parts, ""), parts}
	}
	f := Form{Surface: surface, Canonical: l.canonical(surface)}
	if learned != nil {
		f.Parts = l.canonicals(l.split(surface, learned))
	}
	if f.Parts == nil {
		f.Parts = l.knownTail(surface)
	}
	return f
}

// Stop tells whether a word, written as it was typed or found, is one like "og" and "the", which need not be found. "Hå",
// a place, is none although "ha" is one.
func (l *Lexicon) Stop(word string) bool { return l.stop[strings.ToLower(word)] }

func (l *Lexicon) canonical(surface string) string {
	if c, ok := l.irregular[surface]; ok {
		return c
	}
	if base, ok := strings.CutSuffix(surface, "s"); ok && l.parts[base] && !l.parts[surface] {
		surface = base // the stemmer keeps the s of "biblioteks"
	}
	s := Stem(surface)
	if to, ok := l.synonyms[s]; ok {
		return to
	}
	return s
}

func (l *Lexicon) canonicals(ws []string) []string {
	for i, w := range ws {
		ws[i] = l.canonical(w)
	}
	return ws
}
