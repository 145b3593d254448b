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
	followDue    = 48 * time.Hour     // after a post
)

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
	f := PlanFilter{ListFilter: ListFilter{Limit: 200}, From: now.Add(-waitingPast), To: now.Add(waitingAhead), Person: actor.ID,
		Statuses: []PlanStatus{PlanDraft, PlanToApprove, PlanApproved, PlanPublished}}
	own, err := s.Store.List(ctx, f)
	if err != nil {
		return nil, err
	}
	items := slices.DeleteFunc(own.Items, func(p PlanItem) bool { return !p.waitsFor(actor, now) })
	if actor.Role == Editor || actor.Role == CountyEditor {
		f.Person, f.Library, f.Statuses = "", actor.Library, []PlanStatus{PlanToApprove}
		asked, err := s.Store.List(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, p := range asked.Items {
			had := slices.ContainsFunc(items, func(i PlanItem) bool { return i.ID == p.ID })
			if !had && MayApprovePlanItem(actor, p) == nil {
				items = append(items, p)
			}
		}
	}
	slices.SortStableFunc(items, func(a, b PlanItem) int { return a.PlannedAt.Compare(b.PlannedAt) })
	return items, nil
}

// waitsFor reports whether an actor who has something to do with a post has to do it now.
func (p PlanItem) waitsFor(actor Actor, now time.Time) bool {
	posts := actor.ID == cmp.Or(p.Owner.ID, p.CreatedBy) || actor.ID == p.Deputy.ID
	switch p.Status {
	case PlanDraft, PlanToApprove:
		ready := cmp.Or(p.Deadline, p.PlannedAt)
		return posts && ready.Before(now.Add(soonDue))
	case PlanApproved:
		return posts && p.PlannedAt.Before(now.Add(soonOut))
	case PlanPublished:
		return actor.ID == p.FollowUp.ID && p.PlannedAt.Before(now.Add(-followDue))
	}
	return false
}
