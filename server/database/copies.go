package database

import (
	"sync"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// generation is how many assets are read before those that nobody has looked at meanwhile are let go.
const generation = 16384

// copies keep what was read of the catalogue while it stays true.
//
// Every write appends to the list of changes in its own transaction, and changes are committed in their order. So what
// was read when the newest change was n is still true when no change after n bears on it. One question for the newest
// change, asked in every request, thus confirms all copies; what changes bear on is let go before.
type copies struct {
	following chan struct{} // holds one while somebody follows the changes

	mu     sync.Mutex
	seq    int64 // all copies are true up to this change
	recent map[catalog.AssetID]*catalog.Asset
	older  map[catalog.AssetID]*catalog.Asset
	names  map[catalog.Kind]map[string]string // by id
	offers *catalog.OfferSet                  // nil: not read
}

func newCopies() *copies {
	c := &copies{following: make(chan struct{}, 1)}
	c.clear(0)
	return c
}

// clear lets all go.
func (c *copies) clear(seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq, c.older, c.offers = seq, nil, nil
	c.recent, c.names = map[catalog.AssetID]*catalog.Asset{}, map[catalog.Kind]map[string]string{}
}

// upTo tells the change up to which the copies are true.
func (c *copies) upTo() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seq
}

// advance lets go what changes up to seq bear on: these assets, and all names of these registers.
func (c *copies) advance(seq int64, assets []catalog.AssetID, kinds map[catalog.Kind]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq = seq
	for _, id := range assets {
		delete(c.recent, id)
		delete(c.older, id)
	}
	for kind := range kinds {
		switch kind {
		case catalog.KindOffer, catalog.KindSchoolHoliday, catalog.KindLibrary, catalog.KindSeries, catalog.KindBook:
			c.offers = nil
		}
		if delete(c.names, kind); kind == catalog.KindLibrary {
			delete(c.names, catalog.KindRecordingDay) // which is named by its place
		}
	}
}

// assets finds copies, nil for those that are missing, whose ids are listed as well.
func (c *copies) assets(ids []catalog.AssetID) (found []*catalog.Asset, missing []string) {
	found = make([]*catalog.Asset, len(ids))
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, id := range ids {
		a, ok := c.recent[id]
		if !ok {
			if a, ok = c.older[id]; !ok {
				missing = append(missing, string(id))
				continue
			}
			c.add(a)
		}
		found[i] = a
	}
	return found, missing
}

// keepAssets takes copies of assets that were read when seq was the newest change. What was read before a change that
// the copies have followed already may be false, and is not kept.
func (c *copies) keepAssets(seq int64, assets []catalog.Asset) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seq < c.seq {
		return
	}
	for i := range assets {
		c.add(&assets[i])
	}
}

func (c *copies) add(a *catalog.Asset) {
	if len(c.recent) >= generation {
		c.recent, c.older = map[catalog.AssetID]*catalog.Asset{}, c.recent
	}
	c.recent[a.ID] = a
}

// named adds the names of entries of a register to a map, and lists the ids that are missing.
func (c *copies) named(kind catalog.Kind, ids []string, names map[string]string) (missing []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.names[kind]
	for _, id := range ids {
		if name, ok := known[id]; ok {
			names[id] = name
		} else {
			missing = append(missing, id)
		}
	}
	return missing
}

// keepNames takes names that were read when seq was the newest change.
func (c *copies) keepNames(seq int64, kind catalog.Kind, names map[string]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seq < c.seq {
		return
	}
	if c.names[kind] == nil {
		c.names[kind] = map[string]string{}
	}
	for id, name := range names {
		c.names[kind][id] = name
	}
}

// offered gives the copy of all offers, or nil.
func (c *copies) offered() *catalog.OfferSet {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offers
}

// keepOffers takes a copy of all offers that were read when seq was the newest change, and gives the one to be used.
func (c *copies) keepOffers(seq int64, set *catalog.OfferSet) *catalog.OfferSet {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seq < c.seq {
		return set
	}
	c.offers = set
	return set
}
