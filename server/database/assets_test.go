package database_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

var everything = catalog.Scope{Everything: true, Shared: true}

// fullAsset has a value in every field that is stored.
func fullAsset() catalog.Asset {
	return catalog.Asset{ID: "a1", Kind: catalog.Video, State: catalog.Failed,
		Failure:  catalog.Reason{Key: catalog.KeyTooManyPixels, Args: catalog.Args{"width": int64(60000), "name": "å"}},
		Progress: 40, Title: "Høstferie", Description: "Linje 1\nLinje 2", AltText: "To barn leser", ContentType: catalog.Literature,
		Libraries:  []catalog.LibraryRef{{ID: "l2", Slug: "ha", Name: "Hå folkebibliotek"}, {ID: "l1", Slug: "sandnes", Name: "Sandnes bibliotek"}},
		Presenters: []catalog.Ref{{ID: "p2", Name: "Kari Nordmann"}, {ID: "p1", Name: "Åse Ødegård"}},
		Books:      []catalog.BookRef{{ID: "b1", Title: "Tørst", Authors: []string{"Jo Nesbø", "En Annen"}}},
		Series:     catalog.Ref{ID: "s1", Name: "Fredagsboka"}, RecordingDay: catalog.Ref{ID: "d1", Name: "2025-10-20 Sandnes bibliotek"},
		Tags: []string{"Krim", "påske", "Ny bok"}, Language: "nn",
		RecordedAt: time.Date(2025, 7, 1, 9, 15, 30, 250000000, time.FixedZone("", 2*3600)), RecordedAtSource: "quicktime",
		CreditLine: "Foto: Åse", Creator: "Åse", InspiredBy: "@annet_bibliotek", UsageTerms: "Fri bruk", Music: catalog.MusicOwn,
		Shot: catalog.Ref{ID: "sh1"}, Editing: catalog.EditingRaw, Inherited: []string{"credit_line"},
		SentBy: "Kari", SentNote: "Fra scenen",
		PeopleStatus: catalog.PeopleCrowd, PeopleNote: "Bakfra", FocalPoint: &catalog.Point{X: 0.25, Y: 1},
		Original: catalog.Original{FileName: "IMG_0001 (æøå).MOV", Ext: "mov", MediaType: "video/quicktime", Size: 3 << 32, Width: 1080, Height: 1920,
			Duration: 12345678901 * time.Nanosecond, SHA256: "ab12", Sample: "cd34"},
		Renditions: []catalog.Rendition{{Name: "w320", Ext: "jpg", MediaType: "image/jpeg", Width: 180, Height: 320, Size: 9000, Version: 2,
			Around: &catalog.Point{X: 0.5, Y: 0.75}}},
		Orders:   []catalog.Order{{Name: "clip-square", Progress: 40}, {Name: "clip-story", Failure: catalog.Reason{Key: catalog.KeyProcessing}}},
		PosterAt: new(1500 * time.Millisecond), DerivedFrom: "a0",
		Placeholder: "LEHV6nWB2yk8pyo0adR*.7kCMdnj", Fingerprint: 0xfedcba9876543210, Fingerprints: []uint64{0xfedcba9876543210, 1}, RenditionVersion: 3, Pipeline: 7, DuplicateOf: "a0",
		CreatedBy: by, CreatedAt: stored(at()), UpdatedAt: stored(at().Add(time.Hour)), BinnedAt: stored(at().Add(2 * time.Hour)), Version: 4}
}

func TestAssetRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		registers(t, db)
		want := fullAsset()
		want.Review = catalog.ReviewWaiting
		must(t, db.Assets().Create(t.Context(), by, want, false))
		a := got(db.Assets().Get(t.Context(), "a1")).or(t)
		if !a.RecordedAt.Equal(want.RecordedAt) || a.RecordedAt.Format(time.RFC3339) != want.RecordedAt.Format(time.RFC3339) {
			t.Errorf("got recorded at %v, want %v", a.RecordedAt, want.RecordedAt)
		}
		a.RecordedAt = want.RecordedAt
		if !reflect.DeepEqual(a, want) {
			t.Errorf("got\n%+v\nwant\n%+v", a, want)
		}
		empty := catalog.Asset{ID: "a2", CreatedAt: stored(at()), UpdatedAt: stored(at())}
		must(t, db.Assets().Create(t.Context(), by, empty, false))
		if a := got(db.Assets().Get(t.Context(), "a2")).or(t); !reflect.DeepEqual(a, empty) {
			t.Errorf("got\n%+v\nwant\n%+v", a, empty)
		}
		_, err := db.Assets().Get(t.Context(), "a3")
		wantCode(t, err, catalog.NotFound)
	})
}

