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
	ChoreOutcome      Chore = "outcome" // tell what happened in the library: asked for with both numbers, until it is told
)

// When chores come up and go. A late number of the first days tells nothing of them any more.
const (
	AnswerWithin   = 48 * time.Hour
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
		due(ChoreAnswer, AnswerWithin)
	}
	if !has48 && age >= after48Hours && age < last48Hours {
		due(ChoreAfter48Hours, after48Hours+choreGrace)
	}
	if p.Outcome == "" && age >= after48Hours && age < last48Hours {
		due(ChoreOutcome, after48Hours+choreGrace)
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

// MostFollowUps bounds a list of chores.
const MostFollowUps = 200

// FollowUps lists the posts of which something is due, at most MostFollowUps: those that the actor is to follow up, for editors
// with those on their library's accounts, and for who answers for all libraries, when all is asked for, everybody's. The most
// urgent come first.
func (s *Posts) FollowUps(ctx context.Context, actor Actor, all bool) ([]FollowUp, error) {
	f, err := s.followUps(actor, all)
	if err != nil || f.nobody() {
		return nil, err
	}
	found, err := s.store.FollowUps(ctx, f)
	if err != nil {
		return nil, err
	}
	out := make([]FollowUp, len(found))
	for i, p := range found {
		out[i] = FollowUp{p, p.Chores(f.Now)}
	}
	return out, s.only(ctx, actor, found)
}

// CountFollowUps counts what FollowUps lists, however many there are.
func (s *Posts) CountFollowUps(ctx context.Context, actor Actor, all bool) (int, error) {
	f, err := s.followUps(actor, all)
	if err != nil || f.nobody() {
		return 0, err
	}
	return s.store.CountFollowUps(ctx, f)
}

// followUps says whose chores an actor is told of. Who may not note anything has none.
func (s *Posts) followUps(actor Actor, all bool) (FollowUpFilter, error) {
	if err := known(actor); err != nil || MayPost(actor) != nil {
		return FollowUpFilter{}, err
	}
	f := FollowUpFilter{Now: s.now(), By: actor.ID, Limit: MostFollowUps}
	switch {
	case seesAllPosts(actor) && all:
		f.By = ""
	case actor.Role == Editor:
		f.Library = actor.Library
	}
	return f, nil
}

// nobody reports whether nobody's chores are meant.
func (f FollowUpFilter) nobody() bool { return f.Now.IsZero() }
