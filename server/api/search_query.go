package api

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// facetText begins the names of the parameters that search within a facet: facet_q.presenter.
const facetText = "facet_q."

// queryReader reads a search from the parameters of an address, and collects what could not be read.
type queryReader struct {
	moments
	values url.Values
	query  catalog.Query
}

// readQuery reads a search from the parameters of an address. Days begin and end at midnight in zone; unknown parameters
// are passed over.
func readQuery(values url.Values, zone *time.Location) (catalog.Query, error) {
	r := &queryReader{moments: moments{zone: zone}, values: values}
	r.query = catalog.Query{
		Text: values.Get("q"), Filters: map[catalog.Filter][]string{}, Sort: catalog.Sort(values.Get("sort")), Cursor: values.Get("cursor"),
		RecordedFrom: r.start("recorded_from", values.Get("recorded_from")), RecordedTo: r.end("recorded_to", values.Get("recorded_to")),
		PostedBefore: r.start("posted_before", values.Get("posted_before")), NeverPosted: r.yes("never_posted"),
		Limit: r.number("limit"), Histogram: catalog.Interval(values.Get("histogram")), Zone: zone,
	}
	for _, f := range catalog.Filters() {
		if v := notEmpty(values[string(f)]); len(v) > 0 {
			r.query.Filters[f] = v
		}
	}
	r.facets()
	return r.query, r.err()
}

// facets reads which facets to count. To search within a facet is to ask for it.
func (r *queryReader) facets() {
	size := r.number("facet_size")
	asked := map[catalog.Filter]bool{}
	add := func(f catalog.Filter) {
		if !asked[f] {
			asked[f] = true
			r.query.Facets = append(r.query.Facets, catalog.FacetRequest{By: f, Size: size, Text: r.values.Get(facetText + string(f))})
		}
	}
	for _, given := range r.values["facets"] {
		for _, f := range notEmpty(strings.Split(given, ",")) {
			add(catalog.Filter(f))
		}
	}
	for _, f := range catalog.Facets() {
		if strings.TrimSpace(r.values.Get(facetText+string(f))) != "" {
			add(f)
		}
	}
}

func (r *queryReader) refuse(at, expected string) {
	r.refused = append(r.refused, catalog.FieldError{Location: at, Key: catalog.KeyWrongType, Args: catalog.Args{"expected": expected}})
}

// number reads a whole number; 0 without one.
func (r *queryReader) number(name string) int {
	s := r.values.Get(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		r.refuse(name, "integer")
	}
	return n
}

// yes reads a flag; false is the same as nothing.
func (r *queryReader) yes(name string) bool {
	s := r.values.Get(name)
	if s == "" {
		return false
	}
	yes, err := strconv.ParseBool(s)
	if err != nil {
		r.refuse(name, "boolean")
	}
	return yes
}

func notEmpty(in []string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// searchParameters describes what readQuery reads.
func searchParameters() []*huma.Param {
	params := []*huma.Param{parameter("q", huma.TypeString,
		`Words, "phrases", -not, OR, field:value, and days as recorded:2024-05..2024-08. Nothing typed is refused; what was not understood is told in hints.`)}
	explode := true
	for _, f := range catalog.Filters() {
		item := &huma.Schema{Type: huma.TypeString}
		for _, code := range f.Codes() {
			item.Enum = append(item.Enum, code)
		}
		params = append(params, &huma.Param{Name: string(f), In: "query", Explode: &explode, Description: "Any of the values, when repeated.",
			Schema: &huma.Schema{Type: huma.TypeArray, Items: item}})
	}
	params = append(params,
		parameter("recorded_from", huma.TypeString, "A day or a time."),
		parameter("recorded_to", huma.TypeString, "A day, which counts in full, or a time."),
		parameter("posted_before", huma.TypeString, "Last used before this day or time, or never."),
		parameter("never_posted", huma.TypeBoolean, "With true only what was never used; false does not narrow."),
		chosen("sort", "relevance with q, else newest.", catalog.Sorts()),
		parameter("limit", huma.TypeInteger, "Assets on a page, at most 200; 24 unless told."),
		parameter("cursor", huma.TypeString, "next_cursor of the page before."),
		parameter("facets", huma.TypeString, "Names of the filters whose values are to be counted, with commas between."),
		parameter("facet_size", huma.TypeInteger, "The most frequent values of each facet, at most 200; 50 unless told."))
	for _, f := range catalog.Facets() {
		params = append(params, parameter(facetText+string(f), huma.TypeString, "Counts only values with a name in which every word given begins a word."))
	}
	return append(params, chosen("histogram", "How wide the steps of histogram are; without it there is none.", catalog.Intervals()))
}

func parameter(name, typ, about string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: typ}}
}

func chosen[T ~string](name, about string, of []T) *huma.Param {
	p := parameter(name, huma.TypeString, about)
	for _, v := range of {
		p.Schema.Enum = append(p.Schema.Enum, string(v))
	}
	return p
}