func TestRecordedAtKeepsItsZone(t *testing.T) {
	zones := map[string]*time.Location{"utc": time.UTC, "oslo": time.FixedZone("", 7200), "newfoundland": time.FixedZone("", -9000),
		"kathmandu": time.FixedZone("", 20700)}
	each(t, func(t *testing.T, db *database.Database) {
		for name, zone := range zones {
			for _, year := range []int{1969, 1970, 2025} {
				a := asset(fmt.Sprintf("%s%d", name, year), "")
				a.RecordedAt = time.Date(year, 1, 1, 0, 0, 0, 0, zone)
				must(t, db.Assets().Create(t.Context(), by, a, false))
				back := got(db.Assets().Get(t.Context(), a.ID)).or(t)
				if g, w := back.RecordedAt.Format(time.RFC3339Nano), a.RecordedAt.Format(time.RFC3339Nano); g != w {
					t.Errorf("got %s, want %s", g, w)
				}
			}
		}
	})
}

func TestAssetUnknownReferences(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		registers(t, db)
		a := asset("a1", "")
		a.Libraries = []catalog.LibraryRef{{ID: "l1"}, {ID: "gone"}}
		a.Series.ID = "gone"
		err := db.Assets().Create(t.Context(), by, a, false)
		wantCode(t, err, catalog.Invalid)
		var e *catalog.Error
		errors.As(err, &e)
		var at []string
		for _, f := range e.Fields {
			at = append(at, f.Location)
		}
		if want := []string{"series", "libraries[1]"}; !reflect.DeepEqual(at, want) {
			t.Errorf("got fields %v, want %v", at, want)
		}
	})
}

func TestAssetUpdate(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		must(t, db.Assets().Create(ctx, by, fullAsset(), false))
		updated := got(db.Assets().Update(ctx, "u2", "a1", func(a *catalog.Asset) error {
			a.ID, a.Title, a.Series, a.FocalPoint, a.BinnedAt = "other", "Ny", catalog.Ref{}, nil, time.Time{}
			a.Libraries = []catalog.LibraryRef{{ID: "l1"}, {ID: "l1"}}
			a.Presenters[0], a.Presenters[1] = a.Presenters[1], a.Presenters[0]
			a.Books = append(a.Books, catalog.BookRef{ID: "b2"})
			a.Tags = []string{"ny bok", "Krim", "KRIM"}
			return nil
		})).or(t)
		if updated.ID != "a1" || updated.Title != "Ny" || updated.Series.ID != "" || updated.FocalPoint != nil || updated.Binned() {
			t.Errorf("got %+v", updated)
		}
		if want := []catalog.LibraryRef{{ID: "l1", Slug: "sandnes", Name: "Sandnes bibliotek"}}; !reflect.DeepEqual(updated.Libraries, want) {
			t.Errorf("got libraries %v, want %v", updated.Libraries, want)
		}
		if len(updated.Presenters) != 2 || updated.Presenters[0].Name != "Åse Ødegård" {
			t.Errorf("got presenters %v", updated.Presenters)
		}
		if len(updated.Books) != 2 || updated.Books[1].Title != "Sult" {
			t.Errorf("got books %v", updated.Books)
		}
		if want := []string{"ny bok", "Krim"}; !reflect.DeepEqual(updated.Tags, want) {
			t.Errorf("got tags %v, want %v", updated.Tags, want)
		}
		if a := got(db.Assets().Get(ctx, "a1")).or(t); !reflect.DeepEqual(a, updated) {
			t.Errorf("Get gives\n%+v\nwant\n%+v", a, updated)
		}

		refused := errors.New("not so")
		_, err := db.Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error { a.Title = "Nei"; return refused })
		if err != refused {
			t.Errorf("got error %v, want the one of change", err)
		}
		if a := got(db.Assets().Get(ctx, "a1")).or(t); a.Title != "Ny" {
			t.Errorf("got title %q after a refused change, want Ny", a.Title)
		}
		_, err = db.Assets().Update(ctx, by, "a9", func(*catalog.Asset) error { return nil })
		wantCode(t, err, catalog.NotFound)
		if seq := got(db.Changes().LastBy(ctx, "u2")).or(t); seq == 0 || seq != got(db.Changes().Last(ctx)).or(t) {
			t.Errorf("got last change %d of u2, want the last of all", seq)
		}
	})
}

func TestByIDs(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		for _, id := range []string{"a1", "a2", "a3", "a4"} {
			a := asset(id, "")
			a.Libraries = []catalog.LibraryRef{{ID: "l1"}}
			if id == "a3" {
				a.BinnedAt, a.CreatedBy = at(), "u9"
			}
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		ids := []catalog.AssetID{"a4", "gone", "a3", "a1"}
		for _, c := range []struct {
			name  string
			scope catalog.Scope
			want  []catalog.AssetID
		}{
			{"everything", everything, []catalog.AssetID{"a4", "a3", "a1"}},
			{"shared", catalog.Scope{Shared: true}, []catalog.AssetID{"a4", "a1"}},
			{"bin of the library", catalog.Scope{BinOf: "l1"}, []catalog.AssetID{"a3"}},
			{"bin of another", catalog.Scope{BinOf: "l2"}, nil},
			{"own bin", catalog.Scope{Shared: true, BinnedBy: "u9"}, []catalog.AssetID{"a4", "a3", "a1"}},
			{"stranger", catalog.Scope{}, nil},
		} {
			var found []catalog.AssetID
			for _, a := range got(db.Assets().ByIDs(ctx, ids, c.scope)).or(t) {
				found = append(found, a.ID)
			}
			if !reflect.DeepEqual(found, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, found, c.want)
			}
		}
	})
}

