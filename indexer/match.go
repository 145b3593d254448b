package indexer

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// layer is a set of documents of one segment that a leaf found in one place. It is not to be changed.
type layer struct {
	docs  *roaring.Bitmap
	score int64
}

// segmentMatcher finds leaves in one segment. It keeps dictionaries open, so it is used for one query only.
type segmentMatcher struct {
	seg     viewSegment
	view    *view
	at      int             // of the segment in the view
	visible *roaring.Bitmap // live documents that the searcher may see
	readers map[string]*termReader
	places  map[string]*roaring.Bitmap // what was looked up before
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
	if field == textTitle {
		return m.seg.cols.titles.beginning(prefix), nil
	}
	walk, err := m.reader(field)
	if err != nil {
		return nil, err
	}
	lookup, docs := &termReader{dict: walk.dict}, roaring.New()
	all := make([]uint64, m.seg.cols.n/64+1) // uniting many small sets takes longer than marking what is in them
	buf := make([]uint32, 512)
	err = walk.each(prefix, func(term string) (bool, error) {
		docs.Clear()
		if err := lookup.add(term, docs); err != nil {
			return false, err
		}
		it := docs.ManyIterator()
		for n := it.NextMany(buf); n > 0; n = it.NextMany(buf) {
			for _, d := range buf[:n] {
				all[d/64] |= 1 << (d % 64)
			}
		}
		return true, nil
	})
	return roaring.FromDense(all, false), err
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
		return []layer{{m.recorded(m.visible, l.from, l.to), 0}}, nil
	case leafWord:
	}
	var out []layer
	for _, place := range places(l, guesses) {
		docs, err := m.in(place)
		if err != nil {
			return nil, err
		}
		if !docs.IsEmpty() {
			out = append(out, layer{docs, place.score})
		}
	}
	return out, nil
}

// in finds the documents with a word in a place. The words of names lead to facet terms.
func (m *segmentMatcher) in(p place) (*roaring.Bitmap, error) {
	key := p.field + "\x00" + strings.Join(p.terms, "\x00")
	if p.prefix {
		key += "\x00*"
	}
	if docs := m.places[key]; docs != nil {
		return docs, nil
	}
	docs, err := m.lookUp(p)
	if err != nil {
		return nil, err
	}
	m.places[key] = docs
	return docs, nil
}

func (m *segmentMatcher) lookUp(p place) (*roaring.Bitmap, error) {
	switch p.field {
	case textBegin:
		anywhere, err := m.in(place{field: textWord, terms: p.terms, prefix: true})
		if err != nil {
			return nil, err
		}
		title, err := m.in(place{field: textTitle, terms: p.terms, prefix: true})
		if err != nil {
			return nil, err
		}
		return roaring.And(anywhere, title), nil
	case textName: // as written only: a bent name is found in textBody
		return m.named(nil, p.terms, p.manner(), FieldLibrary, FieldPresenter, FieldAuthor, FieldSeries, FieldRecordingDay)
	case textTopic:
		return m.inNames(p, FieldBook, FieldTag)
	case inPrefix + string(FieldTitle):
		return m.inField(textTitle, p)
	}
	if field, ok := strings.CutPrefix(p.field, inPrefix); ok {
		return m.inNames(p, Field(field))
	}
	return m.inField(p.field, p)
}

// inField looks words up in a field of the index, and where names of things count as text, among these too.
func (m *segmentMatcher) inField(field string, p place) (*roaring.Bitmap, error) {
	if p.prefix {
		return m.seg.cols.lookup(lookupKey{field, p.terms[0], beginning}, func() (*roaring.Bitmap, error) {
			return m.starting(field, p.terms[0])
		})
	}
	docs, err := m.terms(field, p.terms...)
	if err != nil {
		return nil, err
	}
	switch field {
	case textBody:
		return m.named(docs, p.terms, canonical, FieldLibrary, FieldSeries, FieldRecordingDay)
	case textPart:
		return m.named(docs, p.terms, part, FieldLibrary, FieldSeries, FieldRecordingDay, FieldBook, FieldTag)
	}
	return docs, nil
}

// inNames looks words up among the names of some fields, as they are written and, where names are bent, in canonical form.
func (m *segmentMatcher) inNames(p place, fields ...Field) (*roaring.Bitmap, error) {
	docs, err := m.named(nil, p.terms, p.manner(), fields...)
	if err != nil || p.prefix {
		return docs, err
	}
	return m.named(docs, p.terms, canonical, fields...)
}

func (p place) manner() manner {
	if p.prefix {
		return beginning
	}
	return asWritten
}

