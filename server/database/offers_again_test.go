package database_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// again imports a calendar of one weekly event that is changed at the source, over and over.
type again struct {
	*testing.T
	offers *catalog.Offers
	actor  catalog.Actor
	event  []string // its lines
	more   string   // further events
}

func newAgain(t *testing.T, db *database.Database) *again {
	t.Helper()
	n, now := 0, time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	zone := got(time.LoadLocation("Europe/Oslo")).or(t)
	s := catalog.NewOffers(db.Offers(), db.Assets(), zone, func() time.Time { return now }, func() string { n++; return fmt.Sprintf("n%04d", n) })
	must(t, db.Libraries().Create(t.Context(), by, catalog.Library{Entry: catalog.Entry{ID: "sola", Version: 1, CreatedAt: now, UpdatedAt: now}, Name: "sola", Slug: "sola"}))
	return &again{T: t, offers: s, actor: catalog.Actor{Kind: catalog.Person, ID: "s", Role: catalog.Contributor, Library: "sola"},
		event: []string{"UID:strikk", "SUMMARY:Strikkekveld", "LOCATION:Sola", "DTSTART;TZID=Europe/Oslo:20260908T180000", "DTEND;TZID=Europe/Oslo:20260908T200000", "RRULE:FREQ=WEEKLY;BYDAY=TU",
			"EXDATE;TZID=Europe/Oslo:20261013T180000"}}
}

// say has the calendar say something else, by the name of a line; an empty line is left out.
func (a *again) say(lines ...string) {
	for _, line := range lines {
		name := line[:strings.IndexAny(line, ":;")]
		a.event = append(slices.DeleteFunc(a.event, func(l string) bool { return strings.HasPrefix(l, name+":") || strings.HasPrefix(l, name+";") }), line)
	}
}

func (a *again) send(in catalog.OfferImport) catalog.ImportedOffer {
	a.Helper()
	in.Calendar = []byte("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n" + strings.Join(a.event, "\n") + "\nEND:VEVENT\n" + a.more + "END:VCALENDAR\n")
	in.Library = catalog.LibraryRef{ID: "sola"}
	found := got(a.offers.Import(a.Context(), a.actor, in)).or(a.T)
	if len(found.Items) != 1 {
		a.Fatalf("it holds %+v", found.Items)
	}
	return found.Items[0]
}

func (a *again) stored() catalog.Offer {
	a.Helper()
	all := got(a.offers.List(a.Context(), a.actor, catalog.OfferFilter{})).or(a.T).Items
	if len(all) != 1 {
		a.Fatalf("stored %+v", all)
	}
	return all[0]
}

// want holds what the calendar tells otherwise to a list such as "name", "note by hand" and "day 2026-10-13".
func (a *again) want(what string, one catalog.ImportedOffer, changes ...string) {
	a.Helper()
	var got []string
	for _, c := range one.Changes {
		said := strings.TrimSpace(string(c.Field) + " " + c.Day)
		if c.ByHand {
			said += " by hand"
		}
		if c.Made {
			said += ", made"
		}
		got = append(got, said)
	}
	if !slices.Equal(got, changes) || one.Problem != nil {
		a.Errorf("%s: it tells %q, want %q; %v speaks against it", what, got, changes, one.Problem)
	}
}

