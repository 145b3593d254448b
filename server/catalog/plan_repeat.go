package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// usualRow is how far a row goes whose rule names no end.
const usualRow = 366 * 24 * time.Hour

// Repeat stores a row of planned posts alike, one for each day on which a rule comes from the item's own day on, at the item's
// time of day. The rule's Start and Time are the item's; where it names no end, it goes on for a year. With a cycle of content
// types, the posts have them by turns.
func (s *PlanItems) Repeat(ctx context.Context, actor Actor, p PlanItem, rule Rule, cycle ...ContentType) ([]PlanItem, error) {
	times, err := s.timesOf(p.PlannedAt, rule)
	if err != nil {
		return nil, err
	}
	return s.AddRow(ctx, actor, p, times, cycle...)
}

// Extend makes longer the row of recurring slots that an item stands in, or makes a row of it: one slot more for each time after
// the last that there is at which a rule comes, which is told when that is. What the last one says of account, people, format and
// the like, the new ones say too; files, text and answers are each one's own. It answers with the new ones. Stale comes back when
// the item or its row is not as it was seen.
func (s *PlanItems) Extend(ctx context.Context, actor Actor, id PlanItemID, seen PlanSeen, rule func(last time.Time) Rule) ([]PlanItem, error) {
	item, err := s.Store.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := MayChangePlanItem(actor, item); err != nil {
		return nil, err
	}
	row, err := s.Row(ctx, actor, item)
	if err == nil {
		err = seen.holds(item, row)
	}
	if err != nil {
		return nil, err
	}
	last := row[len(row)-1]
	times, err := s.timesOf(last.PlannedAt, rule(last.PlannedAt.In(s.Zone)))
	if err != nil {
		return nil, err
	}
	times = slices.DeleteFunc(times, func(t time.Time) bool { return !t.After(last.PlannedAt) })
	if len(times) == 0 {
		return nil, invalidFields([]FieldError{{Location: "repeat", Key: KeyNoRow}})
	}
	if len(row)+len(times) > mostInRow {
		return nil, invalidFields([]FieldError{{Location: "repeat", Key: KeyLongRow, Args: Args{"max": mostInRow}}})
	}
	slot, cycle := cmp.Or(item.Slot, s.NewID()), typesOf(row)
	items := make([]PlanItem, len(times))
	for i, t := range times {
		items[i] = s.slotAfter(last, t)
		items[i].Slot, items[i].ContentType = slot, inTurn(cycle, last.ContentType, i)
	}
	if err := s.nameOccurrences(ctx, actor, last, items); err != nil {
		return nil, err
	}
	if items, err = s.settled(ctx, actor, items); err != nil {
		return nil, err
	}
	if err := s.Store.Extend(ctx, actor.ID, row, items); err != nil {
		return nil, err
	}
	page, err := s.Store.List(ctx, PlanFilter{Slot: slot, From: items[0].PlannedAt, ListFilter: ListFilter{Limit: mostInRow}})
	if err != nil {
		return nil, err
	}
	return page.Items, s.fill(ctx, actor, page.Items)
}

// typesOf are the content types of a row, in the order in which they come first.
func typesOf(row []PlanItem) (out []ContentType) {
	for _, p := range row {
		if p.ContentType != "" && !slices.Contains(out, p.ContentType) {
			out = append(out, p.ContentType)
		}
	}
	return out
}

// inTurn is the content type of a row's nth slot after its last one: the next of those that it goes through, or the last one's.
func inTurn(cycle []ContentType, last ContentType, n int) ContentType {
	if len(cycle) < 2 || last == "" {
		return last
	}
	return cycle[(slices.Index(cycle, last)+1+n)%len(cycle)]
}

// slotAfter is a slot at another time that says of itself what one of its row says.
func (s *PlanItems) slotAfter(p PlanItem, at time.Time) PlanItem {
	next := PlanItem{Title: p.Title, Account: p.Account, PlannedAt: at, Offer: p.Offer, ContentType: p.ContentType, Library: p.Library, Owner: p.Owner, Deputy: p.Deputy,
		FollowUp: p.FollowUp, Deadline: shifted(p.Deadline, p.PlannedAt, at, s.Zone), Format: p.Format, Language: p.Language, Hashtags: slices.Clone(p.Hashtags),
		Tags: slices.Clone(p.Tags)}
	for _, with := range p.Collaborators {
		next.Collaborators = append(next.Collaborators, Collaborator{Library: with.Library})
	}
	return next
}

func (s *PlanItems) timesOf(first time.Time, rule Rule) ([]time.Time, error) {
	if first.IsZero() {
		return nil, invalidFields([]FieldError{{Location: "planned_at", Key: KeyRequired}})
	}
	wall := first.In(s.Zone)
	rule.Start, rule.Time, rule.Duration, rule.Days = wall.Format(time.DateOnly), wall.Format("15:04"), 0, 0
	rule.settle(s.Zone)
	var c checker
	rule.check(&c, "repeat.")
	if err := c.err(); err != nil {
		return nil, err
	}
	to := first.Add(usualRow)
	if rule.Until != "" || strings.Contains(rule.RRule, "UNTIL=") || strings.Contains(rule.RRule, "COUNT=") {
		to = first.Add(longestPlan)
	}
	var out []time.Time
	for _, o := range (Offer{Rule: rule}).Between(first, to, s.Zone, nil) {
		out = append(out, o.StartsAt)
	}
	return out, nil
}
