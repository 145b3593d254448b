package catalog

import (
	"context"
	"slices"
	"time"
)

// dueDay is the making of one answer. It asks a bounded number of questions of the database, however many occurrences there
// are, and each search of the index once.
type dueDay struct {
	*Due
	*dueMemo
	ctx     context.Context
	hands   int // how much is done at once
	now     time.Time
	to      time.Time // the end of the whole list
	offered int
	library LibraryID // whose list it is; empty: the county's
	wanted  []Wanted
	plan    *duePlan
}

// items finds candidates for every occurrence and ranks them.
func (d *dueDay) items() ([]DueItem, error) {
	out := make([]DueItem, len(d.wanted))
	if len(out) == 0 {
		return out, nil
	}
	var err error
	if d.plan, err = d.planned(); err != nil {
		return nil, err
	}
	if err := d.stock(); err != nil {
		return nil, err
	}
	rankings, err := d.rank()
	if err != nil {
		return nil, err
	}
	err = atOnce(len(out), d.hands, func(i int) error {
		w, r := d.wanted[i], rankings[i]
		out[i] = DueItem{Occurrence: *w.Occurrence, Account: w.Account, Planned: d.plan.of[occurrenceKey{w.Occurrence.Offer.ID, w.Occurrence.Day}],
			Proposals: r.shelf.propose(w, r.best)}
		return d.ctx.Err()
	})
	return out, err
}

// duePlan is what is planned, by occurrence, and what audiences are to see of it, by asset.
type duePlan struct {
	of     map[occurrenceKey][]PlanItem
	coming map[AssetID][]Sighting
}

type occurrenceKey struct{ offer, day string }

const (
	mostPlanPages = 10
	plannedBefore = 30 * 24 * time.Hour // what was posted for an occurrence so long before it is planned for it
)

// planned reads what is planned for the time of the list, and around it.
func (d *dueDay) planned() (*duePlan, error) {
	return d.plans.or(d.to.UnixMicro(), func() (*duePlan, error) {
		out := &duePlan{of: map[occurrenceKey][]PlanItem{}, coming: map[AssetID][]Sighting{}}
		f := PlanFilter{ListFilter: ListFilter{Limit: 1000}, From: d.from.Add(-plannedBefore), To: d.to.Add(freshFor),
			Statuses: []PlanStatus{PlanDraft, PlanToApprove, PlanApproved, PlanPublished, PlanFollowed}}
		for range mostPlanPages {
			page, err := d.Plan.Store.List(d.ctx, f)
			if err != nil {
				return nil, err
			}
			for _, p := range page.Items {
				out.add(p, d.from)
			}
			if f.Cursor = page.Next; f.Cursor == "" {
				break
			}
		}
		return out, nil
	})
}

// add notes a planned post. What is posted already is known from the log of posts.
func (p *duePlan) add(item PlanItem, now time.Time) {
	if item.Offer.ID != "" {
		key := occurrenceKey{item.Offer.ID, item.Day}
		p.of[key] = append(p.of[key], item)
	}
	if item.Account.ID == "" || !item.PlannedAt.After(now) || !item.Open() {
		return
	}
	for _, a := range item.Assets {
		p.coming[a.ID] = append(p.coming[a.ID], Sighting{Asset: a.ID, Account: item.Account, Channel: item.Channel, At: item.PlannedAt})
	}
}

// ranking is an occurrence on its way to its proposals.
type ranking struct {
	shelf *shelf
	best  []weighed
	need  []AssetID // of which has to be known what audiences have seen
}

// rank chooses. What audiences were shown only takes points away, so that it is asked of those alone that would come first
// without it, until no other can come before them: the answer is the same as if it had been asked of all.
func (d *dueDay) rank() ([]ranking, error) {
	out := make([]ranking, len(d.wanted))
	left := make([]int, len(out))
	for i := range out {
		out[i].shelf, _ = d.shelves.get(d.shelfKey(d.wanted[i]))
		left[i] = i
	}
	for look := 2*d.offered + 2; len(left) > 0; look *= 4 {
		err := atOnce(len(left), d.hands, func(n int) error {
			r, w := &out[left[n]], d.wanted[left[n]]
			d.shown.within(func(shown map[AssetID]Seen) {
				r.best, r.need = r.shelf.best(w, d.offered, look, func(id AssetID) (sight, bool) {
					seen, known := shown[id]
					return sight{seen.Exposures, d.plan.coming[id]}, known
				})
			})
			return d.ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		var ask []AssetID
		var again []int
		for _, i := range left {
			if len(out[i].need) > 0 {
				ask, again = append(ask, out[i].need...), append(again, i)
			}
		}
		if err := d.expose(ask); err != nil {
			return nil, err
		}
		left = again
	}
	return out, nil
}

// expose reads what audiences were shown of assets.
func (d *dueDay) expose(ids []AssetID) error {
	return d.inParts(d.shown.missing(ids), func(ids []AssetID) error {
		shown, err := d.Exposures.Seen(d.ctx, ids, d.from.Add(postedAhead))
		if err == nil {
			d.shown.put(ids, shown)
		}
		return err
	})
}

// leastPart is of how many assets a question is worth being asked beside another.
const leastPart = 200

// inParts asks about assets, of which none is asked about twice, in as many parts as there are hands: nearby ones in one, since they
// are stored beside each other.
func (d *dueDay) inParts(ids []AssetID, ask func([]AssetID) error) error {
	slices.Sort(ids)
	parts := slices.Collect(slices.Chunk(ids, max((len(ids)+d.hands-1)/d.hands, leastPart)))
	return atOnce(len(parts), d.hands, func(i int) error { return ask(parts[i]) })
}
