package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type duty struct {
	Duty     string             `json:"duty" enum:"alt_text,captions,visuals_spoken"`
	Met      bool               `json:"met"`
	Detail   string             `json:"detail" doc:"How it is met, or what is missing, in the reader's language."`
	Override nullable[override] `json:"override"`
}

type override struct {
	Reason string    `json:"reason"`
	Name   string    `json:"name" doc:"Of who answers for it."`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

type duties struct {
	Items   []duty `json:"items"`
	MayPost bool   `json:"may_post" doc:"Whether each is met or overridden. Clearance is asked for apart."`
}

type dutyInput struct {
	ID   string `path:"id"`
	Duty string `path:"duty" doc:"alt_text, captions or visuals_spoken."`
}

type overrideInput struct {
	ID   string `path:"id"`
	Duty string `path:"duty" doc:"alt_text, captions or visuals_spoken."`
	Body struct {
		Reason string `json:"reason"`
		Name   string `json:"name" doc:"Of who answers for it."`
	}
}

func (r *routes) duties() {
	const path = "/assets/{id}/duties"
	handle(r, describe(assetsTag, http.MethodGet, path, "list-duties", "What is owed to those who do not see or hear", 200), r.listDuties)
	handle(r, describe(assetsTag, http.MethodPut, path+"/{duty}/override", "override-duty", "Let it be posted although it does not meet a duty", 204), r.overrideDuty)
	handle(r, describe(assetsTag, http.MethodDelete, path+"/{duty}/override", "withdraw-override", "Let it be posted no longer", 204), r.withdrawOverride)
}

func (r *routes) listDuties(ctx context.Context, c call, in *byID) (*answer[duties], error) {
	a, err := r.Assets.Get(ctx, c.actor, catalog.AssetID(in.ID))
	if err != nil {
		return nil, err
	}
	overrides, err := r.Assets.Overrides(ctx, c.actor, a.ID)
	if err != nil {
		return nil, err
	}
	return answerWith(duties{MayPost: catalog.FitToPost(a, overrides...) == nil, Items: each(catalog.Duties(a), func(d catalog.Duty) duty {
		out := duty{Duty: string(d.Code), Met: d.Met, Detail: c.reasons([]catalog.Reason{d.Say()})[0]}
		if i := slices.IndexFunc(overrides, func(o catalog.Override) bool { return o.Duty == d.Code }); i >= 0 {
			out.Override = nullable[override]{&override{Reason: overrides[i].Reason, Name: overrides[i].Name, By: overrides[i].By, At: overrides[i].At}}
		}
		return out
	})}), nil
}

func (r *routes) overrideDuty(ctx context.Context, c call, in *overrideInput) (*none, error) {
	return nil, r.Assets.OverrideDuty(ctx, c.actor, catalog.Override{Asset: catalog.AssetID(in.ID), Duty: catalog.DutyCode(in.Duty), Reason: in.Body.Reason, Name: in.Body.Name})
}

func (r *routes) withdrawOverride(ctx context.Context, c call, in *dutyInput) (*none, error) {
	return nil, r.Assets.WithdrawOverride(ctx, c.actor, catalog.AssetID(in.ID), catalog.DutyCode(in.Duty))
}
