package indexer

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// What a word is worth where it is found; the best place counts, and the words of a query add up. A guess at what a
// mistyped word meant costs more than all words together can bring, so that it never outranks an exact find.
const (
	scoreTitleExact = 100
	scoreTitle      = 90
	scoreName       = 80
	scoreTopicExact = 70
	scoreTopic      = 65
	scoreTitlePart  = 50 // inside a word of the title
	scoreWord       = 45 // as written, anywhere
	scoreBody       = 40
	scorePart       = 25
	scorePrefix     = 8
	scoreTyping     = -1_000_000
	scoreWholeTitle = 400 // the query is the title
	scoreWholeName  = 250 // the query is the name of something of the document's
)

// layer is a set of documents of one segment that a leaf found in one place.
type layer struct {
	docs  *roaring.Bitmap
	score int64
}

// segmentMatcher finds leaves in one segment. It keeps dictionaries open, so it is used for one query only.
type segmentMatcher struct {
	seg     viewSegment
	visible *roaring.Bitmap // live documents that the searcher may see
	readers map[string]*termReader
}

func (m *segmentMatcher) reader(field string) (*termReader, error) {
	if r := m.readers[field]; r != nil {
		return r, nil
	}
	r, err := newTermReader(m.seg.Segment(), field)
	if err != nil {
		return nil, err
	}
	m.readers[field] = r
	return r, nil
}

// terms unites the documents of some terms of a field.
func (m *segmentMatcher) terms(field string, terms ...string) (*roaring.Bitmap, error) {
	r, err := m.reader(field)
	if err != nil {
		return nil, err
	}
	bm := roaring.New()
	for _, t := range terms {
		if t == "" {
			continue
		}
		if err := r.add(t, bm); err != nil {
			return nil, err
		}
	}
	return bm, nil
}

// starting unites the documents of all terms of a field that start with prefix.
func (m *segmentMatcher) starting(field, prefix string) (*roaring.Bitmap, error) {
	walk, err := m.reader(field)
	if err != nil {
		return nil, err
	}
	lookup := &termReader{dict: walk.dict}
	bm := roaring.New()
	err = walk.each(prefix, func(term string) (bool, error) { return true, lookup.add(term, bm) })
	return bm, err
}

// layers finds a leaf, worst place first. Documents may be in several layers, and invisible ones among them.
func (m *segmentMatcher) layers(l *leaf, guesses []guess) ([]layer, error) {
	switch l.kind {
	case leafPhrase:
		docs, err := m.phrase(l)
		return []layer{{docs, scoreTitle * int64(len(l.words))}}, err
	case leafCode:
		docs, err := m.terms(string(l.field), l.codes...)
		return []layer{{docs, 0}}, err
	case leafDate:
		return []layer{{m.recorded(l), 0}}, nil
	}
	var out []layer
	for _, place := range places(l, guesses) {
		docs, err := m.at(place)
		if err != nil {
			return nil, err
		}
		if !docs.IsEmpty() {
			out = append(out, layer{docs, place.score})
		}
	}
	return out, nil
}

// place is where a word is looked up.
type place struct {
	field  string
	terms  []string
	prefix bool
	score  int64
}

func (m *segmentMatcher) at(p place) (*roaring.Bitmap, error) {
	if p.prefix {
		return m.starting(p.field, p.terms[0])
	}
	return m.terms(p.field, p.terms...)
}

// minPrefix is how many letters a beginning needs before it stands for longer words.
const minPrefix = 2

