package api

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

type bulkInput struct {
	Body struct {
		IDs   []string   `json:"ids,omitempty" doc:"The assets; or else query."`
		Query *bulkQuery `json:"query,omitempty" doc:"All that a search finds: the parameters of GET /assets as an object, or as they stand in its address."`
		Patch assetPatch `json:"patch"`
	}
}

type bulkOutcome struct {
	Batch   *string       `json:"batch" doc:"By which it can be undone; null when nothing has become different."`
	Changed int           `json:"changed"`
	Refused []bulkRefusal `json:"refused"`
}

func bulkOutcomeOf(c call, out catalog.Outcome) bulkOutcome {
	return bulkOutcome{Batch: orNull(string(out.Batch)), Changed: out.Changed, Refused: refusals(c, out.Refused)}
}

// bulkRefusal says why one asset was left as it was.
type bulkRefusal struct {
	ID     string              `json:"id"`
	Code   string              `json:"code"`
	Detail string              `json:"detail" doc:"In the reader's language."`
	Errors []edge.ProblemField `json:"errors,omitempty"`
}

func (r *routes) patchAssets(ctx context.Context, c call, in *bulkInput) (*answer[bulkOutcome], error) {
	body := in.Body
	if (body.IDs == nil) == (body.Query == nil) {
		return nil, refuseField("ids", catalog.KeyRequired, nil)
	}
	patch, err := body.Patch.patch(r.cfg.Zone)
	if err != nil {
		return nil, within(err, "patch")
	}
	query, err := body.Query.query(r)
	if err != nil {
		return nil, within(err, "query")
	}
	ids := each(body.IDs, func(id string) catalog.AssetID { return catalog.AssetID(id) })
	out, err := r.Assets.EditMany(ctx, c.actor, ids, query, patch)
	if err != nil {
		return nil, within(err, "patch", "sort")
	}
	return answerWith(bulkOutcomeOf(c, out)), nil
}

func refusals(c call, refused map[catalog.AssetID]error) []bulkRefusal {
	out := []bulkRefusal{}
	for _, id := range slices.Sorted(maps.Keys(refused)) {
		p := edge.ProblemOf(c.gin, refused[id])
		out = append(out, bulkRefusal{ID: string(id), Code: p.Code, Detail: p.Detail, Errors: p.Errors})
	}
	return out
}

// bulkQuery is a search as a body gives it.
type bulkQuery struct{ values url.Values }

// query reads the search; no bulkQuery gives none.
func (q *bulkQuery) query(r *routes) (*catalog.Query, error) {
	if q == nil {
		return nil, nil
	}
	if err := searchesSomething(q.values); err != nil {
		return nil, err
	}
	out, err := readQuery(q.values, r.cfg.Zone)
	return &out, err
}

// searchesSomething refuses a search that would change everything by mistake: one without a parameter, and one with a
// parameter that does not exist.
func searchesSomething(values url.Values) error {
	known := map[string]bool{}
	for _, p := range searchParameters() {
		known[p.Name] = true
	}
	narrows := false
	for name, v := range values {
		if !known[name] {
			return refuseField("query", catalog.KeyUnknownField, catalog.Args{"field": name})
		}
		narrows = narrows || len(notEmpty(v)) > 0
	}
	if !narrows {
		return refuseField("query", catalog.KeyRequired, nil)
	}
	return nil
}

// Schema describes both forms of a search.
func (bulkQuery) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Description: "The parameters of GET /assets, as an object or as a query string.",
		AnyOf: []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeObject, AdditionalProperties: true}}}
}

// UnmarshalJSON reads a query string, or an object whose values are single ones or lists.
func (q *bulkQuery) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		values, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
		q.values = values
		return err
	}
	var object map[string]any
	if err := json.Unmarshal(b, &object); err != nil {
		return err
	}
	q.values = url.Values{}
	for name, v := range object {
		many, ok := v.([]any)
		if !ok {
			many = []any{v}
		}
		for _, one := range many {
			if one != nil {
				q.values.Add(name, fmt.Sprint(one))
			}
		}
	}
	return nil
}
