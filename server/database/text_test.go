package database_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// naughty are texts that have broken other programs: quotes, SQL, placeholders of bun, escapes, bidirectional marks,
// combining characters, emoji and letters outside the basic plane.
func naughty() []string {
	return []string{"", "'", `"`, "''''", `\`, `\'; DROP TABLE assets; --`, "1' OR '1'='1", "?", "?0 ?1 ?name ?TableColumns", "$1 $$x$$", "%s %d %n", "NULL", "null", "0x00",
		"{{.}}", "<script>alert(1)</script>", "\t\n\r", "\u200b\u202e\u2066", "a\u030a å", "Ｆｕｌｌ", "🏳️‍🌈👩‍👩‍👧", "𠜎𠜱", "ﷺ", "\u2028\u2029", "\ufeffbom", "صباح", "E'\\x41'",
		`{"a":"b\u0000"}`, `\u0000`, `\x00`, "-- ", "/*", strings.Repeat("ø", 10_000), "\x01\x1f\x7f", "X'00'", `'\''`}
}

// TestLongTextIsLookedFor: a text that is longer than what databases take as a pattern is looked for all the same.
func TestLongTextIsLookedFor(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		must(t, db.Presenters().Create(t.Context(), by, catalog.Presenter{Entry: storedEntry("p"), Name: "Ola"}))
		f := catalog.ListFilter{Text: strings.Repeat("ø%", 60_000), Limit: 10}
		if page := got(db.Presenters().List(t.Context(), f)).or(t); len(page.Items) > 0 {
			t.Errorf("found %v", page.Items)
		}
		got(db.Plan().List(t.Context(), catalog.PlanFilter{ListFilter: f})).or(t)
	})
}

func TestTextsRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for i, text := range naughty() {
			a := asset(fmt.Sprintf("a%d", i), text)
			a.Title, a.Description, a.Original.FileName, a.PeopleNote = text, text, text, text
			a.Tags = []string{text, text + "2"}
			a.Failure = catalog.Reason{Key: text, Args: catalog.Args{"x": text}}
			a.Renditions = []catalog.Rendition{{Name: text}}
			a.CreatedAt, a.UpdatedAt = stored(at()), stored(at())
			must(t, db.Assets().Create(ctx, text, a, false))
			same(t, got(db.Assets().Get(ctx, a.ID)).or(t), a)
			if seq := got(db.Changes().LastBy(ctx, text)).or(t); seq == 0 {
				t.Errorf("no change by %q", text)
			}
			p := catalog.Presenter{Entry: storedEntry(fmt.Sprintf("p%d", i)), Name: text, Aliases: []string{text}}
			must(t, db.Presenters().Create(ctx, by, p))
			same(t, got(db.Presenters().Get(ctx, p.ID)).or(t), p)
			page := got(db.Presenters().List(ctx, catalog.ListFilter{Text: text, Limit: 1000})).or(t)
			if !slices.ContainsFunc(page.Items, func(q catalog.Presenter) bool { return q.ID == p.ID }) {
				t.Errorf("%q is not found by itself", text)
			}
			got(db.Presenters().List(ctx, catalog.ListFilter{Cursor: database.Cursor(text, text)})).or(t)
		}
		for _, key := range []string{"a0\x00", "\x00", "\xff\xfe", "a0' OR '1'='1"} {
			_, err := db.Assets().Get(ctx, catalog.AssetID(key))
			wantCode(t, err, catalog.NotFound)
			_, err = db.Libraries().Get(ctx, key)
			wantCode(t, err, catalog.NotFound)
		}
	})
}

func TestSortKey(t *testing.T) {
	want := []string{"Aa", "abc", "É", "Éa", "ea", "Zz", "ære", "Ære b", "Äre c", "Øre", "öre b", "å", "Ål"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(database.SortKey(a), database.SortKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if database.SortKey("a\u030a") != database.SortKey("Å") {
		t.Error("å sorts differently when it is composed")
	}
}

func FuzzCursor(f *testing.F) {
	for _, text := range naughty() {
		f.Add(database.Cursor(text, text))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		key, id, err := database.SpotAt(cursor)
		if err != nil {
			wantCode(t, err, catalog.Invalid)
			return
		}
		key2, id2, err := database.SpotAt(database.Cursor(key, id))
		if err != nil || key2 != key || id2 != id {
			t.Errorf("got %q, %q, %v, want %q, %q", key2, id2, err, key, id)
		}
	})
}
