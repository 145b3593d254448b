package indexer

import (
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// maxMarkSets is how many sets of visibility marks a segment, and a view, remember.
const maxMarkSets = 32

// markSet is a set of visibility marks in its one normal form.
type markSet struct {
	key   string
	marks []string
}

func newMarkSet(marks []string) markSet {
	m := slices.Clone(marks)
	slices.Sort(m)
	m = slices.Compact(m)
	if len(m) > 0 && m[0] == "" {
		m = m[1:]
	}
	return markSet{strings.Join(m, "\x00"), m}
}

// markCache remembers, by set of marks, what of a segment can be seen with it.
type markCache struct {
	mu   sync.Mutex
	sets map[string]*seen
}

// seen is what can be seen of one segment with one set of marks, deleted documents included.
type seen struct {
	docs *roaring.Bitmap

	mu     sync.Mutex
	counts [][]uint32 // by facet and value number; nil until asked for
}

// seen gives the documents of the segment that carry any of the marks.
func (c *columns) seen(sg segment.Segment, set markSet) (*seen, error) {
	c.marks.mu.Lock()
	defer c.marks.mu.Unlock()
	if s, ok := c.marks.sets[set.key]; ok {
		return s, nil
	}
	s := &seen{docs: roaring.New(), counts: make([][]uint32, len(c.facets))}
	r, err := newTermReader(sg, keyVisible)
	if err != nil {
		return nil, err
	}
	for _, m := range set.marks {
		if err := r.add(m, s.docs); err != nil {
			return nil, err
		}
	}
	s.docs.CloneCopyOnWriteContainers() // it must outlive the mapped file
	if c.marks.sets == nil || len(c.marks.sets) >= maxMarkSets {
		c.marks.sets = map[string]*seen{}
	}
	c.marks.sets[set.key] = s
	return s, nil
}

// count gives how many of the seen documents, deleted ones included, have each value of a facet. It is not to be changed.
func (s *seen) count(c *columns, facet int) []uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts[facet] == nil {
		s.counts[facet] = make([]uint32, c.facets[facet].size)
		c.facets[facet].tally(s.docs, s.counts[facet])
	}
	return s.counts[facet]
}

// tally adds one to every value of every document. The counts must have room for all values of the column.
func (c *facetColumn) tally(docs *roaring.Bitmap, counts []uint32) {
	var buf [256]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, d := range buf[:n] {
			for _, v := range c.of(d) {
				counts[v]++
			}
		}
	}
}
