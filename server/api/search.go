package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

type facetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type searchResult struct {
	Total      int                     `json:"total"`
	Items      []asset                 `json:"items"`
	Facets     map[string][]facetValue `json:"facets"`
	NextCursor *string                 `json:"next_cursor"`
	DidYouMean *string                 `json:"did_you_mean"`
	TookMS     int64                   `json:"took_ms"`
}

type suggestInput struct {
	Q     string `query:"q" doc:"What has been typed so far."`
	Limit int    `query:"limit" doc:"At most 50; 10 unless told."`
}

type suggestion struct {
	Text  string  `json:"text"`
	Kind  string  `json:"kind" doc:"What the text names: asset (its title), presenter, book, series, library or tag."`
	ID    *string `json:"id"`
	Count int     `json:"count"`
}

type suggestions struct {
	Items []suggestion `json:"items"`
}

func (r *routes) search() {
	op := describe("Search", http.MethodGet, "/assets", "search-assets", "Search", 200)
	op.Parameters = searchParameters()
	handle(r, op, r.findAssets)
	handle(r, describe("Search", http.MethodGet, "/suggest", "suggest", "Complete what is being typed", 200), r.suggest)
}

func (r *routes) findAssets(ctx context.Context, c call, _ *none) (*answer[searchResult], error) {
	q, err := readQuery(c.gin.Request.URL.Query(), r.cfg.Zone)
	if err != nil {
		return nil, err
	}
	found, err := r.Assets.Find(ctx, c.actor, q)
	if err != nil {
		return nil, err
	}
	out := searchResult{Total: found.Total, Items: each(found.Items, func(a catalog.Asset) asset { return r.asset(c, a) }),
		Facets: map[string][]facetValue{}, NextCursor: orNull(found.Next), DidYouMean: orNull(found.DidYouMean), TookMS: found.Took.Milliseconds()}
	for f, values := range found.Facets {
		out.Facets[string(f)] = each(values, func(v catalog.FacetValue) facetValue {
			return facetValue{Value: v.Value, Label: labelOf(c, f, v), Count: v.Count}
		})
	}
	return answerWith(out), nil
}

func (r *routes) suggest(ctx context.Context, c call, in *suggestInput) (*answer[suggestions], error) {
	found, err := r.Assets.Suggest(ctx, c.actor, in.Q, in.Limit)
	return answerWith(suggestions{Items: each(found, func(s catalog.Suggestion) suggestion {
		return suggestion{Text: s.Text, Kind: string(s.Kind), ID: orNull(s.ID), Count: s.Count}
	})}), err
}

// readQuery reads a search from the parameters of an address. Days begin and end at midnight in zone; unknown parameters
// are passed over.
func readQuery(values url.Values, zone *time.Location) (catalog.Query, error) {
	times := moments{zone: zone}
	q := catalog.Query{
		Text: values.Get("q"), Filters: map[catalog.Filter][]string{}, Sort: catalog.Sort(values.Get("sort")), Cursor: values.Get("cursor"),
		RecordedFrom: times.start("recorded_from", values.Get("recorded_from")), RecordedTo: times.end("recorded_to", values.Get("recorded_to")),
		PostedBefore: times.start("posted_before", values.Get("posted_before")),
	}
	refuse := func(at, expected string) {
		times.refused = append(times.refused, catalog.FieldError{Location: at, Key: catalog.KeyWrongType, Args: catalog.Args{"expected": expected}})
	}
	for _, f := range catalog.Filters() {
		if v := notEmpty(values[string(f)]); len(v) > 0 {
			q.Filters[f] = v
		}
	}
	for _, given := range values["facets"] {
		for _, f := range notEmpty(strings.Split(given, ",")) {
			q.Facets = append(q.Facets, catalog.Filter(f))
		}
	}
	var err error
	if s := values.Get("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil {
			refuse("limit", "integer")
		}
	}
	if s := values.Get("never_posted"); s != "" {
		if q.NeverPosted, err = strconv.ParseBool(s); err != nil {
			refuse("never_posted", "boolean")
		}
	}
	return q, times.err()
}

// labelOf names a value in the reader's language: codes by the words that the pages use.
func labelOf(c call, f catalog.Filter, v catalog.FacetValue) string {
	key := string(f) + "." + v.Value
	if said := edge.Text(c.gin, key, nil); v.Label == v.Value && said != key {
		return said
	}
	return v.Label
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
	single := func(name, typ, format, about string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: typ, Format: format}}
	}
	params := []*huma.Param{single("q", huma.TypeString, "", `Words, "phrases", -not, field:value.`)}
	explode := true
	for _, f := range catalog.Filters() {
		params = append(params, &huma.Param{Name: string(f), In: "query", Explode: &explode, Description: "Any of the values, when repeated.",
			Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}}})
	}
	sorts := &huma.Schema{Type: huma.TypeString}
	for _, s := range catalog.Sorts() {
		sorts.Enum = append(sorts.Enum, string(s))
	}
	return append(params,
		single("recorded_from", huma.TypeString, "", "A day or a time."),
		single("recorded_to", huma.TypeString, "", "A day, which counts in full, or a time."),
		single("posted_before", huma.TypeString, "", "Last used before this day or time, or never."),
		single("never_posted", huma.TypeBoolean, "", "Only what was never used."),
		&huma.Param{Name: "sort", In: "query", Description: "relevance with q, else newest.", Schema: sorts},
		single("limit", huma.TypeInteger, "", "Assets on a page, at most 200; 24 unless told."),
		single("cursor", huma.TypeString, "", "next_cursor of the page before."),
		single("facets", huma.TypeString, "", "Names of the filters whose values are to be counted, with commas between."))
}
