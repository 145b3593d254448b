package api

import (
	"context"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type presenter struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Library nullable[reference] `json:"library"`
	Active  bool                `json:"active"`
	Aliases []string            `json:"aliases"`
	Stamps
}

type presenterPatch struct {
	Name    optional[string]   `json:"name,omitempty"`
	Library optional[string]   `json:"library,omitempty" doc:"Id or slug."`
	Active  optional[bool]     `json:"active,omitempty" doc:"True unless told; false for one who has left."`
	Aliases optional[[]string] `json:"aliases,omitempty"`
}

func (r *routes) presenters() {
	s := shelf[catalog.Presenter, presenter, presenterPatch]{
		routes: r, service: r.Presenters, tag: "Presenters", path: "/presenters", one: "presenter",
		fresh: catalog.Presenter{Active: true}, body: presenterOf,
		entry: func(p catalog.Presenter) catalog.Entry { return p.Entry }, change: r.changePresenter,
	}
	s.mount()
	r.replacements(s.tag, s.path, s.one, catalog.KindPresenter)
	handle(r, describe(s.tag, http.MethodPost, "/presenters/{id}/rename", "rename-presenter", "Give another name; the old one is kept among the others", 200),
		func(ctx context.Context, c call, in *renameInput) (*entryAnswer[presenter], error) {
			e, err := r.Presenters.Edit(ctx, c.actor, in.ID, 0, func(p *catalog.Presenter) { p.Rename(in.Body.Name) })
			return s.answer(e), err
		})
	handle(r, describe(s.tag, http.MethodPost, "/presenters/merge", "merge-presenters", "Merge several into one", 200), r.mergePresenters)
}

type renameInput struct {
	ID   string `path:"id"`
	Body struct {
		Name string `json:"name"`
	}
}

type presentersMergeInput struct {
	Body struct {
		From    []string `json:"from" doc:"Ids; at most 50. They disappear, and their names are kept as other names of the one."`
		Into    string   `json:"into" doc:"The id of the one that everything refers to from now on."`
		Preview bool     `json:"preview,omitempty" doc:"Change nothing, only tell how many."`
	}
}

type presentersMerged struct {
	Files     int                 `json:"files" doc:"Assets that those that disappear are credited on."`
	Presenter nullable[presenter] `json:"presenter" doc:"The one; null in a preview."`
}

func (r *routes) mergePresenters(ctx context.Context, c call, in *presentersMergeInput) (*answer[presentersMerged], error) {
	reach, err := r.Assets.Reach(ctx, c.actor, catalog.Replacement{Kind: catalog.KindPresenter, From: in.Body.From, Into: []string{in.Body.Into}})
	if err != nil || in.Body.Preview {
		return answerWith(presentersMerged{Files: reach.Files}), err
	}
	e, err := r.Presenters.MergeAll(ctx, c.actor, in.Body.From, in.Body.Into)
	one := presenterOf(e)
	return answerWith(presentersMerged{Files: reach.Files, Presenter: nullable[presenter]{&one}}), err
}

func presenterOf(p catalog.Presenter) presenter {
	return presenter{ID: p.ID, Name: p.Name, Library: referenceOrNull(p.Library), Active: p.Active, Aliases: append([]string{}, p.Aliases...),
		Stamps: stampsOf(p.Entry)}
}

func (r *routes) changePresenter(ctx context.Context, c call, w presenterPatch) (func(*catalog.Presenter), error) {
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", w.Library.value)
	if err != nil {
		return nil, err
	}
	return func(p *catalog.Presenter) {
		w.Name.set(&p.Name)
		w.Active.set(&p.Active)
		w.Aliases.set(&p.Aliases)
		if w.Library.sent {
			p.Library = catalog.Ref{ID: home.ID, Name: home.Name}
		}
	}, keys.err()
}
