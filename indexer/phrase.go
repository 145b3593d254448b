package indexer

import (
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// phrase finds the documents in which the words stand in a row, in a text or in a name (see pairTerm for what that means
// in a text). With a field, it must be that field.
func (m *segmentMatcher) phrase(l *leaf) (*roaring.Bitmap, error) {
	docs := roaring.New()
	if l.field == "" || l.field == FieldTitle {
		var err error
		if docs, err = m.textPhrase(l); err != nil {
			return nil, err
		}
	}
	for facet, f := range Facets() {
		if isCode(f) || l.field != "" && l.field != f {
			continue
		}
		with, err := m.numbered(facet, m.view.names.with(facet, l.words))
		if err != nil {
			return nil, err
		}
		docs.Or(with)
	}
	return docs, nil
}

func (m *segmentMatcher) textPhrase(l *leaf) (*roaring.Bitmap, error) {
	field := textWord
	if l.field == FieldTitle {
		field = textTitle
	}
	docs := m.visible
	for i, w := range l.words {
		with, err := m.in(place{field: field, terms: []string{w}})
		if err != nil {
			return nil, err
		}
		docs = roaring.And(docs, with)
		if i == 0 || docs.IsEmpty() {
			continue
		}
		if with, err = m.terms(textPair, pairTerm(hash64(l.words[i-1]), hash64(w))); err != nil {
			return nil, err
		}
		docs.And(with)
	}
	return docs, nil
}

// with gives the numbers of a facet's labels that have a name, or another spelling, with the words in a row.
func (n *names) with(facet int, words []string) []uint32 {
	phrase := " " + strings.Join(words, " ") + " "
	within := func(key string) bool { return strings.Contains(" "+key+" ", phrase) }
	var out []uint32
	labels := n.now().labels[facet]
	for _, number := range n.having(facet, words[0], asWritten) {
		if l := &labels[number]; within(l.key) || slices.ContainsFunc(l.also, within) {
			out = append(out, number)
		}
	}
	return out
}
