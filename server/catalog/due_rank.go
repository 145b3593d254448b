package catalog

import (
	"slices"
	"time"
)

// Wanted is what something is looked for to be posted: an occurrence, the account it is to be posted on, and when somebody
// asks.
type Wanted struct {
	Occurrence *Occurrence
	Own        []LibraryID // whose assets come before others'
	Account    Account     // zero: nobody's; its channel alone counts
	Now        time.Time
	// Resemble tells by their fingerprints whether two pictures are versions of each other; nil: nobody knows.
	Resemble func(a, b []uint64) bool
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
	Coming    []Sighting  // what is planned to be shown of it
}

// Ground is a reason for a place in the due list, and what it counts. Some only tell.
type Ground struct {
	Reason
	Points int
}

// Proposal is an asset that can be posted again, and why.
type Proposal struct {
	Asset     *Asset // shared: nobody may alter it
	Score     int
	Grounds   []Ground
	Exposures []Exposure // the newest first, with what is planned
	Until     time.Time  // the first moment at which it no longer is cleared; zero: no end is known
	Alike     []*Asset   // what could be posted instead and is all but the same: other frames of the moment, cuts, versions
}

// Rank chooses from candidates what can be posted again, the best first. Being cleared for the account's channel on the day,
// saying nothing that is outdated by then, and suiting the offer, are conditions; all else are points, and each of them is
// told. Of what looks the same one is chosen. The same is answered whatever the order of the candidates. Nothing that a post
// brings counts for the audience that saw it, so that nobody makes an asset come sooner by posting it.
func Rank(w Wanted, candidates []Candidate, limit int) []Proposal {
	seen := make(map[AssetID]sight, len(candidates))
	for _, c := range candidates {
		seen[c.Asset.ID] = sight{c.Exposures, c.Coming}
	}
	s := w.shelve(slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return len(ownReasons(c.Asset)) > 0 }))
	best, _ := s.best(w, limit, 0, func(id AssetID) (sight, bool) { return seen[id], true })
	return s.propose(w, best)
}

// tally counts the points of a candidate, and tells of them where that is wanted.
type tally struct {
	score   int
	fits    int // grounds that have to do with the offer
	unseen  int // what of the score does not count for an audience that has seen it
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

// tell tells all that speaks for and against a candidate.
func (w Wanted) tell(c *Candidate) Proposal {
	t := tally{tells: true}
	cleared := w.clearance(c.Asset)
	w.fit(c, &t)
	w.belongs(c.Asset, &t)
	w.season(c.Asset, &t)
	quality(c.Asset, &t)
	w.response(c, &t)
	w.fatigue(c, &t)
	w.lasts(cleared, &t)
	return Proposal{Asset: c.Asset, Score: t.score, Grounds: t.grounds, Exposures: c.shownAndComing(), Until: cleared.Until}
}

// clearance answers for the account's channel on the day.
func (w Wanted) clearance(a *Asset) ChannelClearance {
	return clearChannel(a, w.Account.Channel, w.use().Library, w.at(), ownReasons(a))
}
