package catalog

import (
	"cmp"
	"slices"
	"strings"
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

// at is when it would be shown: on the day on which the offer comes, or today when that is over.
func (w Wanted) at() time.Time {
	if w.Now.After(w.Occurrence.StartsAt) {
		return w.Now
	}
	return w.Occurrence.StartsAt
}

// Candidate is an asset that may suit, with what is known of it beyond itself.
type Candidate struct {
	Asset     Asset
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
// and suiting the offer, are conditions; all else are points, and each of them is told. The same is answered whatever the
// order of the candidates. Nothing that a post brings counts for the audience that saw it, so that
// nobody makes an asset come sooner by posting it.
func Rank(w Wanted, candidates []Candidate, limit int) []Proposal {
	out := make([]Proposal, 0, min(len(candidates), limit+1))
	for _, c := range candidates {
		if p, ok := w.judge(c); ok {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, proposalOrder)
	return slices.Clip(out[:min(len(out), limit)])
}

// proposalOrder puts the higher score first, then what was recorded later, then the id.
func proposalOrder(a, b Proposal) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), b.Asset.RecordedAt.Compare(a.Asset.RecordedAt), cmp.Compare(a.Asset.ID, b.Asset.ID))
}

// judge counts what speaks for a candidate; false when it is not cleared, or does not suit.
func (w Wanted) judge(c Candidate) (Proposal, bool) {
	cleared := clearChannel(c.Asset, w.Account.Channel, w.use().Library, w.at(), ownReasons(c.Asset))
	if !cleared.Cleared {
		return Proposal{}, false
	}
	grounds := w.fit(c)
	if len(grounds) == 0 || w.onlyJustShown(c, grounds) {
		return Proposal{}, false
	}
	p := Proposal{Asset: c.Asset, Exposures: c.Exposures, Until: cleared.Until, Grounds: slices.Concat(grounds, w.belongs(c.Asset), w.season(c.Asset),
		quality(c.Asset), w.response(c), w.fatigue(c.Exposures), w.lasts(cleared))}
	for _, g := range p.Grounds {
		p.Score += g.Points
	}
	return p, true
}

// onlyJustShown reports whether nothing but an earlier post for the same offer speaks for a candidate, and its audience has
// only just seen it: that nobody is to be reminded of.
func (w Wanted) onlyJustShown(c Candidate, fit []Ground) bool {
	if len(fit) > 1 || !strings.HasPrefix(fit[0].Key, DueSameOffer) {
		return false
	}
	seen, ok := w.shown(c.Exposures)
	return ok && w.at().Sub(seen.LastAt) < freshFor
}

// shown finds what the account's own audience was shown.
func (w Wanted) shown(list []Exposure) (Exposure, bool) {
	for _, e := range list {
		if w.Account.ID != "" && e.Account.ID == w.Account.ID {
			return e, true
		}
	}
	return Exposure{}, false
}
