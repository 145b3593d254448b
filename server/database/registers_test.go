package database_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func storedEntry(id string) catalog.Entry {
	return catalog.Entry{ID: id, Version: 1, CreatedAt: stored(at()), UpdatedAt: stored(at())}
}

func TestRegisterRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		library := catalog.Library{Entry: storedEntry("l3"), Slug: "sandnes-ruten", Name: "Ruten", Municipality: "Sandnes", MunicipalityNumber: "1108",
			Number: "2110201", ISIL: "NO-2110201", Language: "nb", Instagram: "ruten", Facebook: "Ruten filial",
			Parent: catalog.Ref{ID: "l1", Name: "Sandnes bibliotek"}, Aliases: []string{"Filialen", "Ruten 2"}, Closed: true}
		presenter := catalog.Presenter{Entry: storedEntry("p3"), Name: "Ola", Library: catalog.Ref{ID: "l1", Name: "Sandnes bibliotek"},
			Aliases: []string{"Ola N."}, Active: true}
		book := catalog.Book{Entry: storedEntry("b3"), Title: "Tre", Authors: []string{"A", "B"}, ISBNs: []catalog.ISBN{"9788203364181", "9788205000001"},
			Publisher: "Forlaget", Published: "2001"}
		series := catalog.Series{Entry: storedEntry("s3"), Name: "Serie", Description: "Om\nserien"}
		day := catalog.RecordingDay{Entry: storedEntry("d3"), Date: "2026-01-02", Place: catalog.Ref{ID: "l2", Name: "Hå folkebibliotek"},
			Libraries:   []catalog.LibraryRef{{ID: "l2", Slug: "ha", Name: "Hå folkebibliotek"}, {ID: "l1", Slug: "sandnes", Name: "Sandnes bibliotek"}},
			Presenters:  []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}, {ID: "p1", Name: "Åse Ødegård"}},
			Books:       []catalog.BookRef{{ID: "b2", Title: "Sult", Authors: []string{"Knut Hamsun"}}},
			ContentType: catalog.Relations, CreditLine: "Foto: X", Language: "nn", Notes: "Ta med stativ",
			Shots: []catalog.Shot{{Title: "En", Presenter: "p1", Book: "b1", ContentType: catalog.Literature, Note: "ute", Status: "planned"}, {Title: "To", Status: "in"}}}
		must(t, db.Libraries().Create(ctx, by, library))
		must(t, db.Presenters().Create(ctx, by, presenter))
		must(t, db.Books().Create(ctx, by, book))
		must(t, db.Series().Create(ctx, by, series))
		must(t, db.RecordingDays().Create(ctx, by, day))
		same(t, got(db.Libraries().Get(ctx, "l3")).or(t), library)
		same(t, got(db.Libraries().Get(ctx, "sandnes-ruten")).or(t), library)
		same(t, got(db.Presenters().Get(ctx, "p3")).or(t), presenter)
		same(t, got(db.Books().Get(ctx, "b3")).or(t), book)
		same(t, got(db.Series().Get(ctx, "s3")).or(t), series)
		same(t, got(db.RecordingDays().Get(ctx, "d3")).or(t), day)

		book.Authors, book.ISBNs, book.Version = []string{"C"}, []catalog.ISBN{"9788205000001"}, 2
		same(t, got(db.Books().Update(ctx, by, "b3", func(b *catalog.Book) error { *b = book; return nil })).or(t), book)
		day.Shots, day.Presenters, day.Place = day.Shots[1:], nil, catalog.Ref{}
		same(t, got(db.RecordingDays().Update(ctx, by, "d3", func(d *catalog.RecordingDay) error { *d = day; return nil })).or(t), day)
		refused := errors.New("no")
		if _, err := db.Books().Update(ctx, by, "b3", func(*catalog.Book) error { return refused }); err != refused {
			t.Errorf("got error %v, want the one of change", err)
		}
		for _, err := range []error{
			second(db.Libraries().Get(ctx, "none")), second(db.Books().Get(ctx, "none")),
			second(db.Series().Update(ctx, by, "none", func(*catalog.Series) error { return nil })),
			db.Presenters().Delete(ctx, by, "none"), db.RecordingDays().Merge(ctx, by, "none", "d1", at()), db.RecordingDays().Merge(ctx, by, "d1", "none", at()),
		} {
			wantCode(t, err, catalog.NotFound)
		}
		got(db.RecordingDays().Get(ctx, "d1")).or(t) // a merge into nothing left it alone
	})
}

func second[T any](_ T, err error) error { return err }

