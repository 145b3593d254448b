package catalog

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// shelf is what may suit an offer on an account, made ready once for all the times that the offer comes. It is in the order
// of what each would count at most; only those that come first are looked at closer. It is shared and not altered.
type shelf struct {
	list []shelved
	sum  uint64 // of what it was made of
	// above and below are, of each, what is all but the same and rather chosen, and what is chosen less; nil: not looked for yet.
	above, below []atomic.Pointer[[]int]
}

// shelved is a candidate with what counts for it on every day, whoever has seen it.
type shelved struct {
	Candidate      // without what audiences have seen
	hope      int  // what counts, as if nobody had seen it, without the season
	unseen    int  // what of it does not count for an audience that has
	used      bool // nothing speaks for it but that it was posted for the same offer before
}

// shelve makes candidates ready, of which each is cleared on some day. What has nothing to do with the offer is left out.
func (w Wanted) shelve(candidates []Candidate) *shelf {
	s := &shelf{list: make([]shelved, 0, len(candidates))}
	for _, c := range candidates {
		c.Exposures, c.Coming = nil, nil
		t := tally{}
		if w.fit(&c, &t); t.fits == 0 {
			continue
		}
		used := t.fits == 1 && len(c.Uses) > 0
		w.belongs(c.Asset, &t)
		quality(c.Asset, &t)
		w.response(&c, &t)
		s.list = append(s.list, shelved{Candidate: c, hope: t.score, unseen: t.unseen, used: used})
	}
	slices.SortFunc(s.list, func(a, b shelved) int {
		if a.hope != b.hope {
			return b.hope - a.hope
		}
		return cmp.Compare(a.Asset.ID, b.Asset.ID)
	})
	s.above, s.below = make([]atomic.Pointer[[]int], len(s.list)), make([]atomic.Pointer[[]int], len(s.list))
	return s
}

// sight is what audiences have seen and are to see of an asset.
type sight struct {
	shown  []Exposure
	coming []Sighting
}

// weighed is one of a shelf, with what it counts for an occurrence.
type weighed struct {
	at    int // in the shelf
	score int
	asset *Asset
	sight
}

// compare puts the higher score first, then what was recorded later, then the id.
func (a weighed) compare(b weighed) int {
	return cmp.Or(cmp.Compare(b.score, a.score), b.asset.RecordedAt.Compare(a.asset.RecordedAt), cmp.Compare(a.asset.ID, b.asset.ID))
}

// best chooses the best n. What audiences have seen only takes points away, and the season adds a few at most: so it ends
// where no other can come before those that it has. Of what seen does not know yet, it lists what it needs to know to go on,
// as many as look says; then it has not ended.
func (s *shelf) best(w Wanted, n, look int, seen func(AssetID) (sight, bool)) (top []weighed, need []AssetID) {
	for i := range s.list {
		e := &s.list[i]
		if len(top) == n && e.hope+worthSeason < top[n-1].score {
			break
		}
		known, ok := seen(e.Asset.ID)
		if !ok {
			return nil, s.unknown(i, look, seen)
		}
		one := weighed{at: i, asset: e.Asset, sight: known}
		if one.score, ok = e.weigh(w, known); !ok || len(top) == n && one.compare(top[n-1]) > 0 || !e.holds(w) || s.hidden(w, i) {
			continue
		}
		place, _ := slices.BinarySearchFunc(top, one, weighed.compare)
		top = slices.Insert(top, place, one)
		top = top[:min(len(top), n)]
	}
	return top, nil
}

// unknown lists what is not known of those from one on.
func (s *shelf) unknown(from, look int, seen func(AssetID) (sight, bool)) (need []AssetID) {
	for i := from; i < len(s.list) && len(need) < look; i++ {
		if _, known := seen(s.list[i].Asset.ID); !known {
			need = append(need, s.list[i].Asset.ID)
		}
	}
	return need
}

// weigh counts what one is worth for an occurrence, without telling. When nothing but an earlier post for the same offer
// speaks for it, an audience is not reminded of what it has only just seen.
func (e *shelved) weigh(w Wanted, seen sight) (score int, ok bool) {
	t := tally{score: e.hope}
	w.season(e.Asset, &t)
	if own, shown := w.audience(seen.shown, seen.coming); shown {
		if e.used && w.at().Sub(own.LastAt).Abs() < freshFor {
			return 0, false
		}
		t.score -= e.unseen
		w.wearies(own, &t)
	}
	return t.score, true
}

// holds reports whether it may be posted: it is cleared on the day, and says nothing that is outdated by then. What is cleared on
// no day is on no shelf.
func (e *shelved) holds(w Wanted) bool {
	at := w.at()
	return clearChannel(e.Asset, w.Account.Channel, w.use().Library, at, nil).Cleared && (len(e.Asset.Facts) == 0 || !e.Asset.ShelfLife(at).Over())
}

// propose tells why the best are the best, and what is all but the same.
func (s *shelf) propose(w Wanted, best []weighed) []Proposal {
	out := make([]Proposal, 0, len(best))
	for _, b := range best {
		c := s.list[b.at].Candidate
		c.Exposures, c.Coming = b.shown, b.coming
		p := w.tell(&c)
		for _, i := range s.alike(w, b.at, s.below, func(e, o *shelved) bool { return e.before(o) }) {
			if e := &s.list[i]; e.holds(w) {
				p.Alike = append(p.Alike, e.Asset)
			}
		}
		out = append(out, p)
	}
	return out
}

// hidden reports whether something can be posted that is all but the same and rather chosen.
func (s *shelf) hidden(w Wanted, i int) bool {
	above := s.alike(w, i, s.above, func(e, o *shelved) bool { return o.before(e) })
	return slices.ContainsFunc(above, func(j int) bool { return s.list[j].holds(w) })
}

// alike finds what is all but the same as one and stands as it is asked for.
func (s *shelf) alike(w Wanted, i int, kept []atomic.Pointer[[]int], stands func(e, o *shelved) bool) []int {
	if known := kept[i].Load(); known != nil {
		return *known
	}
	var out []int
	for j := range s.list {
		if e, o := &s.list[i], &s.list[j]; i != j && stands(e, o) && alike(e.Asset, o.Asset, w.Resemble) {
			out = append(out, j)
		}
	}
	kept[i].Store(&out)
	return out
}

// before reports which of two that are all but the same is chosen: whatever audiences have seen, so that nobody brings one
// forward by posting it.
func (e *shelved) before(o *shelved) bool {
	if e.used != o.used {
		return o.used
	}
	if sure, other := e.hope-e.unseen, o.hope-o.unseen; sure != other {
		return sure > other
	}
	return cmp.Or(o.Asset.RecordedAt.Compare(e.Asset.RecordedAt), cmp.Compare(e.Asset.ID, o.Asset.ID)) < 0
}

// alike reports whether two are the same clip to an audience: the same bytes, one cut from the other or both from the same,
// or versions of one picture.
func alike(a, b *Asset, resemble func(a, b []uint64) bool) bool {
	switch {
	case a.Original.Size == b.Original.Size && a.Original.SHA256 != "" && a.Original.SHA256 == b.Original.SHA256:
		return true
	case a.DerivedFrom != "" && (a.DerivedFrom == b.ID || a.DerivedFrom == b.DerivedFrom), b.DerivedFrom != "" && b.DerivedFrom == a.ID:
		return true
	}
	return resemble != nil && len(a.Fingerprints) > 0 && len(b.Fingerprints) > 0 && resemble(a.Fingerprints, b.Fingerprints)
}
