package indexer

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// spelling is a replacement for a part of the typed text, which is clause number clause and, when two words are made one,
// the next one too.
type spelling struct {
	clause int
	leaf   int // of the clause
	both   bool
	at     norwegian.Span
	words  []string // folded
}

func (s *search) better(clause, leaf int, at norwegian.Span, words ...string) {
	s.spellings = append(s.spellings, spelling{clause: clause, leaf: leaf, at: at, words: words})
}

// join lets two words that were typed apart stand for one that the collection has: "pappa treff".
func (s *search) join() error {
	for i := 0; i+1 < len(s.clauses); i++ {
		if !s.adjacent(i) {
			continue
		}
		a, b := s.clauses[i][0], s.clauses[i+1][0]
		one := leaf{kind: leafWord, words: []string{a.words[0] + b.words[0]}}
		n, err := s.holding(one.words[0])
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		apart, err := s.hits(1, a, b)
		if err != nil {
			return err
		}
		if apart == 0 {
			at := norwegian.Span{From: a.at.From, To: b.at.To}
			s.spellings = append(s.spellings, spelling{clause: i, both: true, at: at, words: one.words})
		}
		s.clauses[i], s.clauses[i+1] = clause{a, one}, clause{b, one}
		i++
	}
	return nil
}

// adjacent tells whether a clause and the next are two bare words with nothing but a space or hyphen between.
func (s *search) adjacent(i int) bool {
	for _, c := range s.clauses[i : i+2] {
		if l := c[0]; len(c) > 1 || l.kind != leafWord || l.not || l.field != "" || l.initial {
			return false
		}
	}
	switch s.query.Text[s.clauses[i][0].at.To:s.clauses[i+1][0].at.From] {
	case " ", "-":
		return true
	}
	return false
}

// split finds the two words in a row, standing in visible documents, that a word may be made of; else a leaf without
// words.
func (s *search) split(l leaf) (best leaf, err error) {
	w, most := l.words[0], 0
	if utf8.RuneCountInString(w) < 5 || strings.IndexFunc(w, unicode.IsDigit) >= 0 {
		return best, nil
	}
	for cut := range w {
		if cut == 0 || len(w)-cut < 2 {
			continue
		}
		apart := leaf{kind: leafPhrase, words: []string{w[:cut], w[cut:]}}
		known := true
		for _, part := range apart.words {
			n, err := s.holding(part)
			if err != nil {
				return best, err
			}
			known = known && n > 0
		}
		if !known {
			continue
		}
		n, err := s.hits(math.MaxInt, apart)
		if err != nil {
			return best, err
		}
		if n > most {
			best, most = apart, n
		}
	}
	return best, nil
}

// didYouMean is the typed text with better spellings, if that finds anything as it stands.
func (s *search) didYouMean(ctx context.Context) (string, error) {
	if len(s.spellings) == 0 {
		return "", nil
	}
	slices.SortStableFunc(s.spellings, func(a, b spelling) int { return cmp.Compare(a.at.From, b.at.From) })
	changed := search{query: s.query, marks: s.marks, view: s.view, clauses: slices.Clone(s.clauses)}
	changed.query.Sort = SortNewest
	var text strings.Builder
	from := 0
	for _, sp := range s.spellings {
		if sp.at.From < from {
			continue
		}
		written, err := s.respell(sp)
		if err != nil {
			return "", err
		}
		text.WriteString(s.query.Text[from:sp.at.From] + written)
		from = sp.at.To
		changed.replace(sp)
	}
	text.WriteString(s.query.Text[from:])
	found, err := changed.finds(ctx)
	if err != nil || !found {
		return "", err
	}
	return text.String(), nil
}

// respell writes the words of a spelling as documents do.
func (s *search) respell(sp spelling) (string, error) {
	var out []string
	for _, w := range sp.words {
		written, err := s.written(w)
		if err != nil {
			return "", err
		}
		out = append(out, written)
	}
	return strings.Join(out, " "), nil
}

// finds tells whether the clauses find anything without guessing.
func (s *search) finds(ctx context.Context) (bool, error) {
	if err := s.open(); err != nil {
		return false, err
	}
	s.guessed = make([][][]guess, len(s.clauses))
	for i, c := range s.clauses {
		s.guessed[i] = make([][]guess, len(c))
	}
	err := s.findAll(ctx)
	return s.total > 0, err
}

// replace puts the better spelling into the clauses.
func (s *search) replace(sp spelling) {
	l := leaf{kind: leafPhrase, words: sp.words}
	if len(sp.words) == 1 {
		l.kind = leafWord
	}
	if sp.both {
		s.clauses[sp.clause], s.clauses[sp.clause+1] = clause{l}, clause{l}
		return
	}
	c := slices.Clone(s.clauses[sp.clause])
	c[sp.leaf] = l
	s.clauses[sp.clause] = c
}

// written gives the spelling in which a folded word stands most often in visible documents.
func (s *search) written(folded string) (string, error) {
	counts := map[string]int{}
	for _, m := range s.segs {
		r, err := m.reader(keySpell)
		if err != nil {
			return "", err
		}
		lookup, docs := &termReader{dict: r.dict}, roaring.New()
		err = r.each(folded+"\x00", func(term string) (bool, error) {
			docs.Clear()
			err := lookup.add(term, docs)
			counts[term[len(folded)+1:]] += int(docs.AndCardinality(m.visible))
			return true, err
		})
		if err != nil {
			return "", err
		}
	}
	best, most := folded, 0
	for w, n := range counts {
		if n > most || n == most && n > 0 && w < best {
			best, most = w, n
		}
	}
	return best, nil
}
