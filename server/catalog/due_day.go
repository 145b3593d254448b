package catalog

import (
	"context"
	"maps"
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
	library LibraryID // whose list it is; empty: the county's
	wanted  []Wanted

	uses    map[string]map[AssetID][]time.Time
	opening []AssetID
	planned []PlanItem
	assets  map[AssetID]*Asset
	shown   map[AssetID][]Exposure
	asked   map[AssetID]bool // for whom shown is known
	answers map[AssetID]*Response
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
	parts := map[string][]duePart{} // by offer: it comes again and again
	for _, w := range d.wanted {
		if id := w.Occurrence.Offer.ID; parts[id] == nil {
			parts[id] = qs.of(w, d.library, d.Zone)
		}
	}
	if err := qs.ask(d.ctx, d.Assets.index, d.Assets.refs, d.scope); err != nil {
		return nil, err
	}
	out := make([]map[AssetID]candidacy, len(d.wanted))
	byOffer := map[string]map[AssetID]candidacy{}
	var all []AssetID
	seen := map[AssetID]bool{}
	for i, w := range d.wanted {
		id := w.Occurrence.Offer.ID
		if out[i] = byOffer[id]; out[i] != nil {
			continue
		}
		out[i] = d.candidacies(w, parts[id])
		byOffer[id] = out[i]
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
	used := slices.Collect(maps.Keys(d.uses[w.Occurrence.Offer.ID]))
	for _, id := range slices.Concat(w.Occurrence.Offer.Favourites, d.opening, used) {
		if _, ok := out[id]; !ok {
			out[id] = candidacy{}
		}
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
	d.assets = make(map[AssetID]*Asset, len(found))
	for i := range found {
		a := &found[i]
		if d.assets[a.ID] = a; a.Usage.Count > 0 {
			used = append(used, a.ID)
		}
	}
	d.shown, d.asked, d.answers = map[AssetID][]Exposure{}, map[AssetID]bool{}, map[AssetID]*Response{}
	received, err := d.Posts.Received(d.ctx, used)
	for id, r := range received {
		d.answers[id] = &r.Response
	}
	return err
}

// ranking is an occurrence on its way to its proposals.
type ranking struct {
	wanted Wanted
	hoped  []rated // in the order that they would have if no audience had seen any of them
	looked int     // how many of hoped are known for what they are
	best   []Proposal
	done   bool
}

// rank ranks. What audiences were shown only takes points away, so that it is asked of those alone that would come first
// without it, until no other can come before them: the answer is the same as if it had been asked of all.
func (d *dueDay) rank(found []map[AssetID]candidacy) ([]ranking, error) {
	out := make([]ranking, len(d.wanted))
	err := atOnce(len(out), func(i int) error {
		out[i] = ranking{wanted: d.wanted[i], hoped: d.hope(d.wanted[i], found[i])}
		return d.ctx.Err()
	})
	for look, left := 2*d.offered+2, true; err == nil && left; look *= 4 {
		if err = d.expose(d.unasked(out, look)); err != nil {
			break
		}
		left = false
		err = atOnce(len(out), func(i int) error {
			d.settle(&out[i])
			return d.ctx.Err()
		})
		for i := range out {
			left = left || !out[i].done
		}
	}
	return out, err
}

// unasked lists what has to be asked of next, when so many are looked at.
func (d *dueDay) unasked(all []ranking, look int) (ask []AssetID) {
	for i := range all {
		r := &all[i]
		if r.done {
			continue
		}
		r.looked = min(look, len(r.hoped))
		for _, c := range r.hoped[:r.looked] {
			if !d.asked[c.Asset.ID] {
				d.asked[c.Asset.ID] = true
				ask = append(ask, c.Asset.ID)
			}
		}
	}
	return ask
}

// hope rates the candidates as if nobody had seen them.
func (d *dueDay) hope(w Wanted, found map[AssetID]candidacy) []rated {
	list := make([]Candidate, 0, len(found))
	uses := d.uses[w.Occurrence.Offer.ID]
	for id, c := range found {
		a, ok := d.assets[id]
		if !ok {
			continue
		}
		list = append(list, Candidate{Asset: a, Searched: c.searched, Named: c.named, Uses: uses[id], Response: d.answers[id]})
	}
	return w.rate(list)
}

// expose reads what audiences were shown of assets, and adds what is planned to be shown. What was posted before its time
// counts as posted alone.
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
			if _, asked := slices.BinarySearch(ids, a.ID); asked && p.Open() && p.Account.ID != "" && p.PlannedAt.After(d.now) {
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
	list := make([]Candidate, r.looked)
	for i, c := range r.hoped[:r.looked] {
		list[i] = *c.Candidate
		list[i].Exposures = d.shown[c.Asset.ID]
	}
	known := r.wanted.rate(list)
	if r.done = r.looked == len(r.hoped) || len(known) >= d.offered && known[d.offered-1].compare(r.hoped[r.looked]) < 0; r.done {
		r.best = Rank(r.wanted, list, d.offered)
	}
}