func TestDuplicates(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		first := asset("a1", "beef")
		first.Title = ""
		must(t, db.Assets().Create(ctx, by, first, true))
		err := db.Assets().Create(ctx, by, asset("a2", "beef"), true)
		wantCode(t, err, catalog.Conflict)
		var e *catalog.Error
		if errors.As(err, &e); e.DuplicateOf != "a1" || e.Key != catalog.KeyDuplicate || e.Args["title"] != "a1" {
			t.Errorf("got %+v, want a duplicate of a1", e)
		}
		must(t, db.Assets().Create(ctx, by, asset("a3", "beef"), false))
		must(t, db.Assets().Create(ctx, by, asset("a4", ""), true))
		must(t, db.Assets().Create(ctx, by, asset("a5", ""), true))
		if id := got(db.Assets().FindBySHA256(ctx, "beef")).or(t); id != "a1" {
			t.Errorf("found %s, want a1", id)
		}
		for _, id := range []catalog.AssetID{"a1", "a3"} {
			got(db.Assets().Update(ctx, by, id, func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
		}
		for _, sum := range []string{"beef", "", "f00d"} {
			_, err := db.Assets().FindBySHA256(ctx, sum)
			wantCode(t, err, catalog.NotFound)
		}
		must(t, db.Assets().Create(ctx, by, asset("a6", "beef"), true))
	})
}

func TestUnfinished(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for i, c := range []struct {
			state    catalog.AssetState
			pipeline int
			binned   bool
			updated  time.Time
		}{
			{catalog.Pending, 0, false, at()},                       // a0
			{catalog.Processing, 5, false, at()},                    // a1
			{catalog.Ready, 5, false, at()},                         // a2
			{catalog.Ready, 4, false, at()},                         // a3
			{catalog.Failed, 5, false, at()},                        // a4
			{catalog.Failed, 4, false, at()},                        // a5
			{catalog.Pending, 0, true, at()},                        // a6
			{catalog.Pending, 0, false, at().Add(10 * time.Minute)}, // a7
		} {
			a := asset(fmt.Sprintf("a%d", i), "")
			a.State, a.Pipeline, a.UpdatedAt, a.CreatedAt = c.state, c.pipeline, c.updated, at().Add(-time.Duration(i)*time.Minute)
			if c.binned {
				a.BinnedAt = at()
			}
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		wantIDs := func(what string, got, want []catalog.AssetID) {
			t.Helper()
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: got %v, want %v", what, got, want)
			}
		}
		soon := at().Add(time.Minute)
		wantIDs("unfinished", got(db.Assets().Unfinished(ctx, 5, soon, 10)).or(t), []catalog.AssetID{"a5", "a3", "a1", "a0"})
		wantIDs("limited", got(db.Assets().Unfinished(ctx, 5, soon, 1)).or(t), []catalog.AssetID{"a5"})
		if n := got(db.Assets().Reprocess(ctx, []catalog.AssetID{"a2", "a4", "gone"})).or(t); n != 2 {
			t.Errorf("marked %d, want 2", n)
		}
		wantIDs("marked", got(db.Assets().Unfinished(ctx, 5, soon, 10)).or(t), []catalog.AssetID{"a5", "a4", "a3", "a2", "a1", "a0"})
		if n := got(db.Assets().Reprocess(ctx, nil)).or(t); n != 8 {
			t.Errorf("marked %d, want all 8", n)
		}
		if n := got(db.Assets().Reprocess(ctx, []catalog.AssetID{})).or(t); n != 0 {
			t.Errorf("marked %d of none", n)
		}
		wantIDs("binned", got(db.Assets().BinnedBefore(ctx, soon, 10)).or(t), []catalog.AssetID{"a6"})
		wantIDs("binned then", got(db.Assets().BinnedBefore(ctx, at(), 10)).or(t), nil)
	})
}

func TestAssetDelete(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		registers(t, db)
		a := fullAsset()
		must(t, db.Assets().Create(ctx, by, a, false))
		other := asset("a2", "")
		other.DuplicateOf = "a1"
		must(t, db.Assets().Create(ctx, by, other, false))
		must(t, db.ReuseLinks().Create(ctx, by, catalog.ReuseLink{ID: "r1", Asset: "a1", Hash: "h1", CreatedBy: by, CreatedAt: at()}))
		wantCode(t, db.Assets().Delete(ctx, by, "a2"), catalog.Conflict)
		wantCode(t, db.Assets().Delete(ctx, by, "a9"), catalog.NotFound)
		must(t, db.Assets().Delete(ctx, by, "a1"))
		_, err := db.Assets().Get(ctx, "a1")
		wantCode(t, err, catalog.NotFound)
		_, err = db.ReuseLinks().Get(ctx, "r1")
		wantCode(t, err, catalog.NotFound)
		if a := got(db.Assets().Get(ctx, "a2")).or(t); a.DuplicateOf != "" {
			t.Errorf("still a duplicate of %s", a.DuplicateOf)
		}
		must(t, db.Series().Delete(ctx, by, "s1"))
	})
}
