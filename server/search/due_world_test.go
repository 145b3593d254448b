package search_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// told is a list as it is compared: what is proposed for each occurrence, and why.
func told(items []catalog.DueItem) string {
	var b strings.Builder
	for _, i := range items {
		fmt.Fprintf(&b, "%s %s (%d planned)\n", i.Offer.ID, i.Day, len(i.Planned))
		for _, p := range i.Proposals {
			fmt.Fprintf(&b, "  %s %d %s and %d alike\n", p.Asset.ID, p.Score, keys(p), len(p.Alike))
		}
	}
	return b.String()
}

// dueWorld is a catalogue in which persons agree, later and for a time, and take it back; things are posted, planned and binned.
type dueWorld struct {
	*dueRig
	*rand.Rand
	people, assets, consents int
}

func newDueWorld(t *testing.T, seed uint64) *dueWorld {
	other := pappatreff
	other.ID, other.Name, other.Match = "o2", "Hekling", catalog.Match{Query: "q=hekling", Series: catalog.Ref{ID: "s1"}}
	w := &dueWorld{dueRig: newDueRig(t, append(tuesdays(pappatreff, 40), tuesdays(other, 40)...)), Rand: rand.New(rand.NewPCG(seed, 9))}
	w.must(w.db.Offers().Create(t.Context(), "u1", catalog.Offer{Entry: catalog.Entry{ID: "o2", Version: 1, CreatedAt: w.now, UpdatedAt: w.now}, Name: "Hekling", Rule: catalog.Rule{Date: "11-22"}}))
	for w.people < 6 {
		id := fmt.Sprint("q", w.people)
		w.must(w.db.People().Create(t.Context(), "u1", catalog.PersonShown{Entry: catalog.Entry{ID: id, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}, DisplayName: "Kari", Category: catalog.CategoryAdult}))
		w.people++
		w.agree(id)
	}
	for range 24 {
		w.upload()
	}
	return w
}

