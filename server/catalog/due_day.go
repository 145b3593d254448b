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
	ctx     context.Context
	actor   Actor
	scope   Scope
	now     time.Time
	offered int
	wanted  []Wanted

	uses    map[string]map[AssetID][]time.Time
	opening []AssetID
	planned []PlanItem
	assets  map[AssetID]Asset
	shown   map[AssetID][]Exposure
	asked   map[AssetID]bool // for whom shown is known
	answers map[AssetID]Received
}

// items finds candidates for every occurrence and ranks them.
func (d *dueDay) items() ([]DueItem, error) {
	out := make([]DueItem, len(d.wanted))
	if len(out) == 0 {
		return out, nil
	}
	if err := d.read(); err != nil {
		return nil, err
	}
	found, err := d.find()
	if err != nil {
		return nil, err
	}
	byOffer := map[string][]PlanItem{}
	for _, p := range d.planned {
		byOffer[p.Offer.ID+" "+p.Day] = append(byOffer[p.Offer.ID+" "+p.Day], p)
	}
	rankings, err := d.rank(found)
	for i, w := range d.wanted {
		out[i] = DueItem{Occurrence: w.Occurrence, Account: w.Account, Planned: byOffer[w.Occurrence.Offer.ID+" "+w.Occurrence.Day]}
		if err == nil {
			out[i].Proposals = rankings[i].best
		}
	}
	return out, err
}

