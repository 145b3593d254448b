package catalog

import (
	"slices"
	"time"
)

// What the plan warns of.
const (
	tooClose  = 2 * time.Hour // two posts on one account
	emptyDays = 7             // on an account, without a post
	mostGaps  = 12
)

// PlanBalance tells of some planned posts how they are spread.
type PlanBalance struct {
	Types     []PlanCount // as contentTypes lists them, then those that say none
	Libraries []PlanCount // the one with most first
	Clashes   []PlanClash
	Gaps      []PlanGap // the longest first
}

// PlanCount is how many posts there are of something: a content type or a library, empty for those without.
type PlanCount struct {
	Ref
	Count int
}

// PlanClash is two posts on one account within two hours.
type PlanClash struct{ First, Second PlanItem }

// PlanGap is a stretch of at least seven days on which nothing is planned on an account. Both days belong to it.
type PlanGap struct {
	Account  Account
	From, To time.Time
}

// Days tells how many days a gap has.
func (g PlanGap) Days() int { return int(g.To.Sub(g.From).Round(24*time.Hour)/(24*time.Hour)) + 1 }

// BalancePlan weighs the posts that are planned from a day until before another on some accounts of some libraries. Ideas and
// what is cancelled do not count.
func BalancePlan(items []PlanItem, accounts []Account, libraries []Library, from, to time.Time, zone *time.Location) PlanBalance {
	items = slices.DeleteFunc(slices.Clone(items), func(p PlanItem) bool {
		return p.Status == PlanIdea || p.Status == PlanCancelled || p.PlannedAt.IsZero() || p.PlannedAt.Before(from) || !p.PlannedAt.Before(to)
	})
	slices.SortStableFunc(items, func(a, b PlanItem) int { return a.PlannedAt.Compare(b.PlannedAt) })
	var b PlanBalance
	for _, t := range []ContentType{ServiceInfo, Literature, Relations, ""} {
		n := PlanCount{Ref: Ref{ID: string(t)}}
		for _, p := range items {
			if p.ContentType == t {
				n.Count++
			}
		}
		if t != "" || n.Count > 0 {
			b.Types = append(b.Types, n)
		}
	}
	b.Libraries = countLibraries(items, libraries)
	for i, p := range items {
		for _, next := range items[i+1:] {
			if next.PlannedAt.Sub(p.PlannedAt) >= tooClose {
				break
			}
			if p.Account.ID != "" && p.Account.ID == next.Account.ID {
				b.Clashes = append(b.Clashes, PlanClash{p, next})
			}
		}
	}
	for _, a := range accounts {
		b.Gaps = append(b.Gaps, gapsOf(a, items, from, to, zone)...)
	}
	slices.SortStableFunc(b.Gaps, func(x, y PlanGap) int { return y.Days() - x.Days() })
	b.Gaps = b.Gaps[:min(len(b.Gaps), mostGaps)]
	return b
}

func countLibraries(items []PlanItem, libraries []Library) []PlanCount {
	var out []PlanCount
	at := map[LibraryID]int{}
	add := func(id LibraryID, name string, n int) {
		if _, known := at[id]; !known {
			at[id] = len(out)
			out = append(out, PlanCount{Ref: Ref{ID: string(id), Name: name}})
		}
		out[at[id]].Count += n
	}
	for _, l := range libraries {
		if !l.Closed {
			add(LibraryID(l.ID), l.Name, 0)
		}
	}
	for _, p := range items {
		add(p.Library.ID, p.Library.Name, 1)
	}
	slices.SortStableFunc(out, func(x, y PlanCount) int { return y.Count - x.Count })
	return out
}

// gapsOf lists the stretches without a post on an account, day by day.
func gapsOf(a Account, items []PlanItem, from, to time.Time, zone *time.Location) (out []PlanGap) {
	busy := map[string]bool{}
	for _, p := range items {
		if p.Account.ID == a.ID {
			busy[p.PlannedAt.In(zone).Format(time.DateOnly)] = true
		}
	}
	from = from.In(zone)
	start := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, zone)
	gap := PlanGap{Account: a}
	for day := start; ; day = day.AddDate(0, 0, 1) {
		if !day.Before(to) || busy[day.Format(time.DateOnly)] {
			if !gap.From.IsZero() && gap.Days() >= emptyDays {
				out = append(out, gap)
			}
			if gap.From = (time.Time{}); !day.Before(to) {
				return out
			}
			continue
		}
		if gap.From.IsZero() {
			gap.From = day
		}
		gap.To = day
	}
}
