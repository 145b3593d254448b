package api

import (
	"context"

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
	shelf[catalog.Presenter, presenter, presenterPatch]{
		routes: r, service: r.Presenters, tag: "Presenters", path: "/presenters", one: "presenter",
		fresh: catalog.Presenter{Active: true}, body: presenterOf,
		entry: func(p catalog.Presenter) catalog.Entry { return p.Entry }, change: r.changePresenter,
	}.mount()
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