// read reads what is known of earlier and of planned posts.
func (d *dueDay) read() (err error) {
	last := d.wanted[len(d.wanted)-1].Occurrence.StartsAt
	offers := make([]string, len(d.wanted))
	for i, w := range d.wanted {
		offers[i] = w.Occurrence.Offer.ID
	}
	slices.Sort(offers)
	if d.uses, err = d.Store.UsesFor(d.ctx, slices.Compact(offers), d.now); err != nil {
		return err
	}
	if d.opening, err = d.Store.Opening(d.ctx, d.now, last.Add(time.Second), mostOpening); err != nil {
		return err
	}
	f := PlanFilter{ListFilter: ListFilter{Limit: 1000}, From: d.now, To: last.Add(freshFor),
		Statuses: []PlanStatus{PlanDraft, PlanToApprove, PlanApproved, PlanPublished, PlanFollowed}}
	for range mostPlanPages {
		page, err := d.Plan.Store.List(d.ctx, f)
		if err != nil {
			return err
		}
		d.planned = append(d.planned, page.Items...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	return nil
}

const (
	mostOpening   = 100
	mostPlanPages = 10
)

// candidacy is an asset that may suit an occurrence.
type candidacy struct{ searched, named bool }

// find finds what may suit each of the occurrences, and reads it.
func (d *dueDay) find() ([]map[AssetID]candidacy, error) {
	if err := d.Assets.catchUp(d.ctx, d.actor); err != nil {
		return nil, err
	}
	qs := questions{}
	parts := make([][]duePart, len(d.wanted))
	for i, w := range d.wanted {
		parts[i] = qs.of(w, d.Zone)
	}
	if err := qs.ask(d.ctx, d.Assets.index, d.Assets.refs, d.scope); err != nil {
		return nil, err
	}
	out := make([]map[AssetID]candidacy, len(d.wanted))
	var all []AssetID
	seen := map[AssetID]bool{}
	for i, w := range d.wanted {
		out[i] = d.candidacies(w, parts[i])
		for id := range out[i] {
			if !seen[id] {
				seen[id] = true
				all = append(all, id)
			}
		}
	}
	slices.Sort(all)
	return out, d.load(all)
}

func (d *dueDay) candidacies(w Wanted, parts []duePart) map[AssetID]candidacy {
	out := map[AssetID]candidacy{}
	for _, p := range parts {
		for _, id := range p.ids {
			c := out[id]
			out[id] = candidacy{c.searched || p.searched, c.named || p.named}
		}
	}
	for _, id := range slices.Concat(w.Occurrence.Offer.Favourites, d.opening) {
		out[id] = out[id]
	}
	for id := range d.uses[w.Occurrence.Offer.ID] {
		out[id] = out[id]
	}
	return out
}

// load reads assets as they are now, within what the actor may find, and how they were received.
func (d *dueDay) load(ids []AssetID) error {
	found, err := d.Assets.store.Shown(d.ctx, ids, d.scope)
	if err != nil {
		return err
	}
	var used []AssetID
	d.assets = make(map[AssetID]Asset, len(found))
	for _, a := range found {
		if d.assets[a.ID] = a; a.Usage.Count > 0 {
			used = append(used, a.ID)
		}
	}
	d.shown, d.asked = map[AssetID][]Exposure{}, map[AssetID]bool{}
	d.answers, err = d.Posts.Received(d.ctx, used)
	return err
}

// ranking is an occurrence on its way to its proposals.
type ranking struct {
	wanted     Wanted
	candidates map[AssetID]Candidate
	hoped      []Proposal // in the order that they would have if no audience had seen any of them
	looked     int        // how many of hoped are known for what they are
	best       []Proposal
	done       bool
}

// rank ranks. What audiences were shown only takes points away, so that it is asked of those alone that would come first
// without it, until no other can come before them: the answer is the same as if it had been asked of all.
func (d *dueDay) rank(found []map[AssetID]candidacy) ([]ranking, error) {
	out := make([]ranking, len(d.wanted))
	err := atOnce(len(out), func(i int) error {
		out[i] = d.hope(d.wanted[i], found[i])
		return d.ctx.Err()
	})
	for look := 2*d.offered + 2; err == nil; look *= 4 {
		var ask []AssetID
		for i := range out {
			if r := &out[i]; !r.done {
				r.looked = min(look, len(r.hoped))
				for _, p := range r.hoped[:r.looked] {
					if !d.asked[p.Asset.ID] {
						d.asked[p.Asset.ID] = true
						ask = append(ask, p.Asset.ID)
					}
				}
			}
		}
		if err = d.expose(ask); err != nil {
			break
		}
		left := false
		err = atOnce(len(out), func(i int) error {
			d.settle(&out[i])
			return d.ctx.Err()
		})
		for i := range out {
			left = left || !out[i].done
		}
		if !left {
			break
		}
	}
	return out, err
}

// hope ranks the candidates as if nobody had seen them.
func (d *dueDay) hope(w Wanted, found map[AssetID]candidacy) ranking {
	r := ranking{wanted: w, candidates: make(map[AssetID]Candidate, len(found))}
	list := make([]Candidate, 0, len(found))
	uses := d.uses[w.Occurrence.Offer.ID]
	for id, c := range found {
		a, ok := d.assets[id]
		if !ok {
			continue
		}
		one := Candidate{Asset: a, Searched: c.searched, Named: c.named, Uses: uses[id]}
		if got, ok := d.answers[id]; ok {
			one.Response = &got.Response
		}
		r.candidates[id] = one
		list = append(list, one)
	}
	r.hoped = Rank(w, list, len(list))
	return r
}

// expose reads what audiences were shown of assets, and adds what is planned to be shown.
func (d *dueDay) expose(ids []AssetID) error {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	shown, err := d.Exposures.Exposures(d.ctx, ids, d.now)
	if err != nil {
		return err
	}
	for id, list := range shown {
		d.shown[id] = slices.Clone(list)
	}
	for _, p := range d.planned {
		for _, a := range p.Assets {
			if _, asked := slices.BinarySearch(ids, a.ID); asked && p.Account.ID != "" && p.PlannedAt.After(d.now) {
				d.shown[a.ID] = planned(d.shown[a.ID], p)
			}
		}
	}
	return nil
}

// planned adds a planned post to what audiences were shown: it is what they will have been shown.
func planned(list []Exposure, p PlanItem) []Exposure {
	i := slices.IndexFunc(list, func(e Exposure) bool { return e.Account.ID == p.Account.ID })
	if i < 0 {
		i, list = len(list), append(list, Exposure{Account: p.Account, Channel: p.Channel})
	}
	e := &list[i]
	if e.Count++; p.PlannedAt.After(e.LastAt) {
		e.LastAt, e.Alike = p.PlannedAt, false
	}
	slices.SortStableFunc(list, func(a, b Exposure) int { return b.LastAt.Compare(a.LastAt) })
	return list
}

// settle ranks those that are known for what they are, and is done when none of the others can come before the last of them.
func (d *dueDay) settle(r *ranking) {
	if r.done {
		return
	}
	list := make([]Candidate, 0, r.looked)
	for _, p := range r.hoped[:r.looked] {
		c := r.candidates[p.Asset.ID]
		c.Exposures = d.shown[p.Asset.ID]
		list = append(list, c)
	}
	r.best = Rank(r.wanted, list, d.offered)
	r.done = r.looked == len(r.hoped) || len(r.best) == d.offered && proposalOrder(r.best[d.offered-1], r.hoped[r.looked]) < 0
}
