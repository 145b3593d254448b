package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestMergeLibraries(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		both := asset("a1", "")
		both.Libraries = []catalog.LibraryRef{{ID: "l1"}, {ID: "l2"}}
		only := asset("a2", "")
		only.Libraries = []catalog.LibraryRef{{ID: "l1"}}
		must(t, db.Assets().Create(ctx, by, both, false))
		must(t, db.Assets().Create(ctx, by, only, false))
		must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry("l3"), Slug: "l3", Name: "Filial", Parent: catalog.Ref{ID: "l1"}}))
		must(t, db.Users().Create(ctx, catalog.User{ID: "u2", Email: "a@b.no", Library: catalog.Ref{ID: "l1"}, CreatedAt: at()}))
		must(t, db.Tokens().Create(ctx, catalog.Token{ID: "t1", Hash: "h", Library: catalog.Ref{ID: "l1"}, CreatedAt: at()}))
		must(t, db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r1", Asset: "a2", Hash: "h", Library: catalog.LibraryRef{ID: "l1"}, CreatedAt: at()}))
		before := got(db.Changes().Last(ctx)).or(t)

		must(t, db.Libraries().Merge(ctx, by, "l1", "l2", at()))

		into := got(db.Libraries().Get(ctx, "l2")).or(t)
		same(t, into.Aliases, []string{"Sandnes bibliotek", "Vågen"})
		if into.Number != "2111900" || into.Version != 2 {
			t.Errorf("got number %s, version %d, want its own number and version 2", into.Number, into.Version)
		}
		ha := []catalog.LibraryRef{{ID: "l2", Slug: "ha", Name: "Hå folkebibliotek"}}
		same(t, got(db.Assets().Get(ctx, "a1")).or(t).Libraries, ha)
		same(t, got(db.Assets().Get(ctx, "a2")).or(t).Libraries, ha)
		day := got(db.RecordingDays().Get(ctx, "d1")).or(t)
		same(t, day.Libraries, ha)
		for what, id := range map[string]string{
			"day": day.Place.ID, "presenter": got(db.Presenters().Get(ctx, "p1")).or(t).Library.ID,
			"child": got(db.Libraries().Get(ctx, "l3")).or(t).Parent.ID, "user": got(db.Users().Get(ctx, "u2")).or(t).Library.ID,
			"token": got(db.Tokens().ByHash(ctx, "h")).or(t).Library.ID, "link": string(got(db.ReuseLinks().Get(ctx, "r1")).or(t).Library.ID),
		} {
			if id != "l2" {
				t.Errorf("%s has library %s, want l2", what, id)
			}
		}
		_, err := db.Libraries().Get(ctx, "l1")
		wantCode(t, err, catalog.NotFound)
		touched := got(db.Changes().Touched(ctx, got(db.Changes().Since(ctx, before, 100)).or(t))).or(t)
		same(t, touched, []catalog.AssetID{"a1", "a2"})
		wantCode(t, db.Libraries().Merge(ctx, by, "l2", "l2", at()), catalog.Invalid)
		got(db.Libraries().Get(ctx, "l2")).or(t)
		if n := len(got(db.Libraries().List(ctx, catalog.ListFilter{Text: "sandnes"})).or(t).Items); n != 1 {
			t.Errorf("found %d libraries by the merged name, want 1", n)
		}
	})
}

