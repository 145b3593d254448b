package database_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// plan is the service over an empty plan, with a library's and the county's account and two users.
func plan(t *testing.T, db *database.Database) *catalog.PlanItems {
	t.Helper()
	ctx := t.Context()
	registers(t, db)
	must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry("ac1"), Name: "@sandnes", Channel: catalog.Instagram, Library: catalog.Ref{ID: "l1"}}))
	must(t, db.Accounts().Create(ctx, by, catalog.Account{Entry: entry("ac2"), Name: "Fylket", Channel: catalog.Facebook}))
	for _, u := range []catalog.User{
		{ID: "u1", Email: "kari@example.org", Name: "Kari", Role: catalog.Editor, Library: catalog.Ref{ID: "l1"}, Active: true, CreatedAt: at(), Version: 1},
		{ID: "u2", Email: "ola@example.org", Name: "Ola", Role: catalog.Contributor, Library: catalog.Ref{ID: "l1"}, Active: true, CreatedAt: at(), Version: 1},
	} {
		must(t, db.Users().Create(ctx, u))
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	must(t, err)
	return catalog.NewPlanItems(catalog.PlanDeps{Store: db.Plan(), Offers: catalog.NewOffers(db.Offers(), db.Assets(), zone, at, ids()), Assets: db.Assets(), Accounts: db.Accounts(), Libraries: db.Libraries(), Users: db.Users(),
		Zone: zone, Now: at, NewID: ids()})
}

// ids makes ids in order.
func ids() catalog.IDSource {
	n := byte('a')
	return func() string {
		n++
		return "id" + string(n)
	}
}

var (
	editor      = catalog.Actor{Kind: catalog.Person, ID: "u1", Name: "Kari", Role: catalog.Editor, Library: "l1"}
	contributor = catalog.Actor{Kind: catalog.Person, ID: "u2", Name: "Ola", Role: catalog.Contributor, Library: "l1"}
	county      = catalog.Actor{Kind: catalog.Person, ID: "u3", Role: catalog.CountyEditor}
)

func TestPlanItemsComeBackAsTheyWere(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		s := plan(t, db)
		must(t, db.Assets().Create(t.Context(), by, asset("a1", "1"), false))
		cover, title := 2*time.Second, "Pappatreff"
		wish := catalog.PlanItem{Title: title, Account: catalog.Ref{ID: "ac1"}, PlannedAt: at().AddDate(0, 0, 7), ContentType: catalog.Relations, Owner: catalog.Ref{ID: "u1"},
			Deputy: catalog.Ref{ID: "u2"}, FollowUp: catalog.Ref{ID: "u2"}, Deadline: at().AddDate(0, 0, 3), Format: "portrait", Language: "nn", Caption: "Kom!",
			Hashtags: []string{"#bibliotek", "pappa"}, Tags: []string{"@sola"}, Link: "https://example.org", Notes: "Ring først",
			Assets: []catalog.PlannedAsset{{ID: "a1", FocalPoint: &catalog.Point{X: 0.25, Y: 0.5}}}, Collaborators: []catalog.Collaborator{{Library: catalog.LibraryRef{ID: "ha"}}}}
		p := got(s.Add(t.Context(), contributor, wish)).or(t)
		again := got(s.Get(t.Context(), editor, catalog.PlanItemID(p.ID))).or(t)
		same(t, again, p)
		if p.Library.Name != "Sandnes bibliotek" || p.Channel != catalog.Instagram || p.Owner.Name != "Kari" || p.CreatedName != "Ola" || p.Status != catalog.PlanDraft ||
			p.Hashtags[0] != "bibliotek" || p.Tags[0] != "sola" || p.Collaborators[0].Library.Name != "Hå folkebibliotek" || p.Assets[0].FocalPoint.X != 0.25 {
			t.Errorf("got %+v", p)
		}
		if len(p.Assets[0].Refused) != 1 || p.Assets[0].Title != "Bilde a1" || !p.Troubled() {
			t.Errorf("an asset on which nobody has said who is shown: got %+v", p.Assets[0])
		}
		_, err := s.Edit(t.Context(), editor, catalog.PlanItemID(p.ID), 1, func(p *catalog.PlanItem) { p.Assets[0].CoverAt = &cover })
		wantCode(t, err, catalog.Invalid)
		_, err = s.Edit(t.Context(), editor, catalog.PlanItemID(p.ID), 2, func(*catalog.PlanItem) {})
		wantCode(t, err, catalog.Stale)
		said := got(s.Comment(t.Context(), editor, catalog.PlanItemID(p.ID), " Fint ")).or(t)
		list := got(s.Comments(t.Context(), contributor, catalog.PlanItemID(p.ID))).or(t)
		if said.At = stored(said.At); len(list) != 1 || list[0] != said || list[0].Text != "Fint" {
			t.Errorf("got %+v, want %+v", list, said)
		}
		must(t, s.Remove(t.Context(), contributor, catalog.PlanItemID(p.ID), catalog.PlanThis, catalog.PlanSeen{}))
		_, err = s.Get(t.Context(), editor, catalog.PlanItemID(p.ID))
		wantCode(t, err, catalog.NotFound)
	})
}

