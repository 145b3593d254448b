package database_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestTwins(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		for i, sum := range []string{"beef", "beef", "f00d", "", "cafe"} {
			a := asset(fmt.Sprintf("a%d", 5-i), sum)
			a.CreatedAt, a.Original.Size = at().Add(time.Duration(i)*time.Minute), int64(1000+i)
			must(t, db.Assets().Create(ctx, by, a, false))
		}
		got(db.Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
		same(t, got(db.Assets().Sizes(ctx, []int64{1000, 1000, 1003, 1004, 7, -1})).or(t), map[int64]bool{1000: true, 1003: true})
		same(t, got(db.Assets().BySHA256(ctx, []string{"beef", "cafe", "", "none", "f00d"})).or(t), map[string]catalog.AssetID{"beef": "a5", "f00d": "a3"})
		same(t, got(db.Assets().BySize(ctx, []int64{1002, 1000, 1004, 9}, 10)).or(t), []catalog.AssetID{"a5", "a3"})
		same(t, got(db.Assets().BySize(ctx, []int64{1002, 1000}, 1)).or(t), []catalog.AssetID{"a5"})
		same(t, len(got(db.Assets().BySize(ctx, nil, 10)).or(t)), 0)
		same(t, got(db.Assets().Sizes(ctx, nil)).or(t), map[int64]bool{})
		same(t, got(db.Assets().BySHA256(ctx, nil)).or(t), map[string]catalog.AssetID{})
	})
}

func TestAThousandTwinsInFewQuestions(t *testing.T) {
	eachURL(t, func(t *testing.T, url string) {
		db := open(t, url)
		sums, sizes := make([]string, 1000), make([]int64, 1000)
		for i := range sums {
			sums[i], sizes[i] = fmt.Sprintf("%064x", i), int64(i)
		}
		last := asset("a1", sums[999])
		last.Original.Size = 999
		must(t, db.Assets().Create(t.Context(), by, last, false))
		n := got(db.CountReads(url)).or(t)
		same(t, got(db.Assets().BySHA256(t.Context(), sums)).or(t), map[string]catalog.AssetID{sums[999]: "a1"})
		same(t, got(db.Assets().Sizes(t.Context(), sizes)).or(t), map[int64]bool{999: true})
		if n.Load() > 4 {
			t.Errorf("%d questions for a thousand files", n.Load())
		}
	})
}
