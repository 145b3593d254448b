package api

import (
	"context"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// replaceInput puts names in the place of others. What is in the body is for tags the words, for presenters the ids.
type replaceInput struct {
	Body struct {
		From    []string   `json:"from" doc:"Tags by their words, presenters by their ids; at most 50."`
		Into    []string   `json:"into" doc:"What stands in their place; none takes them away."`
		Query   *bulkQuery `json:"query,omitempty" doc:"Only on what a search finds. Without it everywhere."`
		Preview bool       `json:"preview,omitempty" doc:"Change nothing, only tell how many."`
	}
}

type replaceOutcome struct {
	Files   int           `json:"files" doc:"Assets that carry what is to be replaced."`
	Binned  int           `json:"binned" doc:"Of them, in the bin."`
	Batch   *string       `json:"batch" doc:"By which it can be undone; null when nothing has become different."`
	Changed int           `json:"changed"`
	Refused []bulkRefusal `json:"refused"`
}

type doubleList struct {
	Items []double `json:"items"`
}

// double is two names that are likely to mean the same.
type double struct {
	From nameInUse `json:"from"`
	Into nameInUse `json:"into" doc:"The one that more assets carry."`
	Why  string    `json:"why" enum:"same_word,form,mistyping,other_name"`
}

type nameInUse struct {
	ID    string `json:"id" doc:"Of a tag, its word."`
	Name  string `json:"name"`
	Count int    `json:"count" doc:"Assets that carry it and are not in the bin."`
}

// replacements mounts what is done to names on the assets that carry them.
func (r *routes) replacements(tag, path, one string, kind catalog.Kind) {
	handle(r, describe(tag, http.MethodPost, path+"/replace", "replace-"+one, "Put some in the place of others on assets", 200),
		func(ctx context.Context, c call, in *replaceInput) (*answer[replaceOutcome], error) {
			return r.replace(ctx, c, kind, in)
		})
	handle(r, describe(tag, http.MethodGet, path+"/doubles", "list-double-"+one, "Those that are likely to mean the same", 200),
		func(ctx context.Context, c call, _ *none) (*answer[doubleList], error) {
			found, err := r.Assets.Doubles(ctx, c.actor, kind)
			return answerWith(doubleList{Items: each(found, doubleOf)}), err
		})
}

func (r *routes) replace(ctx context.Context, c call, kind catalog.Kind, in *replaceInput) (*answer[replaceOutcome], error) {
	query, err := in.Body.Query.query(r)
	if err != nil {
		return nil, within(err, "query")
	}
	what := catalog.Replacement{Kind: kind, From: in.Body.From, Into: in.Body.Into, Query: query}
	reach, err := r.Assets.Reach(ctx, c.actor, what)
	if err != nil {
		return nil, err
	}
	out := replaceOutcome{Files: reach.Files, Binned: reach.Binned, Refused: []bulkRefusal{}}
	if in.Body.Preview {
		return answerWith(out), nil
	}
	done, err := r.Assets.Replace(ctx, c.actor, what)
	out.Batch, out.Changed, out.Refused = orNull(string(done.Batch)), done.Changed, refusals(c, done.Refused)
	return answerWith(out), err
}

func doubleOf(d catalog.Double) double {
	name := func(n catalog.NameInUse) nameInUse { return nameInUse{ID: n.ID, Name: n.Name, Count: n.Count} }
	return double{From: name(d.From), Into: name(d.Into), Why: d.Why}
}
