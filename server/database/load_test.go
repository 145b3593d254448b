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
			{"show 24 for the first time", assets.Shown, ids[:24], 1 + 8 + 7},
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
