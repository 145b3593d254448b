package catalog

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"
)

func (d *dueDay) shelfKey(w Wanted) shelfKey {
	return shelfKey{w.Occurrence.Offer.ID, w.Account.ID, d.library}
}

// stock fills the shelves of the occurrences' offers, as far as that was not done: once for each offer, however often it comes.
func (d *dueDay) stock() error {
	var keys []shelfKey
	first := map[shelfKey]Wanted{}
	for _, w := range d.wanted {
		key := d.shelfKey(w)
		if _, ok := first[key]; !ok {
			first[key], keys = w, append(keys, key)
		}
	}
	if keys = d.shelves.missing(keys); len(keys) == 0 {
		return nil
	}
	wanted := make([]Wanted, len(keys))
	for i, key := range keys {
		wanted[i] = first[key]
	}
	found, err := d.find(wanted)
	if err != nil {
		return err
	}
	shelves := make([]*shelf, len(keys))
	err = atOnce(len(keys), d.hands, func(i int) error {
		candidates := d.candidates(wanted[i], found[i])
		sum := sumOf(candidates)
		if old := d.before[keys[i]]; old != nil && old.sum == sum {
			shelves[i] = old
			return nil
		}
		shelves[i] = wanted[i].shelve(candidates)
		shelves[i].sum = sum
		return d.ctx.Err()
	})
	if err != nil {
		return err
	}
	byKey := make(map[shelfKey]*shelf, len(keys))
	for i, key := range keys {
		byKey[key] = shelves[i]
	}
	d.shelves.put(keys, byKey)
	return nil
}

// candidacy is an asset that may suit an offer.
type candidacy struct{ searched, named bool }