// places lists where a word is looked for, worst first.
func places(l *leaf, guesses []guess) []place {
	w := l.words[0]
	f := norwegianLexicon().form(w, nil)
	var out []place
	for _, g := range guesses {
		out = append(out, place{textWord, []string{g.word}, false, scoreTyping - int64(g.distance)})
	}
	slices.Reverse(out) // the farthest guess first
	beginning := l.prefix && len(w) >= minPrefix
	if l.field != "" {
		if beginning {
			out = append(out, place{inPrefix + string(l.field), []string{w}, true, scorePrefix})
		}
		return append(out, place{inPrefix + string(l.field), []string{w, f.canonical}, false, scoreName})
	}
	if beginning {
		out = append(out, place{textWord, []string{w}, true, scorePrefix})
	}
	return append(out,
		place{textPart, []string{f.canonical}, false, scorePart},
		place{textBody, []string{f.canonical}, false, scoreBody},
		place{textWord, []string{w}, false, scoreWord},
		place{textHead, []string{f.canonical}, false, scoreTitlePart},
		place{textTopic, []string{f.canonical}, false, scoreTopic},
		place{textTopic, []string{w}, false, scoreTopicExact},
		place{textName, []string{w}, false, scoreName},
		place{textTitle, []string{f.canonical}, false, scoreTitle},
		place{textTitle, []string{w}, false, scoreTitleExact})
}

// recorded finds the visible documents recorded within the bounds of the leaf.
func (m *segmentMatcher) recorded(l *leaf) *roaring.Bitmap {
	from, to := millis(l.from), millis(l.to)
	return m.keep(m.visible, func(d uint32) bool {
		t := m.seg.cols.recorded[d]
		return t != 0 && t >= from && (to == 0 || t < to)
	})
}

// keep gives the documents for which f holds.
func (m *segmentMatcher) keep(docs *roaring.Bitmap, f func(doc uint32) bool) *roaring.Bitmap {
	out := roaring.New()
	var buf [256]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		k := 0
		for _, d := range buf[:n] {
			if f(d) {
				buf[k] = d
				k++
			}
		}
		out.AddMany(buf[:k])
	}
	return out
}

// phrase finds the documents in which the words stand in a row. With a field, all of them must stand in the field too.
func (m *segmentMatcher) phrase(l *leaf) (*roaring.Bitmap, error) {
	docs := m.visible.Clone()
	for _, w := range l.words {
		field := textWord
		if l.field != "" {
			field = inPrefix + string(l.field)
		}
		with, err := m.terms(field, w)
		if err != nil {
			return nil, err
		}
		docs.And(with)
	}
	if docs.IsEmpty() {
		return docs, nil
	}
	r, err := m.reader(textWord)
	if err != nil {
		return nil, err
	}
	its := make([]segment.PostingsIterator, len(l.words))
	for i, w := range l.words {
		list, err := r.dict.PostingsList([]byte(w), nil, nil)
		if err != nil {
			return nil, err
		}
		its[i] = list.Iterator(true, true, true, nil)
	}
	out := roaring.New()
	for it := docs.Iterator(); it.HasNext(); {
		d := it.Next()
		ok, err := inRow(its, d)
		if err != nil {
			return nil, err
		}
		if ok {
			out.Add(d)
		}
	}
	return out, nil
}

// inRow tells whether the words behind the iterators stand in a row in a document. Documents must be asked in order.
func inRow(its []segment.PostingsIterator, doc uint32) (bool, error) {
	var starts map[uint64]bool // where the phrase may begin
	for i, it := range its {
		p, err := it.Advance(uint64(doc))
		if err != nil {
			return false, err
		}
		if p == nil || p.Number() != uint64(doc) {
			return false, nil
		}
		next := map[uint64]bool{}
		for _, loc := range p.Locations() {
			if s := loc.Pos() - uint64(i); i == 0 || starts[s] {
				next[s] = true
			}
		}
		starts = next
	}
	return len(starts) > 0, nil
}

// clause finds a clause: the visible documents that fulfil it, and where, worst place first.
func (m *segmentMatcher) clause(c clause, guesses [][]guess) (*roaring.Bitmap, []layer, error) {
	docs := roaring.New()
	var all []layer
	for i := range c {
		ls, err := m.layers(&c[i], guesses[i])
		if err != nil {
			return nil, nil, err
		}
		found := roaring.New()
		for _, l := range ls {
			found.Or(l.docs)
		}
		if c[i].not {
			docs.Or(roaring.AndNot(m.visible, found))
			continue
		}
		docs.Or(found)
		all = append(all, ls...)
	}
	docs.And(m.visible)
	slices.SortStableFunc(all, func(a, b layer) int { return cmp.Compare(a.score, b.score) })
	return docs, all, nil
}