// wall lists when items are planned and due, by the wall clock.
func wall(items []catalog.PlanItem) (out []string) {
	zone, _ := time.LoadLocation("Europe/Oslo")
	for _, p := range items {
		s := p.PlannedAt.In(zone).Format("01-02 15:04")
		if !p.Deadline.IsZero() {
			s += " due " + p.Deadline.In(zone).Format("01-02 15:04")
		}
		out = append(out, s)
	}
	return out
}

func TestRowsKeepTheWallClock(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		start := time.Date(2026, 3, 20, 10, 0, 0, 0, s.Zone) // summer time begins on the 29th
		var times []time.Time
		for i := range 4 {
			times = append(times, start.AddDate(0, 0, 7*i))
		}
		row := got(s.AddRow(ctx, editor, catalog.PlanItem{Title: "Fredagsboka", Account: catalog.Ref{ID: "ac1"}, Deadline: start.AddDate(0, 0, -2)}, times)).or(t)
		same(t, wall(row), []string{"03-20 10:00 due 03-18 10:00", "03-27 10:00 due 03-25 10:00", "04-03 10:00 due 04-01 10:00", "04-10 10:00 due 04-08 10:00"})
		id := func(i int) catalog.PlanItemID { return catalog.PlanItemID(row[i].ID) }
		read := func(slot string) []catalog.PlanItem {
			return got(s.List(ctx, editor, catalog.PlanFilter{Slot: slot})).or(t).Items
		}
		// this alone
		got(s.EditRow(ctx, editor, id(0), catalog.PlanSeen{Version: 1}, catalog.PlanThis, func(p *catalog.PlanItem) { p.Title = "Bare denne" })).or(t)
		// this and following: two days earlier and at another hour; they become a row of their own, and what is posted stays
		got(s.Publish(ctx, editor, id(3), "post")).or(t)
		moved := got(s.EditRow(ctx, editor, id(1), catalog.PlanSeen{}, catalog.PlanFollowing, func(p *catalog.PlanItem) {
			p.PlannedAt = time.Date(2026, 3, 25, 14, 30, 0, 0, s.Zone)
			p.Hashtags = []string{"fredag"}
		})).or(t)
		if moved.Slot == row[0].Slot {
			t.Error("this and following stay in the row")
		}
		same(t, wall(read(moved.Slot)), []string{"03-25 14:30 due 03-23 14:30", "04-01 14:30 due 03-30 14:30"})
		same(t, wall(read(row[0].Slot)), []string{"03-20 10:00 due 03-18 10:00", "04-10 10:00 due 04-08 10:00"})
		if p := got(s.Get(ctx, editor, id(2))).or(t); p.Title != "Fredagsboka" || len(p.Hashtags) != 1 || p.Version != 2 {
			t.Errorf("got %+v", p)
		}
		// all of a row: what differs between them and was not changed stays
		got(s.EditRow(ctx, editor, id(2), catalog.PlanSeen{}, catalog.PlanThis, func(p *catalog.PlanItem) { p.Caption = "Egen tekst" })).or(t)
		got(s.EditRow(ctx, editor, id(1), catalog.PlanSeen{}, catalog.PlanAll, func(p *catalog.PlanItem) { p.Deadline, p.Notes = time.Time{}, "Husk lys" })).or(t)
		// what a form sends anew, without names, and is as it was, is not carried over
		got(s.EditRow(ctx, editor, id(2), catalog.PlanSeen{}, catalog.PlanThis, func(p *catalog.PlanItem) {
			p.Account, p.Owner, p.Hashtags = catalog.Ref{ID: "ac2"}, catalog.Ref{ID: "u2"}, []string{"egen"}
		})).or(t)
		got(s.EditRow(ctx, editor, id(1), catalog.PlanSeen{}, catalog.PlanAll, func(p *catalog.PlanItem) {
			p.Account, p.Library, p.Hashtags, p.Tags = catalog.Ref{ID: "ac1"}, catalog.LibraryRef{ID: "l1"}, []string{"#fredag"}, []string{}
			p.Title, p.Notes = "Ny tittel", "Husk lys\r\n"
		})).or(t)
		if p := got(s.Get(ctx, editor, id(2))).or(t); p.Account.ID != "ac2" || p.Owner.ID != "u2" || p.Hashtags[0] != "egen" || p.Title != "Ny tittel" {
			t.Errorf("got %+v", p)
		}
		list := read(moved.Slot)
		if list[0].Caption != "" || list[1].Caption != "Egen tekst" || list[1].Notes != "Husk lys" || !list[1].Deadline.IsZero() {
			t.Errorf("got %+v", list)
		}
		wantCode(t, s.Remove(ctx, editor, id(3), catalog.PlanThis, catalog.PlanSeen{}), catalog.Conflict)
		must(t, s.Remove(ctx, editor, id(1), catalog.PlanAll, catalog.PlanSeen{}))
		if left := got(s.List(ctx, editor, catalog.PlanFilter{})).or(t).Items; len(left) != 2 {
			t.Errorf("%d are left, want those of the first row", len(left))
		}
		_, err := s.AddRow(ctx, editor, catalog.PlanItem{}, nil)
		wantCode(t, err, catalog.Invalid)
		_, err = s.AddRow(ctx, editor, catalog.PlanItem{}, make([]time.Time, 105))
		wantCode(t, err, catalog.Invalid)
	})
}