// find finds what may suit offers, and reads it.
func (d *dueDay) find(wanted []Wanted) ([]map[AssetID]candidacy, error) {
	if err := d.readUses(wanted); err != nil {
		return nil, err
	}
	opening, err := d.opens()
	if err != nil {
		return nil, err
	}
	qs := questions{}
	parts := make([][]duePart, len(wanted))
	for i, w := range wanted {
		parts[i] = qs.of(w, d.library, d.Zone, len(opening.ids) > 0)
	}
	if err := d.ask(qs); err != nil {
		return nil, err
	}
	out := make([]map[AssetID]candidacy, len(wanted))
	err = atOnce(len(wanted), d.hands, func(i int) error {
		out[i] = d.candidacies(wanted[i], parts[i], opening)
		return d.ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var all []AssetID
	for _, found := range out {
		all = slices.AppendSeq(all, maps.Keys(found))
	}
	return out, d.load(all)
}

// readUses reads when what was posted for offers.
func (d *dueDay) readUses(wanted []Wanted) error {
	offers := make([]string, len(wanted))
	for i, w := range wanted {
		offers[i] = w.Occurrence.Offer.ID
	}
	if offers = d.uses.missing(offers); len(offers) == 0 {
		return nil
	}
	uses, err := d.Store.UsesFor(d.ctx, offers, d.from.Add(postedAhead))
	if err == nil {
		d.uses.put(offers, uses)
	}
	return err
}

// ask asks the index what it was not asked yet.
func (d *dueDay) ask(qs questions) error {
	for key, q := range qs {
		if ids, ok := d.answers.get(key); ok {
			q.ids, q.asked = ids, true
		}
	}
	if err := qs.ask(d.ctx, d.hands, d.Assets.index, d.Assets.refs, d.scope); err != nil {
		return err
	}
	var keys []string
	answers := map[string][]AssetID{}
	for key, q := range qs {
		keys, answers[key] = append(keys, key), q.ids
	}
	d.answers.put(keys, answers)
	return nil
}

func (d *dueDay) candidacies(w Wanted, parts []duePart, opening *opening) map[AssetID]candidacy {
	out := map[AssetID]candidacy{}
	for _, p := range parts {
		for _, id := range p.ids {
			if p.closed && !opening.ids[id] {
				continue
			}
			c := out[id]
			out[id] = candidacy{c.searched || p.searched, c.named || p.named}
		}
	}
	add := func(ids []AssetID) {
		for _, id := range ids {
			if _, ok := out[id]; !ok {
				out[id] = candidacy{}
			}
		}
	}
	offer := &w.Occurrence.Offer
	add(offer.Favourites)
	add(opening.by["series "+offer.Match.Series.ID])
	for _, b := range offer.Match.Books {
		add(opening.by["book "+string(b.ID)])
	}
	for _, tag := range offer.Match.Tags {
		add(opening.by["tag "+strings.ToLower(tag)])
	}
	uses, _ := d.uses.get(offer.ID)
	for id := range uses {
		add([]AssetID{id})
	}
	return out
}

var sumSeed = maphash.MakeSeed()

// sumOf tells apart what is found for a shelf, in whatever order: which assets, how, as they were read when, and when they were
// posted for the offer.
func sumOf(candidates []Candidate) (sum uint64) {
	type one struct {
		candidacy
		read *Asset
		used int
		when int64
	}
	for _, c := range candidates {
		part := one{candidacy: candidacy{c.Searched, c.Named}, read: c.Asset, used: len(c.Uses)}
		for _, at := range c.Uses {
			part.when = part.when*31 + at.UnixMicro()
		}
		sum += maphash.Comparable(sumSeed, part)
	}
	return sum
}

// candidates are those of the found that the actor may find and that are cleared on some day.
func (d *dueDay) candidates(w Wanted, found map[AssetID]candidacy) []Candidate {
	list := make([]Candidate, 0, len(found))
	uses, _ := d.uses.get(w.Occurrence.Offer.ID)
	d.assets.within(func(assets map[AssetID]dueAsset) {
		for id, c := range found {
			if a := assets[id]; a.Asset != nil && !a.never {
				list = append(list, Candidate{Asset: a.Asset, Searched: c.searched, Named: c.named, Uses: uses[id], Response: a.reply})
			}
		}
	})
	return list
}

// dueAsset is an asset with how it was received; nil: it is not there, or not for the actor.
type dueAsset struct {
	*Asset
	reply *Response
	never bool // it is cleared on no day
}

// load reads assets as they are now, within what the actor may find, and how they were received.
func (d *dueDay) load(ids []AssetID) error { return d.inParts(d.assets.missing(ids), d.read) }

func (d *dueDay) read(ids []AssetID) error {
	shown, err := d.Assets.store.Shown(d.ctx, ids, d.scope)
	if err != nil {
		return err
	}
	var used []AssetID
	for i := range shown {
		if a := &shown[i]; a.Usage.Count > 0 {
			used = append(used, a.ID)
		}
	}
	received, err := d.Posts.Received(d.ctx, used)
	if err != nil {
		return err
	}
	assets := make(map[AssetID]dueAsset, len(shown))
	for i := range shown {
		one := dueAsset{Asset: &shown[i], never: len(ownReasons(&shown[i])) > 0}
		if r, ok := received[one.ID]; ok {
			one.reply = &r.Response
		}
		assets[one.ID] = one
	}
	d.assets.put(ids, assets)
	return nil
}

// opening is what is cleared for nothing or not for all now, and may be later: what an embargo or a consent that begins holds
// back. The index finds what is cleared now.
type opening struct {
	ids map[AssetID]bool
	by  map[string][]AssetID // "tag baby", "series id" or "book id"
}

// mostOpening bounds what opens; what does first is taken.
const mostOpening = 1000

// opens reads what opens as far as the list may reach.
func (d *dueDay) opens() (*opening, error) {
	return d.opening.or(struct{}{}, func() (*opening, error) {
		ids, err := d.Store.Opening(d.ctx, d.from, d.from.Add((furthestDue+1)*24*time.Hour), mostOpening)
		if err != nil {
			return nil, err
		}
		out := &opening{ids: map[AssetID]bool{}, by: map[string][]AssetID{}}
		if err := d.load(ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			if a, _ := d.assets.get(id); a.Asset != nil {
				out.add(a.Asset)
			}
		}
		return out, nil
	})
}

func (o *opening) add(a *Asset) {
	o.ids[a.ID] = true
	put := func(key string) { o.by[key] = append(o.by[key], a.ID) }
	if a.Series.ID != "" {
		put("series " + a.Series.ID)
	}
	for _, b := range a.Books {
		put("book " + string(b.ID))
	}
	for _, tag := range a.Tags {
		put("tag " + strings.ToLower(tag))
	}
}
