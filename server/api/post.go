package api

import (
	"context"
	"fmt"
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
	ID        string             `json:"id"`
	Title     string             `json:"title" doc:"Empty for who may not see the asset."`
	Cleared   bool               `json:"cleared" doc:"Whether it might be shown there when it was posted."`
	Reasons   []string           `json:"reasons" doc:"Why it might not, without names."`
	RemovedAt *time.Time         `json:"removed_at" doc:"When it was taken out of the post."`
	Sources   []libraryReference `json:"sources" doc:"The libraries whose it was when it was posted."`
}

type post struct {
	ID           string              `json:"id"`
	Account      accountReference    `json:"account"`
	Assets       []postedAsset       `json:"assets"`
	PostedAt     time.Time           `json:"posted_at"`
	PostedBy     string              `json:"posted_by"`
	PostedByName string              `json:"posted_by_name"`
	Permalink    string              `json:"permalink"`
	Response     []response          `json:"response" doc:"What the channel has told, oldest first."`
	Outcome      string              `json:"outcome" doc:"What came of it in the library."`
	Offer        nullable[reference] `json:"offer" doc:"What it was for."`
	Day          *string             `json:"day" doc:"With offer, the day on which its rule has the occurrence: 2026-11-24."`
	Plan         *string             `json:"plan" doc:"The planned post that it was."`
	ContentType  *string             `json:"content_type"`
	Language     *string             `json:"language" doc:"Of its text."`
	Format       *string             `json:"format" doc:"The crop that was posted."`
	FollowUp     nullable[reference] `json:"follow_up" doc:"The user who answers comments; null: who posted it."`
	AnsweredAt   *time.Time          `json:"answered_at" doc:"When somebody last said that the comments are answered."`
	Stamps
}

type postInput struct {
	Body struct {
		Account     string          `json:"account,omitempty" doc:"Its id."`
		Assets      []string        `json:"assets,omitempty" doc:"Their ids; at most 20."`
		PostedAt    string          `json:"posted_at,omitempty" doc:"A time, or a day. Now unless told."`
		Permalink   string          `json:"permalink,omitempty" doc:"Where it can be seen."`
		Outcome     string          `json:"outcome,omitempty"`
		Offer       string          `json:"offer,omitempty" doc:"Its id."`
		Day         string          `json:"day,omitempty"`
		Plan        string          `json:"plan,omitempty" doc:"Its id."`
		ContentType string          `json:"content_type,omitempty" doc:"That of its assets unless told, where they agree."`
		Language    string          `json:"language,omitempty"`
		Format      string          `json:"format,omitempty"`
		FollowUp    string          `json:"follow_up,omitempty" doc:"A user's id."`
		Response    []responseInput `json:"response,omitempty"`
	}
}

type postPatch struct {
	PostedAt    optional[string] `json:"posted_at,omitempty"`
	Permalink   optional[string] `json:"permalink,omitempty"`
	Outcome     optional[string] `json:"outcome,omitempty"`
	Offer       optional[string] `json:"offer,omitempty"`
	Day         optional[string] `json:"day,omitempty"`
	Plan        optional[string] `json:"plan,omitempty"`
	ContentType optional[string] `json:"content_type,omitempty"`
	Language    optional[string] `json:"language,omitempty"`
	Format      optional[string] `json:"format,omitempty"`
	FollowUp    optional[string] `json:"follow_up,omitempty"`
	Answered    optional[bool]   `json:"answered,omitempty" doc:"The comments are answered, as of now."`
}

type postsInput struct {
	Limit  int    `query:"limit" doc:"Posts on a page, 1 to 1000; 100 unless told."`
	Cursor string `query:"cursor"`
	PostsAsked
}

