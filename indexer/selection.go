package indexer

import (
	"container/list"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// selection is what a set of marks and filters finds. It is carried from view to view: segments never change, so only new
// segments and newly deleted documents need looking at. What it gives out is not to be changed.
type selection struct {
	set     markSet
	filters []filter

	mu     sync.Mutex
	values []*valueNumbers
	parts  map[uint64]*segmentPart // by segment
	total  int
	counts [][]uint32 // by facet, then value number; nil until asked for
	days   map[*time.Location]*dayTally
}

// filter is one facet's part of a query: any of the ids.
type filter struct {
	facet int
	ids   []string // in order
}

// segmentPart is what a selection finds in one segment.
type segmentPart struct {
	cols    *columns
	docs    *roaring.Bitmap // deleted ones too
	deleted *roaring.Bitmap // of the segment; may be nil
	live    *roaring.Bitmap // docs less deleted
	n       int             // of live
}

// newFilters puts filters in their one normal form, less the one on skip.
func newFilters(of map[Field][]string, skip Field) []filter {
	var out []filter
	for i, f := range Facets() {
		if len(of[f]) == 0 || f == skip {
			continue
		}
		ids := slices.Clone(of[f])
		slices.Sort(ids)
		out = append(out, filter{i, slices.Compact(ids)})
	}
	return out
}

func selectionKey(set markSet, filters []filter) string {
	var b strings.Builder
	b.WriteString(set.key)
	for _, f := range filters {
		b.WriteString("\x01")
		b.WriteString(string(Facets()[f.facet]))
		for _, id := range f.ids {
			b.WriteString(strconv.Quote(id)) // people type ids, so they may hold anything
		}
	}
	return b.String()
}

// bring makes the selection speak of a view, older or newer than the one before. The caller holds the lock.
func (s *selection) bring(v *view) error {
	next := make(map[uint64]*segmentPart, len(v.segs))
	fresh := false // counts have been copied
	change := func(p *segmentPart, docs *roaring.Bitmap, by uint32) {
		if docs.IsEmpty() {
			return
		}
		if !fresh {
			fresh = true
			s.copyCounts()
		}
		for f, counts := range s.counts {
			if counts != nil {
				p.cols.facets[f].tally(docs, counts, by)
			}
		}
		for _, tally := range s.days {
			p.cols.tallyDays(docs, tally, by)
		}
	}
	for i := range v.segs {
		seg := &v.segs[i]
		p := s.parts[seg.Id()]
		switch {
		case p == nil:
			docs, err := v.selected(i, s)
			if err != nil {
				s.parts, s.counts, s.days = nil, make([][]uint32, len(s.values)), nil // half brought: begin anew next time
				return err
			}
			p = newPart(seg, docs)
			change(p, p.live, 1)
		case p.deleted != seg.Deleted():
			old := p
			p = newPart(seg, p.docs)
			change(p, roaring.AndNot(old.live, p.live), minusOne)
			change(p, roaring.AndNot(p.live, old.live), 1)
		}
		next[seg.Id()] = p
	}
	for id, p := range s.parts {
		if next[id] == nil {
			change(p, p.live, minusOne)
		}
	}
	s.parts, s.total = next, 0
	for p := range maps.Values(next) {
		s.total += p.n
	}
	return nil
}

func newPart(seg *viewSegment, docs *roaring.Bitmap) *segmentPart {
	p := &segmentPart{cols: seg.cols, docs: docs, deleted: seg.Deleted(), live: docs}
	if p.deleted != nil {
		p.live = roaring.AndNot(docs, p.deleted)
	}
	p.n = int(p.live.GetCardinality())
	return p
}

// copyCounts makes room for all values in a copy of the counts, for others read the old ones.
func (s *selection) copyCounts() {
	old := s.counts
	s.counts = make([][]uint32, len(s.values))
	for f := range old {
		if old[f] != nil {
			s.counts[f] = make([]uint32, len(s.values[f].list()))
			copy(s.counts[f], old[f])
		}
	}
}

// count gives the number of documents by value number. The caller holds the lock.
func (s *selection) count(facet int) []uint32 {
	if s.counts[facet] == nil {
		counts := make([]uint32, len(s.values[facet].list()))
		for _, p := range s.parts {
			p.cols.facets[facet].tally(p.live, counts, 1)
		}
		s.counts[facet] = counts
	}
	return s.counts[facet]
}

// minusOne is added to take one away: counts wrap around.
const minusOne = ^uint32(0)

// tally adds by to every value of every document. The counts must have room for all values of the column.
func (c *facetColumn) tally(docs *roaring.Bitmap, counts []uint32, by uint32) {
	var buf [512]uint32
	it := docs.ManyIterator()
	switch {
	case c.one != nil:
		for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
			for _, d := range buf[:n] {
				counts[c.one[d]] += by // number 0 is counted too, and nobody asks for it
			}
		}
	case c.off != nil:
		for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
			for _, d := range buf[:n] {
				for _, v := range c.val[c.off[d]:c.off[d+1]] {
					counts[v] += by
				}
			}
		}
	}
}

// selections remembers the selections used last.
type selections struct {
	values []*valueNumbers

	mu    sync.Mutex
	byKey map[string]*list.Element
	used  *list.List // of *keptSelection, the last used first
}

type keptSelection struct {
	key string
	*selection
}

const (
	maxSelections = 200   // about 100 KB each where there are 25,000 values
	keepFound     = 2_000 // selections of fewer documents are found again as quickly
)

func newSelections(values []*valueNumbers) *selections {
	return &selections{values: values, byKey: map[string]*list.Element{}, used: list.New()}
}

// get gives the selection, locked, speaking of the view. The caller unlocks it.
func (s *selections) get(v *view, set markSet, filters []filter) (*selection, error) {
	key := selectionKey(set, filters)
	s.mu.Lock()
	var sel *selection
	if e := s.byKey[key]; e != nil {
		s.used.MoveToFront(e)
		sel = e.Value.(keptSelection).selection
	}
	s.mu.Unlock()
	known := sel != nil
	if !known {
		sel = &selection{set: set, filters: filters, values: s.values, counts: make([][]uint32, len(s.values))}
	}
	sel.mu.Lock()
	if err := sel.bring(v); err != nil {
		sel.mu.Unlock()
		return nil, err
	}
	if !known && (sel.total >= keepFound || len(filters) == 0) {
		s.keep(key, sel)
	}
	return sel, nil
}

// keep remembers a selection and forgets the one not used for longest.
func (s *selections) keep(key string, sel *selection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byKey[key] != nil {
		return
	}
	s.byKey[key] = s.used.PushFront(keptSelection{key, sel})
	if s.used.Len() > maxSelections {
		delete(s.byKey, s.used.Remove(s.used.Back()).(keptSelection).key)
	}
}
