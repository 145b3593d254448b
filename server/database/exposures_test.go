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
