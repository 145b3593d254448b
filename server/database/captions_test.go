package database_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func anybodyMay(catalog.Asset) error { return nil }

func captions(language, text string, at time.Time) catalog.CaptionFile {
	return catalog.CaptionFile{Caption: catalog.Caption{Language: language, UpdatedAt: stored(at)}, VTT: "WEBVTT\n\n" + text, Words: text}
}

func TestCaptions(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, assets := t.Context(), db.Assets()
		must(t, assets.Create(ctx, by, asset("a1", ""), false))
		must(t, assets.Create(ctx, by, asset("a2", ""), false))
		before := got(db.Changes().Last(ctx)).or(t)
		later := at().Add(time.Hour)
		nn, nb := captions("nn", "Velkomen", at()), captions("nb", "Velkommen "+strings.Repeat("å", 1<<20), later)
		got(assets.SetCaption(ctx, "u2", "a1", captions("nb", "Feil", at()), anybodyMay)).or(t)
		got(assets.SetCaption(ctx, "u2", "a1", nn, anybodyMay)).or(t)
		a := got(assets.SetCaption(ctx, "u2", "a1", nb, anybodyMay)).or(t)
		if want := []catalog.Caption{nb.Caption, nn.Caption}; !reflect.DeepEqual(a.Captions, want) || !a.UpdatedAt.Equal(stored(later)) {
			t.Errorf("captions %v, updated at %v; want %v, %v", a.Captions, a.UpdatedAt, want, later)
		}
		if files := got(assets.Captions(ctx, "a1")).or(t); !reflect.DeepEqual(files, []catalog.CaptionFile{nb, nn}) {
			t.Errorf("%d files come back otherwise than they were stored", len(files))
		}
		words := got(assets.CaptionWords(ctx, []catalog.AssetID{"a1", "a2", "a3"})).or(t)
		if len(words) != 1 || words["a1"] != nb.Words+"\n"+nn.Words {
			t.Errorf("words of %d assets, want those of a1 in both languages", len(words))
		}
		changes := got(db.Changes().Since(ctx, before, 10)).or(t)
		if len(changes) != 3 || changes[2].ID != "a1" || changes[2].Kind != catalog.KindAsset {
			t.Errorf("changes %v, want three of a1", changes)
		}

		refused := errors.New("refused")
		no := func(catalog.Asset) error { return refused }
		_, err := assets.SetCaption(ctx, by, "a1", captions("en", "Welcome", at()), no)
		_, other := assets.RemoveCaption(ctx, by, "a1", nn.Caption, no)
		if err != refused || other != refused {
			t.Errorf("got %v and %v, want what the caller refused with", err, other)
		}
		_, err = assets.RemoveCaption(ctx, by, "a1", catalog.Caption{Language: "en", UpdatedAt: at()}, anybodyMay)
		wantCode(t, err, catalog.NotFound)
		_, err = assets.SetCaption(ctx, by, "a9", nn, anybodyMay)
		wantCode(t, err, catalog.NotFound)

		a = got(assets.RemoveCaption(ctx, by, "a1", catalog.Caption{Language: "nn", UpdatedAt: later}, anybodyMay)).or(t)
		if len(a.Captions) != 1 || a.Captions[0].Language != "nb" {
			t.Errorf("captions %v, want nb alone", a.Captions)
		}
		got(assets.Update(ctx, by, "a1", func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
		must(t, assets.Delete(ctx, by, "a1"))
		if files := got(assets.Captions(ctx, "a1")).or(t); len(files) != 0 {
			t.Errorf("%d files of an asset that is gone", len(files))
		}
	})
}

func TestOrdered(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		failed := catalog.Order{Name: "clip-story", Failure: catalog.Reason{Key: catalog.KeyProcessing}}
		for i, orders := range [][]catalog.Order{{{Name: "poster"}}, nil, {failed}, {failed, {Name: "clip-square"}}} {
			a := asset(fmt.Sprint("a", i), "")
			a.UpdatedAt, a.Orders = at().Add(-time.Duration(i)*time.Minute), orders
			must(t, db.Assets().Create(t.Context(), by, a, false))
		}
		if ids := got(db.Assets().Ordered(t.Context(), at().Add(time.Second), 10)).or(t); !slices.Equal(ids, []catalog.AssetID{"a3", "a0"}) {
			t.Errorf("got %v, want a3 and a0", ids)
		}
		if ids := got(db.Assets().Ordered(t.Context(), at().Add(-time.Second), 10)).or(t); !slices.Equal(ids, []catalog.AssetID{"a3"}) {
			t.Errorf("got %v, want a3 alone: somebody has touched the other", ids)
		}
		got(db.Assets().Update(t.Context(), by, "a3", func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
		if ids := got(db.Assets().Ordered(t.Context(), at(), 10)).or(t); len(ids) != 0 {
			t.Errorf("got %v, want none: a3 is binned", ids)
		}
	})
}

func TestDerived(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		for i, from := range []catalog.AssetID{"", "a0", "a0", "a1"} {
			a := asset(fmt.Sprint("a", i), "")
			a.CreatedAt, a.DerivedFrom = at().Add(time.Duration(i)*time.Minute), from
			must(t, db.Assets().Create(t.Context(), by, a, false))
		}
		if ids := got(db.Assets().Derived(t.Context(), "a0", 10)).or(t); !slices.Equal(ids, []catalog.AssetID{"a2", "a1"}) {
			t.Errorf("cut from a0: %v, want a2 and a1", ids)
		}
		if ids := got(db.Assets().Derived(t.Context(), "", 10)).or(t); len(ids) != 0 {
			t.Errorf("cut from nothing: %v, want none", ids)
		}
		for _, gone := range []catalog.AssetID{"a1", "a0"} {
			got(db.Assets().Update(t.Context(), by, gone, func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
			must(t, db.Assets().Delete(t.Context(), by, gone))
			for _, left := range []catalog.AssetID{"a2", "a3"} {
				if a := got(db.Assets().Get(t.Context(), left)).or(t); a.DerivedFrom != "a0" {
					t.Errorf("without %s, %s is cut from %q, want the first clip", gone, left, a.DerivedFrom)
				}
			}
		}
		want := map[catalog.AssetID][]catalog.AssetID{"a2": {"a0", "a3"}, "a3": {"a0", "a2"}}
		same(t, got(db.Exposures().Kin(t.Context(), []catalog.AssetID{"a2", "a3"})).or(t), want)
	})
}

// TestRowsOfBefore reads an asset as it was stored before renditions had versions and clips several fingerprints.
func TestRowsOfBefore(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		a := asset("a1", "")
		a.RenditionVersion, a.Fingerprint = 3, 7
		a.Renditions = []catalog.Rendition{{Name: "w320"}, {Name: "poster", Version: 2}}
		must(t, db.Assets().Create(t.Context(), by, a, false))
		a = got(db.Assets().Get(t.Context(), "a1")).or(t)
		if a.Renditions[0].Version != 3 || a.Renditions[1].Version != 2 || !slices.Equal(a.Fingerprints, []uint64{7}) {
			t.Errorf("renditions %v, fingerprints %v", a.Renditions, a.Fingerprints)
		}
	})
}
