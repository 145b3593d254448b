package database_test

import (
	"errors"
	"fmt"
	"os"
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
		var refused *catalog.Error
		if _, err := s.Cancel(ctx, editor, o.ID, "tirsdag"); !errors.As(err, &refused) || refused.Fields[0].Key != catalog.KeyBadDate {
			t.Errorf("a day that is no date: %v", err)
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
		// What libraries share, none of them takes from the other.
		must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry("klepp"), Name: "klepp", Slug: "klepp"}))
		got(s.Edit(ctx, helper, o.ID, 0, func(o *catalog.Offer) { o.Libraries = append(o.Libraries, catalog.LibraryRef{ID: "klepp"}) })).or(t)
		_, err := s.Edit(ctx, helper, o.ID, 0, func(o *catalog.Offer) { o.Libraries = o.Libraries[:1] })
		wantCode(t, err, catalog.Invalid)
		wantCode(t, s.Remove(ctx, helper, o.ID), catalog.Forbidden)
		own := got(s.Add(ctx, helper, catalog.Offer{Name: "Eget", Libraries: []catalog.LibraryRef{{ID: "time"}}, Rule: catalog.Rule{Date: "04-23"}})).or(t)
		_, err = s.Merge(ctx, helper, o.ID, own.ID)
		wantCode(t, err, catalog.Forbidden)
		must(t, s.Remove(ctx, helper, own.ID))
		must(t, s.Remove(ctx, catalog.Actor{Kind: catalog.Person, ID: "c", Role: catalog.CountyEditor}, o.ID))
		same()
		holidays := catalog.NewRegister[catalog.SchoolHoliday](db.SchoolHolidays(), at, id)
		at := func(library string) catalog.SchoolHoliday {
			return catalog.SchoolHoliday{Name: "Planleggingsdag", Season: catalog.HolidayOther, Library: catalog.Ref{ID: library}, From: "2026-11-16", To: "2026-11-16"}
		}
		timeEditor := catalog.Actor{Kind: catalog.Person, ID: "e", Role: catalog.Editor, Library: "time"}
		mine := got(holidays.Add(ctx, timeEditor, at("time"))).or(t)
		for _, other := range []string{"", "klepp"} {
			_, err := holidays.Add(ctx, timeEditor, at(other))
			wantCode(t, err, catalog.Invalid)
			_, err = holidays.Edit(ctx, timeEditor, mine.ID, 0, func(h *catalog.SchoolHoliday) { h.Library.ID = other })
			wantCode(t, err, catalog.Invalid)
		}
		_, err = holidays.Edit(ctx, timeEditor, "hol2026autumn", 0, func(h *catalog.SchoolHoliday) { h.Name = "x" })
		wantCode(t, err, catalog.Forbidden)
		wantCode(t, holidays.Remove(ctx, timeEditor, "hol2026autumn"), catalog.Forbidden)
		_, err = holidays.Merge(ctx, timeEditor, "hol2026autumn", mine.ID)
		wantCode(t, err, catalog.Forbidden)
		must(t, holidays.Remove(ctx, timeEditor, mine.ID))
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

