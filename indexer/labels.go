package indexer

import (
	"sort"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// labels are the names of one segment that suggestions are made of, found by the beginning of any of their words. They are
// read when first needed.
type labels struct {
	once    sync.Once
	err     error
	entries []label
	words   []labelWord // by word, then entry
}

// label is a name with its documents in the segment. For a title facet is -1 and value means nothing.
type label struct {
	facet int
	value uint32
	name  string
	key   string // the name's folded words
	term  string // in keyLabel
}

type labelWord struct {
	word  string
	entry uint32
}

func (c *columns) labels(sg segment.Segment, values []*valueNumbers) (*labels, error) {
	l := &c.names
	l.once.Do(func() { l.err = l.read(sg, values) })
	return l, l.err
}

func (l *labels) read(sg segment.Segment, values []*valueNumbers) error {
	facets := map[string]int{string(FieldTitle): -1}
	for i, f := range Facets() {
		facets[string(f)] = i
	}
	r, err := newTermReader(sg, keyLabel)
	if err != nil {
		return err
	}
	err = r.each("", func(term string) (bool, error) {
		field, rest, _ := strings.Cut(term, "\x00")
		id, name, ok := strings.Cut(rest, "\x00")
		facet, known := facets[field]
		if !ok || !known {
			return true, nil
		}
		e := label{facet: facet, name: name, key: wholeKey(name), term: term}
		if facet >= 0 {
			e.value = values[facet].add(id)
		}
		for _, w := range strings.Fields(e.key) {
			l.words = append(l.words, labelWord{w, uint32(len(l.entries))})
		}
		l.entries = append(l.entries, e)
		return true, nil
	})
	sort.Slice(l.words, func(i, j int) bool {
		a, b := l.words[i], l.words[j]
		return a.word < b.word || a.word == b.word && a.entry < b.entry
	})
	return err
}

// starting calls f with every entry that has a word starting with prefix, until f returns false. An entry with two such
// words is given twice.
func (l *labels) starting(prefix string, f func(*label) bool) {
	i := sort.Search(len(l.words), func(i int) bool { return l.words[i].word >= prefix })
	for ; i < len(l.words) && strings.HasPrefix(l.words[i].word, prefix); i++ {
		if !f(&l.entries[l.words[i].entry]) {
			return
		}
	}
}

// docs gives the documents of a label among those visible.
func (e *label) docs(sg segment.Segment, visible *roaring.Bitmap) (*roaring.Bitmap, error) {
	r, err := newTermReader(sg, keyLabel)
	if err != nil {
		return nil, err
	}
	bm := roaring.New()
	if err := r.add(e.term, bm); err != nil {
		return nil, err
	}
	bm.And(visible)
	return bm, nil
}