// PostsAsked narrows posts, in lists and in reports.
type PostsAsked struct {
	Q           string `query:"q" doc:"Only with this in the address or in what came of it."`
	Asset       string `query:"asset" doc:"Only of this asset."`
	Account     string `query:"account" doc:"Only on this account."`
	Library     string `query:"library" doc:"Only on accounts of this library: its id or slug."`
	Channel     string `query:"channel"`
	Offer       string `query:"offer" doc:"Only for this offer."`
	Day         string `query:"day" doc:"With offer: only for this occurrence."`
	Plan        string `query:"plan"`
	ContentType string `query:"content_type"`
	Language    string `query:"language"`
	From        string `query:"from" doc:"Posted at this time or day or later."`
	To          string `query:"to" doc:"Posted before this time, or on this day or before."`
	Mine        bool   `query:"mine" doc:"Only what the caller is to follow up."`
}

func (r *routes) posts() {
	handle(r, describe(postsTag, http.MethodGet, "/posts", "list-post", "List, newest first", 200), r.listPosts)
	handle(r, describe(postsTag, http.MethodGet, "/posts/follow-ups", "list-follow-up", "List what is due of posts: comments to answer, numbers to note", 200), r.followUps)
	handle(r, describe(postsTag, http.MethodGet, "/posts/reminders", "get-post-reminders", "Whether you are written to when comments wait for you", 200), r.reminders)
	handle(r, describe(postsTag, http.MethodPut, "/posts/reminders", "put-post-reminders", "Be written to when comments wait for you, or not", 200), r.setReminders)
	handle(r, describe(postsTag, http.MethodPost, "/posts/responses", "import-responses", "Note the responses of many posts out of a table", 200), r.importResponses)
	handle(r, describe(postsTag, http.MethodGet, "/posts/table.csv", "export-posts", "All posts as a table, with their newest response", 200), r.exportPosts)
	handle(r, describe(postsTag, http.MethodPost, "/posts", "add-post", "Write down that something was posted", 201), r.addPost)
	handle(r, describe(postsTag, http.MethodGet, "/posts/{id}", "get-post", "Read", 200), r.getPost)
	handle(r, describe(postsTag, http.MethodPatch, "/posts/{id}", "patch-post", "Change (JSON merge patch)", 200), r.patchPost)
	handle(r, describe(postsTag, http.MethodPost, "/posts/{id}/responses", "add-post-response", "Note how it was received at a time", 201), r.noteResponse)
	handle(r, describe(postsTag, http.MethodDelete, "/posts/{id}/responses/{at}", "remove-post-response", "Remove what was noted at a time", 200), r.dropResponse)
	handle(r, describe(postsTag, http.MethodDelete, "/posts/{id}", "remove-post", "Remove what was written down by mistake", 204), r.removePost)
}

