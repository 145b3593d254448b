package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// takeDown is a task to take an asset out of a post.
type takeDown struct {
	ID        string           `json:"id"`
	Post      string           `json:"post" doc:"The post's id."`
	Account   accountReference `json:"account"`
	Permalink string           `json:"permalink"`
	PostedAt  time.Time        `json:"posted_at"`
	Asset     titled           `json:"asset"`
	Person    reference        `json:"person" doc:"Who has said no; the name is empty when erased."`
	Consent   *string          `json:"consent" doc:"The consent that was withdrawn; null for an erasure."`
	Cause     string           `json:"cause" doc:"withdrawn or erased."`
	Owner     reference        `json:"owner" doc:"Who posted it. Without a name it is for the library's editors."`
	CreatedAt time.Time        `json:"created_at"`
	DueAt     time.Time        `json:"due_at"`
	State     string           `json:"state" enum:"open,removed,not_removed"`
	ClosedAt  *time.Time       `json:"closed_at"`
	ClosedBy  *string          `json:"closed_by"`
	Note      string           `json:"note"`
}

type takeDownPatch struct {
	State optional[string] `json:"state,omitempty" doc:"open, removed or not_removed, which needs a note."`
	Note  optional[string] `json:"note,omitempty"`
	DueAt optional[string] `json:"due_at,omitempty" doc:"A time, or a day, which counts in full."`
}

type takeDownsInput struct {
	Limit  int    `query:"limit" doc:"Tasks on a page, 1 to 1000; 100 unless told."`
	Cursor string `query:"cursor"`
	State  string `query:"state" doc:"open, removed or not_removed; any unless told."`
	Person string `query:"person" doc:"Only for this person."`
	Post   string `query:"post" doc:"Only of this post."`
}

// remaining is what of an asset may still be seen somewhere.
type remaining struct {
	Person      reference   `json:"person"`
	Asset       titled      `json:"asset"`
	RefusedAt   time.Time   `json:"refused_at"`
	CachesUntil time.Time   `json:"caches_until" doc:"When caches outside have let go of it."`
	Posts       []takeDown  `json:"posts" doc:"Not removed yet."`
	Links       []ReuseLink `json:"links" doc:"Answer with 410 now; pages elsewhere may show their placeholder."`
}

type remainingInput struct {
	Person string `query:"person" doc:"Only of this person."`
}

func (r *routes) takeDowns() {
	handle(r, describe(postsTag, http.MethodGet, "/takedowns", "list-takedown", "List what has to be taken down, open tasks first", 200), r.listTakeDowns)
	handle(r, describe(postsTag, http.MethodGet, "/takedowns/remaining", "list-remaining", "List what can still be seen where, for who answers for people's data", 200), r.listRemaining)
	handle(r, describe(postsTag, http.MethodGet, "/takedowns/{id}", "get-takedown", "Read", 200), r.getTakeDown)
	handle(r, describe(postsTag, http.MethodPatch, "/takedowns/{id}", "patch-takedown", "Say how far it is", 200), r.patchTakeDown)
}

func takeDownOf(t catalog.TakeDown) takeDown {
	return takeDown{ID: string(t.ID), Post: string(t.Post), Account: accountReference{ID: t.Account.ID, Name: t.Account.Name, Channel: string(t.Channel), Library: referenceOrNull(t.Library)},
		Permalink: t.Permalink, PostedAt: t.PostedAt, Asset: titled{ID: string(t.Asset), Title: t.AssetTitle}, Person: reference{ID: string(t.Person), Name: t.PersonName},
		Consent: orNull(string(t.Consent)), Cause: t.Cause, Owner: reference{ID: t.Owner, Name: t.OwnerName}, CreatedAt: t.CreatedAt, DueAt: t.DueAt,
		State: string(t.State), ClosedAt: orNever(t.ClosedAt), ClosedBy: orNull(t.ClosedBy), Note: t.Note}
}

func (r *routes) listTakeDowns(ctx context.Context, c call, in *takeDownsInput) (*answer[list[takeDown]], error) {
	f, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	filter := catalog.TakeDownFilter{ListFilter: f, State: catalog.TakeDownState(in.State), Person: catalog.PersonID(in.Person), Post: catalog.PostID(in.Post)}
	if err := filter.Check(); err != nil {
		return nil, err
	}
	keys := libraryKeys{routes: r, call: c}
	err = keys.expectAll(sought{at: "post", id: in.Post, find: func() error { return failing(r.Posts.Get(ctx, c.actor, filter.Post)) }}, r.soughtPerson(ctx, c, in.Person))
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	page, err := r.TakeDowns.List(ctx, c.actor, filter)
	return listOf(page, takeDownOf), err
}

// soughtPerson is a person whose tasks are asked for; who is told of tasks may see people.
func (r *routes) soughtPerson(ctx context.Context, c call, id string) sought {
	return sought{at: "person", id: id, find: func() error { return failing(r.People.Get(ctx, c.actor, id)) }}
}

func (r *routes) getTakeDown(ctx context.Context, c call, in *byID) (*answer[takeDown], error) {
	t, err := r.TakeDowns.Get(ctx, c.actor, catalog.TakeDownID(in.ID))
	return answerWith(takeDownOf(t)), err
}

func (r *routes) patchTakeDown(ctx context.Context, c call, in *entryPatchInput[takeDownPatch]) (*answer[takeDown], error) {
	times := moments{zone: r.cfg.Zone}
	wish := catalog.TakeDownChange{State: catalog.TakeDownState(in.Body.State.value), Note: in.Body.Note.pointer(), DueAt: times.end("due_at", in.Body.DueAt.value)}
	if err := times.err(); err != nil {
		return nil, err
	}
	t, err := r.TakeDowns.Edit(ctx, c.actor, catalog.TakeDownID(in.ID), wish)
	return answerWith(takeDownOf(t)), err
}

func (r *routes) listRemaining(ctx context.Context, c call, in *remainingInput) (*answer[list[remaining]], error) {
	keys := libraryKeys{routes: r, call: c}
	err := keys.expectAll(r.soughtPerson(ctx, c, in.Person))
	if err == nil {
		err = keys.err()
	}
	if err != nil {
		return nil, err
	}
	found, err := r.TakeDowns.Remaining(ctx, c.actor, catalog.TakeDownFilter{Person: catalog.PersonID(in.Person)})
	return listOf(catalog.Page[catalog.Remaining]{Items: found}, func(m catalog.Remaining) remaining {
		return remaining{Person: reference{ID: string(m.Person), Name: m.PersonName}, Asset: titled{ID: string(m.Asset), Title: m.AssetTitle}, RefusedAt: m.At,
			CachesUntil: m.CachesUntil, Posts: each(m.Posts, takeDownOf), Links: each(m.Links, r.reuseLink)}
	}), err
}
