package catalog

import (
	"context"
	"strings"
	"time"
)

// usualRow is how far a row goes whose rule names no end.
const usualRow = 366 * 24 * time.Hour

// Repeat stores a row of planned posts alike, one for each day on which a rule comes from the item's own day on, at the item's
// time of day. The rule's Start and Time are the item's; where it names no end, it goes on for a year.
func (s *PlanItems) Repeat(ctx context.Context, actor Actor, p PlanItem, rule Rule) ([]PlanItem, error) {
	times, err := s.timesOf(p.PlannedAt, rule)
	if err != nil {
		return nil, err
	}
	return s.AddRow(ctx, actor, p, times)
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
