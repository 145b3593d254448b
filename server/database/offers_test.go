package database_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestOffers keeps an offer through all that happens to what it refers to, and finds when it comes after every change.
func TestOffers(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, now, n := t.Context(), stored(at()), 0
		id := func() string { n++; return fmt.Sprintf("n%04d", n) }
		s := catalog.NewOffers(db.Offers(), db.Assets(), time.UTC, func() time.Time { return now }, id)
		entry := func(id string) catalog.Entry {
			return catalog.Entry{ID: id, Version: 1, CreatedAt: now, UpdatedAt: now}
		}
		for _, l := range []string{"sola", "time"} {
			must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry(l), Name: l, Slug: l}))
		}
		for _, l := range []string{"s1", "s2"} {
			must(t, db.Series().Create(ctx, by, catalog.Series{Entry: entry(l), Name: l}))
		}
		must(t, db.Books().Create(ctx, by, catalog.Book{Entry: entry("b1"), Title: "Bok"}))
		for _, a := range []catalog.AssetID{"a1", "a2"} {
			must(t, db.Assets().Create(ctx, by, catalog.Asset{ID: a, Kind: catalog.Photo, State: catalog.Ready, Title: "x", CreatedAt: now, UpdatedAt: now, Version: 1}, false))
		}
		editor := catalog.Actor{Kind: catalog.Person, ID: "e", Role: catalog.Editor, Library: "sola"}
		helper := catalog.Actor{Kind: catalog.Person, ID: "h", Role: catalog.Contributor, Library: "time"}
		want := catalog.Offer{Name: "Pappatreff", Libraries: []catalog.LibraryRef{{ID: "sola", Slug: "sola", Name: "sola"}}, LeadDays: 14,
			Rule:       catalog.Rule{RRule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-09-01", Time: "10:00", Duration: time.Hour, Season: &catalog.Season{From: "08-15", To: "06-15"}, Pause: true},
			Match:      catalog.Match{Query: "q=pappa", Series: catalog.Ref{ID: "s1", Name: "s1"}, Books: []catalog.BookRef{{ID: "b1", Title: "Bok"}}, Tags: []string{"barn"}},
			Favourites: []catalog.AssetID{"a2", "a1"}, Note: "Ta med kaffe"}
		o := got(s.Add(ctx, editor, want)).or(t)
		want.Entry, want.Rule.Moved = o.Entry, []catalog.MovedOccurrence{}
		if !reflect.DeepEqual(o, want) {
			t.Errorf("got %+v, want %+v", o, want)
		}
		days := func() []string {
			var out []string
			f := catalog.OccurrenceFilter{From: time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC), Library: "sola"}
			for _, one := range got(s.Occurrences(ctx, editor, f)).or(t) {
				out = append(out, one.StartsAt.Format("01-02 15"))
			}
			return out
		}
		same := func(want ...string) {
			t.Helper()
			if got := days(); !slices.Equal(got, want) {
				t.Errorf("comes %v, want %v", got, want)
			}
		}
		same("09-29 10", "10-13 10", "10-20 10") // the schools are closed in week 41
		got(s.Move(ctx, editor, o.ID, catalog.MovedOccurrence{Day: "2026-10-06", To: "2026-10-08", Time: "12:00"})).or(t)
		got(s.Cancel(ctx, editor, o.ID, "2026-10-13")).or(t)
		same("09-29 10", "10-08 12", "10-20 10")
		got(s.Restore(ctx, editor, o.ID, "2026-10-13")).or(t)
		same("09-29 10", "10-08 12", "10-13 10", "10-20 10")
		if _, err := s.Cancel(ctx, editor, o.ID, "2026-10-14"); !catalog.Is(err, catalog.Invalid) {
			t.Errorf("a Wednesday was cancelled: %v", err)
		}
		if _, err := s.Cancel(ctx, helper, o.ID, "2026-10-13"); !catalog.Is(err, catalog.Forbidden) {
			t.Errorf("another library's offer was changed: %v", err)
		}
		if _, err := s.Edit(ctx, editor, o.ID, 0, func(o *catalog.Offer) { o.Libraries = nil }); !catalog.Is(err, catalog.Forbidden) {
			t.Errorf("an offer was given away: %v", err)
		}
		// The library's own autumn holiday takes the place of the county's.
		must(t, db.SchoolHolidays().Create(ctx, by, catalog.SchoolHoliday{Entry: entry("own"), Name: "Høstferie", Season: catalog.HolidayAutumn, Library: catalog.Ref{ID: "sola"},
			From: "2026-09-28", To: "2026-10-04"}))
		same("10-08 12", "10-13 10", "10-20 10")
		got(db.Series().Update(ctx, by, "s1", func(s *catalog.Series) error { s.Name = "Treff"; return nil })).or(t)
		if o = got(s.Get(ctx, editor, o.ID)).or(t); o.Match.Series.Name != "Treff" {
			t.Errorf("the series is called %q", o.Match.Series.Name)
		}
		if err := db.Series().Delete(ctx, by, "s1"); !catalog.Is(err, catalog.Conflict) {
			t.Errorf("a series in use was deleted: %v", err)
		}
		must(t, db.Series().Merge(ctx, by, "s1", "s2", at()))
		must(t, db.Libraries().Merge(ctx, by, "sola", "time", at()))
		if o = got(s.Get(ctx, editor, o.ID)).or(t); o.Match.Series.ID != "s2" || o.Libraries[0].ID != "time" {
			t.Errorf("after merging it is of %v and %v", o.Match.Series, o.Libraries)
		}
		must(t, s.Remove(ctx, helper, o.ID))
		same()
	})
}

// TestShipOccasions ships them once, and leaves alone what people have made of them.
func TestShipOccasions(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, n := t.Context(), 0
		county := catalog.Actor{Kind: catalog.Person, ID: "c", Role: catalog.CountyEditor}
		s := catalog.NewOffers(db.Offers(), db.Assets(), time.UTC, at, func() string { n++; return fmt.Sprintf("n%04d", n) })
		must(t, s.Ship(ctx))
		yes := true
		first := got(s.List(ctx, county, catalog.OfferFilter{ListFilter: catalog.ListFilter{Text: "påskekrim"}, Occasions: &yes})).or(t).Items
		if len(first) != 1 || first[0].Off || first[0].NameIn("en") != "Easter crime reading" {
			t.Fatalf("got %+v", first)
		}
		got(s.Edit(ctx, county, first[0].ID, 0, func(o *catalog.Offer) { o.Off = true })).or(t)
		must(t, s.Ship(ctx))
		all := got(s.List(ctx, county, catalog.OfferFilter{})).or(t).Items
		shipped, _ := catalog.Occasions()
		if len(all) != len(shipped) || !got(s.Get(ctx, county, first[0].ID)).or(t).Off {
			t.Errorf("shipped again: %d of %d", len(all), len(shipped))
		}
		if err := s.Remove(ctx, county, first[0].ID); !catalog.Is(err, catalog.Conflict) {
			t.Errorf("what is shipped was removed: %v", err)
		}
		i := slices.IndexFunc(all, func(o catalog.Offer) bool { return o.Occasion == "pride" })
		if _, err := s.Edit(ctx, county, all[i].ID, 0, func(o *catalog.Offer) { o.Off = false }); !catalog.Is(err, catalog.Invalid) {
			t.Errorf("an occasion without a date was switched on: %v", err)
		}
	})
}
