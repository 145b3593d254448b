package search

import (
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// facet asks the index for a facet. The index knows the names of what ids stand for, but not what readers call codes: of
// a facet of codes it gives all that are used, which are few.
func facet(f catalog.FacetRequest) indexer.FacetRequest {
	if f.By.Coded() && f.Text != "" {
		return indexer.FacetRequest{Field: indexer.Field(f.By), Size: indexer.MaxFacetSize}
	}
	return indexer.FacetRequest{Field: indexer.Field(f.By), Size: f.Size, Containing: f.Text}
}

// facets gives what was counted in the catalogue's terms.
func facets(q catalog.Query, counted map[indexer.Field][]indexer.FacetCount) map[catalog.Filter][]catalog.FacetValue {
	out := make(map[catalog.Filter][]catalog.FacetValue, len(counted))
	for field, counts := range counted {
		values := make([]catalog.FacetValue, len(counts))
		for i, c := range counts {
			values[i] = catalog.FacetValue{Value: c.Value, Count: c.Count}
		}
		out[catalog.Filter(field)] = values
	}
	for _, f := range q.Facets {
		if f.By.Coded() && f.Text != "" {
			out[f.By] = named(q, f, out[f.By])
		}
	}
	return out
}

// named keeps those codes that the reader's words for them, or the codes themselves, fit what was typed.
func named(q catalog.Query, f catalog.FacetRequest, values []catalog.FacetValue) []catalog.FacetValue {
	kept := slices.DeleteFunc(values, func(v catalog.FacetValue) bool {
		return !begins(v.Value, f.Text) && (q.CodeName == nil || !begins(q.CodeName(f.By, v.Value), f.Text))
	})
	return kept[:min(len(kept), f.Size)]
}

// begins reports whether every word typed begins a word of a name, as the index has it for the names it knows.
func begins(name, typed string) bool {
	words := norwegian.Surfaces(name)
	for _, t := range norwegian.Surfaces(typed) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) }) {
			return false
		}
	}
	return true
}
