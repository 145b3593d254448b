package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type fact struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind" enum:"date,hours,price,room,person"`
	Text    string    `json:"text" doc:"As the asset says it."`
	CheckOn *string   `json:"check_on" doc:"The day from which it counts no longer unless somebody looks again."`
	State   string    `json:"state" enum:"holds,outdated,dismissed"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

type suggestedFact struct {
	Kind    string `json:"kind" enum:"date,hours,price,room,person"`
	Text    string `json:"text"`
	CheckOn string `json:"check_on"`
}

type facts struct {
	Items     []fact          `json:"items" doc:"What people have said."`
	Suggested []suggestedFact `json:"suggested" doc:"What the title, the description and the captions seem to say."`
	Stale     bool            `json:"stale" doc:"Something counts no longer: the asset is not suggested."`
	CheckOn   *string         `json:"check_on" doc:"The first day on which something has to be looked at again."`
}

type factBody struct {
	Kind    string `json:"kind,omitempty" doc:"date, hours, price, room or person."`
	Text    string `json:"text,omitempty"`
	CheckOn string `json:"check_on,omitempty" doc:"A day, as 2026-06-13."`
	State   string `json:"state,omitempty" doc:"holds, outdated or dismissed; holds when it is left out."`
}

type factInput struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    factBody
}

type knownFactInput struct {
	ID      string `path:"id"`
	Fact    string `path:"fact"`
	IfMatch string `header:"If-Match"`
	Body    factBody
}

type knownFact struct {
	ID   string `path:"id"`
	Fact string `path:"fact"`
}

type toCheckInput struct {
	Limit   int    `query:"limit" doc:"Items on a page, 1 to 1000; 100 unless told."`
	Cursor  string `query:"cursor"`
	Until   string `query:"until" doc:"A day; today when it is left out."`
	Library string `query:"library" doc:"Id or slug."`
}

func (r *routes) facts() {
	const path = "/assets/{id}/facts"
	handle(r, describe(assetsTag, http.MethodGet, path, "list-facts", "What an asset says that ages, and what it seems to", 200), r.listFacts)
	handle(r, describe(assetsTag, http.MethodPost, path, "add-fact", "Confirm or dismiss something that ages", 201), r.addFact)
	handle(r, describe(assetsTag, http.MethodPatch, path+"/{fact}", "change-fact", "Look at it again", 200), r.changeFact)
	handle(r, describe(assetsTag, http.MethodDelete, path+"/{fact}", "remove-fact", "Forget it", 204), r.removeFact)
	handle(r, describe(assetsTag, http.MethodGet, "/to-check", "list-to-check", "Assets that say something which has to be looked at again, the earliest first", 200), r.toCheck)
}

func (r *routes) listFacts(ctx context.Context, c call, in *byID) (*answer[facts], error) {
	sheet, err := r.Assets.Facts(ctx, c.actor, catalog.AssetID(in.ID))
	return answerWith(r.factsOf(sheet)), err
}

func (r *routes) factsOf(sheet catalog.FactSheet) facts {
	life := sheet.Asset.ShelfLife(r.Now().In(r.cfg.Zone))
	return facts{Items: each(sheet.Facts, factOf), Stale: life.Over(), CheckOn: orNull(life.CheckOn),
		Suggested: each(sheet.Suggested, func(f catalog.Fact) suggestedFact { return suggestedFact{string(f.Kind), f.Text, f.CheckOn} })}
}

func factOf(f catalog.Fact) fact {
	return fact{ID: f.ID, Kind: string(f.Kind), Text: f.Text, CheckOn: orNull(f.CheckOn), State: string(f.State), By: f.By, At: f.At}
}

func (b factBody) fact(id string) catalog.Fact {
	return catalog.Fact{ID: id, Kind: catalog.FactKind(b.Kind), Text: b.Text, CheckOn: b.CheckOn, State: catalog.FactState(b.State)}
}

func (r *routes) addFact(ctx context.Context, c call, in *factInput) (*answer[facts], error) {
	return r.setFact(ctx, c, in.ID, in.IfMatch, in.Body.fact(""))
}

func (r *routes) changeFact(ctx context.Context, c call, in *knownFactInput) (*answer[facts], error) {
	return r.setFact(ctx, c, in.ID, in.IfMatch, in.Body.fact(in.Fact))
}

func (r *routes) setFact(ctx context.Context, c call, id, match string, f catalog.Fact) (*answer[facts], error) {
	version, err := wanted(match)
	if err != nil {
		return nil, err
	}
	if _, err := r.Assets.SetFact(ctx, c.actor, catalog.AssetID(id), version, f); err != nil {
		return nil, err
	}
	return r.listFacts(ctx, c, &byID{ID: id})
}

func (r *routes) removeFact(ctx context.Context, c call, in *knownFact) (*none, error) {
	_, err := r.Assets.RemoveFact(ctx, c.actor, catalog.AssetID(in.ID), in.Fact)
	return nil, err
}

func (r *routes) toCheck(ctx context.Context, c call, in *toCheckInput) (*answer[list[asset]], error) {
	asked, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	f := catalog.ToCheckFilter{ListFilter: asked, Until: in.Until, Library: catalog.LibraryID(in.Library)}
	if f.Until == "" {
		f.Until = r.Now().In(r.cfg.Zone).Format(time.DateOnly)
	}
	page, err := r.Assets.ToCheck(ctx, c.actor, f)
	return listOf(page, func(a catalog.Asset) asset { return r.asset(c, a) }), err
}