func same(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestLibraryUnique(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		for _, c := range []struct {
			library      catalog.Library
			field, value string
		}{
			{catalog.Library{Entry: entry("l3"), Slug: "ha", Name: "X"}, "slug", "ha"},
			{catalog.Library{Entry: entry("l3"), Slug: "x", Name: "X", Number: "2110200"}, "number", "2110200"},
			{catalog.Library{Entry: entry("l1"), Slug: "x", Name: "X"}, "id", "l1"},
		} {
			err := db.Libraries().Create(ctx, by, c.library)
			wantCode(t, err, catalog.Conflict)
			var e *catalog.Error
			errors.As(err, &e)
			if e.Key != catalog.KeyExists || e.Args["value"] != c.value || len(e.Fields) != 1 || e.Fields[0].Location != c.field {
				t.Errorf("%s: got %+v", c.field, e)
			}
		}
		_, err := db.Libraries().Update(ctx, by, "l1", func(l *catalog.Library) error { l.Slug = "ha"; return nil })
		wantCode(t, err, catalog.Conflict)
		for _, id := range []string{"l4", "l5"} { // without a number
			must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry(id), Slug: id, Name: "X"}))
		}
	})
}

func TestRegisterUnknownReferences(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		for want, err := range map[string]error{
			"parent":             db.Libraries().Create(ctx, by, catalog.Library{Entry: entry("x"), Slug: "x", Parent: catalog.Ref{ID: "none"}}),
			"library":            db.Presenters().Create(ctx, by, catalog.Presenter{Entry: entry("x"), Library: catalog.Ref{ID: "none"}}),
			"place":              db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry("x"), Place: catalog.Ref{ID: "none"}}),
			"libraries[1]":       db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry("x"), Libraries: []catalog.LibraryRef{{ID: "l1"}, {ID: "none"}}}),
			"shots[0].presenter": db.RecordingDays().Create(ctx, by, catalog.RecordingDay{Entry: entry("x"), Shots: []catalog.Shot{{Presenter: "none"}}}),
		} {
			wantCode(t, err, catalog.Invalid)
			var e *catalog.Error
			if errors.As(err, &e); len(e.Fields) != 1 || e.Fields[0].Location != want || e.Fields[0].Key != catalog.KeyUnknownRef {
				t.Errorf("got fields %+v, want %s", e.Fields, want)
			}
		}
	})
}

func TestLibraryLoop(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		parent := ""
		for _, id := range []string{"l1", "l2", "l3", "l4"} { // each under the one before
			must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry(id), Slug: id, Name: id, Parent: catalog.Ref{ID: parent}}))
			parent = id
		}
		under := func(id, parent string) error {
			_, err := db.Libraries().Update(ctx, by, id, func(l *catalog.Library) error { l.Parent.ID = parent; return nil })
			return err
		}
		wantCode(t, under("l1", "l3"), catalog.Invalid)
		wantCode(t, under("l2", "l2"), catalog.Invalid)
		must(t, db.Libraries().Merge(ctx, by, "l2", "l4", at()))
		for id, want := range map[string]string{"l4": "l1", "l3": "l4", "l1": ""} {
			if l := got(db.Libraries().Get(ctx, id)).or(t); l.Parent.ID != want {
				t.Errorf("%s lies under %q, want %q", id, l.Parent.ID, want)
			}
		}
		must(t, db.Libraries().Merge(ctx, by, "l3", "l1", at()))
		must(t, db.Libraries().Merge(ctx, by, "l1", "l4", at()))
		if l := got(db.Libraries().Get(ctx, "l4")).or(t); l.Parent.ID != "" {
			t.Errorf("l4 lies under %q, want none", l.Parent.ID)
		}
	})
}

