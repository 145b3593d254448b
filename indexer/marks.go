package indexer

import (
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// maxMarkSets is how many sets of visibility marks a segment remembers.
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

// seen is what can be seen of one segment with one set of marks, deleted documents included. It is not to be changed.
type seen struct{ docs *roaring.Bitmap }

// seen gives the documents of the segment that carry any of the marks.
func (c *columns) seen(sg segment.Segment, set markSet) (*seen, error) {
	c.marks.mu.Lock()
	defer c.marks.mu.Unlock()
	if s, ok := c.marks.sets[set.key]; ok {
		return s, nil
	}
	s := &seen{docs: roaring.New()}
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
