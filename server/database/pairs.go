package database

import (
	"context"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// KeepPair implements catalog.AssetStore. NotFound when one of the assets has gone. It records no change: nothing that is
// searched is another.
func (s *Assets) KeepPair(ctx context.Context, by string, one, other catalog.AssetID, at time.Time) error {
	return s.db.write(ctx, "keep pair", func(tx bun.Tx) error {
		found, err := existing(ctx, tx, "assets", []string{string(one), string(other)})
		if err != nil {
			return err
		}
		if len(found) < 2 {
			return catalog.Missing("asset")
		}
		_, err = tx.NewRaw("INSERT INTO kept_pairs (asset, other, kept_by, kept_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
			min(one, other), max(one, other), by, instant{at}).Exec(ctx)
		return err
	})
}

// KeptWith implements catalog.AssetStore.
func (s *Assets) KeptWith(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID][]catalog.AssetID, error) {
	out := map[catalog.AssetID][]catalog.AssetID{}
	err := s.db.read(ctx, "list kept pairs", func(db bun.IDB) error {
		for part := range slices.Chunk(ids, chunk) {
			var found []struct{ Asset, Other catalog.AssetID }
			query := "SELECT asset, other FROM kept_pairs WHERE asset IN (?0) UNION SELECT other, asset FROM kept_pairs WHERE other IN (?0) ORDER BY 1, 2"
			if err := db.NewRaw(query, bun.List(part)).Scan(ctx, &found); err != nil {
				return err
			}
			for _, f := range found {
				out[f.Asset] = append(out[f.Asset], f.Other)
			}
		}
		return nil
	})
	return out, err
}
