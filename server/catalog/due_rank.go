package catalog

import (
	"cmp"
	"slices"
	"time"
)

// Wanted is what something is looked for to be posted: an occurrence, the account it is to be posted on, and when somebody
// asks.
type Wanted struct {
	Occurrence Occurrence
	Own        []LibraryID // whose assets come before others'
	Account    Account     // zero: nobody's; its channel alone counts
	Now        time.Time
}

// use is what an asset has to be cleared for.
func (w Wanted) use() Use {
	return Use{Channel: w.Account.Channel, Library: LibraryID(w.Account.Library.ID)}
}

// at is when it would be shown: on the day on which the offer comes, or today when that is over. It is in the zone of the
// offer's days.
func (w Wanted) at() time.Time {
	if w.Now.After(w.Occurrence.StartsAt) {
		return w.Now.In(w.Occurrence.StartsAt.Location())
	}
	return w.Occurrence.StartsAt
}

// Candidate is an asset that may suit, with what is known of it beyond itself.
type Candidate struct {
	Asset     *Asset
	Searched  bool        // the offer's saved search finds it
	Named     bool        // it bears the offer's name, and nobody has said what suits the offer
	Uses      []time.Time // when it was posted for the same offer, the newest first
	Response  *Response   // to the post of it that was last answered; nil: none is known
	Exposures []Exposure  // the newest first
}

// Ground is a reason for a place in the due list, and what it counts. Some only tell.
type Ground struct {
	Reason
	Points int
}

// Proposal is an asset that can be posted again, and why.
type Proposal struct {
	Asset     Asset
	Score     int
	Grounds   []Ground
	Exposures []Exposure // the newest first
	Until     time.Time  // the first moment at which it no longer is cleared; zero: no end is known
}

// Rank chooses from candidates what can be posted again, the best first. Being cleared for the account's channel on the day,
// saying nothing that is outdated by then, and suiting the offer, are conditions; all else are points, and each of them is told. The same is answered whatever the
// order of the candidates. Nothing that a post brings counts for the audience that saw it, so that nobody makes an asset come
// sooner by posting it.
func Rank(w Wanted, candidates []Candidate, limit int) []Proposal {
	rated := w.rate(candidates)
	out := make([]Proposal, 0, min(len(rated), limit))
	for _, r := range rated[:min(len(rated), limit)] {
		t := tally{tells: true}
		until := w.judge(r.Candidate, &t)
		out = append(out, Proposal{Asset: *r.Asset, Score: t.score, Grounds: t.grounds, Exposures: r.Exposures, Until: until})
	}
	return out
}

// rated is a candidate with its score.
type rated struct {
	*Candidate
	score int
}

// rate counts without telling, and sorts: most of what is looked at is never shown.
func (w Wanted) rate(candidates []Candidate) []rated {
	out := make([]rated, 0, len(candidates))
	for i := range candidates {
		c, t := &candidates[i], tally{}
		if w.judge(c, &t); t.out {
			continue
		}
		out = append(out, rated{c, t.score})
	}
	slices.SortFunc(out, rated.compare)
	return out
}

// compare puts the higher score first, then what was recorded later, then the id.
func (r rated) compare(o rated) int {
	return cmp.Or(cmp.Compare(o.score, r.score), o.Asset.RecordedAt.Compare(r.Asset.RecordedAt), cmp.Compare(r.Asset.ID, o.Asset.ID))
}

// tally counts the points of a candidate, and tells of them where that is wanted.
type tally struct {
	score   int
	fits    int  // grounds that have to do with the offer
	out     bool // not cleared, outdated, or does not suit
	tells   bool
	grounds []Ground
}

// add counts a ground; args are asked for only when it is told.
func (t *tally) add(points int, key string, args func() Args) {
	t.score += points
	if !t.tells {
		return
	}
	g := Ground{Reason{Key: key}, points}
	if args != nil {
		g.Args = args()
	}
	t.grounds = append(t.grounds, g)
}

// judge counts what speaks for a candidate, and tells until when it is cleared.
func (w Wanted) judge(c *Candidate, t *tally) (until time.Time) {
	cleared := clearChannel(*c.Asset, w.Account.Channel, w.use().Library, w.at(), ownReasons(*c.Asset))
	if !cleared.Cleared || len(c.Asset.Facts) > 0 && c.Asset.ShelfLife(w.at()).Over() {
		t.out = true
		return until
	}
	w.fit(c, t)
	if t.fits == 0 || t.fits == 1 && len(c.Uses) > 0 && w.justShown(c) {
		t.out = true
		return until
	}
	w.belongs(c.Asset, t)
	w.season(c.Asset, t)
	quality(c.Asset, t)
	w.response(c, t)
	w.fatigue(c.Exposures, t)
	w.lasts(cleared, t)
	return cleared.Until
}

// justShown reports whether an audience has only just seen a candidate. When nothing but an earlier post for the same offer
// speaks for it, nobody is to be reminded of it yet.
func (w Wanted) justShown(c *Candidate) bool {
	seen, ok := w.shown(c.Exposures)
	return ok && w.at().Sub(seen.LastAt) < freshFor
}

// shown finds what the account's own audience was shown.
func (w Wanted) shown(list []Exposure) (*Exposure, bool) {
	for i := range list {
		if w.Account.ID != "" && list[i].Account.ID == w.Account.ID {
			return &list[i], true
		}
	}
	return nil, false
}
