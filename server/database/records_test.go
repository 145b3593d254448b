package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// shown stores a person who has agreed twice, was present on a day and is shown on an asset that is handed out.
func shown(t *testing.T, db *database.Database) {
	t.Helper()
	ctx := t.Context()
	registers(t, db)
	must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry("n1"), DisplayName: "Kanari Fugl", Category: "child", Born: "2014-2017", Contact: "kanari@example.no",
		Note: "Kanari", Library: catalog.Ref{ID: "l1"}, Presenter: catalog.Ref{ID: "p1"}}))
	must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry("n2"), DisplayName: "Ola", Category: "adult"}))
	for id, c := range map[string]catalog.Consent{"k1": {Person: catalog.Ref{ID: "n1"}, Guardians: []string{"Kanarimor"}, Witness: "Kanari", Note: "Kanari"}, "k2": {Person: catalog.Ref{ID: "n1"}}, "k3": {Person: catalog.Ref{ID: "n2"}}} {
		c.Entry = entry(id)
		c.Permission = catalog.Permission{Consent: catalog.ConsentID(id), Channels: []catalog.Channel{catalog.Website}, GivenAt: at(), ValidFrom: at(), ValidUntil: at().AddDate(0, 1, 0)}
		must(t, db.Consents().Create(ctx, by, c))
	}
	day, err := db.RecordingDays().Update(ctx, by, "d1", func(d *catalog.RecordingDay) error {
		d.People = []catalog.DayPerson{{Name: "Kanari Fugl", Category: "child", Note: "Kanari", Person: "n1"}, {Name: "Ola", Category: "adult"}}
		return nil
	})
	must(t, err)
	if len(day.People) != 2 {
		t.Fatalf("people of the day: %+v", day.People)
	}
	a := asset("a1", "s1")
	a.PeopleStatus, a.People = catalog.PeopleRegistered, []catalog.ShownPerson{{ID: "n1"}, {ID: "n2"}}
	must(t, db.Assets().Create(ctx, by, a, false))
	must(t, db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r1", Asset: "a1", Hash: "h1", CreatedBy: by, CreatedAt: at()}))
	must(t, db.Documents().Expect(ctx, "o1", at().Add(time.Hour)))
	must(t, db.Documents().Create(ctx, by, catalog.Document{ID: "o1", Consent: "k1", Purpose: catalog.DocumentEvidence, FileName: "kanari.pdf", MediaType: "application/pdf", Size: 9, AddedAt: at()}))
}