func (c call) postOf(p catalog.Post) post {
	out := post{ID: p.ID, Account: accountReference{ID: p.Account.ID, Name: p.Account.Name, Channel: string(p.Channel), Library: referenceOrNull(p.Library)},
		Assets: []postedAsset{}, PostedAt: p.PostedAt, PostedBy: p.PostedBy, PostedByName: p.PostedByName, Permalink: p.Permalink, Response: []response{},
		Outcome: p.Outcome, Offer: referenceOrNull(p.Offer), Day: orNull(p.Day), Plan: orNull(string(p.Plan)), ContentType: orNull(string(p.ContentType)),
		Language: orNull(p.Language), Format: orNull(p.Format), FollowUp: referenceOrNull(p.FollowUp), AnsweredAt: orNever(p.AnsweredAt), Stamps: stampsOf(p.Entry)}
	for _, r := range p.Responses {
		out.Response = append(out.Response, responseOf(r))
	}
	for _, a := range p.Assets {
		one := postedAsset{ID: string(a.ID), Title: a.Title, Cleared: a.Cleared(), Reasons: []string{}, RemovedAt: orNever(a.RemovedAt), Sources: each(a.Sources, libraryReferenceOf)}
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
	page, err := listInput{Q: in.Q, Limit: in.Limit, Cursor: in.Cursor}.filter()
	if err != nil {
		return nil, err
	}
	f, err := r.postFilter(ctx, c, in.PostsAsked)
	if err != nil {
		return nil, err
	}
	f.ListFilter = page
	found, err := r.Posts.List(ctx, c.actor, f)
	return listOf(found, c.postOf), err
}

// postFilter reads what narrows posts.
func (r *routes) postFilter(ctx context.Context, c call, in PostsAsked) (catalog.PostFilter, error) {
	times := moments{zone: r.cfg.Zone}
	f := catalog.PostFilter{ListFilter: catalog.ListFilter{Text: in.Q}, Asset: catalog.AssetID(in.Asset), Account: in.Account, Channel: catalog.Channel(in.Channel),
		Offer: in.Offer, Day: in.Day, Plan: catalog.PlanItemID(in.Plan), ContentType: catalog.ContentType(in.ContentType), Language: in.Language,
		From: times.start("from", in.From), To: times.end("to", in.To)}
	if in.Mine {
		f.By = c.actor.ID
	}
	if err := times.err(); err != nil {
		return f, err
	}
	if err := f.Check(); err != nil {
		return f, err
	}
	keys := libraryKeys{routes: r, call: c}
	library, err := keys.find(ctx, "library", in.Library)
	if err != nil {
		return f, err
	}
	f.Library = catalog.LibraryID(library.ID)
	if err := r.expectOfPosts(ctx, &keys, f); err != nil {
		return f, err
	}
	return f, keys.err()
}

// expectOfPosts refuses what posts are narrowed to and there is none of. Posts outlive all but their account.
func (r *routes) expectOfPosts(ctx context.Context, keys *libraryKeys, f catalog.PostFilter) error {
	actor := keys.call.actor
	posted := func(f catalog.PostFilter) func() (bool, error) {
		return func() (bool, error) {
			f.Limit = 1
			page, err := r.Posts.List(ctx, actor, f)
			return len(page.Items) > 0, err
		}
	}
	return keys.expectAll(
		sought{at: "account", id: f.Account, find: func() error { return failing(r.Accounts.Get(ctx, actor, f.Account)) }},
		sought{"offer", f.Offer, func() error { return failing(r.Offers.Get(ctx, actor, f.Offer)) }, posted(catalog.PostFilter{Offer: f.Offer})},
		sought{"plan", string(f.Plan), func() error { return failing(r.Plan.Get(ctx, actor, f.Plan)) }, posted(catalog.PostFilter{Plan: f.Plan})},
		sought{"asset", string(f.Asset), func() error { return failing(r.Assets.Get(ctx, actor, f.Asset)) }, posted(catalog.PostFilter{Asset: f.Asset})},
	)
}

func (r *routes) addPost(ctx context.Context, c call, in *postInput) (*entryAnswer[post], error) {
	times, b := moments{zone: r.cfg.Zone}, in.Body
	p := catalog.Post{Account: catalog.Ref{ID: b.Account}, PostedAt: times.start("posted_at", b.PostedAt), Permalink: b.Permalink, Outcome: b.Outcome,
		Offer: catalog.Ref{ID: b.Offer}, Day: b.Day, Plan: catalog.PlanItemID(b.Plan), ContentType: catalog.ContentType(b.ContentType), Language: b.Language,
		Format: b.Format, FollowUp: catalog.Ref{ID: b.FollowUp}}
	for i, in := range b.Response {
		p.Responses = append(p.Responses, in.response(&times, fmt.Sprintf("response[%d].at", i), r.Now()))
	}
	if err := times.err(); err != nil {
		return nil, err
	}
	for _, id := range b.Assets {
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
		in.Body.apply(p, r.Now())
	})
	return c.postAnswer(p), err
}

func (in postPatch) apply(p *catalog.Post, now time.Time) {
	in.Permalink.set(&p.Permalink)
	in.Outcome.set(&p.Outcome)
	in.Offer.set(&p.Offer.ID)
	in.Day.set(&p.Day)
	in.Plan.set((*string)(&p.Plan))
	in.ContentType.set((*string)(&p.ContentType))
	in.Language.set(&p.Language)
	in.Format.set(&p.Format)
	in.FollowUp.set(&p.FollowUp.ID)
	switch {
	case in.Answered.sent && in.Answered.value:
		p.AnsweredAt = now
	case in.Answered.sent:
		p.AnsweredAt = time.Time{}
	}
}

func (r *routes) removePost(ctx context.Context, c call, in *byID) (*none, error) {
	return nil, r.Posts.Remove(ctx, c.actor, catalog.PostID(in.ID))
}