func TestRegisterList(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for i, name := range []string{"Ålesund", "Østfold", "Æren", "Zoo", "bergen", "Éva", "Ellen", "100 % moro", "Ærlig_talt", "Østfold"} {
			must(t, db.Presenters().Create(ctx, by, catalog.Presenter{Entry: entry(fmt.Sprintf("p%d", i)), Name: name}))
		}
		names := func(f catalog.ListFilter) []string {
			t.Helper()
			var out []string
			for {
				page := got(db.Presenters().List(ctx, f)).or(t)
				if f.Limit > 0 && len(page.Items) > f.Limit {
					t.Errorf("got %d items, want at most %d", len(page.Items), f.Limit)
				}
				for _, p := range page.Items {
					out = append(out, p.Name)
				}
				if f.Cursor = page.Next; f.Cursor == "" {
					return out
				}
			}
		}
		all := []string{"100 % moro", "bergen", "Ellen", "Éva", "Zoo", "Æren", "Ærlig_talt", "Østfold", "Østfold", "Ålesund"}
		for limit := range 12 {
			same(t, names(catalog.ListFilter{Limit: limit}), all)
		}
		for text, want := range map[string][]string{
			"ÆR": {"Æren", "Ærlig_talt"}, "østFOLD": {"Østfold", "Østfold"}, "å": {"Ålesund"}, "a\u030a": {"Ålesund"}, "%": {"100 % moro"}, "_": {"Ærlig_talt"},
			`\`: nil, " zoo ": {"Zoo"}, "'": nil, "\x00": nil, "\xff": nil, "?": nil,
		} {
			same(t, names(catalog.ListFilter{Text: text}), want)
		}
		for _, cursor := range []string{"x", "!", "bnVsbA", "W10", "eyJhIjoxfQ", "\x00"} {
			_, err := db.Presenters().List(ctx, catalog.ListFilter{Cursor: cursor})
			wantCode(t, err, catalog.Invalid)
		}
	})
}

func TestBooksAreFoundByISBN(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		registers(t, db)
		for text, want := range map[string]int{"978-82-03-36418-1": 1, "8203364187": 1, "nesbø": 1, "978-82-05-00000-1": 0} {
			if n := len(got(db.Books().List(t.Context(), catalog.ListFilter{Text: text})).or(t).Items); n != want {
				t.Errorf("%s: found %d, want %d", text, n, want)
			}
		}
		for text, want := range map[string]int{"2025-10": 1, "SANDNES": 1, "2025": 2, "vågen": 1} {
			if n := len(got(db.RecordingDays().List(t.Context(), catalog.ListFilter{Text: text})).or(t).Items); n != want {
				t.Errorf("%s: found %d days, want %d", text, n, want)
			}
		}
	})
}

func TestDeleteInUse(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, fullAsset(), false))
		for _, c := range []struct {
			err   error
			count int
		}{
			{db.Libraries().Delete(ctx, by, "l1"), 4}, // asset, presenter, day's place, day's list
			{db.Presenters().Delete(ctx, by, "p1"), 3},
			{db.Books().Delete(ctx, by, "b1"), 3},
			{db.Series().Delete(ctx, by, "s1"), 1},
			{db.RecordingDays().Delete(ctx, by, "d1"), 1},
		} {
			wantCode(t, c.err, catalog.Conflict)
			var e *catalog.Error
			if errors.As(c.err, &e); e.Key != catalog.KeyInUse || e.Args["count"] != c.count {
				t.Errorf("got %+v, want %d in use", e, c.count)
			}
		}
		must(t, db.Books().Delete(ctx, by, "b2"))
		must(t, db.RecordingDays().Delete(ctx, by, "d2"))
		_, err := db.Books().Get(ctx, "b2")
		wantCode(t, err, catalog.NotFound)
	})
}

func TestReferences(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Libraries().Create(ctx, by, catalog.Library{Entry: entry("l3"), Slug: "l1", Name: "Slug som en id"}))
		sandnes := catalog.LibraryRef{ID: "l1", Slug: "sandnes", Name: "Sandnes bibliotek"}
		same(t, got(db.References().LibraryRefs(ctx, []string{"l1", "sandnes", "none", "ha"})).or(t), map[string]catalog.LibraryRef{
			"l1": sandnes, "sandnes": sandnes, "ha": {ID: "l2", Slug: "ha", Name: "Hå folkebibliotek"}})
		same(t, got(db.References().BookRefs(ctx, []string{"b2", "none"})).or(t), map[string]catalog.BookRef{
			"b2": {ID: "b2", Title: "Sult", Authors: []string{"Knut Hamsun"}}})
		for kind, want := range map[catalog.Kind]map[string]catalog.Ref{
			catalog.KindPresenter:    {"p1": {ID: "p1", Name: "Åse Ødegård"}},
			catalog.KindSeries:       {"s1": {ID: "s1", Name: "Fredagsboka"}},
			catalog.KindRecordingDay: {"d1": {ID: "d1", Name: "2025-10-20 Sandnes bibliotek"}, "d2": {ID: "d2", Name: "2025-11-03"}},
		} {
			ids := []string{"none"}
			for id := range want {
				ids = append(ids, id)
			}
			same(t, got(db.References().Refs(ctx, kind, ids)).or(t), want)
		}
		same(t, got(db.References().LibraryRefs(ctx, nil)).or(t), map[string]catalog.LibraryRef{})
		if _, err := db.References().Refs(ctx, catalog.KindAsset, []string{"a1"}); err == nil {
			t.Error("names of assets were looked up")
		}
	})
}
