package catalog_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// wanted is an occurrence of an offer that many of the drawn candidates suit, for the county or a library.
func (d draw) wanted() catalog.Wanted {
	w := dads()
	w.Account.Channel = catalog.Channels()[d.IntN(6)]
	w.Account.Library.ID = []string{"", "tysvaer", "sandnes"}[d.IntN(3)]
	w.Now = d.moment()
	w.Occurrence.StartsAt = w.Now.AddDate(0, 0, d.IntN(60))
	return w
}

// candidates are drawn assets that suit the offer in different ways, or not at all; some were shown before.
func (d draw) candidates(w catalog.Wanted) []catalog.Candidate {
	out := make([]catalog.Candidate, 2+d.IntN(8))
	for i := range out {
		c := &out[i]
		a := d.asset()
		c.Asset = &a
		c.Asset.ID = catalog.AssetID(fmt.Sprint("a", i))
		c.Asset.EditorsPick, c.Searched = d.chance(4), d.chance(3)
		if c.Asset.Tags = some(d, []string{"pappatreff", "baby"}); d.chance(3) {
			c.Asset.Series.ID = "fathers"
		}
		for range d.IntN(3) {
			d.post(c, w, w.Now.AddDate(0, 0, -d.IntN(900)), d.chance(2), d.chance(2))
		}
	}
	return out
}

// post notes on a candidate that it was posted: on the account of what is wanted or on another, for its offer or not.
func (d draw) post(c *catalog.Candidate, w catalog.Wanted, at time.Time, here, offer bool) {
	account := catalog.Ref{ID: "other", Name: "Andre"}
	if here {
		account = catalog.Ref{ID: w.Account.ID, Name: w.Account.Name}
	}
	if offer {
		c.Uses = append([]time.Time{at}, c.Uses...)
		slices.SortFunc(c.Uses, func(a, b time.Time) int { return b.Compare(a) })
	}
	c.Exposures = slices.Clone(c.Exposures)
	i := slices.IndexFunc(c.Exposures, func(e catalog.Exposure) bool { return e.Account == account })
	if i < 0 {
		i, c.Exposures = len(c.Exposures), append(c.Exposures, catalog.Exposure{Account: account})
	}
	e := &c.Exposures[i]
	if e.Count++; at.After(e.LastAt) {
		e.LastAt = at
	}
	slices.SortStableFunc(c.Exposures, func(a, b catalog.Exposure) int { return b.LastAt.Compare(a.LastAt) })
}

// place is where an asset stands in a list: 0 is the first, and the length that it does not.
func place(list []catalog.Proposal, id catalog.AssetID) int {
	if i := slices.IndexFunc(list, func(p catalog.Proposal) bool { return p.Asset.ID == id }); i >= 0 {
		return i
	}
	return len(list)
}

// TestPostingNeverRaises: what is posted on an account does not come sooner there, whatever it is posted for and however well
// it is answered.
func TestPostingNeverRaises(t *testing.T) {
	listed := 0
	draws(t, func(t *testing.T, d draw) {
		w := d.wanted()
		list := d.candidates(w)
		before := catalog.Rank(w, list, 100)
		if len(before) == 0 {
			return
		}
		listed++
		id := before[d.IntN(len(before))].Asset.ID
		i := slices.IndexFunc(list, func(c catalog.Candidate) bool { return c.Asset.ID == id })
		d.post(&list[i], w, w.Now.AddDate(0, 0, -d.IntN(900)), true, d.chance(2))
		if d.chance(2) {
			views, likes := 100, 50
			list[i].Response = &catalog.Response{Views: &views, Likes: &likes}
		}
		after := catalog.Rank(w, list, 100)
		if place(after, id) < place(before, id) {
			t.Fatalf("%s was posted on the account and came sooner:\n%s\nbefore it was\n%s", id, explained(after), explained(before))
		}
	})
	if listed < 1000 {
		t.Errorf("only in %d of the draws was anything proposed", listed)
	}
}

