package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

type facetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type bucket struct {
	From  string `json:"from" doc:"The day on which the year, month or day begins: 2025-10-01."`
	Count int    `json:"count"`
}

type hint struct {
	Code    string `json:"code" enum:"unknown_field,unknown_value,bad_date,open_quote,too_long"`
	Text    string `json:"text" doc:"The part of q, as typed."`
	Message string `json:"message" doc:"What it was taken as, in the reader's language."`
}

type searchResult struct {
	Total      int                     `json:"total"`
	Items      []asset                 `json:"items"`
	Facets     map[string][]facetValue `json:"facets"`
	Histogram  []bucket                `json:"histogram" doc:"What was recorded when, oldest first, without what is empty and whatever recorded_from and recorded_to are; none unless asked for."`
	Hints      []hint                  `json:"hints" doc:"What of q was not understood and was taken as plain words."`
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
	op.Description = "While the index is filled for the first time the answer is 503 with Retry-After."
	op.Parameters = searchParameters()
	handle(r, op, r.findAssets)
	handle(r, describe("Search", http.MethodGet, "/suggest", "suggest", "Complete what is being typed", 200), r.suggest)
	handle(r, describe("Search", http.MethodGet, "/assets/{id}/similar", "similar-assets", "What is about the same as an asset", 200), r.similar)
	handle(r, describe("Search", http.MethodGet, "/assets/{id}/duplicates", "near-duplicates", "Pictures that look nearly the same as an asset", 200), r.duplicates)
}

func (r *routes) findAssets(ctx context.Context, c call, _ *none) (*answer[searchResult], error) {
	q, err := readQuery(c.gin.Request.URL.Query(), r.cfg.Zone)
	if err != nil {
		return nil, err
	}
	q.CodeName = func(f catalog.Filter, code string) string { return codeName(c, f, code) }
	found, err := r.Assets.Find(ctx, c.actor, q)
	if err != nil {
		return nil, err
	}
	return answerWith(r.searchResult(c, found)), nil
}

func (r *routes) searchResult(c call, found catalog.Found) searchResult {
	out := searchResult{Total: found.Total, Items: each(found.Items, func(a catalog.Asset) asset { return r.asset(c, a) }),
		Facets: make(map[string][]facetValue, len(found.Facets)), NextCursor: orNull(found.Next), DidYouMean: orNull(found.DidYouMean),
		TookMS: found.Took.Milliseconds()}
	for f, values := range found.Facets {
		out.Facets[string(f)] = each(values, func(v catalog.FacetValue) facetValue {
			return facetValue{Value: v.Value, Label: labelOf(c, f, v), Count: v.Count}
		})
	}
	out.Histogram = each(found.Histogram, func(b catalog.Bucket) bucket { return bucket{From: b.From.Format(time.DateOnly), Count: b.Count} })
	out.Hints = each(found.Hints, func(h catalog.Hint) hint {
		say := h.Say()
		return hint{Code: string(h.Code), Text: h.Text, Message: edge.Text(c.gin, say.Key, say.Args)}
	})
	return out
}

func (r *routes) suggest(ctx context.Context, c call, in *suggestInput) (*answer[suggestions], error) {
	found, err := r.Assets.Suggest(ctx, c.actor, in.Q, in.Limit)
	return answerWith(suggestions{Items: each(found, func(s catalog.Suggestion) suggestion {
		return suggestion{Text: s.Text, Kind: string(s.Kind), ID: orNull(s.ID), Count: s.Count}
	})}), err
}

// labelOf names a value in the reader's language: codes by the words that the pages use.
func labelOf(c call, f catalog.Filter, v catalog.FacetValue) string {
	if v.Label != v.Value {
		return v.Label
	}
	return codeName(c, f, v.Value)
}

// codeName is what the pages call a code in the reader's language, or the code itself.
func codeName(c call, f catalog.Filter, code string) string {
	key := string(f) + "." + code
	if said := edge.Text(c.gin, key, nil); said != key {
		return said
	}
	return code
}
