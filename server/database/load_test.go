package database_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// many stores n assets with references and a link each.
func many(t testing.TB, db *database.Database, n int) []catalog.AssetID {
	t.Helper()
	registers(t, db)
	var ids []catalog.AssetID
	for i := range n {
		a := fullAsset()
		a.ID, a.BinnedAt = catalog.AssetID(fmt.Sprintf("a%05d", i)), time.Time{}
		must(t, db.Assets().Create(t.Context(), by, a, false))
		must(t, db.ReuseLinks().Create(t.Context(), by, catalog.ReuseLink{ID: catalog.ReuseLinkID(a.ID), Asset: a.ID, Hash: string(a.ID), CreatedAt: at()}))
		ids = append(ids, a.ID)
	}
	return ids
}

func TestAConstantNumberOfQuestions(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		n := got(db.CountReads(url)).or(t)
		assets, ids := db.Assets(), many(t, db, 30)
		for _, c := range []struct {
			what string
			find func(context.Context, []catalog.AssetID, catalog.Scope) ([]catalog.Asset, error)
			ids  []catalog.AssetID
			want int64
		}{
			{"read one", assets.ByIDs, ids[:1], 7}, {"read 24", assets.ByIDs, ids[:24], 7}, {"read all", assets.ByIDs, ids, 7},
			{"show 24 for the first time", assets.Shown, ids[:24], 1 + 8 + 1},
			{"show the same", assets.Shown, ids[:24], 1}, {"show others as well", assets.Shown, ids, 1 + 8}, {"show all", assets.Shown, ids, 1},
		} {
			n.Store(0)
			if found := got(c.find(t.Context(), c.ids, everything)).or(t); len(found) != len(c.ids) {
				t.Fatalf("%s: found %d of %d", c.what, len(found), len(c.ids))
			}
			if n.Load() != c.want {
				t.Errorf("%s: %d questions, want %d", c.what, n.Load(), c.want)
			}
		}
	})
}

func BenchmarkByIDs(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "x.db"))
	ids := many(b, db, 1000)
	for _, size := range []int{24, 1000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				from := i * size % (len(ids) - size + 1)
				if _, err := db.Assets().ByIDs(b.Context(), ids[from:from+size], everything); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "assets/s")
		})
	}
}

func BenchmarkShown(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "x.db"))
	ids := many(b, db, 1000)
	for i := 0; b.Loop(); i++ {
		from := i * 24 % (len(ids) - 24)
		if _, err := db.Assets().Shown(b.Context(), ids[from:from+24], everything); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUpdate(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "x.db"))
	many(b, db, 1)
	for b.Loop() {
		if _, err := db.Assets().Update(b.Context(), by, "a00000", func(a *catalog.Asset) error { a.Version++; return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// TestPersonsCostTwoQuestions: what clearance rests on is asked for whole pages, in two questions more than nobody needs.
func TestPersonsCostTwoQuestions(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		n := got(db.CountReads(url)).or(t)
		ids := many(t, db, 100)
		n.Store(0)
		got(db.Assets().ByIDs(t.Context(), ids, everything)).or(t)
		without := n.Load() - 1 // one of them asks who is shown
		for i := range 30 {
			entry := catalog.Entry{ID: fmt.Sprint("person", i), Version: 1, CreatedAt: at(), UpdatedAt: at()}
			must(t, db.People().Create(t.Context(), by, catalog.PersonShown{Entry: entry, DisplayName: "Kari", Category: catalog.CategoryAdult}))
			person := entry.ID
			entry.ID = fmt.Sprint("consent", i)
			must(t, db.Consents().Create(t.Context(), by, catalog.Consent{Entry: entry, Person: catalog.Ref{ID: person}, Permission: catalog.Permission{Consent: catalog.ConsentID(entry.ID),
				Channels: []catalog.Channel{catalog.Website, catalog.Print}, Purposes: []catalog.ContentType{catalog.Literature}, ValidFrom: at(), ValidUntil: at().AddDate(1, 0, 0), GivenAt: at()}}))
		}
		for i, id := range ids {
			got(db.Assets().Update(t.Context(), by, id, func(a *catalog.Asset) error {
				a.People = []catalog.ShownPerson{{ID: catalog.PersonID(fmt.Sprint("person", i%30))}, {ID: catalog.PersonID(fmt.Sprint("person", (i+7)%30))}}
				return nil
			})).or(t)
		}
		n.Store(0)
		found := got(db.Assets().ByIDs(t.Context(), ids, everything)).or(t)
		if more := n.Load() - without; more > 2 {
			t.Errorf("%d questions more than without persons, want 2", more)
		}
		given := found[50].People[1].Permissions
		if len(found[50].People) != 2 || len(given) != 1 || len(given[0].Channels) != 2 || len(given[0].Purposes) != 1 || given[0].Consent == "" || !given[0].ValidUntil.Equal(stored(at().AddDate(1, 0, 0))) {
			t.Errorf("read: %+v", found[50].People)
		}
	})
}