func TestRecordsAndErasure(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		shown(t, db)
		if ids := got(db.Records().Showing(ctx, "n1")).or(t); len(ids) != 1 || ids[0] != "a1" {
			t.Errorf("shown on %v", ids)
		}
		if links := got(db.ReuseLinks().OfAssets(ctx, []catalog.AssetID{"a1"})).or(t); len(links["a1"]) != 1 {
			t.Errorf("links: %v", links)
		}
		if days := got(db.Records().Present(ctx, "n1")).or(t); len(days) != 1 || days[0].Day.ID != "d1" || days[0].Note != "Kanari" {
			t.Errorf("present on %v", days)
		}
		if ids := got(db.Records().Published(ctx, "", at(), 10)).or(t); len(ids) != 1 {
			t.Errorf("published: %v", ids)
		}
		if ids := got(db.Records().Published(ctx, "l2", at(), 10)).or(t); len(ids) != 0 {
			t.Errorf("published by a library that has no part in it: %v", ids)
		}
		before := got(db.Changes().Last(ctx)).or(t)
		if bytes := got(db.Records().Erase(ctx, by, "n1", at().Add(time.Minute))).or(t); len(bytes) != 1 || bytes[0] != "o1" {
			t.Errorf("bytes to be removed: %v", bytes)
		}
		p := got(db.People().Get(ctx, "n1")).or(t)
		if want := (catalog.PersonShown{Entry: catalog.Entry{ID: "n1", Version: 2, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt}, ErasedAt: stored(at().Add(time.Minute))}); p != want {
			t.Errorf("the person is %+v, want %+v", p, want)
		}
		for _, id := range []catalog.ConsentID{"k1", "k2"} {
			c := got(db.Consents().Get(ctx, id)).or(t)
			if c.WithdrawnHow != catalog.WithdrawnByErasure || !c.WithdrawnAt.Equal(stored(at().Add(time.Minute))) || len(c.Guardians)+len(c.Witness)+len(c.Note)+len(c.Documents) != 0 {
				t.Errorf("consent %s: %+v", id, c)
			}
		}
		if c := got(db.Consents().Get(ctx, "k3")).or(t); c.Withdrawn() {
			t.Error("somebody else's consent is withdrawn")
		}
		if d := got(db.RecordingDays().Get(ctx, "d1")).or(t); len(d.People) != 1 || d.People[0].Name != "Ola" || d.Version != 2 {
			t.Errorf("the day: %+v", d.People)
		}
		if a := got(db.Assets().Get(ctx, "a1")).or(t); len(a.People) != 2 || !a.People[0].Erased || a.People[0].Name != "" || !a.Withheld() {
			t.Errorf("the asset shows %+v", a.People)
		}
		if due := got(db.Documents().Due(ctx, at().Add(time.Hour), 10)).or(t); len(due) != 1 || due[0] != "o1" {
			t.Errorf("bytes on the list: %v", due)
		}
		kinds := map[catalog.Kind]bool{}
		for _, ch := range got(db.Changes().Since(ctx, before, 100)).or(t) {
			kinds[ch.Kind] = true
		}
		if !kinds[catalog.KindPerson] || !kinds[catalog.KindRecordingDay] {
			t.Errorf("changes of %v", kinds)
		}
		if again := got(db.Records().Erase(ctx, by, "n1", at())).or(t); len(again) != 0 {
			t.Errorf("erased again: %v", again)
		}
		_, err := db.Records().Erase(ctx, by, "nobody", at())
		wantCode(t, err, catalog.NotFound)
		wantCode(t, db.Consents().Create(ctx, by, catalog.Consent{Entry: entry("k4"), Person: catalog.Ref{ID: "n1"}, Permission: catalog.Permission{Consent: "k4", GivenAt: at(), ValidFrom: at(), ValidUntil: at()}}), catalog.NotFound)
		lines := got(db.Audit().Audit(ctx, catalog.AuditFilter{Person: "n1"})).or(t).Items
		if lines[0].Action != catalog.AuditPersonErased || lines[0].Detail != "" {
			t.Errorf("the last line: %+v", lines[0])
		}
	})
}

func TestConsentsAreNarrowed(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		shown(t, db)
		_, err := db.Consents().Update(ctx, by, catalog.AuditConsentWithdrawn, "k2", func(c *catalog.Consent) error {
			c.WithdrawnAt, c.Version = at().Add(time.Hour), 2
			return nil
		})
		must(t, err)
		for name, c := range map[string]struct {
			f    catalog.ConsentFilter
			want int
		}{
			"all": {catalog.ConsentFilter{}, 3}, "person": {catalog.ConsentFilter{Person: "n1"}, 2}, "text": {catalog.ConsentFilter{ListFilter: catalog.ListFilter{Text: "KANARI"}}, 2},
			"library": {catalog.ConsentFilter{Library: "l2"}, 1}, "withdrawn": {catalog.ConsentFilter{State: catalog.ConsentWithdrawn}, 1},
			"withdrawn later": {catalog.ConsentFilter{Since: at().Add(2 * time.Hour)}, 0}, "withdrawn since": {catalog.ConsentFilter{Since: at()}, 1},
			"ending": {catalog.ConsentFilter{Now: at(), Until: at().AddDate(0, 2, 0)}, 2}, "ending sooner": {catalog.ConsentFilter{Now: at(), Until: at().AddDate(0, 0, 7)}, 0},
			"ended": {catalog.ConsentFilter{Now: at().AddDate(1, 0, 0), State: catalog.ConsentExpired}, 2}, "to come": {catalog.ConsentFilter{Now: at().AddDate(-1, 0, 0), State: catalog.ConsentNotYet}, 2},
		} {
			if n := got(db.Consents().Count(ctx, c.f)).or(t); n != c.want {
				t.Errorf("%s: counted %d, want %d", name, n, c.want)
			}
			if page := got(db.Consents().List(ctx, c.f)).or(t); len(page.Items) != c.want {
				t.Errorf("%s: listed %d, want %d", name, len(page.Items), c.want)
			}
		}
		first := got(db.Consents().List(ctx, catalog.ConsentFilter{ListFilter: catalog.ListFilter{Limit: 2}})).or(t)
		rest := got(db.Consents().List(ctx, catalog.ConsentFilter{ListFilter: catalog.ListFilter{Limit: 2, Cursor: first.Next}})).or(t)
		if len(first.Items) != 2 || len(rest.Items) != 1 || rest.Next != "" {
			t.Errorf("pages of %d and %d", len(first.Items), len(rest.Items))
		}
	})
}