// TestWithdrawingNeverRaises: an asset on which somebody takes their consent back comes no sooner, and nobody else's points
// change.
func TestWithdrawingNeverRaises(t *testing.T) {
	gone := 0
	draws(t, func(t *testing.T, d draw) {
		w := d.wanted()
		list := d.candidates(w)
		before := catalog.Rank(w, list, 100)
		i := d.IntN(len(list))
		id, people := list[i].Asset.ID, slices.Clone(list[i].Asset.People)
		for j := range people {
			people[j].Permissions = slices.Clone(people[j].Permissions)
			for k := range people[j].Permissions {
				people[j].Permissions[k].WithdrawnAt = w.Now
			}
		}
		withdrawn := *list[i].Asset
		withdrawn.People = people
		list[i].Asset = &withdrawn
		after := catalog.Rank(w, list, 100)
		if len(people) > 0 && place(after, id) < len(after) {
			t.Fatalf("%s is proposed after everybody on it took their consent back", id)
		}
		if len(after) < len(before) {
			gone++
		}
		for _, p := range after {
			if q := before[place(before, p.Asset.ID)]; p.Score != q.Score {
				t.Fatalf("%s counts %d, and %d before another's consent was withdrawn", p.Asset.ID, p.Score, q.Score)
			}
		}
	})
	if gone < 80 {
		t.Errorf("only in %d of the draws was anything lost by a withdrawal", gone)
	}
}

// TestNothingUnclearedOverYears walks through years of weekly occurrences. What comes first is posted each time, consents
// are withdrawn, embargoes and rights end; at no time is anything proposed that the rule, as it is written down in these
// tests, does not clear for that day.
func TestNothingUnclearedOverYears(t *testing.T) {
	proposed := 0
	for seed := range uint64(40) {
		d := drawFrom(seed)
		w := d.wanted()
		list := d.candidates(w)
		for week := range 52 * 4 {
			w.Now = today.AddDate(-1, 0, 7*week)
			w.Occurrence.StartsAt = w.Now.AddDate(0, 0, d.IntN(21))
			found := catalog.Rank(w, list, 5)
			for _, p := range found {
				use := catalog.Use{Channel: w.Account.Channel, Library: catalog.LibraryID(w.Account.Library.ID)}
				if proposed++; !shows(*p.Asset, use, w.Occurrence.StartsAt) {
					t.Fatalf("seed %d, week %d: %s is proposed and not cleared: %+v", seed, week, p.Asset.ID, p.Asset)
				}
				if !p.Until.IsZero() && !p.Until.After(w.Occurrence.StartsAt) {
					t.Fatalf("seed %d, week %d: %s is said to be cleared until %s, for %s", seed, week, p.Asset.ID, p.Until, w.Occurrence.StartsAt)
				}
			}
			if len(found) > 0 {
				i := slices.IndexFunc(list, func(c catalog.Candidate) bool { return c.Asset.ID == found[0].Asset.ID })
				d.post(&list[i], w, w.Occurrence.StartsAt, true, true)
			}
			if i := d.IntN(len(list)); d.chance(20) && len(list[i].Asset.People) > 0 && len(list[i].Asset.People[0].Permissions) > 0 {
				list[i].Asset.People[0].Permissions[0].WithdrawnAt = w.Now
			}
		}
	}
	if proposed < 1000 {
		t.Errorf("only %d were proposed in all the years: they say too little", proposed)
	}
}

// TestWornOutGivesWay: an offer that comes every week does not live on one clip.
func TestWornOutGivesWay(t *testing.T) {
	d, w := drawFrom(1), dads()
	list := shelf()
	posted := map[catalog.AssetID]int{}
	for week := range 30 {
		w.Now = asked.AddDate(0, 0, 7*week)
		w.Occurrence.StartsAt = w.Now.AddDate(0, 0, 2)
		best := catalog.Rank(w, list, 1)[0].Asset.ID
		posted[best]++
		i := slices.IndexFunc(list, func(c catalog.Candidate) bool { return c.Asset.ID == best })
		d.post(&list[i], w, w.Occurrence.StartsAt, true, true)
	}
	if len(posted) < 8 || posted["favourite"] > 8 {
		t.Errorf("30 weeks are filled by %v", posted)
	}
}
