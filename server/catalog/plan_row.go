package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// mostInRow bounds how many slots one row has: two years of every week.
const mostInRow = 104

// AddRow stores a row of planned posts alike, one for each time. A deadline keeps its distance to the first of them; content
// types of a cycle come by turns, and so do the occurrences of an offer.
func (s *PlanItems) AddRow(ctx context.Context, actor Actor, p PlanItem, times []time.Time, cycle ...ContentType) ([]PlanItem, error) {
	switch {
	case len(times) == 0:
		return nil, invalidFields([]FieldError{{Location: "repeat", Key: KeyNoRow}})
	case len(times) > mostInRow:
		return nil, invalidFields([]FieldError{{Location: "repeat", Key: KeyOutOfRange, Args: Args{"min": 1, "max": mostInRow}}})
	}
	if len(times) > 1 {
		p.Slot = s.NewID()
	}
	items := make([]PlanItem, len(times))
	for i, t := range times {
		items[i] = copied(p)
		items[i].PlannedAt = t
		if len(cycle) > 0 {
			items[i].ContentType = cycle[i%len(cycle)]
		}
		items[i].Deadline = shifted(p.Deadline, times[0], t, s.Zone)
	}
	if err := s.nameOccurrences(ctx, actor, items[0], items); err != nil {
		return nil, err
	}
	return s.add(ctx, actor, items)
}

// EditRow is Edit for a row of recurring slots as far as the scope goes: what change alters of the item is altered of the
// others likewise, and they move by as many days, to the same time of the day. "This and following" begins a row of its own.
// It answers with the item. Stale comes back when the item is not as it was seen, nor beyond "this" its row.
func (s *PlanItems) EditRow(ctx context.Context, actor Actor, id PlanItemID, seen PlanSeen, scope PlanScope, change func(*PlanItem)) (PlanItem, error) {
	unaltered, err := s.asSeen(ctx, actor, id, scope, seen)
	if err != nil {
		return PlanItem{}, err
	}
	was, err := s.Store.Row(ctx, id, scope)
	if err != nil {
		return PlanItem{}, err
	}
	slot := s.NewID()
	wished := make([]PlanItem, len(was))
	for i, p := range was {
		wished[i] = copied(p)
	}
	s.alter(wished, scope, slot, change)
	facts, err := s.lookUp(ctx, actor, wished)
	if err != nil {
		return PlanItem{}, err
	}
	stored, err := s.Store.Update(ctx, actor.ID, id, scope, func(items []PlanItem) error {
		if err := unaltered(items); err != nil {
			return err
		}
		before := make([]PlanItem, len(items))
		for i, p := range items {
			if !slices.ContainsFunc(was, func(w PlanItem) bool { return w.ID == p.ID }) { // it came to the row meanwhile
				return NewError(Stale, KeyStale, nil)
			}
			before[i] = copied(p)
		}
		s.alter(items, scope, slot, change)
		for i := range items {
			if err := MayChangePlanItem(actor, before[i]); err != nil {
				return err
			}
			if err := s.settle(actor, facts, before[i], &items[i]); err != nil {
				return err
			}
			s.touch(&items[i])
		}
		return nil
	})
	if err != nil {
		return PlanItem{}, err
	}
	return stored[0], s.fill(ctx, actor, stored[:1])
}

// copied is an item that shares no list with another.
func copied(p PlanItem) PlanItem {
	p.Assets, p.Hashtags, p.Tags = append([]PlannedAsset(nil), p.Assets...), append([]string(nil), p.Hashtags...), append([]string(nil), p.Tags...)
	p.Collaborators = append([]Collaborator(nil), p.Collaborators...)
	return p
}

// alter changes the first of some items and carries it over to the others.
func (s *PlanItems) alter(items []PlanItem, scope PlanScope, slot string, change func(*PlanItem)) {
	first := &items[0]
	before := copied(*first)
	change(first)
	first.Entry, first.CreatedBy, first.ApprovedBy, first.Slot = before.Entry, before.CreatedBy, before.ApprovedBy, before.Slot
	if first.Deadline.Equal(before.Deadline) && !before.PlannedAt.IsZero() && !first.PlannedAt.IsZero() {
		first.Deadline = shifted(before.Deadline, before.PlannedAt, first.PlannedAt, s.Zone)
	}
	for i := range items[1:] {
		carry(&items[i+1], before, *first, s.Zone)
	}
	if scope == PlanFollowing && len(items) > 1 {
		for i := range items {
			items[i].Slot = slot
		}
	}
}

