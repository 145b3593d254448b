package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// What the plan warns of.
const (
	tooClose    = 2 * time.Hour // two posts on one account
	emptyDays   = 7             // on an account, without a post
	mostGaps    = 12
	mostClashes = 50
)

// PlanBalance tells of some planned posts how they are spread.
type PlanBalance struct {
	Types     []PlanCount // as contentTypes lists them, then those that say none
	Libraries []PlanCount // the one with most first
	Clashes   []PlanClash
	Gaps      []PlanGap // endless ones first, then the longest
}

// PlanCount is how many posts there are of something: a content type or a library, empty for those without.
type PlanCount struct {
	Ref
	Count int
}

// PlanClash is two posts on one account within two hours.
type PlanClash struct{ First, Second PlanItem }

// PlanGap is a stretch of at least seven days on which nothing is planned on an account. Both days belong to it. To is zero
// where nothing is planned after it either.
type PlanGap struct {
	Account  Account
	From, To time.Time
}

// Endless reports whether nothing is planned after a gap.
func (g PlanGap) Endless() bool { return g.To.IsZero() }

// Days tells how many days a gap has that ends.
func (g PlanGap) Days() int { return int(g.To.Sub(g.From).Round(24*time.Hour)/(24*time.Hour)) + 1 }

// PlanSpot is when a post is planned on an account.
type PlanSpot struct {
	ID PlanItemID
	At time.Time
}

// counts reports whether a post takes up its time: ideas and what is cancelled do not.
func (p PlanItem) counts() bool {
	return p.Status != PlanIdea && p.Status != PlanCancelled && !p.PlannedAt.IsZero()
}

// Balance weighs the posts of a plan that are planned from a day until before another, of some libraries. What stands too close
// together and what is empty on accounts is asked of all that is planned there, also beyond these days and whatever of it the
// plan shows; of two that are too close, it shows at least one. Days that are over have no gaps.
func (s *PlanItems) Balance(ctx context.Context, actor Actor, shown []PlanItem, accounts []Account, libraries []Library, from, to time.Time) (PlanBalance, error) {
	if err := known(actor); err != nil {
		return PlanBalance{}, err
	}
	within := slices.DeleteFunc(slices.Clone(shown), func(p PlanItem) bool {
		return !p.counts() || p.PlannedAt.Before(from) || !p.PlannedAt.Before(to)
	})
	b := BalancePlan(within, libraries)
	spots, err := s.Store.Spots(ctx, from.Add(-tooClose), to.Add(tooClose))
	if err != nil {
		return b, err
	}
	if b.Clashes, err = s.clashes(ctx, actor, within, spots); err != nil {
		return b, err
	}
	today := s.Now().In(s.Zone)
	for _, a := range accounts {
		b.Gaps = append(b.Gaps, GapsOf(a, spots[a.ID], today, from.In(s.Zone), to)...)
	}
	slices.SortStableFunc(b.Gaps, func(x, y PlanGap) int {
		switch {
		case x.Endless() && y.Endless():
			return x.From.Compare(y.From)
		case x.Endless():
			return -1
		case y.Endless():
			return 1
		}
		return y.Days() - x.Days()
	})
	b.Gaps = b.Gaps[:min(len(b.Gaps), mostGaps)]
	return b, nil
}

// BalancePlan counts posts by what they are and whose.
func BalancePlan(items []PlanItem, libraries []Library) PlanBalance {
	b := PlanBalance{Libraries: countLibraries(items, libraries)}
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

// clashes pairs posts with those on their account that are too close to them, by time.
func (s *PlanItems) clashes(ctx context.Context, actor Actor, items []PlanItem, spots map[string][]PlanSpot) ([]PlanClash, error) {
	known := map[PlanItemID]PlanItem{}
	for _, p := range items {
		known[PlanItemID(p.ID)] = p
	}
	find := func(id PlanItemID) (PlanItem, error) {
		if p, ok := known[id]; ok {
			return p, nil
		}
		return s.Get(ctx, actor, id)
	}
	var pairs [][2]PlanSpot
	for _, on := range spots {
		for i, first := range on {
			for _, second := range on[i+1:] {
				if second.At.Sub(first.At) >= tooClose {
					break
				}
				_, one := known[first.ID]
				if _, other := known[second.ID]; one || other {
					pairs = append(pairs, [2]PlanSpot{first, second})
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]PlanSpot) int {
		return cmp.Or(a[0].At.Compare(b[0].At), a[1].At.Compare(b[1].At), cmp.Compare(a[0].ID, b[0].ID), cmp.Compare(a[1].ID, b[1].ID))
	})
	var out []PlanClash
	for _, pair := range pairs[:min(len(pairs), mostClashes)] {
		first, err := find(pair[0].ID)
		if err == nil {
			var second PlanItem
			if second, err = find(pair[1].ID); err == nil {
				out = append(out, PlanClash{first, second})
			}
		}
		if err != nil && !Is(err, NotFound) { // it was removed just now
			return nil, err
		}
	}
	return out, nil
}

// GapsOf lists the stretches without a post on an account that lie at least in part between two moments, from today on. spots
// are when posts are planned there, in order: from the last before these moments to the first after them.
func GapsOf(a Account, spots []PlanSpot, today, from, to time.Time) (out []PlanGap) {
	midnight := func(t time.Time) time.Time {
		t = t.In(today.Location())
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	}
	free := midnight(today) // the first day of what may be a gap
	for _, spot := range spots {
		busy := midnight(spot.At)
		gap := PlanGap{a, free, busy.AddDate(0, 0, -1)}
		if gap.Days() >= emptyDays && gap.From.Before(to) && busy.After(from) {
			out = append(out, gap)
		}
		if next := busy.AddDate(0, 0, 1); next.After(free) {
			free = next
		}
	}
	if free.Before(to) && to.After(midnight(today)) {
		out = append(out, PlanGap{Account: a, From: free})
	}
	return out
}
