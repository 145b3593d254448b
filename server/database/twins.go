package database

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Sizes implements catalog.AssetStore.
func (s *Assets) Sizes(ctx context.Context, sizes []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := s.db.read(ctx, "find files of these sizes", func(db bun.IDB) error {
		for part := range slices.Chunk(sizes, chunk) {
			var found []int64
			query := "SELECT DISTINCT size FROM assets WHERE size IN (?) AND binned_at IS NULL AND review = ''"
			if err := db.NewRaw(query, bun.List(part)).Scan(ctx, &found); err != nil {
				return err
			}
			for _, size := range found {
				out[size] = true
			}
		}
		return nil
	})
	return out, err
}

// BySHA256 implements catalog.AssetStore.
func (s *Assets) BySHA256(ctx context.Context, sums []string) (map[string]catalog.AssetID, error) {
	out := map[string]catalog.AssetID{}
	err := s.db.read(ctx, "find files with these bytes", func(db bun.IDB) error {
		for part := range slices.Chunk(sums, chunk) {
			var found []struct {
				SHA256 string          `bun:"sha256"`
				ID     catalog.AssetID `bun:"id"`
			}
			query := "SELECT sha256, id FROM assets WHERE sha256 IN (?) AND sha256 <> '' AND binned_at IS NULL AND review = '' ORDER BY created_at DESC, id DESC"
			if err := db.NewRaw(query, bun.List(part)).Scan(ctx, &found); err != nil {
				return err
			}
			for _, f := range found { // the oldest comes last
				out[f.SHA256] = f.ID
			}
		}
		return nil
	})
	return out, err
}

// BySize implements catalog.AssetStore.
func (s *Assets) BySize(ctx context.Context, sizes []int64, limit int) ([]catalog.AssetID, error) {
	if len(sizes) == 0 {
		return nil, nil
	}
	return s.list(ctx, "find files by their size", "SELECT id FROM assets WHERE size IN (?) AND binned_at IS NULL AND review = '' ORDER BY created_at, id LIMIT ?",
		bun.List(sizes), limit)
}