// carry alters another item of a row as its first was altered. What became of a post is never carried.
func carry(to *PlanItem, before, after PlanItem, zone *time.Location) {
	to.PlannedAt = shifted(to.PlannedAt, before.PlannedAt, after.PlannedAt, zone)
	to.Deadline = shifted(to.Deadline, before.Deadline, after.Deadline, zone)
	if before.Deadline.IsZero() && !after.Deadline.IsZero() && !after.PlannedAt.IsZero() {
		to.Deadline = shifted(after.Deadline, after.PlannedAt, to.PlannedAt, zone)
	}
	if after.Deadline.IsZero() && !before.Deadline.IsZero() {
		to.Deadline = time.Time{}
	}
	after = copied(after)
	text := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	for _, f := range []struct {
		to            *string
		before, after string
	}{
		{&to.Title, before.Title, after.Title}, {&to.Caption, before.Caption, after.Caption}, {&to.Notes, before.Notes, after.Notes}, {&to.Link, before.Link, after.Link},
		{&to.Format, before.Format, after.Format}, {&to.Language, before.Language, after.Language},
	} {
		take(f.to, text(f.before) == text(f.after), f.after)
	}
	take(&to.Status, !carried(to.Status, before.Status, after.Status), after.Status)
	take(&to.ContentType, before.ContentType == after.ContentType, after.ContentType)
	take(&to.Library, before.Library.ID == after.Library.ID, after.Library)
	take(&to.Account, before.Account.ID == after.Account.ID, after.Account)
	take(&to.Day, before.Offer.ID == after.Offer.ID, "") // the occurrences of another offer are not known here
	take(&to.Offer, before.Offer.ID == after.Offer.ID, after.Offer)
	take(&to.Owner, before.Owner.ID == after.Owner.ID, after.Owner)
	take(&to.Deputy, before.Deputy.ID == after.Deputy.ID, after.Deputy)
	take(&to.FollowUp, before.FollowUp.ID == after.FollowUp.ID, after.FollowUp)
	take(&to.Assets, slices.EqualFunc(before.Assets, after.Assets, alikePlanned), after.Assets)
	take(&to.Hashtags, slices.EqualFunc(before.Hashtags, after.Hashtags, func(a, b string) bool { return a == strings.TrimLeft(b, "#") }), after.Hashtags)
	take(&to.Tags, slices.EqualFunc(before.Tags, after.Tags, func(a, b string) bool { return a == cleanHandle(b) }), after.Tags)
	take(&to.Collaborators, slices.EqualFunc(before.Collaborators, after.Collaborators, func(a, b Collaborator) bool {
		return a.Library.ID == b.Library.ID && a.Status == cmp.Or(b.Status, CollaboratorPending)
	}), after.Collaborators)
}

// carried reports whether another item of a row follows its first from one status to the next: never to what only one post can
// come to, and not back from where it has come further already.
func carried(has, before, after PlanStatus) bool {
	step := func(s PlanStatus) int { return slices.Index(PlanStatuses(), s) }
	switch after {
	case before, PlanPublished, PlanFollowed:
		return false
	case PlanCancelled:
		return true
	}
	return step(after) < step(before) || step(has) < step(after)
}

// take puts what was altered in the place of what another item has. What is as it was stays in each as it is.
func take[T any](to *T, asItWas bool, after T) {
	if !asItWas {
		*to = after
	}
}

// shifted moves a time as another was moved: by as many days, to the hour by the wall clock. What is no time stays none.
func shifted(t, from, to time.Time, zone *time.Location) time.Time {
	if t.IsZero() || from.IsZero() || to.IsZero() || from.Equal(to) {
		return t
	}
	wall := func(t time.Time) time.Time {
		t = t.In(zone)
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	}
	moved := wall(t).Add(wall(to).Sub(wall(from)))
	return time.Date(moved.Year(), moved.Month(), moved.Day(), moved.Hour(), moved.Minute(), moved.Second(), moved.Nanosecond(), zone)
}
