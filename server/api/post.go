package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// accountReference is an account as a post names it.
type accountReference struct {
	ID      string              `json:"id"`
	Name    string              `json:"name"`
	Channel string              `json:"channel"`
	Library nullable[reference] `json:"library"`
}

type postedAsset struct {
	ID        string     `json:"id"`
	Title     string     `json:"title" doc:"Empty for who may not see the asset."`
	Cleared   bool       `json:"cleared" doc:"Whether it might be shown there when it was posted."`
	Reasons   []string   `json:"reasons" doc:"Why it might not, without names."`
	RemovedAt *time.Time `json:"removed_at" doc:"When it was taken out of the post."`
}

// response is how a post was received at a time.
type response struct {
	At       time.Time `json:"at"`
	Views    *int      `json:"views"`
	Reach    *int      `json:"reach"`
	Likes    *int      `json:"likes"`
	Comments *int      `json:"comments"`
	Shares   *int      `json:"shares"`
	Saves    *int      `json:"saves"`
}

type post struct {
	ID           string           `json:"id"`
	Account      accountReference `json:"account"`
	Assets       []postedAsset    `json:"assets"`
	PostedAt     time.Time        `json:"posted_at"`
	PostedBy     string           `json:"posted_by"`
	PostedByName string           `json:"posted_by_name"`
	Permalink    string           `json:"permalink"`
	Response     []response       `json:"response"`
	Outcome      string           `json:"outcome" doc:"What came of it in the library."`
	Stamps
}

type postInput struct {
	Body struct {
		Account   string   `json:"account,omitempty" doc:"Its id."`
		Assets    []string `json:"assets,omitempty" doc:"Their ids; at most 20."`
		PostedAt  string   `json:"posted_at,omitempty" doc:"A time, or a day. Now unless told."`
		Permalink string   `json:"permalink,omitempty" doc:"Where it can be seen."`
		Outcome   string   `json:"outcome,omitempty"`
	}
}

type postPatch struct {
	PostedAt  optional[string] `json:"posted_at,omitempty"`
	Permalink optional[string] `json:"permalink,omitempty"`
	Outcome   optional[string] `json:"outcome,omitempty"`
}

type postsInput struct {
	Limit   int    `query:"limit" doc:"Posts on a page, 1 to 1000; 100 unless told."`
	Cursor  string `query:"cursor"`
	Asset   string `query:"asset" doc:"Only of this asset."`
	Account string `query:"account" doc:"Only on this account."`
}

func (r *routes) posts() {
	handle(r, describe(postsTag, http.MethodGet, "/posts", "list-post", "List, newest first", 200), r.listPosts)
	handle(r, describe(postsTag, http.MethodPost, "/posts", "add-post", "Write down that something was posted", 201), r.addPost)
	handle(r, describe(postsTag, http.MethodGet, "/posts/{id}", "get-post", "Read", 200), r.getPost)
	handle(r, describe(postsTag, http.MethodPatch, "/posts/{id}", "patch-post", "Change (JSON merge patch)", 200), r.patchPost)
	handle(r, describe(postsTag, http.MethodDelete, "/posts/{id}", "remove-post", "Remove what was written down by mistake", 204), r.removePost)
}

func (c call) postOf(p catalog.Post) post {
	out := post{ID: p.ID, Account: accountReference{ID: p.Account.ID, Name: p.Account.Name, Channel: string(p.Channel), Library: referenceOrNull(p.Library)},
		Assets: []postedAsset{}, PostedAt: p.PostedAt, PostedBy: p.PostedBy, PostedByName: p.PostedByName, Permalink: p.Permalink, Response: []response{},
		Outcome: p.Outcome, Stamps: stampsOf(p.Entry)}
	for _, a := range p.Assets {
		one := postedAsset{ID: string(a.ID), Title: a.Title, Cleared: a.Cleared(), Reasons: []string{}, RemovedAt: orNever(a.RemovedAt)}
		for _, r := range a.Refused {
			one.Reasons = append(one.Reasons, c.reasons([]catalog.Reason{r})...)
		}
		out.Assets = append(out.Assets, one)
	}
	return out
}

func (c call) postAnswer(p catalog.Post) *entryAnswer[post] {
	return &entryAnswer[post]{ETag: tagOf(p.Version), Location: basePath + "/posts/" + p.ID, Body: c.postOf(p)}
}

func (r *routes) listPosts(ctx context.Context, c call, in *postsInput) (*answer[list[post]], error) {
	f, err := listInput{Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	page, err := r.Posts.List(ctx, c.actor, catalog.PostFilter{ListFilter: f, Asset: catalog.AssetID(in.Asset), Account: in.Account})
	return listOf(page, c.postOf), err
}

func (r *routes) addPost(ctx context.Context, c call, in *postInput) (*entryAnswer[post], error) {
	times := moments{zone: r.cfg.Zone}
	p := catalog.Post{Account: catalog.Ref{ID: in.Body.Account}, PostedAt: times.start("posted_at", in.Body.PostedAt), Permalink: in.Body.Permalink, Outcome: in.Body.Outcome}
	if err := times.err(); err != nil {
		return nil, err
	}
	for _, id := range in.Body.Assets {
		p.Assets = append(p.Assets, catalog.PostedAsset{ID: catalog.AssetID(id)})
	}
	p, err := r.Posts.Add(ctx, c.actor, p)
	return c.postAnswer(p), err
}

func (r *routes) getPost(ctx context.Context, c call, in *byID) (*entryAnswer[post], error) {
	p, err := r.Posts.Get(ctx, c.actor, catalog.PostID(in.ID))
	return c.postAnswer(p), err
}

func (r *routes) patchPost(ctx context.Context, c call, in *entryPatchInput[postPatch]) (*entryAnswer[post], error) {
	version, err := wanted(in.IfMatch)
	if err != nil {
		return nil, err
	}
	times := moments{zone: r.cfg.Zone}
	at := times.start("posted_at", in.Body.PostedAt.value)
	if err := times.err(); err != nil {
		return nil, err
	}
	p, err := r.Posts.Edit(ctx, c.actor, catalog.PostID(in.ID), version, func(p *catalog.Post) {
		if !at.IsZero() {
			p.PostedAt = at
		}
		in.Body.Permalink.set(&p.Permalink)
		in.Body.Outcome.set(&p.Outcome)
	})
	return c.postAnswer(p), err
}

func (r *routes) removePost(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Posts.Remove(ctx, c.actor, catalog.PostID(in.ID))
}
