package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	fewHits     = 3  // a word found in fewer visible documents may be a typing error
	maxGuesses  = 20 // of one word
	firstLetter = 6  // letters of a word whose first one may be wrong
	farLetters  = 7  // letters of a word that may be two errors away when nothing nearer is found
	longLetters = 9  // letters of a word that may always be
)

// guess is a word of the collection that a mistyped word may have meant.
type guess struct {
	word     string
	distance int // edits apart; a swap of neighbours is one
	docs     int // visible documents with the word
}

// tolerance is how many typing errors a word may hold; found tells that it is found as it was typed.
func tolerance(w string, found bool) int {
	switch n := utf8.RuneCountInString(w); {
	case n < 4 || strings.ContainsAny(w, "0123456789"):
		return 0
	case n >= longLetters || n >= farLetters && !found:
		return 2
	}
	return 1
}

// guesses gives, nearest and most frequent first, the words near w that stand in visible documents. Only for a long word
// that is neither found nor near to others may the first letter be wrong: people rarely miss it, and the walk through the
// dictionary is short without.
func (s *search) guesses(w string, found bool) ([]guess, error) {
	edits := tolerance(w, found)
	if edits == 0 {
		return nil, nil
	}
	_, n := utf8.DecodeRuneInString(w)
	near, err := s.near(w, w[:n], edits)
	if err != nil || len(near) > 0 || found || utf8.RuneCountInString(w) < firstLetter {
		return near, err
	}
	return s.near(w, "", 1)
}

// near gives the words that begin with prefix and are at most edits away from w.
func (s *search) near(w, prefix string, edits int) ([]guess, error) {
	dict, automaton, err := s.view.snap.FieldDictFuzzyAutomaton(textWord, w, edits, prefix)
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
		if e.Term == w || !plausible(w, e.Term) {
			continue
		}
		_, d := automaton.MatchAndDistance(e.Term)
		out = append(out, guess{word: e.Term, distance: int(d)})
	}
	return s.rankGuesses(w, out)
}

// plausible tells whether a short word may have been meant by another: not when a letter is a different one, for "natt"
// and "nett" are both words.
func plausible(w, meant string) bool {
	if len(w) != 4 || len(meant) != len(w) {
		return true
	}
	a, b := []byte(w), []byte(meant)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func (s *search) rankGuesses(w string, all []guess) ([]guess, error) {
	seen := all[:0]
	for _, g := range all {
		var err error
		if g.docs, err = s.holding(g.word); err != nil {
			return nil, err
		}
		if g.docs > 0 {
			seen = append(seen, g)
		}
	}
	slices.SortFunc(seen, func(a, b guess) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.docs, a.docs), cmp.Compare(a.word, b.word))
	})
	if utf8.RuneCountInString(w) < longLetters && len(seen) > 0 && seen[0].distance == 1 {
		seen = slices.DeleteFunc(seen, func(g guess) bool { return g.distance > 1 })
	}
	return seen[:min(len(seen), maxGuesses)], nil
}

// holding counts the visible documents with a word as it stands there, folded.
func (s *search) holding(word string) (n int, err error) {
	for _, m := range s.segs {
		docs, err := m.in(place{field: textWord, terms: []string{word}})
		if err != nil {
			return 0, err
		}
		n += int(docs.AndCardinality(m.visible))
	}
	return n, nil
}

// hits counts the visible documents in which leaves are found without guessing; enough, or a few more, end the counting.
func (s *search) hits(enough int, leaves ...leaf) (int, error) {
	n := 0
	for _, m := range s.segs {
		all := m.visible
		for _, l := range leaves {
			docs, _, err := m.clause(clause{l}, [][]guess{nil})
			if err != nil {
				return 0, err
			}
			all = roaring.And(all, docs)
		}
		if n += int(all.GetCardinality()); n >= enough {
			break
		}
	}
	return n, nil
}

// common tells whether one place alone has a word in more than a few visible documents. Most words are, and then nothing
// else has to be counted.
func (s *search) common(l leaf) (bool, error) {
	for _, m := range s.segs {
		for _, p := range slices.Backward(places(&l, nil)) {
			docs, err := m.in(p)
			if err != nil {
				return false, err
			}
			if docs.AndCardinality(m.visible) >= fewHits {
				return true, nil
			}
		}
	}
	return false, nil
}

// interpret finds what words of the query that are hardly found may have meant: guesses, words run together or split. What
// it adds to the clauses finds more and never less.
func (s *search) interpret(ctx context.Context) error {
	if err := s.join(); err != nil {
		return err
	}
	s.guessed = make([][][]guess, len(s.clauses))
	for i, c := range s.clauses {
		s.guessed[i] = make([][]guess, len(c), len(c)+1)
		for j := range c {
			if err := ctx.Err(); err != nil {
				return err
			}
			if l := &c[j]; l.kind != leafWord || l.not || l.field != "" || l.at.To == 0 {
				continue
			}
			if err := s.interpretWord(i, j); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *search) interpretWord(i, j int) error {
	l := s.clauses[i][j]
	if common, err := s.common(l); err != nil || common {
		return err
	}
	hits, err := s.hits(fewHits, l)
	if err != nil || hits >= fewHits || len(s.clauses[i]) > 1 && s.clauses[i][len(s.clauses[i])-1].at.To == 0 {
		return err // found, or found as one word with its neighbour
	}
	guesses, err := s.guesses(l.words[0], hits > 0)
	if err != nil {
		return err
	}
	s.guessed[i][j] = guesses
	if hits > 0 {
		return nil
	}
	if len(guesses) > 0 && guesses[0].distance == 1 {
		s.better(i, j, l.at, guesses[0].word)
		return nil
	}
	apart, err := s.split(l)
	if err != nil {
		return err
	}
	switch {
	case apart.words != nil:
		s.clauses[i] = append(s.clauses[i], apart)
		s.guessed[i] = append(s.guessed[i], nil)
		s.better(i, j, l.at, apart.words...)
	case len(guesses) > 0:
		s.better(i, j, l.at, guesses[0].word)
	}
	return nil
}