func TestPlanFollowsMergedRegisters(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		p := got(s.Add(ctx, county, catalog.PlanItem{Account: catalog.Ref{ID: "ac2"}, Library: catalog.LibraryRef{ID: "l2"}, PlannedAt: at(),
			Collaborators: []catalog.Collaborator{{Library: catalog.LibraryRef{ID: "l1"}}, {Library: catalog.LibraryRef{ID: "l2"}}}})).or(t)
		got(s.Add(ctx, county, catalog.PlanItem{Title: "Idé"})).or(t)
		wantCode(t, db.Accounts().Delete(ctx, by, "ac2"), catalog.Conflict)
		must(t, db.Accounts().Merge(ctx, by, "ac2", "ac1", at()))
		must(t, db.Libraries().Merge(ctx, by, "l2", "l1", at()))
		p = got(s.Get(ctx, editor, catalog.PlanItemID(p.ID))).or(t)
		if p.Account.ID != "ac1" || p.Channel != catalog.Instagram || p.Library.ID != "l1" || len(p.Collaborators) != 1 {
			t.Errorf("got %+v", p)
		}
		// pages go on where they ended, ideas last
		first := got(s.List(ctx, editor, catalog.PlanFilter{ListFilter: catalog.ListFilter{Limit: 1}})).or(t)
		rest := got(s.List(ctx, editor, catalog.PlanFilter{ListFilter: catalog.ListFilter{Limit: 1, Cursor: first.Next}})).or(t)
		if first.Items[0].ID != p.ID || len(rest.Items) != 1 || rest.Items[0].Title != "Idé" || rest.Next != "" {
			t.Errorf("got %+v and %+v", first, rest)
		}
		for _, f := range []catalog.PlanFilter{{From: at(), To: at().Add(time.Second)}, {Account: "ac1"}, {Library: "l1"}, {Statuses: []catalog.PlanStatus{catalog.PlanDraft}}} {
			if found := got(s.List(ctx, editor, f)).or(t).Items; len(found) != 1 || found[0].ID != p.ID {
				t.Errorf("%+v finds %+v", f, found)
			}
		}
		for _, f := range []catalog.PlanFilter{{Undated: true}, {ListFilter: catalog.ListFilter{Text: "idé"}}} {
			if found := got(s.List(ctx, editor, f)).or(t).Items; len(found) != 1 || found[0].Title != "Idé" {
				t.Errorf("%+v finds %+v", f, found)
			}
		}
		for _, f := range []catalog.PlanFilter{{From: at().Add(time.Second)}, {To: at()}, {Person: "u1"}, {Offer: "x"}, {Slot: "x"}, {Asset: "x"}} {
			if found := got(s.List(ctx, editor, f)).or(t).Items; len(found) != 0 {
				t.Errorf("%+v finds %+v", f, found)
			}
		}
	})
}

