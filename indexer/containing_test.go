package indexer_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// containing says what a facet should hold, by looking at every document.
func (c truth) containing(q indexer.Query, r indexer.FacetRequest) []indexer.FacetCount {
	counts, fit := map[string]int{}, map[string]bool{}
	for _, d := range c {
		match, visible := fits(d, q, r.Field), anyOf(d.Visibility, q.Visibility)
		for _, v := range values(d, r.Field) {
			if match {
				counts[v]++
			}
			if _, ok := begins(r.Containing, v); ok && len(refsOf(d, r.Field)) == 0 {
				fit[v] = true
			}
		}
		for _, ref := range refsOf(d, r.Field) {
			for _, name := range append([]string{ref.Name}, ref.Also...) {
				if _, ok := begins(r.Containing, name); ok && visible {
					fit[ref.ID] = true
				}
			}
		}
	}
	out := []indexer.FacetCount{}
	for v, n := range counts {
		if fit[v] {
			out = append(out, indexer.FacetCount{Value: v, Count: n})
		}
	}
	slices.SortFunc(out, func(a, b indexer.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), r.Size)]
}

func TestFacetContainingEqualsRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	x, c := open(t), truth{}
	fields := []indexer.Field{indexer.FieldPresenter, indexer.FieldBook, indexer.FieldTag, indexer.FieldContentType}
	for step := range 12 {
		apply(t, x, c.changeNamed(r, int64(step+1)))
		for _, typed := range append(someTyped, "skjult1 @pres", "info", "service", "lit", "-") {
			q := indexer.Query{Visibility: marks[:1+r.IntN(len(marks))], Filters: map[indexer.Field][]string{}}
			if r.IntN(2) == 0 {
				q.Filters[indexer.FieldPresenter] = []string{fmt.Sprint("pres", r.IntN(20)), "pres3"}
			}
			if r.IntN(2) == 0 {
				q.Filters[indexer.FieldKind] = []string{"video"}
			}
			for _, f := range fields {
				q.Facets = append(q.Facets, indexer.FacetRequest{Field: f, Containing: typed, Size: 1 + r.IntN(15)})
			}
			got := find(t, x, q).Facets
			for _, f := range q.Facets {
				if want := c.containing(q, f); !slices.Equal(got[f.Field], want) {
					t.Fatalf("step %d: %+v of %+v is\n%v, want\n%v", step, f, q, got[f.Field], want)
				}
			}
		}
	}
}
