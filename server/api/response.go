package api

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// response is how a post was received at a time. What nobody has noted is null.
type response struct {
	At time.Time `json:"at"`
	Numbers
}

// Numbers are what channels tell of a post.
type Numbers struct {
	Views    *int `json:"views"`
	Reach    *int `json:"reach"`
	Likes    *int `json:"likes"`
	Comments *int `json:"comments"`
	Shares   *int `json:"shares"`
	Saves    *int `json:"saves"`
}

type responseInput struct {
	At       string `json:"at,omitempty" doc:"A time, or a day. Now unless told."`
	Views    *int   `json:"views,omitempty"`
	Reach    *int   `json:"reach,omitempty"`
	Likes    *int   `json:"likes,omitempty"`
	Comments *int   `json:"comments,omitempty"`
	Shares   *int   `json:"shares,omitempty"`
	Saves    *int   `json:"saves,omitempty"`
	Text     string `json:"text,omitempty" doc:"Numbers as a channel shows them, such as «1 234 visninger, 56 likerklikk». What is told apart holds."`
}

type noteInput struct {
	ID   string `path:"id"`
	Body responseInput
}

type dropInput struct {
	ID string `path:"id"`
	At string `path:"at" doc:"The at of the response."`
}

func responseOf(r catalog.Response) response {
	return response{At: r.At, Numbers: Numbers{Views: r.Views, Reach: r.Reach, Likes: r.Likes, Comments: r.Comments, Shares: r.Shares, Saves: r.Saves}}
}

// response reads what was sent; at names the place of its time.
func (in responseInput) response(times *moments, at string, now time.Time) catalog.Response {
	out := catalog.ReadResponse(in.Text)
	if out.At = times.start(at, in.At); out.At.IsZero() {
		out.At = now
	}
	for m, n := range map[catalog.Measure]*int{catalog.MeasureViews: in.Views, catalog.MeasureReach: in.Reach, catalog.MeasureLikes: in.Likes, catalog.MeasureComments: in.Comments,
		catalog.MeasureShares: in.Shares, catalog.MeasureSaves: in.Saves} {
		if n != nil {
			out.Set(m, *n)
		}
	}
	return out
}

func (r *routes) noteResponse(ctx context.Context, c call, in *noteInput) (*entryAnswer[post], error) {
	times := moments{zone: r.cfg.Zone}
	noted := in.Body.response(&times, "at", r.Now())
	if err := times.err(); err != nil {
		return nil, err
	}
	p, err := r.Posts.Note(ctx, c.actor, catalog.PostID(in.ID), noted)
	return c.postAnswer(p), err
}

func (r *routes) dropResponse(ctx context.Context, c call, in *dropInput) (*entryAnswer[post], error) {
	times := moments{zone: r.cfg.Zone}
	at := times.start("at", in.At)
	if err := times.err(); err != nil {
		return nil, err
	}
	p, err := r.Posts.Unnote(ctx, c.actor, catalog.PostID(in.ID), at)
	return c.postAnswer(p), err
}
