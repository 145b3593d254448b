package database_test

import (
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

func TestKeptPairs(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, assets := t.Context(), db.Assets()
		for _, id := range []string{"a1", "a2", "a3"} {
			must(t, assets.Create(ctx, by, asset(id, ""), false))
		}
		must(t, assets.KeepPair(ctx, by, "a2", "a1", at()))
		must(t, assets.KeepPair(ctx, by, "a1", "a2", at()))
		must(t, assets.KeepPair(ctx, by, "a2", "a3", at()))
		wantCode(t, assets.KeepPair(ctx, by, "a2", "gone", at()), catalog.NotFound)
		want := map[catalog.AssetID][]catalog.AssetID{"a1": {"a2"}, "a2": {"a1", "a3"}}
		same(t, got(assets.KeptWith(ctx, []catalog.AssetID{"a1", "a2", "gone"})).or(t), want)
		same(t, len(got(assets.KeptWith(ctx, nil)).or(t)), 0)
		got(assets.Update(ctx, by, "a1", func(a *catalog.Asset) error { a.BinnedAt = at(); return nil })).or(t)
		must(t, assets.Delete(ctx, by, "a1"))
		same(t, got(assets.KeptWith(ctx, []catalog.AssetID{"a2"})).or(t), map[catalog.AssetID][]catalog.AssetID{"a2": {"a3"}})
	})
}
