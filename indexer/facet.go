package indexer

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"
)

// facets counts every facet asked for, each without its own filter; on all cores when there is much to count.
func (s *search) facets(ctx context.Context) (map[Field][]FacetCount, error) {
	lists := make([][]FacetCount, len(s.query.Facets))
	var g errgroup.Group
	g.SetLimit(1)
	if s.total >= spread && !s.plain() {
		g.SetLimit(runtime.GOMAXPROCS(0))
	}
	for i, r := range s.query.Facets {
		g.Go(func() (err error) {
			defer recovered(&err)
			if err = ctx.Err(); err == nil {
				lists[i], err = s.facet(r)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := make(map[Field][]FacetCount, len(lists))
	for i, r := range s.query.Facets {
		out[r.Field] = lists[i]
	}
	return out, nil
}

func (s *search) facet(r FacetRequest) ([]FacetCount, error) {
	facet := slices.Index(Facets(), r.Field)
	if facet < 0 {
		return nil, fmt.Errorf("%w: no facet %q", ErrInvalid, r.Field)
	}
	counts, err := s.count(facet, r.Field)
	if err != nil {
		return nil, err
	}
	keep, err := s.containing(facet, r.Containing)
	if err != nil {
		return nil, err
	}
	if r.Size <= 0 {
		r.Size = DefaultFacetSize
	}
	return most(s.byID(facet, counts), s.view.values[facet].list(), min(r.Size, MaxFacetSize), keep), nil
}

// count gives the number of matches by value number. The result is not to be changed.
func (s *search) count(facet int, field Field) ([]uint32, error) {
	if s.plain() {
		sel, err := s.view.selections.get(s.view, s.marks, newFilters(s.query.Filters, field))
		if err != nil {
			return nil, err
		}
		defer sel.mu.Unlock()
		return sel.count(facet), nil
	}
	docs, err := s.without(field)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, d := range docs {
		n += int(d.GetCardinality())
	}
	return s.tally(facet, docs, n)
}

// tally counts n documents, or what they leave of all visible ones when that is less.
func (s *search) tally(facet int, docs []*roaring.Bitmap, n int) ([]uint32, error) {
	by, all := uint32(1), 0
	for _, m := range s.segs {
		all += int(m.visible.GetCardinality())
	}
	counts := make([]uint32, len(s.view.values[facet].list()))
	if 2*n > all {
		total, err := s.view.total(facet, s.marks)
		if err != nil {
			return nil, err
		}
		copy(counts, total)
		for i := range docs {
			docs[i] = roaring.AndNot(s.segs[i].visible, docs[i])
		}
		by = minusOne
	}
	for i := range docs {
		s.segs[i].seg.cols.facets[facet].tally(docs[i], counts, by)
	}
	return counts, nil
}

// byID puts together the counts of the several names of one id.
func (s *search) byID(facet int, counts []uint32) []uint32 {
	first := s.view.names.entities(facet)
	if first == nil {
		return counts
	}
	out := slices.Clone(counts)
	for n, k := range out {
		if f := int(first[min(n, len(first)-1)]); n < len(first) && f != n {
			out[f] += k
			out[n] = 0
		}
	}
	return out
}

// without gives the matches as they would be without the filter on field, or without the bounds on RecordedAt when field is
// fieldRecorded. It is not to be changed.
func (f *found) without(field Field) *roaring.Bitmap {
	if f.filters[field] == nil && (f.bound == nil || field != fieldRecorded) {
		return f.hits
	}
	docs := f.base
	for other, with := range f.filters {
		if other != field {
			docs = roaring.And(docs, with)
		}
	}
	if f.bound != nil && field != fieldRecorded {
		docs = f.bound(docs)
	}
	return docs
}

// most gives the values with the greatest counts, by count and then by value, of those to keep, by number; nil keeps all.
// Number 0 is no value. Of many values with few matches, those that cannot be among the first are passed over quickly.
func most(counts []uint32, values []string, size int, keep []bool) []FacetCount {
	kept := func(v int) bool { return v > 0 && (keep == nil || v < len(keep) && keep[v]) }
	least := leastOf(counts, size, kept)
	var above, level []uint32 // value numbers with more matches than least, and with as many, the first by value
	byValue := func(a, b uint32) int { return cmp.Compare(values[a], values[b]) }
	for v, n := range counts {
		switch {
		case n < least || !kept(v):
		case n > least:
			above = append(above, uint32(v))
		case len(level) < size || byValue(uint32(v), level[size-1]) < 0:
			at, _ := slices.BinarySearchFunc(level, uint32(v), byValue)
			level = slices.Insert(level, at, uint32(v))
			level = level[:min(len(level), size)]
		}
	}
	slices.SortFunc(above, func(a, b uint32) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), byValue(a, b)) })
	first := append(above, level...)
	out := make([]FacetCount, min(len(first), size))
	for i := range out {
		out[i] = FacetCount{values[first[i]], int(counts[first[i]])}
	}
	return out
}

// leastOf is the count of the value that comes in at place size, or 1 when fewer values have matches.
func leastOf(counts []uint32, size int, kept func(v int) bool) uint32 {
	most := make(fewest, 0, size)
	for v, n := range counts {
		if n == 0 || len(most) == size && n <= most[0] || !kept(v) {
			continue
		}
		if len(most) < size {
			heap.Push(&most, n)
			continue
		}
		most[0] = n
		heap.Fix(&most, 0)
	}
	if len(most) < size {
		return 1
	}
	return most[0]
}

// fewest is a heap with the smallest count on top.
type fewest []uint32

func (h fewest) Len() int           { return len(h) }
func (h fewest) Less(i, j int) bool { return h[i] < h[j] }
func (h fewest) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *fewest) Push(n any)        { *h = append(*h, n.(uint32)) }
func (h *fewest) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
