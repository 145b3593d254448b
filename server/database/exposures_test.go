package database_test

import (
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestKin follows cuts of cuts up and down, and the same bytes.
func TestKin(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for _, a := range []struct{ id, from, sum string }{
			{"clip", "", "1"}, {"cut", "clip", "2"}, {"other", "clip", "3"}, {"finer", "cut", "4"}, {"twin", "", "4"}, {"alone", "", ""}, {"none", "", ""},
		} {
			stored := asset(a.id, a.sum)
			stored.DerivedFrom = catalog.AssetID(a.from)
			must(t, db.Assets().Create(ctx, by, stored, false))
		}
		got := got(db.Exposures().Kin(ctx, []catalog.AssetID{"clip", "finer", "twin", "alone", "none", "gone"})).or(t)
		want := map[catalog.AssetID][]catalog.AssetID{
			"clip": {"cut", "finer", "other"}, "finer": {"clip", "cut", "other", "twin"}, "twin": {"finer"},
		}
		for id := range got {
			slices.Sort(got[id])
		}
		same(t, got, want)
	})
}

// TestKinOfWhatIsGone: what was posted and then deleted for good is told of what was cut from it, of what has the same bytes, and
// by its fingerprints. What was never posted leaves nothing behind.
func TestKinOfWhatIsGone(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		p := newPosted(t, db)
		p.post("a1")
		change := func(id catalog.AssetID, change func(*catalog.Asset)) {
			got(db.Assets().Update(ctx, by, id, func(a *catalog.Asset) error { change(a); return nil })).or(t)
		}
		change("a1", func(a *catalog.Asset) { a.Original.SHA256, a.Fingerprints = "same", []uint64{7, 1 << 63} })
		change("a2", func(a *catalog.Asset) { a.Original.SHA256, a.DerivedFrom = "other", "a1" })
		change("a3", func(a *catalog.Asset) { a.Original.SHA256, a.Fingerprints = "third", []uint64{9} })
		must(t, db.Assets().Create(ctx, by, asset("twin", ""), false))
		change("twin", func(a *catalog.Asset) { a.Original.SHA256 = "same" })
		cut := asset("cut", "fourth")
		cut.DerivedFrom = "a2"
		must(t, db.Assets().Create(ctx, by, cut, false))
		for _, id := range []catalog.AssetID{"a1", "a3", "a2"} {
			change(id, func(a *catalog.Asset) { a.BinnedAt = at() })
			must(t, db.Assets().Delete(ctx, by, id))
		}
		want := map[catalog.AssetID][]catalog.AssetID{"twin": {"a1"}, "cut": {"a1"}}
		kin := got(db.Exposures().Kin(ctx, []catalog.AssetID{"twin", "cut", "a1", "a2", "a3"})).or(t)
		kin["cut"] = slices.Compact(kin["cut"]) // it was cut from a1, and was told of it
		same(t, kin, want)
		later := asset("later", "fifth") // cut from what is left of the clip
		later.DerivedFrom = "cut"
		must(t, db.Assets().Create(ctx, by, later, false))
		want = map[catalog.AssetID][]catalog.AssetID{"later": {"a1", "cut"}}
		same(t, got(db.Exposures().Kin(ctx, []catalog.AssetID{"later"})).or(t), want)
		same(t, got(db.Exposures().Departed(ctx)).or(t), map[catalog.AssetID][]uint64{"a1": {7, 1 << 63}})
	})
}

func TestSightings(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		p.now = p.now.Add(-48 * time.Hour)
		early := p.post("a1", "a3")
		p.now = p.now.Add(48 * time.Hour)
		late := p.post("a1")
		of := func(until time.Time) []catalog.Sighting {
			s := got(db.Exposures().Sightings(t.Context(), []catalog.AssetID{"a1", "a2"}, until)).or(t)
			slices.SortFunc(s, func(a, b catalog.Sighting) int { return a.At.Compare(b.At) })
			return s
		}
		account := catalog.Ref{ID: "insta", Name: "@sola"}
		first := catalog.Sighting{Asset: "a1", Post: catalog.PostID(early.ID), Account: account, Channel: catalog.Instagram, At: early.PostedAt}
		second := catalog.Sighting{Asset: "a1", Post: catalog.PostID(late.ID), Account: account, Channel: catalog.Instagram, At: late.PostedAt}
		same(t, of(p.now), []catalog.Sighting{first, second})
		same(t, of(p.now.Add(-time.Hour)), []catalog.Sighting{first})
	})
}