// TestImportOffers makes offers of a calendar once for each library, whoever sends the file and however often.
func TestImportOffers(t *testing.T) {
	raw, err := os.ReadFile("../catalog/testdata/calendar/google.ics")
	must(t, err)
	each(t, func(t *testing.T, db *database.Database) {
		ctx, n := t.Context(), 0
		now := stored(at())
		zone := got(time.LoadLocation("Europe/Oslo")).or(t)
		s := catalog.NewOffers(db.Offers(), db.Assets(), zone, func() time.Time { return now }, func() string { n++; return fmt.Sprintf("n%04d", n) })
		for _, l := range []string{"sola", "time"} {
			must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: catalog.Entry{ID: l, Version: 1, CreatedAt: now, UpdatedAt: now}, Name: l, Slug: l}))
		}
		sola := catalog.Actor{Kind: catalog.Person, ID: "s", Role: catalog.Contributor, Library: "sola"}
		time := catalog.Actor{Kind: catalog.Person, ID: "t", Role: catalog.Editor, Library: "time"}
		in := catalog.OfferImport{Calendar: raw, Library: catalog.LibraryRef{ID: "sola"}, LeadDays: 14}
		count := func(actor catalog.Actor, in catalog.OfferImport) (made, exist, refused int) {
			t.Helper()
			for _, one := range got(s.Import(ctx, actor, in)).or(t).Items {
				switch {
				case one.Made:
					made++
				case one.Exists:
					exist++
				case one.Problem != nil:
					refused++
				}
			}
			return made, exist, refused
		}
		first := got(s.Import(ctx, sola, in)).or(t)
		if len(first.Items) != 4 || first.Over != 1 || len(got(s.List(ctx, sola, catalog.OfferFilter{})).or(t).Items) != 0 {
			t.Fatalf("looking at it gives %d events", len(first.Items))
		}
		in.Apply, in.Only = true, []string{first.Items[0].Key}
		if made, exist, refused := count(sola, in); made != 1 || exist != 0 || refused != 1 {
			t.Errorf("of one that is wanted %d were made, %d are there, %d refused", made, exist, refused)
		}
		in.Only = nil
		if made, exist, _ := count(sola, in); made != 2 || exist != 1 {
			t.Errorf("of all %d were made, %d are there", made, exist)
		}
		in.Calendar = first.Left // as the preview carries it on
		if made, exist, _ := count(sola, in); made != 0 || exist != 3 {
			t.Errorf("the second time %d were made, %d are there", made, exist)
		}
		all := got(s.List(ctx, sola, catalog.OfferFilter{})).or(t).Items
		i := slices.IndexFunc(all, func(o catalog.Offer) bool { return o.Name == "Pappatreff" })
		pappa := got(s.Edit(ctx, sola, all[i].ID, 0, func(o *catalog.Offer) { o.Name, o.Origin = "Foreldretreff", "" })).or(t)
		if made, exist, _ := count(sola, in); made != 0 || exist != 3 || pappa.Origin == "" {
			t.Errorf("after a change %d were made, %d are there", made, exist)
		}
		if made, exist, _ := count(time, catalog.OfferImport{Calendar: raw, Library: catalog.LibraryRef{ID: "time"}, Apply: true}); made != 3 || exist != 0 {
			t.Errorf("for another library %d were made, %d are there", made, exist)
		}
		for _, whose := range []catalog.LibraryRef{{ID: "sola"}, {}} {
			if _, err := s.Import(ctx, time, catalog.OfferImport{Calendar: raw, Library: whose}); !catalog.Is(err, catalog.Forbidden) {
				t.Errorf("somebody else's offers %v were made: %v", whose, err)
			}
		}
		// Somebody is quicker than the check.
		double := all[i]
		double.ID = "double"
		wantCode(t, db.Offers().Create(ctx, by, double), catalog.Conflict)
		// What is merged into another offer is not made again.
		own := got(s.Add(ctx, sola, catalog.Offer{Name: "Eget", Libraries: pappa.Libraries, Rule: catalog.Rule{Date: "04-23"}})).or(t)
		got(s.Merge(ctx, sola, pappa.ID, own.ID)).or(t)
		if made, exist, _ := count(sola, in); made != 0 || exist != 3 {
			t.Errorf("after merging %d were made, %d are there", made, exist)
		}
	})
}

// TestOfferAlso has it come on further days, whatever the season says, and moves one of them.
func TestOfferAlso(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		county := catalog.Actor{Kind: catalog.Person, ID: "c", Role: catalog.CountyEditor}
		s := catalog.NewOffers(db.Offers(), db.Assets(), time.UTC, at, func() string { return "o1" })
		o := got(s.Add(ctx, county, catalog.Offer{Name: "Lesestund", Rule: catalog.Rule{RRule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-09-01", Season: &catalog.Season{From: "09-01", To: "09-15"},
			Also: []string{"2026-12-24", "2026-09-08", "2026-12-24"}}})).or(t)
		got(s.Move(ctx, county, o.ID, catalog.MovedOccurrence{Day: "2026-12-24", To: "2026-12-23", Time: "18:00"})).or(t)
		var days []string
		for _, one := range got(s.OccurrencesOf(ctx, county, o.ID, catalog.OccurrenceFilter{From: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 8, 1, 0, 0, 0, 0, time.UTC)})).or(t) {
			days = append(days, one.StartsAt.Format("01-02 15"))
		}
		if want := []string{"09-01 00", "09-08 00", "09-15 00", "12-23 18"}; !slices.Equal(days, want) {
			t.Errorf("comes %v, want %v", days, want)
		}
	})
}
