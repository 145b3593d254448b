package indexer

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	fewHits    = 3  // a word found in fewer visible documents may be a typing error
	maxGuesses = 20 // of one word
)

// guess is a word of the collection that a mistyped word may have meant.
type guess struct {
	word     string
	distance int // edits apart; a swap of neighbours is one
	docs     int // visible documents with the word
}

// tolerance is how many typing errors a word of that length may hold.
func tolerance(w string) int {
	switch n := utf8.RuneCountInString(w); {
	case n < 4 || strings.ContainsAny(w, "0123456789"):
		return 0
	case n < 9:
		return 1
	}
	return 2
}

// guesses gives, nearest and most frequent first, the words near w that stand in visible documents. The first letter must
// be right: people rarely miss it, and it keeps the walk through the dictionary short.
func (s *search) guesses(w string) ([]guess, error) {
	edits := tolerance(w)
	if edits == 0 {
		return nil, nil
	}
	_, n := utf8.DecodeRuneInString(w)
	dict, automaton, err := s.view.snap.FieldDictFuzzyAutomaton(textWord, w, edits, w[:n])
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	var out []guess
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			break
		}
		if e.Term == w {
			continue
		}
		_, d := automaton.MatchAndDistance(e.Term)
		out = append(out, guess{word: e.Term, distance: int(d)})
	}
	return s.rankGuesses(out)
}

func (s *search) rankGuesses(all []guess) ([]guess, error) {
	seen := all[:0]
	for _, g := range all {
		for _, m := range s.segs {
			docs, err := m.terms(textWord, g.word)
			if err != nil {
				return nil, err
			}
			g.docs += int(docs.AndCardinality(m.visible))
		}
		if g.docs > 0 {
			seen = append(seen, g)
		}
	}
	slices.SortFunc(seen, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.docs, a.docs), cmp.Compare(a.word, b.word))
	})
	return seen[:min(len(seen), maxGuesses)], nil
}

// guessClauses finds guesses for every word of the query that is hardly found, and the better spelling of the text when
// some word is not found at all.
func (s *search) guessClauses() (didYouMean string, err error) {
	s.guessed = make([][][]guess, len(s.clauses))
	var better []spelling
	for i, c := range s.clauses {
		s.guessed[i] = make([][]guess, len(c))
		for j := range c {
			l := &c[j]
			if l.kind != leafWord || l.not || l.field != "" || tolerance(l.words[0]) == 0 {
				continue
			}
			hits, err := s.hits(l)
			if err != nil {
				return "", err
			}
			if hits >= fewHits {
				continue
			}
			g, err := s.guesses(l.words[0])
			if err != nil {
				return "", err
			}
			s.guessed[i][j] = g
			if hits == 0 && len(g) > 0 {
				better = append(better, spelling{l.at, s.written(g[0].word)})
			}
		}
	}
	return respell(s.query.Text, better), nil
}

// hits counts the visible documents in which a word is found without guessing.
func (s *search) hits(l *leaf) (int, error) {
	n := 0
	for _, m := range s.segs {
		docs, _, err := m.clause(clause{*l}, [][]guess{nil})
		if err != nil {
			return 0, err
		}
		n += int(docs.GetCardinality())
	}
	return n, nil
}

// written gives the spelling in which a folded word stands most often in visible documents.
func (s *search) written(folded string) string {
	counts := map[string]int{}
	for _, m := range s.segs {
		r, err := m.reader(keySpell)
		if err != nil {
			return folded
		}
		lookup, docs := &termReader{dict: r.dict}, roaring.New()
		err = r.each(folded+"\x00", func(term string) (bool, error) {
			docs.Clear()
			err := lookup.add(term, docs)
			counts[term[len(folded)+1:]] += int(docs.AndCardinality(m.visible))
			return true, err
		})
		if err != nil {
			return folded
		}
	}
	best, most := folded, 0
	for w, n := range counts {
		if n > most || n == most && n > 0 && w < best {
			best, most = w, n
		}
	}
	return best
}

// spelling is a replacement for a part of the typed text.
type spelling struct {
	at   span
	word string
}

func respell(text string, better []spelling) string {
	if len(better) == 0 {
		return ""
	}
	slices.SortFunc(better, func(a, b spelling) int { return cmp.Compare(a.at.from, b.at.from) })
	var b strings.Builder
	from := 0
	for _, s := range better {
		b.WriteString(text[from:s.at.from])
		b.WriteString(s.word)
		from = s.at.to
	}
	b.WriteString(text[from:])
	return b.String()
}
