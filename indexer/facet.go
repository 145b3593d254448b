package indexer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// facets counts every facet asked for, each without its own filter.
func (s *search) facets(ctx context.Context) (map[Field][]FacetCount, error) {
	out := make(map[Field][]FacetCount, len(s.query.Facets))
	for _, r := range s.query.Facets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		facet := slices.Index(Facets(), r.Field)
		if facet < 0 {
			return nil, fmt.Errorf("%w: no facet %q", ErrInvalid, r.Field)
		}
		counts, err := s.count(facet, r.Field)
		if err != nil {
			return nil, err
		}
		if r.Size <= 0 {
			r.Size = DefaultFacetSize
		}
		out[r.Field] = most(counts, s.view.values[facet].list(), min(r.Size, MaxFacetSize))
	}
	return out, nil
}

// count gives the number of matches by value number. The result is not to be changed.
func (s *search) count(facet int, field Field) ([]uint32, error) {
	if s.everything(field) {
		return s.view.total(facet, s.marks)
	}
	counts := make([]uint32, len(s.view.values[facet].list()))
	for i, m := range s.segs {
		m.seg.cols.facets[facet].tally(s.found[i].without(field), counts)
	}
	return counts, nil
}

// everything tells that the query, less the filter on field, asks for all that is visible.
func (s *search) everything(field Field) bool {
	q := &s.query
	for f, values := range q.Filters {
		if f != field && len(values) > 0 {
			return false
		}
	}
	return len(s.clauses) == 0 && q.RecordedFrom.IsZero() && q.RecordedTo.IsZero() && q.PostedBefore.IsZero() && !q.NeverPosted
}

// without gives the matches as they would be without the filter on field.
func (f *found) without(field Field) *roaring.Bitmap {
	if f.filters[field] == nil {
		return f.hits
	}
	docs := f.base
	for other, with := range f.filters {
		if other != field {
			docs = roaring.And(docs, with)
		}
	}
	return docs
}

// most gives the values with the greatest counts, by count and then by value.
func most(counts []uint32, values []string, size int) []FacetCount {
	out := make([]FacetCount, 0, size+1)
	order := func(a, b FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	}
	for v, n := range counts {
		if n == 0 || len(out) == size && int(n) < out[size-1].Count {
			continue
		}
		c := FacetCount{values[v], int(n)}
		at, _ := slices.BinarySearchFunc(out, c, order)
		if at < size {
			out = slices.Insert(out, at, c)
			out = out[:min(len(out), size)]
		}
	}
	return out
}