func TestRowsBecomeLonger(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		must(t, db.Assets().Create(ctx, by, asset("a1", "1"), false))
		start := time.Date(2026, 3, 20, 10, 0, 0, 0, s.Zone) // summer time begins on the 29th
		first := got(s.Add(ctx, editor, catalog.PlanItem{Title: "Fredagsboka", Account: catalog.Ref{ID: "ac1"}, PlannedAt: start, Deadline: start.AddDate(0, 0, -2),
			Caption: "Bare denne", Owner: catalog.Ref{ID: "u1"}, Assets: []catalog.PlannedAsset{{ID: "a1"}}})).or(t)
		id := catalog.PlanItemID(first.ID)
		weekly := func(until string) func(time.Time) catalog.Rule {
			return func(time.Time) catalog.Rule { return catalog.Rule{RRule: "FREQ=WEEKLY", Until: until} }
		}
		extend := func(id catalog.PlanItemID, until string) []catalog.PlanItem {
			return got(s.Extend(ctx, editor, id, catalog.PlanSeen{}, weekly(until))).or(t)
		}
		row := extend(id, "2026-04-03")
		same(t, wall(row), []string{"03-27 10:00 due 03-25 10:00", "04-03 10:00 due 04-01 10:00"})
		if p := row[1]; p.Title != "Fredagsboka" || p.Owner.Name != "Kari" || p.Caption != "" || len(p.Assets) != 0 || p.Status != catalog.PlanDraft {
			t.Errorf("got %+v", p)
		}
		// it goes on after the last one, whichever of the row is asked and whatever became of that
		got(s.Publish(ctx, editor, catalog.PlanItemID(row[1].ID), "post")).or(t)
		same(t, wall(extend(id, "2026-04-10")), []string{"04-10 10:00 due 04-08 10:00"})
		all := got(s.List(ctx, editor, catalog.PlanFilter{Slot: row[0].Slot})).or(t).Items
		if len(all) != 4 || all[0].ID != first.ID || all[0].Caption != "Bare denne" || len(all[0].Assets) != 1 {
			t.Errorf("the row is %+v", all)
		}
		_, err := s.Extend(ctx, editor, id, catalog.PlanSeen{}, weekly("2026-04-10"))
		wantCode(t, err, catalog.Invalid)
		_, err = s.Extend(ctx, editor, id, catalog.PlanSeen{}, weekly("2028-04-10"))
		wantCode(t, err, catalog.Invalid)
		_, err = s.Extend(ctx, catalog.Actor{Kind: catalog.Person, ID: "u9", Role: catalog.Contributor, Library: "ha"}, id, catalog.PlanSeen{}, weekly("2026-05-10"))
		wantCode(t, err, catalog.Forbidden)
		// somebody else has made it longer meanwhile
		wantCode(t, db.Plan().Extend(ctx, by, []catalog.PlanItem{first}, []catalog.PlanItem{{Slot: row[0].Slot}}), catalog.Stale)
	})
}

func TestPostedItemsStayPublished(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		p := got(s.Add(ctx, editor, catalog.PlanItem{Account: catalog.Ref{ID: "ac1"}, PlannedAt: at()})).or(t)
		id := catalog.PlanItemID(p.ID)
		got(s.Publish(ctx, editor, id, "post")).or(t)
		for _, status := range []catalog.PlanStatus{catalog.PlanDraft, catalog.PlanApproved, catalog.PlanCancelled} {
			_, err := s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Status = status })
			wantCode(t, err, catalog.Conflict)
		}
		got(s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Status = catalog.PlanFollowed })).or(t)
	})
}

func TestPlanHoldsToTheChannelsLimits(t *testing.T) {
	db := open(t, t.TempDir()+"/catalogue.db")
	ctx, s := t.Context(), plan(t, db)
	long := strings.Repeat("æ", 3000)
	var hashtags []string
	for i := range 40 {
		hashtags = append(hashtags, "tag"+strconv.Itoa(i))
	}
	// a draft keeps what was written, and says what is too much
	p := got(s.Add(ctx, editor, catalog.PlanItem{Account: catalog.Ref{ID: "ac1"}, PlannedAt: at(), Caption: long, Hashtags: hashtags})).or(t)
	var said []string
	for _, f := range p.Findings {
		said = append(said, string(f.Level)+" "+f.Reason.Key+" "+fmt.Sprint(f.Reason.Args["limit"]))
	}
	same(t, said, []string{"block limit.characters.over 2200", "block limit.hashtags.over 30"})
	for _, status := range []catalog.PlanStatus{catalog.PlanToApprove, catalog.PlanApproved} {
		_, err := s.Edit(ctx, editor, catalog.PlanItemID(p.ID), 0, func(p *catalog.PlanItem) { p.Status = status })
		var refused *catalog.Error
		if !errors.As(err, &refused) || len(refused.Fields) != 2 || refused.Fields[0].Location != "caption" || refused.Fields[1].Location != "hashtags" {
			t.Errorf("%s: got %v", status, err)
		}
	}
	p = got(s.Edit(ctx, editor, catalog.PlanItemID(p.ID), 0, func(p *catalog.PlanItem) {
		p.Status, p.Caption, p.Hashtags = catalog.PlanApproved, "Kort", hashtags[:6]
	})).or(t)
	if len(p.Findings) != 1 || p.Findings[0].Level != catalog.LevelWarn {
		t.Errorf("got %+v, want a warning of hashtags", p.Findings)
	}
}
