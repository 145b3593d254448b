package database_test

import (
	"testing"

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

		must(t, db.Libraries().Merge(ctx, by, "l1", "l2"))

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
		wantCode(t, db.Libraries().Merge(ctx, by, "l2", "l2"), catalog.Invalid)
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

		must(t, db.Presenters().Merge(ctx, by, "p1", "p2"))
		kari := got(db.Presenters().Get(ctx, "p2")).or(t)
		same(t, kari.Aliases, []string{"Kari N.", "Åse Ødegård"})
		if kari.Library.ID != "l1" || !kari.Active {
			t.Errorf("got %+v, want the library and activity of the merged one", kari)
		}
		must(t, db.Books().Merge(ctx, by, "b1", "b2"))
		sult := got(db.Books().Get(ctx, "b2")).or(t)
		same(t, sult.ISBNs, []catalog.ISBN{"9788203364181"})
		same(t, sult.Authors, []string{"Knut Hamsun"})
		must(t, db.Series().Merge(ctx, by, "s1", "s2"))
		must(t, db.RecordingDays().Merge(ctx, by, "d1", "d2"))

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