func (w *dueWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// agree lets a person agree, from now or a later day on.
func (w *dueWorld) agree(person string) {
	id := fmt.Sprintf("c%03d", w.consents)
	w.consents++
	from := w.now.AddDate(0, 0, w.IntN(4)*w.IntN(20))
	p := catalog.Permission{Consent: catalog.ConsentID(id), Channels: catalog.Channels(), ReuseByOthers: true, ValidFrom: from, ValidUntil: from.AddDate(0, 1+w.IntN(9), 0), GivenAt: w.now}
	w.must(w.db.Consents().Create(w.t.Context(), "u1", catalog.Consent{Entry: catalog.Entry{ID: id, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}, Person: catalog.Ref{ID: person},
		Category: catalog.CategoryAdult, Basis: catalog.BasisConsent, LegalBasis: catalog.LegalConsent, Given: catalog.GivenForm, Permission: p}))
}

func (w *dueWorld) upload() {
	w.add(fmt.Sprintf("a%03d", w.assets), func(a *catalog.Asset) {
		a.RecordedAt = w.now.AddDate(0, 0, -w.IntN(500))
		a.Fingerprints = []uint64{uint64(1+w.IntN(8)) * 0x9e3779b97f4a7c15} // some are frames of the same moment
		a.Fingerprint = a.Fingerprints[0]
		switch w.IntN(4) {
		case 0:
			a.Tags, a.Series = nil, catalog.Ref{ID: "s1"}
		case 1:
			a.Tags, a.Title = nil, "Hekling for alle"
		}
		if w.IntN(4) == 0 {
			a.RightsUntil = w.now.AddDate(0, w.IntN(8), 0)
		}
		if w.IntN(6) == 0 {
			a.EmbargoUntil = w.now.AddDate(0, 0, w.IntN(60))
		}
		for n := range w.IntN(3) {
			a.PeopleStatus = catalog.PeopleRegistered
			a.People = append(a.People, catalog.ShownPerson{ID: catalog.PersonID(fmt.Sprint("q", (w.assets+3*n)%w.people))})
		}
	})
	w.assets++
}

// week gives the pages of the list put together, as one who asks again gets it, and the same found out from nothing.
func (w *dueWorld) week() (quick, plain []catalog.DueItem) {
	f := catalog.DueFilter{Limit: 5, Suggestions: 4}
	for {
		page := w.list(f)
		quick = append(quick, page.Items...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	list, err := catalog.NewDue(w.due.DueDeps).List(w.t.Context(), editor, catalog.DueFilter{Suggestions: 4})
	w.must(err)
	return quick, list.Items
}

// places are where an asset stands in a list, by occurrence; what is missing stands behind all.
func places(items []catalog.DueItem, id string) (out []int) {
	for _, i := range items {
		place := slices.Index(proposed(i), id)
		if place < 0 {
			place = 1000
		}
		out = append(out, place)
	}
	return out
}

// TestDueWorld walks through half a year, in steps of seconds and of weeks. At each step what is kept from one answer to the next
// changes nothing, however old it is and however much was found out beforehand; whatever is proposed is cleared for its day; who
// takes their consent back is in no answer that follows; and what is posted, or whose consent is withdrawn, comes nowhere sooner.
func TestDueWorld(t *testing.T) {
	proposals, withdrawn, alike, later := 0, 0, 0, 0
	for seed := range uint64(2) {
		w := newDueWorld(t, seed)
		for step := range 24 {
			if step%5 == 4 {
				w.must(w.due.Warm(t.Context()))
			}
			before, anew := w.week()
			if told(before) != told(anew) {
				t.Fatalf("seed %d, after time has passed: kept is\n%s\nfound out anew\n%s", seed, told(before), told(anew))
			}
			id, what := w.change(before)
			after, plain := w.week()
			if told(after) != told(plain) {
				t.Fatalf("seed %d, %s of %s: kept is\n%s\nfound out anew\n%s", seed, what, id, told(after), told(plain))
			}
			for _, item := range after {
				for _, p := range item.Proposals {
					proposals, alike = proposals+1, alike+len(p.Alike)
					for _, a := range append([]*catalog.Asset{p.Asset}, p.Alike...) {
						now, err := w.db.Assets().Get(t.Context(), a.ID)
						use := catalog.Use{Channel: item.Account.Channel}
						if err != nil || !catalog.Clear(now, use, item.StartsAt).Cleared {
							t.Fatalf("seed %d, %s of %s: %s is proposed for %s and not cleared", seed, what, id, a.ID, item.Day)
						}
						if !catalog.Clear(now, use, w.now).Cleared {
							later++
						}
					}
				}
			}
			if what == "post" || what == "withdrawal" {
				was, is := places(before, id), places(after, id)
				for i := range min(len(was), len(is)) {
					if what == "post" && is[i] < was[i] && was[i] < 1000 || what == "withdrawal" && is[i] < 1000 {
						t.Fatalf("seed %d: after the %s of %s it comes %d., and %d. before:\n%s", seed, what, id, is[i], was[i], told(after))
					}
				}
			}
			if what == "withdrawal" {
				withdrawn++
			}
			if w.now = w.now.Add([]time.Duration{20 * time.Second, 61 * time.Second, 16 * 24 * time.Hour}[step%3]); step%3 == 2 {
				_, err := w.db.Assets().PassBoundaries(t.Context(), "system:test", w.now)
				w.must(err)
			}
		}
	}
	if proposals < 150 || withdrawn < 3 || alike < 20 || later < 10 {
		t.Errorf("%d proposals, %d of them cleared only later, %d alike, %d withdrawals: they say too little", proposals, later, alike, withdrawn)
	}
}

// change changes something of what is proposed, and tells of which asset.
func (w *dueWorld) change(items []catalog.DueItem) (id, what string) {
	var ids []string
	for _, i := range items {
		ids = append(ids, proposed(i)...)
	}
	if len(ids) == 0 {
		w.agree(fmt.Sprint("q", w.IntN(w.people)))
		w.upload()
		return "", "upload"
	}
	n := w.IntN(7)
	var a catalog.Asset
	for range 6 { // most show nobody
		id = ids[w.IntN(len(ids))]
		var err error
		a, err = w.db.Assets().Get(w.t.Context(), catalog.AssetID(id))
		w.must(err)
		if len(a.People) > 0 || n < 2 {
			break
		}
	}
	switch {
	case n < 2:
		w.post(id, "county", []string{"o1", "o2", ""}[w.IntN(3)], w.now)
		return id, "post"
	case n < 4 && len(a.People) > 0:
		for _, p := range a.People[0].Permissions {
			_, err := w.db.Consents().Update(w.t.Context(), "u1", catalog.AuditConsentWithdrawn, p.Consent, func(c *catalog.Consent) error { c.Version, c.WithdrawnAt = c.Version+1, w.now; return nil })
			w.must(err)
		}
		return id, "withdrawal"
	case n == 4:
		item := items[w.IntN(len(items))]
		if len(item.Proposals) == 0 {
			break
		}
		id = proposed(item)[0]
		_, err := w.due.Take(w.t.Context(), catalog.Actor{Kind: catalog.Program, ID: "t1", Role: catalog.CountyEditor}, catalog.Taken{Offer: item.Offer.ID, Day: item.Day, At: item.StartsAt, Asset: catalog.AssetID(id)})
		w.must(err)
		return id, "plan"
	case n == 5:
		_, err := w.db.Assets().Update(w.t.Context(), "u1", catalog.AssetID(id), func(a *catalog.Asset) error { a.UsageTerms = catalog.TermsInternal; return nil })
		w.must(err)
		return id, "restriction"
	}
	w.agree(fmt.Sprint("q", w.IntN(w.people)))
	w.upload()
	return id, "upload"
}

// TestWithdrawnIsGoneAtOnce: no answer is kept over a withdrawal, however often it was given before.
func TestWithdrawnIsGoneAtOnce(t *testing.T) {
	w := newDueWorld(t, 1)
	w.add("free", func(a *catalog.Asset) { a.EditorsPick = true })
	first := w.list(catalog.DueFilter{}).Items
	again := w.list(catalog.DueFilter{}).Items
	if !slices.Contains(proposed(first[1]), "free") || told(first) != told(again) {
		t.Fatalf("proposed are\n%s\nand again\n%s", told(first), told(again))
	}
	_, err := w.db.Assets().Update(t.Context(), "u2", "free", func(a *catalog.Asset) error { a.PeopleStatus = catalog.PeopleNotAssessed; return nil })
	w.must(err)
	for _, item := range w.list(catalog.DueFilter{Suggestions: 10}).Items {
		if slices.Contains(proposed(item), "free") {
			t.Fatalf("what is no longer cleared is proposed for %s", item.Day)
		}
	}
	// What time alone ends is gone, too, with nothing changed.
	w.add("ends", func(a *catalog.Asset) {
		a.EditorsPick, a.RightsUntil = true, w.now.Add(48*time.Hour+20*time.Second)
	})
	w.post("ends", "sandnes", "o1", w.now.AddDate(-1, 0, 0))
	list := w.list(catalog.DueFilter{Suggestions: 10}).Items
	if got := proposed(list[1]); !slices.Contains(got, "ends") {
		t.Fatalf("proposed are %v", got)
	}
	if got := proposed(list[3]); slices.Contains(got, "ends") {
		t.Fatalf("a week later %v are", got)
	}
	w.now = w.now.Add(30 * time.Second)
	w.due.Now = func() time.Time { return w.now }
	if got := w.list(catalog.DueFilter{Suggestions: 10}).Items; told(got[2:]) != told(list[2:]) {
		t.Fatalf("half a minute later it is\n%s", told(got))
	}
}
