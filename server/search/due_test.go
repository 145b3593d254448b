package search_test

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
	"github.com/fellesmappa/fellesmappa/server/search"
)

// coming are occurrences of which those within the time asked for come.
type coming []catalog.Occurrence

func (c coming) Occurrences(_ context.Context, _ catalog.Actor, f catalog.OccurrenceFilter) (out []catalog.Occurrence, _ error) {
	for _, o := range c {
		if !o.StartsAt.Before(f.From) && o.StartsAt.Before(f.To) {
			out = append(out, o)
		}
	}
	return out, nil
}

// dueRig is the due list over a real catalogue and index.
type dueRig struct {
	t     *testing.T
	db    *database.Database
	index *search.Index
	now   time.Time
	due   *catalog.Due
	ids   int
}

var (
	editor     = catalog.Actor{Kind: catalog.Person, ID: "u1", Role: catalog.CountyEditor}
	dueToday   = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	pappatreff = catalog.Offer{Entry: catalog.Entry{ID: "o1"}, Name: "Pappatreff", Match: catalog.Match{Tags: []string{"pappatreff"}}}
)

func newDueRig(t *testing.T, offers coming) *dueRig {
	t.Helper()
	r := &dueRig{t: t, db: openDatabase(t), now: dueToday}
	x := openIndex(t, filepath.Join(t.TempDir(), "index"), r.db)
	r.index = x
	t.Cleanup(func() { x.Close() })
	newID := func() string { r.ids++; return fmt.Sprintf("n%05d", r.ids) }
	clock := func() time.Time { return r.now }
	assets := catalog.NewAssets(r.db.Assets(), r.db.References(), r.db.Changes(), x, nil, clock)
	plan := catalog.NewPlanItems(catalog.PlanDeps{Store: r.db.Plan(), Offers: catalog.NewOffers(r.db.Offers(), r.db.Assets(), time.UTC, clock, newID), Assets: r.db.Assets(), Accounts: r.db.Accounts(), Libraries: r.db.Libraries(), Users: r.db.Users(),
		Zone: time.UTC, Now: clock, NewID: newID})
	r.due = catalog.NewDue(catalog.DueDeps{Offers: offers, Assets: assets, Accounts: r.db.Accounts(), Store: r.db.Due(), Posts: r.db.Posts(),
		Exposures: catalog.NewExposures(r.db.Exposures(), x, assets), Plan: plan, Resemble: search.Resemble, Zone: time.UTC, Now: clock})
	entry := func(id string) catalog.Entry {
		return catalog.Entry{ID: id, Version: 1, CreatedAt: r.now, UpdatedAt: r.now}
	}
	for _, err := range []error{
		r.db.Libraries().Create(t.Context(), "u1", catalog.Library{Entry: entry("l1"), Slug: "tysvaer", Name: "Tysvær bibliotek", Language: "nn"}),
		r.db.Libraries().Create(t.Context(), "u1", catalog.Library{Entry: entry("l2"), Slug: "sandnes", Name: "Sandnes bibliotek", Language: "nb"}),
		r.db.Offers().Create(t.Context(), "u1", catalog.Offer{Entry: entry("o1"), Name: "Pappatreff", Rule: catalog.Rule{Date: "11-22"}}),
		r.db.Series().Create(t.Context(), "u1", catalog.Series{Entry: entry("s1"), Name: "Pappa leser"}),
		r.db.Accounts().Create(t.Context(), "u1", catalog.Account{Entry: entry("county"), Name: "Fylket", Channel: catalog.Instagram}),
		r.db.Accounts().Create(t.Context(), "u1", catalog.Account{Entry: entry("sandnes"), Name: "Sandnes", Channel: catalog.Facebook, Library: catalog.Ref{ID: "l2"}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// tuesdays are an offer's weekly occurrences from the second day on.
func tuesdays(o catalog.Offer, n int) (out coming) {
	for i := range n {
		at := dueToday.AddDate(0, 0, 2+7*i)
		out = append(out, catalog.Occurrence{Offer: o, Day: at.Format(time.DateOnly), StartsAt: at, EndsAt: at, Deadline: at.AddDate(0, 0, -14)})
	}
	return out
}

func (r *dueRig) add(id string, change func(*catalog.Asset)) {
	r.t.Helper()
	add(r.t, r.db, id, id, func(a *catalog.Asset) {
		a.RecordedAt, a.Tags = r.now.AddDate(-1, -4, 0), []string{"pappatreff"}
		if change != nil {
			change(a)
		}
	})
}

func (r *dueRig) post(id, account, offer string, at time.Time) {
	r.t.Helper()
	r.ids++
	p := catalog.Post{Entry: catalog.Entry{ID: fmt.Sprintf("p%05d", r.ids), Version: 1, CreatedAt: at, UpdatedAt: at}, Account: catalog.Ref{ID: account}, PostedAt: at,
		Offer: catalog.Ref{ID: offer}, Assets: []catalog.PostedAsset{{ID: catalog.AssetID(id)}}}
	if err := r.db.Posts().Create(r.t.Context(), "u1", p); err != nil {
		r.t.Fatal(err)
	}
}

func (r *dueRig) list(f catalog.DueFilter) catalog.DueList {
	r.t.Helper()
	list, err := r.due.List(r.t.Context(), editor, f)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

// proposed are the ids that an item proposes.
func proposed(i catalog.DueItem) (out []string) {
	for _, p := range i.Proposals {
		out = append(out, string(p.Asset.ID))
	}
	return out
}

func keys(p catalog.Proposal) string {
	var out []string
	for _, g := range p.Grounds {
		out = append(out, g.Key)
	}
	return strings.Join(out, " ")
}

func TestDueProposes(t *testing.T) {
	o := pappatreff
	o.Match.Series, o.Match.Query, o.Favourites = catalog.Ref{ID: "s1"}, "q=hekling&library=tysvaer", []catalog.AssetID{"favourite"}
	r := newDueRig(t, tuesdays(o, 1))
	r.add("tagged", nil)
	r.add("series", func(a *catalog.Asset) { a.Tags, a.Series = nil, catalog.Ref{ID: "s1"} })
	r.add("favourite", func(a *catalog.Asset) { a.Tags = nil })
	r.add("searched", func(a *catalog.Asset) {
		a.Tags, a.Title, a.Libraries = nil, "Hekling for alle", []catalog.LibraryRef{{ID: "l1"}}
	})
	r.add("elsewhere", func(a *catalog.Asset) { a.Tags, a.Title = nil, "Hekling et annet sted" })
	r.add("last-year", func(a *catalog.Asset) { a.Tags = nil })
	r.post("last-year", "sandnes", "o1", r.now.AddDate(-1, 0, 0))
	r.add("opens", func(a *catalog.Asset) { a.EmbargoUntil = r.now.AddDate(0, 0, 1) })
	r.add("opens-late", func(a *catalog.Asset) { a.EmbargoUntil = r.now.AddDate(0, 0, 9) })
	r.add("ends", func(a *catalog.Asset) { a.RightsUntil = r.now.AddDate(0, 0, 1) })
	r.add("binned", func(a *catalog.Asset) { a.BinnedAt = r.now })
	r.add("internal", func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal })
	r.add("unassessed", func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	r.add("nothing", func(a *catalog.Asset) { a.Tags = nil })
	r.add("worn", nil)
	r.post("worn", "county", "", r.now.AddDate(0, 0, -8))

	list := r.list(catalog.DueFilter{Suggestions: 10})
	if len(list.Items) != 1 || list.Items[0].Account.ID != "county" {
		t.Fatalf("%+v", list.Items)
	}
	got := proposed(list.Items[0])
	if want := []string{"favourite", "series", "last-year", "searched", "opens", "tagged", "worn"}; !slices.Equal(sorted(got), sorted(want)) || got[0] != "favourite" || got[6] != "worn" {
		t.Errorf("proposed are %v, want %v", got, want)
	}
	for _, p := range list.Items[0].Proposals {
		if p.Asset.ID == "last-year" && !strings.HasPrefix(keys(p), "due.same_offer.last_year") || p.Asset.ID == "worn" && !strings.Contains(keys(p), "due.shown.days") {
			t.Errorf("%s because of %s", p.Asset.ID, keys(p))
		}
	}
	again := r.list(catalog.DueFilter{Suggestions: 10})
	if !reflect.DeepEqual(proposed(again.Items[0]), got) {
		t.Errorf("asked again, %v come, and %v before", proposed(again.Items[0]), got)
	}
	// The account of Sandnes has seen what it posted; its list knows what is planned, too.
	sandnes := r.list(catalog.DueFilter{Library: "sandnes", Suggestions: 10}).Items[0]
	if sandnes.Account.ID != "sandnes" || !slices.Contains(proposed(sandnes), "worn") || proposed(sandnes)[len(sandnes.Proposals)-1] == "worn" {
		t.Errorf("on %s %v are proposed", sandnes.Account.ID, proposed(sandnes))
	}
}

func sorted(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return out
}

func TestDuePages(t *testing.T) {
	r := newDueRig(t, tuesdays(pappatreff, 4))
	var days []string
	f := catalog.DueFilter{Limit: 3}
	for range 3 {
		list := r.list(f)
		for _, i := range list.Items {
			days = append(days, i.Day)
		}
		if f.Cursor = list.Next; f.Cursor == "" {
			break
		}
	}
	if len(slices.Compact(days)) != 4 || !slices.IsSorted(days) {
		t.Errorf("days are %v, want four in order", days)
	}
	for _, bad := range []catalog.DueFilter{{Cursor: "x"}, {Library: "nowhere"}, {Account: "nobody"}, {From: dueToday, To: dueToday.AddDate(0, 0, -1)}, {Limit: 2000}, {To: dueToday.AddDate(3, 0, 0)}} {
		if _, err := r.due.List(t.Context(), editor, bad); !catalog.Is(err, catalog.Invalid) {
			t.Errorf("%+v: %v, want invalid", bad, err)
		}
	}
	if _, err := r.due.List(t.Context(), catalog.Actor{}, catalog.DueFilter{}); !catalog.Is(err, catalog.Unauthenticated) {
		t.Errorf("a stranger: %v", err)
	}
	if by := r.list(catalog.DueFilter{DueBy: dueToday.AddDate(0, 0, 3)}); len(by.Items) != 3 {
		t.Errorf("%d are due by then, want that which comes and the two that are to be started on", len(by.Items))
	}
}

func TestDueTaken(t *testing.T) {
	r := newDueRig(t, tuesdays(pappatreff, 2))
	r.add("first", nil)
	r.add("second", nil)
	r.add("closed", func(a *catalog.Asset) { a.UsageTerms = catalog.TermsInternal })
	item := r.list(catalog.DueFilter{}).Items[0]
	first := proposed(item)[0]
	taken := catalog.Taken{Offer: "o1", Day: item.Day, At: item.StartsAt, Asset: catalog.AssetID(first)}
	system := catalog.Actor{Kind: catalog.Program, ID: "t1", Role: catalog.CountyEditor}
	p, err := r.due.Take(t.Context(), system, taken)
	if err != nil {
		t.Fatal(err)
	}
	if p.Account.ID != "county" || p.Status != catalog.PlanDraft || p.Day != item.Day || len(p.Assets) != 1 || !p.PlannedAt.Equal(time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)) {
		t.Errorf("planned is %+v", p)
	}
	after := r.list(catalog.DueFilter{}).Items
	if len(after[0].Planned) != 1 || after[0].Planned[0].ID != p.ID || proposed(after[1])[0] == first {
		t.Errorf("planned is shown as %v, and %v comes first the week after", after[0].Planned, proposed(after[1]))
	}
	taken.Asset = "closed"
	if _, err := r.due.Take(t.Context(), system, taken); !catalog.Is(err, catalog.Conflict) {
		t.Errorf("what is not cleared: %v", err)
	}
	taken.Day = "2026-01-01"
	if _, err := r.due.Take(t.Context(), system, taken); !catalog.Is(err, catalog.NotFound) {
		t.Errorf("an occurrence that does not come: %v", err)
	}
}

// TestDueOverAYear walks through a year on the real catalogue: what comes first is posted, rights end, things are binned. At
// no time is anything proposed that is not cleared for its day; and what was just posted does not come sooner.
func TestDueOverAYear(t *testing.T) {
	r := newDueRig(t, tuesdays(pappatreff, 60))
	for i := range 12 {
		r.add(fmt.Sprintf("a%02d", i), func(a *catalog.Asset) {
			if i%3 == 0 {
				a.RightsUntil = r.now.AddDate(0, i, 0)
			}
			if i%4 == 1 {
				a.EmbargoUntil = r.now.AddDate(0, i, 0)
			}
		})
	}
	proposals := 0
	for week := range 13 {
		r.now = dueToday.AddDate(0, 0, 28*week)
		before := r.list(catalog.DueFilter{Limit: 3, Suggestions: 10}).Items
		for _, item := range before {
			for _, p := range item.Proposals {
				proposals++
				if now, err := r.db.Assets().Get(t.Context(), p.Asset.ID); err != nil || !catalog.Clear(now, catalog.Use{Channel: catalog.Instagram}, item.StartsAt).Cleared {
					t.Fatalf("week %d: %s is proposed for %s and not cleared", week, p.Asset.ID, item.Day)
				}
			}
		}
		first := proposed(before[0])[0]
		r.post(first, "county", "o1", r.now)
		for i, item := range r.list(catalog.DueFilter{Limit: 3, Suggestions: 10}).Items {
			if was, is := slices.Index(proposed(before[i]), first), slices.Index(proposed(item), first); is >= 0 && was >= 0 && is < was {
				t.Fatalf("week %d: %s came %d. and comes %d. after it was posted", week, first, was, is)
			}
		}
		if week%4 == 3 {
			if _, err := r.db.Assets().Update(t.Context(), "u1", catalog.AssetID(first), func(a *catalog.Asset) error { a.BinnedAt = r.now; return nil }); err != nil {
				t.Fatal(err)
			}
			if slices.Contains(proposed(r.list(catalog.DueFilter{Limit: 1, Suggestions: 10}).Items[0]), first) {
				t.Fatalf("week %d: %s is proposed from the bin", week, first)
			}
		}
	}
	if proposals < 100 {
		t.Errorf("only %d proposals in a year", proposals)
	}
}

// TestDueOnTheAccountOfTheUpperLibrary: where no account is of no library, the county's is that of the library under which the
// others lie, for the county's list and for libraries without one of their own.
func TestDueOnTheAccountOfTheUpperLibrary(t *testing.T) {
	offer := pappatreff
	offer.Libraries = []catalog.LibraryRef{{ID: "l1"}}
	r := newDueRig(t, tuesdays(offer, 1))
	r.add("one", nil)
	entry := catalog.Entry{ID: "l0", Version: 1, CreatedAt: r.now, UpdatedAt: r.now}
	account := catalog.Entry{ID: "upper", Version: 1, CreatedAt: r.now, UpdatedAt: r.now}
	under := func(l *catalog.Library) error { l.Parent.ID = "l0"; return nil }
	for _, err := range []error{
		r.db.Libraries().Create(t.Context(), "u1", catalog.Library{Entry: entry, Slug: "fylket", Name: "Fylkesbiblioteket", Language: "nb"}),
		r.db.Accounts().Create(t.Context(), "u1", catalog.Account{Entry: account, Name: "@fylket", Channel: catalog.Instagram, Library: catalog.Ref{ID: "l0"}}),
		r.db.Accounts().Delete(t.Context(), "u1", "county"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := r.list(catalog.DueFilter{}).Items[0].Account.ID; got != "" {
		t.Errorf("while no library lies under it, its account is chosen: %q", got)
	}
	if _, err := r.db.Libraries().Update(t.Context(), "u1", "l1", under); err != nil {
		t.Fatal(err)
	}
	for _, library := range []string{"", "l1"} {
		if got := r.list(catalog.DueFilter{Library: library}).Items[0].Account.ID; got != "upper" {
			t.Errorf("the list of %q is for the account %q, want that of the upper library", library, got)
		}
	}
	item := r.list(catalog.DueFilter{}).Items[0]
	p, err := r.due.Take(t.Context(), catalog.Actor{Kind: catalog.Program, ID: "t1", Role: catalog.CountyEditor}, catalog.Taken{Offer: "o1", Day: item.Day, At: item.StartsAt, Asset: "one"})
	if err != nil || p.Account.ID != "upper" || p.Library.ID != "l0" {
		t.Errorf("it is planned on %v of %v (%v), want the upper library's", p.Account, p.Library, err)
	}
}

// TestDueIsNotPlannedAtNight: what is taken late in the evening is planned for the next morning, unless that is too late.
func TestDueIsNotPlannedAtNight(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC) }
	for _, test := range []struct{ now, starts, want time.Time }{
		{at(20, 21, 20), at(21, 10, 0), at(21, 9, 0)},
		{at(21, 3, 0), at(21, 10, 0), at(21, 9, 0)},
		{at(21, 21, 20), at(21, 23, 30), at(21, 23, 0)},
	} {
		r := newDueRig(t, coming{{Offer: pappatreff, Day: "2026-11-21", StartsAt: test.starts, EndsAt: test.starts.Add(time.Hour), Deadline: dueToday}})
		r.add("one", nil)
		r.now = test.now
		p, err := r.due.Take(t.Context(), catalog.Actor{Kind: catalog.Program, ID: "t1", Role: catalog.CountyEditor}, catalog.Taken{Offer: "o1", Day: "2026-11-21", At: test.starts, Asset: "one"})
		if err != nil || !p.PlannedAt.Equal(test.want) {
			t.Errorf("taken at %v it is planned for %v (%v), want %v", test.now, p.PlannedAt, err, test.want)
		}
	}
}
