package catalog

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Note notes how a post was received at a time, now unless it tells. What was noted at the same time is replaced.
func (s *Posts) Note(ctx context.Context, actor Actor, id PostID, r Response) (Post, error) {
	if r.At.IsZero() {
		r.At = s.now()
	}
	p, err := s.Edit(ctx, actor, id, 0, func(p *Post) { p.Responses = append(p.Responses, r) })
	return p, atTop(err)
}

// atTop tells what was refused of a response as of what was sent.
func atTop(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i, f := range out.Fields {
		if at, ok := strings.CutPrefix(f.Location, "response["); ok {
			_, rest, _ := strings.Cut(at, "]")
			if out.Fields[i].Location = strings.TrimPrefix(rest, "."); out.Fields[i].Location == "" {
				out.Fields[i].Location = string(MeasureViews)
			}
		}
	}
	return &out
}

// Unnote removes what was noted at a time. NotFound when nothing was.
func (s *Posts) Unnote(ctx context.Context, actor Actor, id PostID, at time.Time) (Post, error) {
	found := false
	p, err := s.Edit(ctx, actor, id, 0, func(p *Post) {
		kept := slices.DeleteFunc(slices.Clone(p.Responses), func(r Response) bool { return r.At.Equal(at) })
		found, p.Responses = len(kept) < len(p.Responses), kept
	})
	if err == nil && !found {
		return Post{}, Missing("response")
	}
	return p, err
}

// Answered notes that the comments of a post are answered.
func (s *Posts) Answered(ctx context.Context, actor Actor, id PostID) (Post, error) {
	return s.Edit(ctx, actor, id, 0, func(p *Post) { p.AnsweredAt = s.now() })
}
