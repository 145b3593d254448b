package web

import (
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Facet is one way to narrow a search.
type Facet struct {
	Name       string
	Label      string // translation key
	Open       bool
	Options    []Option
	Text       string // what is searched for within it
	Searchable bool   // it has more values than are seen at once
	Whole      bool   // more than the first values are shown
	MoreURL    string // shows more of its values
}

const (
	openFacets  = 4   // how many facets stand open before anything is chosen
	firstValues = 8   // of a facet, before more are asked for
	mostValues  = 100 // of a facet that is shown whole; the rest is found by searching within it
)

// facetNames lists the facets in the order of the page.
func facetNames() []catalog.Filter {
	return []catalog.Filter{catalog.ByContentType, catalog.ByLibrary, catalog.ByPresenter, catalog.ByKind, catalog.ByBook, catalog.ByAuthor,
		catalog.BySeries, catalog.ByRecordingDay, catalog.ByTag, catalog.ByClearance, catalog.ByClearedFor, catalog.ByPicked, catalog.ByOrientation, catalog.ByLanguage,
		catalog.ByUsed, catalog.ByStale, catalog.ByEditing, catalog.ByMissing, catalog.ByState}
}

// facetRequests asks for one value more of every facet than is shown, to know whether there are more.
func (r *reader) facetRequests() []catalog.FacetRequest {
	var out []catalog.FacetRequest
	for _, f := range facetNames() {
		out = append(out, catalog.FacetRequest{By: f, Size: r.shownValues(f) + 1, Text: r.aside.Get(facetText + string(f))})
	}
	return out
}

func (r *reader) shownValues(f catalog.Filter) int {
	if r.whole(f) || r.aside.Get(facetText+string(f)) != "" {
		return mostValues
	}
	return firstValues
}

func (r *reader) whole(f catalog.Filter) bool { return slices.Contains(r.aside[moreOf], string(f)) }

func (r *reader) facets(q catalog.Query, counted map[catalog.Filter][]catalog.FacetValue, labels map[catalog.Filter]map[string]string) []Facet {
	var out []Facet
	for i, name := range facetNames() {
		f := r.facet(name, q.Filters[name], counted[name], labels[name])
		f.Open = f.Open || i < openFacets
		if len(f.Options) > 0 || f.Text != "" {
			out = append(out, f)
		}
	}
	recorded := Facet{Name: "recorded", Label: "facet.recorded", Open: !q.RecordedFrom.IsZero() || !q.RecordedTo.IsZero()}
	return slices.Insert(out, min(len(out), openFacets), recorded)
}

// facet shows the first of what was counted, and all that is chosen whether it was counted or not.
func (r *reader) facet(name catalog.Filter, chosen []string, counted []catalog.FacetValue, labels map[string]string) Facet {
	f := Facet{Name: string(name), Label: "facet." + string(name), Text: r.aside.Get(facetText + string(name)), Whole: r.whole(name)}
	f.Open = len(chosen) > 0 || f.Text != "" || f.Whole
	shown := counted[:min(len(counted), r.shownValues(name))]
	for _, v := range shown {
		f.Options = append(f.Options, Option{Value: v.Value, Label: labels[v.Value], Count: v.Count, Chosen: slices.Contains(chosen, v.Value)})
	}
	for _, v := range chosen {
		if slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v }) {
			continue
		}
		o := Option{Value: v, Label: labels[v], Chosen: true}
		if i := slices.IndexFunc(counted, func(c catalog.FacetValue) bool { return c.Value == v }); i >= 0 {
			o.Count = counted[i].Count
		}
		f.Options = append(f.Options, o)
	}
	more := len(counted) > len(shown)
	f.Searchable = more || f.Whole || f.Text != ""
	if more && !f.Whole && f.Text == "" {
		f.MoreURL = r.showing(name)
	}
	return f
}

// showing is the address of the search with more values of a facet.
func (r *reader) showing(f catalog.Filter) string {
	return with(r.asked, moreOf, string(f)) + "#facet-" + url.QueryEscape(string(f))
}
