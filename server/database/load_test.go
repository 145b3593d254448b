package database_test

import (
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

func TestByIDsTakesAConstantNumberOfQueries(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ids := many(t, db, 30)
		counting, n := db.CountingReads()
		for _, size := range []int{1, 24, 30} {
			n.Store(0)
			if found := got(counting.Assets().ByIDs(t.Context(), ids[:size], everything)).or(t); len(found) != size {
				t.Fatalf("found %d of %d", len(found), size)
			}
			if n.Load() != 6 {
				t.Errorf("%d assets took %d queries, want 6", size, n.Load())
			}
		}
	})
}

func BenchmarkByIDs(b *testing.B) {
	db := open(b, filepath.Join(b.TempDir(), "x.db"))
	ids := many(b, db, 1000)
	for i := 0; b.Loop(); i++ {
		from := i * 24 % (len(ids) - 24)
		if _, err := db.Assets().ByIDs(b.Context(), ids[from:from+24], everything); err != nil {
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
