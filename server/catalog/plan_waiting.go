package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// How far the list of what waits for somebody looks.
const (
	waitingPast  = 90 * 24 * time.Hour
	waitingAhead = 366 * 24 * time.Hour
	soonDue      = 3 * 24 * time.Hour // a deadline is near
	soonOut      = 24 * time.Hour     // a post is near
	mostWaiting  = 200                // of each kind
)

// PlanTask is what somebody has to do with a planned post now; empty: nothing.
type PlanTask string

// The tasks: of who posts it, of who approves it, and of who follows it up.
const (
	TaskReady      PlanTask = "ready"      // make it ready
	TaskUnapproved PlanTask = "unapproved" // it is soon due, and nobody has approved it
	TaskPost       PlanTask = "post"
	TaskApprove    PlanTask = "approve"
	TaskFollow     PlanTask = "follow"
)

// PlanTasks lists every task.
func PlanTasks() []PlanTask {
	return []PlanTask{TaskReady, TaskUnapproved, TaskPost, TaskApprove, TaskFollow}
}

// Waiting lists the posts for which an actor has to do something now, by their time: what its owner or deputy has to make ready
// or post, what an editor has to approve, and what somebody has to follow up.
func (s *PlanItems) Waiting(ctx context.Context, actor Actor) ([]PlanItem, error) {
	items, err := s.waiting(ctx, actor)
	if err != nil {
		return nil, err
	}
	return items, s.fill(ctx, actor, items)
}

// CountWaiting counts what Waiting lists.
func (s *PlanItems) CountWaiting(ctx context.Context, actor Actor) (int, error) {
	items, err := s.waiting(ctx, actor)
	return len(items), err
}

func (s *PlanItems) waiting(ctx context.Context, actor Actor) ([]PlanItem, error) {
	if MayPlan(actor) != nil {
		return nil, known(actor)
	}
	now := s.Now()
	past := now.Add(-waitingPast)
	asked := []PlanFilter{
		{Poster: actor.ID, Statuses: []PlanStatus{PlanDraft, PlanToApprove}, ReadyFrom: past, ReadyTo: now.Add(soonDue)},
		{Poster: actor.ID, Statuses: []PlanStatus{PlanApproved}, From: past, To: now.Add(soonOut)},
		{FollowUp: actor.ID, Statuses: []PlanStatus{PlanPublished}, From: past, To: now.Add(-AnswerWithin)},
	}
	if approves(actor) {
		asked = append(asked, PlanFilter{Library: actor.Library, Statuses: []PlanStatus{PlanToApprove}, From: past, To: now.Add(waitingAhead)})
	}
	var items []PlanItem
	for _, f := range asked {
		f.Limit = mostWaiting
		page, err := s.Store.List(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, p := range page.Items {
			had := slices.ContainsFunc(items, func(i PlanItem) bool { return i.ID == p.ID })
			if !had && p.TaskFor(actor, now) != "" {
				items = append(items, p)
			}
		}
	}
	slices.SortStableFunc(items, func(a, b PlanItem) int {
		at := func(p PlanItem) time.Time { return cmp.Or(p.PlannedAt, p.Deadline) }
		return at(a).Compare(at(b))
	})
	return items, nil
}

// approves reports whether approving is what an actor is there for: administrators may, and are not asked.
func approves(actor Actor) bool { return actor.Role == Editor || actor.Role == CountyEditor }

// Poster is whose it is to post it, an Actor's ID: its owner, or without one who made it.
func (p PlanItem) Poster() string { return cmp.Or(p.Owner.ID, p.CreatedBy) }

// TaskFor tells what an actor has to do with a post now.
func (p PlanItem) TaskFor(actor Actor, now time.Time) PlanTask {
	posts := actor.ID == p.Poster() || actor.ID == p.Deputy.ID
	ready := cmp.Or(p.Deadline, p.PlannedAt)
	soon := posts && !ready.IsZero() && ready.Before(now.Add(soonDue))
	switch {
	case MayPlan(actor) != nil:
	case p.Status == PlanDraft && soon:
		return TaskReady
	case p.Status == PlanToApprove && approves(actor) && MayApprovePlanItem(actor, p) == nil:
		return TaskApprove
	case p.Status == PlanToApprove && soon:
		return TaskUnapproved
	case p.Status == PlanApproved && posts && p.PlannedAt.Before(now.Add(soonOut)):
		return TaskPost
	case p.Status == PlanPublished && actor.ID == p.FollowUp.ID && p.PlannedAt.Before(now.Add(-AnswerWithin)):
		return TaskFollow
	}
	return ""
}