// named adds to docs the documents with a name, of any of the fields, that has any of the words.
func (m *segmentMatcher) named(docs *roaring.Bitmap, words []string, how manner, fields ...Field) (*roaring.Bitmap, error) {
	if docs == nil {
		docs = roaring.New()
	}
	for _, f := range fields {
		facet := slices.Index(Facets(), f)
		if facet < 0 || isCode(f) {
			continue
		}
		for _, w := range slices.Compact(slices.Clone(words)) {
			with, err := m.labelled(facet, w, how)
			if err != nil {
				return nil, err
			}
			if with != nil {
				docs.Or(with)
			}
		}
	}
	return docs, nil
}

// labelled finds the documents with a name that has a word; nil when there is no such name. The result is not to be changed.
func (m *segmentMatcher) labelled(facet int, word string, how manner) (*roaring.Bitmap, error) {
	numbers := m.view.names.having(facet, word, how)
	if len(numbers) == 0 {
		return nil, nil
	}
	if len(numbers) < manyLabels {
		return m.numbered(facet, numbers)
	}
	key := lookupKey{string(Facets()[facet]), word, how}
	return m.seg.cols.lookup(key, func() (*roaring.Bitmap, error) { return m.numbered(facet, numbers) })
}

// numbered finds the documents with any of some labels of a facet.
func (m *segmentMatcher) numbered(facet int, numbers []uint32) (*roaring.Bitmap, error) {
	r, err := m.reader(string(Facets()[facet]))
	if err != nil {
		return nil, err
	}
	docs := roaring.New()
	for _, n := range numbers {
		if err := r.add(m.view.values[facet].term(n), docs); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// recorded keeps the documents recorded from a time (inclusive) to another (exclusive). Zero is open. Few documents are
// looked at one by one; of many, those within the bounds are found in the ready order.
func (m *segmentMatcher) recorded(docs *roaring.Bitmap, from, to time.Time) *roaring.Bitmap {
	a, b, recorded := max(millis(from), 1), millis(to), m.seg.cols.recorded
	if b == 0 {
		b = math.MaxInt64
	}
	if int(docs.GetCardinality()) < m.seg.cols.n/8 {
		return m.keep(docs, func(d uint32) bool { return recorded[d] >= a && recorded[d] < b })
	}
	key := lookupKey{string(fieldRecorded), strconv.FormatInt(a, 36) + " " + strconv.FormatInt(b, 36), asWritten}
	within := m.seg.cols.remembered(key)
	if within == nil {
		within = m.seg.cols.within(a, b)
		m.seg.cols.remember(key, within)
	}
	return roaring.And(within, docs)
}

// within finds the documents recorded from a (inclusive) to b (exclusive).
func (c *columns) within(a, b int64) *roaring.Bitmap {
	newest := c.ordered(orderNewest)
	first := sort.Search(len(newest), func(i int) bool { return c.recorded[newest[i]] < b })
	last := sort.Search(len(newest), func(i int) bool { return c.recorded[newest[i]] < a })
	all := make([]uint64, c.n/64+1)
	for _, d := range newest[first:max(first, last)] {
		all[d/64] |= 1 << (d % 64)
	}
	return roaring.FromDense(all, false)
}

// keep gives the documents for which f holds.
func (m *segmentMatcher) keep(docs *roaring.Bitmap, f func(doc uint32) bool) *roaring.Bitmap {
	out := roaring.New()
	var buf [512]uint32
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

// whole finds, among the hits, the documents whose title or name is exactly the typed text. Each is a clause of its own, so
// they add up.
func (m *segmentMatcher) whole(text string, hits *roaring.Bitmap) ([][]layer, error) {
	key := norwegian.Key(text)
	if key == "" || hits.IsEmpty() {
		return nil, nil
	}
	title := hits
	for w := range strings.SplitSeq(key, " ") {
		docs, err := m.in(place{field: textTitle, terms: []string{w}})
		if err != nil {
			return nil, err
		}
		title = roaring.And(title, docs)
	}
	hash, hashes := titleHash(key), m.seg.cols.titleHash
	title = m.keep(title, func(d uint32) bool { return hashes[d] == hash })
	name := roaring.New()
	for facet := range Facets() {
		if numbers := m.view.names.named(facet, key); len(numbers) > 0 {
			docs, err := m.numbered(facet, numbers)
			if err != nil {
				return nil, err
			}
			name.Or(docs)
		}
	}
	return [][]layer{{{title, scoreWholeTitle}}, {{name, scoreWholeName}}}, nil
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