func TestImportOffersAgain(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		a := newAgain(t, db)
		if one := a.send(catalog.OfferImport{Apply: true}); !one.Made {
			t.Fatalf("made %+v", one)
		}
		first := a.stored()
		a.want("nothing was changed", a.send(catalog.OfferImport{Apply: true}))
		if a.stored().Version != first.Version {
			t.Error("what is as it was is stored anew")
		}

		// What no calendar tells is people's: it stays.
		got(a.offers.Edit(t.Context(), a.actor, first.ID, 0, func(o *catalog.Offer) {
			o.LeadDays, o.Rule.Pause, o.Rule.Season, o.Match.Tags = 21, true, &catalog.Season{From: "08-15", To: "06-15"}, []string{"strikk"}
		})).or(t)
		got(a.offers.Cancel(t.Context(), a.actor, first.ID, "2026-09-22")).or(t)
		a.say("SUMMARY:Strikkekafé", "DTSTART;TZID=Europe/Oslo:20260908T190000", "DTEND;TZID=Europe/Oslo:20260908T210000", "EXDATE;TZID=Europe/Oslo:20261013T190000,20261020T190000")
		before := a.stored()
		seen := a.send(catalog.OfferImport{})
		a.want("looking", seen, "name", "rule", "day 2026-10-20")
		if seen.Was.Name != "Strikkekveld" || seen.Then.Name != "Strikkekafé" || seen.Was.Rule.Time != "18:00" || seen.Then.Rule.Time != "19:00" || !reflect.DeepEqual(a.stored(), before) {
			t.Errorf("looking at it tells %+v", seen)
		}
		a.want("not wanted", a.send(catalog.OfferImport{Apply: true, Only: []string{}}), "name", "rule", "day 2026-10-20")
		made := a.send(catalog.OfferImport{Apply: true, Only: []string{seen.Key}})
		a.want("wanted", made, "name, made", "rule, made", "day 2026-10-20, made")
		o := a.stored()
		if !made.Changed || o.Name != "Strikkekafé" || o.Rule.Time != "19:00" || o.Rule.Duration != 2*time.Hour || !slices.Equal(o.Rule.Except, []string{"2026-09-22", "2026-10-13", "2026-10-20"}) {
			t.Errorf("changed to %+v", o)
		}
		if o.LeadDays != 21 || !o.Rule.Pause || o.Rule.Season == nil || !slices.Equal(o.Match.Tags, []string{"strikk"}) {
			t.Errorf("what people said went: %+v", o)
		}
		a.want("once more", a.send(catalog.OfferImport{Apply: true}))

		// Both change something: what people did is named, and stays unless it is to be overwritten.
		got(a.offers.Edit(t.Context(), a.actor, o.ID, 0, func(o *catalog.Offer) { o.Name, o.Note = "Garn og prat", "Ta med pinner" })).or(t)
		got(a.offers.Move(t.Context(), a.actor, o.ID, catalog.MovedOccurrence{Day: "2026-11-03", To: "2026-11-04"})).or(t)
		a.want("only people changed something", a.send(catalog.OfferImport{Apply: true}))
		a.say("SUMMARY:Strikk på Sola", "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270601T170000Z", "EXDATE;TZID=Europe/Oslo:20261013T190000,20261103T190000")
		seen = a.send(catalog.OfferImport{})
		a.want("both", seen, "name by hand", "rule", "day 2026-10-20", "day 2026-11-03 by hand")
		a.want("both, all that can be", a.send(catalog.OfferImport{Apply: true}), "name by hand", "rule, made", "day 2026-10-20, made", "day 2026-11-03 by hand")
		if o = a.stored(); o.Name != "Garn og prat" || o.Note != "Ta med pinner" || !strings.Contains(o.Rule.RRule, "UNTIL") || len(o.Rule.Moved) != 1 || slices.Contains(o.Rule.Except, "2026-11-03") {
			t.Errorf("what people changed went: %+v", o)
		}
		a.want("overwritten", a.send(catalog.OfferImport{Apply: true, Only: []string{}, Overwrite: []string{seen.Key}}), "name by hand, made", "day 2026-11-03 by hand, made")
		if o = a.stored(); o.Name != "Strikk på Sola" || o.Note != "Ta med pinner" || !slices.Equal(o.Rule.Except, []string{"2026-09-22", "2026-10-13", "2026-11-03"}) {
			t.Errorf("overwritten with %+v", o)
		}
		a.want("after that", a.send(catalog.OfferImport{}))

		// Called off altogether, it stays until somebody switches it off; so does what cannot be read.
		a.say("STATUS:CANCELLED")
		if one := a.send(catalog.OfferImport{Apply: true}); !one.Exists || one.Problem == nil || one.Problem.Key != catalog.KeyEventCancelled || a.stored().Version != o.Version {
			t.Errorf("called off: %+v", one)
		}
	})
}

// TestImportOffersAgainMoved moves the weekday, and single times by events of their own, past ones too.
func TestImportOffersAgainMoved(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		a := newAgain(t, db)
		a.send(catalog.OfferImport{Apply: true})
		a.more = "BEGIN:VEVENT\nUID:strikk\nSUMMARY:Strikkekveld\nRECURRENCE-ID;TZID=Europe/Oslo:20261027T180000\nDTSTART;TZID=Europe/Oslo:20261028T120000\nDTEND;TZID=Europe/Oslo:20261028T140000\nEND:VEVENT\n"
		one := a.send(catalog.OfferImport{Apply: true})
		a.want("one is moved", one, "day 2026-10-27, made")
		if got := a.stored().Rule.SingleTime("2026-10-27"); got != (catalog.SingleTime{To: "2026-10-28", Time: "12:00"}) {
			t.Errorf("moved to %+v", got)
		}
		a.more = ""
		a.say("DTSTART;TZID=Europe/Oslo:20260909T180000", "DTEND;TZID=Europe/Oslo:20260909T200000", "RRULE:FREQ=WEEKLY;BYDAY=WE", "EXDATE;TZID=Europe/Oslo:20260805T180000")
		a.want("another weekday", a.send(catalog.OfferImport{Apply: true}), "rule, made")
		if r := a.stored().Rule; r.RRule != "FREQ=WEEKLY;BYDAY=WE" || r.Start != "2026-09-09" || len(r.Moved)+len(r.Except) != 0 {
			t.Errorf("it comes by %+v", r)
		}
		a.say("RRULE:BYDAY=WE;FREQ=WEEKLY;INTERVAL=1")
		a.want("the same in other words", a.send(catalog.OfferImport{}))
	})
}

// TestImportOffersFromBefore meets offers of which it is not kept what the calendar said.
func TestImportOffersFromBefore(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		a := newAgain(t, db)
		a.send(catalog.OfferImport{Apply: true})
		forget := func(version int) {
			t.Helper()
			got(db.Offers().Update(t.Context(), by, a.stored().ID, func(o *catalog.Offer) error { o.Source, o.Version = nil, version; return nil })).or(t)
		}
		forget(1)
		a.say("SUMMARY:Strikkekafé")
		a.want("nobody has touched it", a.send(catalog.OfferImport{}), "name")
		got(a.offers.Edit(t.Context(), a.actor, a.stored().ID, 0, func(o *catalog.Offer) { o.LeadDays = 7 })).or(t)
		a.want("touched since", a.send(catalog.OfferImport{}), "name")
		forget(3)
		seen := a.send(catalog.OfferImport{Apply: true})
		a.want("nobody knows", seen, "name by hand")
		if a.stored().Name != "Strikkekveld" {
			t.Error("it was overwritten")
		}
		forget(3)
		a.say("SUMMARY:Strikkekveld")
		a.want("it is the same", a.send(catalog.OfferImport{Apply: true}))
		a.say("SUMMARY:Strikkekafé")
		a.want("it is known from then on", a.send(catalog.OfferImport{}), "name")
	})
}
