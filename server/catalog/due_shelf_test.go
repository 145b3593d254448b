package catalog_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// alone is what is said of a candidate when nothing else is there.
type alone struct {
	catalog.Proposal
	standing int  // what counts for it whatever the day and whoever has seen it
	used     bool // it was posted for the offer before, and nothing else speaks for it
}

// plainly ranks without shelves: it judges each candidate alone, sorts them, and leaves out what is all but the same as
// something that stands before it.
func plainly(w catalog.Wanted, list []catalog.Candidate) (out []alone) {
	var all []alone
	for _, c := range list {
		for _, p := range catalog.Rank(w, []catalog.Candidate{c}, 1) {
			a := alone{Proposal: p}
			fits, uses, sum := 0, 0, 0
			for _, g := range p.Grounds {
				sum += g.Points
				switch {
				case strings.HasPrefix(g.Key, catalog.DueSameOffer):
					fits, uses = fits+1, uses+1
				case g.Key == catalog.DueResponse, g.Key == catalog.DueSeason, g.Key == catalog.DueOffSeason, g.Key == catalog.DueShownOften,
					strings.HasPrefix(g.Key, catalog.DueShown+"."), strings.HasPrefix(g.Key, catalog.DueShownAlike+"."):
				case slices.Contains([]string{catalog.DueFavourite, catalog.DueSeries, catalog.DueBook, catalog.DueTag, catalog.DueSearch, catalog.DueName}, g.Key):
					fits++
					a.standing += g.Points
				default:
					a.standing += g.Points
				}
			}
			if a.used = fits == 1 && uses == 1; sum != p.Score {
				panic(fmt.Sprintf("the grounds of %s count %d, and its score is %d", p.Asset.ID, sum, p.Score))
			}
			all = append(all, a)
		}
	}
	before := func(a, b alone) bool {
		if a.used != b.used {
			return b.used
		}
		return cmp.Or(cmp.Compare(b.standing, a.standing), b.Asset.RecordedAt.Compare(a.Asset.RecordedAt), cmp.Compare(a.Asset.ID, b.Asset.ID)) < 0
	}
	same := func(a, b alone) bool {
		return a.Asset.ID != b.Asset.ID && (a.Asset.Original.SHA256 == b.Asset.Original.SHA256 || w.Resemble(a.Asset.Fingerprints, b.Asset.Fingerprints))
	}
	for _, a := range all {
		hidden := false
		for _, b := range all {
			if hidden = hidden || same(a, b) && before(b, a); same(a, b) && before(a, b) {
				a.Alike = append(a.Alike, b.Asset)
			}
		}
		if !hidden {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b alone) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.Asset.RecordedAt.Compare(a.Asset.RecordedAt), cmp.Compare(a.Asset.ID, b.Asset.ID))
	})
	return out
}

// TestTheQuickWayIsThePlainWay: what is looked at first, and where looking ends, changes nothing.
func TestTheQuickWayIsThePlainWay(t *testing.T) {
	ranked, thinned := 0, 0
	draws(t, func(t *testing.T, d draw) {
		w := d.wanted()
		w.Resemble = func(a, b []uint64) bool { return a[0] == b[0] }
		list, kin := d.candidates(w), d.chance(2)
		for i := range list {
			a := list[i].Asset
			a.RecordedAt, a.Fingerprints, a.Original.SHA256 = d.moment(), []uint64{uint64(i)}, fmt.Sprint(i)
			if kin { // what is all but the same was shown together, which these draws do not: so all suit
				a.Fingerprints, a.Original.SHA256, list[i].Searched = []uint64{uint64(d.IntN(5))}, fmt.Sprint(d.IntN(20)), true
			}
			if d.chance(5) {
				list[i].Coming = append(list[i].Coming, catalog.Sighting{Asset: a.ID, Account: catalog.Ref{ID: w.Account.ID}, At: w.Now.AddDate(0, 0, 1+d.IntN(90))})
			}
			if d.chance(3) {
				views, likes := 100, 50
				list[i].Response = &catalog.Response{Views: &views, Likes: &likes}
			}
		}
		limit := 1 + d.IntN(5)
		want := plainly(w, list)
		want = want[:min(len(want), limit)]
		got := catalog.Rank(w, list, limit)
		if len(got) != len(want) {
			t.Fatalf("%d are proposed, want %d", len(got), len(want))
		}
		for i, p := range got {
			ranked++
			thinned += len(p.Alike)
			if p.Asset.ID != want[i].Asset.ID || p.Score != want[i].Score || len(p.Alike) != len(want[i].Alike) {
				t.Fatalf("%d. is %s with %d points and %d alike, want %s with %d and %d", i+1, p.Asset.ID, p.Score, len(p.Alike), want[i].Asset.ID, want[i].Score, len(want[i].Alike))
			}
		}
	})
	if ranked < 2000 || thinned < 100 {
		t.Errorf("%d were ranked and %d left out: they say too little", ranked, thinned)
	}
}

// TestPlanningAgainNeverRaises: one more planned post of something does not make the one before longer ago.
func TestPlanningAgainNeverRaises(t *testing.T) {
	listed := 0
	draws(t, func(t *testing.T, d draw) {
		w := d.wanted()
		list := d.candidates(w)
		i := d.IntN(len(list))
		plan := func() {
			list[i].Coming = append(slices.Clone(list[i].Coming), catalog.Sighting{Account: catalog.Ref{ID: w.Account.ID}, At: w.Now.AddDate(0, 0, 1+d.IntN(120))})
		}
		if d.chance(2) {
			plan()
		}
		before := catalog.Rank(w, list, 100)
		plan()
		after := catalog.Rank(w, list, 100)
		was, is := place(before, list[i].Asset.ID), place(after, list[i].Asset.ID)
		if was < len(before) {
			listed++
		}
		if is < was {
			t.Fatalf("%s comes sooner when it is planned once more:\n%s\nbefore it was\n%s", list[i].Asset.ID, explained(after), explained(before))
		}
	})
	if listed < 400 {
		t.Errorf("only in %d of the draws was it proposed", listed)
	}
}
