package api

import (
	"context"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type tag struct {
	Name  string `json:"name"`
	Count int    `json:"count" doc:"Assets that carry it and are not in the bin."`
}

type tagMergeInput struct {
	Name string `path:"id" doc:"The word itself."`
	Body mergeBody
}

type tagOutcome struct {
	Changed int     `json:"changed" doc:"Assets that carried the first."`
	Batch   *string `json:"batch" doc:"By which it can be undone."`
}

func (r *routes) tags() {
	handle(r, describe("Tags", http.MethodGet, "/tags", "list-tag", "List", 200), r.listTags)
	handle(r, describe("Tags", http.MethodPost, "/tags/{id}/merge", "merge-tag", "Rename, or merge into another", 200), r.mergeTag)
	r.replacements("Tags", "/tags", "tag", catalog.KindTag)
}

func (r *routes) listTags(ctx context.Context, c call, in *listInput) (*answer[list[tag]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	page, err := r.Tags.List(ctx, c.actor, f)
	return listOf(page, func(t catalog.Tag) tag { return tag(t) }), err
}

func (r *routes) mergeTag(ctx context.Context, c call, in *tagMergeInput) (*answer[tagOutcome], error) {
	out, err := r.Assets.MergeTags(ctx, c.actor, in.Name, in.Body.Into)
	return answerWith(tagOutcome{Changed: out.Changed, Batch: orNull(string(out.Batch))}), err
}
