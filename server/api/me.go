package api

import (
	"context"
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// me is who calls.
type me struct {
	ID       string              `json:"id"`
	Kind     string              `json:"kind" enum:"user,token"`
	Name     string              `json:"name"`
	Role     string              `json:"role"`
	Library  nullable[reference] `json:"library"`
	Language string              `json:"language" doc:"In which this answer's sentences are."`
}

func (r *routes) me() {
	handle(r, describe("Users", http.MethodGet, "/me", "who-am-i", "Who calls", 200), r.whoAmI)
}

func (r *routes) whoAmI(ctx context.Context, c call, _ *none) (*answer[me], error) {
	out := me{ID: c.actor.ID, Kind: string(c.actor.Kind), Name: c.actor.Name, Role: string(c.actor.Role), Language: edge.Lang(c.gin)}
	if c.actor.Library != "" {
		l, err := r.Libraries.Get(ctx, c.actor, string(c.actor.Library))
		if err != nil && !catalog.Is(err, catalog.NotFound) {
			return nil, err
		}
		out.Library = referenceOrNull(catalog.Ref{ID: l.ID, Name: l.Name})
	}
	return answerWith(out), nil
}
