package catalog

import (
	"context"
	"slices"
	"time"
)

// Chore is something that is due of a post.
type Chore string

// The chores.
const (
	ChoreAnswer       Chore = "answer"       // answer the comments
	ChoreAfter48Hours Chore = "response_48h" // note the numbers
	ChoreAfter30Days  Chore = "response_30d"
	ChoreOutcome      Chore = "outcome" // tell what happened in the library
)

// When chores come up and go. A late number of the first days tells nothing of them any more.
const (
	answerWithin   = 48 * time.Hour
	answerForgot   = 14 * 24 * time.Hour
	after48Hours   = 48 * time.Hour
	after30Days    = 30 * 24 * time.Hour
	followUpForgot = 90 * 24 * time.Hour
	choreGrace     = 7 * 24 * time.Hour
)

// DueChore is a chore of a post with the time by which it should be done.
type DueChore struct {
	Chore    Chore
	Deadline time.Time
	Late     bool
}

// Chores lists what is due of a post, the most urgent first.
func (p Post) Chores(now time.Time) (out []DueChore) {
	age := now.Sub(p.PostedAt)
	due := func(c Chore, within time.Duration) {
		deadline := p.PostedAt.Add(within)
		out = append(out, DueChore{c, deadline, now.After(deadline)})
	}
	_, has48 := p.Response(Mark48Hours)
	_, has30 := p.Response(Mark30Days)
	if p.AnsweredAt.IsZero() && age < answerForgot {
		due(ChoreAnswer, answerWithin)
	}
	if !has48 && age >= after48Hours && age < last48Hours {
		due(ChoreAfter48Hours, after48Hours+choreGrace)
	}
	if age >= after30Days && age < followUpForgot {
		if !has30 {
			due(ChoreAfter30Days, after30Days+choreGrace)
		}
		if p.Outcome == "" {
			due(ChoreOutcome, after30Days+choreGrace)
		}
	}
	slices.SortStableFunc(out, func(a, b DueChore) int { return a.Deadline.Compare(b.Deadline) })
	return out
}

// FollowUpFilter asks whose chores are meant: those of one actor, and those on a library's accounts. Nothing asks for all.
type FollowUpFilter struct {
	Now     time.Time
	By      string
	Library LibraryID
	Limit   int
}

// FollowUp is a post with what is due of it.
type FollowUp struct {
	Post
	Chores []DueChore
}

// mostFollowUps bounds a list of chores.
const mostFollowUps = 200

// FollowUps lists the posts of which something is due: those that the actor is to follow up, for editors with those on their
// library's accounts, and for who answers for all libraries, when all is asked for, everybody's. The most urgent come first.
func (s *Posts) FollowUps(ctx context.Context, actor Actor, all bool) ([]FollowUp, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	f := FollowUpFilter{Now: s.now(), By: actor.ID, Limit: mostFollowUps}
	switch {
	case seesAllPosts(actor) && all:
		f.By = ""
	case actor.Role == Editor:
		f.Library = actor.Library
	}
	found, err := s.store.FollowUps(ctx, f)
	if err == nil {
		err = s.only(ctx, actor, found)
	}
	var out []FollowUp
	for _, p := range found {
		if due := p.Chores(f.Now); len(due) > 0 && MayChangePost(actor, p) == nil {
			out = append(out, FollowUp{p, due})
		}
	}
	slices.SortStableFunc(out, func(a, b FollowUp) int { return a.Chores[0].Deadline.Compare(b.Chores[0].Deadline) })
	return out, err
}