func TestMergeOthers(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, fullAsset(), false))

		must(t, db.Presenters().Merge(ctx, by, "p1", "p2", at()))
		kari := got(db.Presenters().Get(ctx, "p2")).or(t)
		same(t, kari.Aliases, []string{"Kari N.", "Åse Ødegård"})
		if kari.Library.ID != "l1" || !kari.Active {
			t.Errorf("got %+v, want the library and activity of the merged one", kari)
		}
		must(t, db.Books().Merge(ctx, by, "b1", "b2", at()))
		sult := got(db.Books().Get(ctx, "b2")).or(t)
		same(t, sult.ISBNs, []catalog.ISBN{"9788203364181"})
		same(t, sult.Authors, []string{"Knut Hamsun"})
		must(t, db.Series().Merge(ctx, by, "s1", "s2", at()))
		must(t, db.RecordingDays().Merge(ctx, by, "d1", "d2", at()))

		a := got(db.Assets().Get(ctx, "a1")).or(t)
		same(t, a.Presenters, []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}})
		same(t, a.Books, []catalog.BookRef{{ID: "b2", Title: "Sult", Authors: []string{"Knut Hamsun"}}})
		same(t, a.Series, catalog.Ref{ID: "s2", Name: "Månedens tips"})
		same(t, a.RecordingDay, catalog.Ref{ID: "d2", Name: "2025-11-03 Sandnes bibliotek"})
		day := got(db.RecordingDays().Get(ctx, "d2")).or(t)
		same(t, day.Presenters, []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}})
		if len(day.Shots) != 2 || day.Shots[0].Presenter != "p2" || day.Shots[1].Book != "b2" || day.Notes != "Utendørs" {
			t.Errorf("got %+v", day)
		}
	})
}

func TestMergePeople(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		shown(t, db)
		before := len(got(db.Audit().Audit(ctx, catalog.AuditFilter{Person: "n1"})).or(t).Items) + len(got(db.Audit().Audit(ctx, catalog.AuditFilter{Person: "n2"})).or(t).Items)
		later := at().Add(time.Hour)
		must(t, db.People().Merge(ctx, by, "n1", "n2", later))

		lines := got(db.Audit().Audit(ctx, catalog.AuditFilter{Person: "n2"})).or(t).Items
		want := catalog.AuditLine{At: stored(later), Actor: by, Action: catalog.AuditPersonMerged, Kind: catalog.KindPerson, Entry: "n1", Person: "n2"}
		if len(lines) != before+1 {
			t.Fatalf("the record has %d lines, want the %d of both and one of the merge", len(lines), before)
		}
		lines[0].Seq, lines[0].By = 0, ""
		same(t, lines[0], want)
		ola := got(db.People().Get(ctx, "n2")).or(t)
		if ola.Contact != "kanari@example.no" || ola.Version != 2 || !ola.UpdatedAt.Equal(stored(later)) {
			t.Errorf("got %+v", ola)
		}
		if a := got(db.Assets().Get(ctx, "a1")).or(t); len(a.People) != 1 || a.People[0].ID != "n2" {
			t.Errorf("the asset shows %+v", a.People)
		}
	})
}

// TestErasedAreNotMerged: whoever asks does not know yet that their data are gone.
func TestErasedAreNotMerged(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		shown(t, db)
		got(db.Records().Erase(ctx, by, "n1", at())).or(t)
		wantCode(t, db.People().Merge(ctx, by, "n1", "n2", at()), catalog.NotFound)
		wantCode(t, db.People().Merge(ctx, by, "n2", "n1", at()), catalog.NotFound)
		if p := got(db.People().Get(ctx, "n1")).or(t); !p.Erased() || p.DisplayName != "" {
			t.Errorf("got %+v", p)
		}
		got(db.People().Get(ctx, "n2")).or(t)
	})
}

func TestTags(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for id, tags := range map[string][]string{
			"a1": {"Påske", "krim", "bok"}, "a2": {"krim", "ærlig"}, "a3": {"KRIM", "påske"}, "a4": {"krim"},
		} {
			a := asset(id, "")
			if a.Tags = tags; id == "a4" {
				a.BinnedAt = at()
			}
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		list := func(f catalog.ListFilter) []catalog.Tag {
			var out []catalog.Tag
			for {
				page := got(db.Tags().List(ctx, f)).or(t)
				out = append(out, page.Items...)
				if f.Cursor = page.Next; f.Cursor == "" {
					return out
				}
			}
		}
		all := []catalog.Tag{{Name: "bok", Count: 1}, {Name: "KRIM", Count: 3}, {Name: "Påske", Count: 2}, {Name: "ærlig", Count: 1}}
		same(t, list(catalog.ListFilter{}), all)
		same(t, list(catalog.ListFilter{Limit: 1}), all)
		same(t, list(catalog.ListFilter{Text: "PÅ"}), all[2:3])
	})
}
