package database

import (
	"context"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Assets are the assets.
type Assets struct{ db *Database }

var _ catalog.AssetStore = (*Assets)(nil)

// Create implements catalog.AssetStore. Invalid when the asset refers to what does not exist.
func (s *Assets) Create(ctx context.Context, by string, a catalog.Asset, unique bool) error {
	return s.db.write(ctx, "store asset", func(tx bun.Tx) error { return insertAsset(ctx, tx, by, a, unique) })
}

// Get implements catalog.AssetStore.
func (s *Assets) Get(ctx context.Context, id catalog.AssetID) (catalog.Asset, error) {
	var a catalog.Asset
	err := s.db.askAtOnce(ctx, "find asset", func(from asker) (err error) {
		a, err = oneAsset(ctx, from, id)
		return err
	})
	return a, err
}

// ByIDs implements catalog.AssetStore.
func (s *Assets) ByIDs(ctx context.Context, ids []catalog.AssetID, scope catalog.Scope) ([]catalog.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []catalog.Asset
	err := s.db.askAtOnce(ctx, "find assets", func(from asker) (err error) {
		found, err = loadAssets(ctx, from, collect(ids, func(id catalog.AssetID) string { return string(id) }))
		return err
	})
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(a catalog.Asset) bool { return !scope.Sees(a) })
	return inOrder(ids, found, func(a catalog.Asset) catalog.AssetID { return a.ID }), nil
}

// Update implements catalog.AssetStore. Invalid when the asset would refer to what does not exist.
func (s *Assets) Update(ctx context.Context, by string, id catalog.AssetID, change func(*catalog.Asset) error) (catalog.Asset, error) {
	var a catalog.Asset
	err := s.db.write(ctx, "change asset", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "assets", string(id), "asset"); err != nil {
			return err
		}
		before, err := oneAsset(ctx, asking(tx), id)
		if err != nil {
			return err
		}
		a = copyOf(before)
		if err := change(&a); err != nil {
			return refusal{err}
		}
		a.ID = id
		if err := updateAsset(ctx, tx, by, before, a); err != nil {
			return err
		}
		a, err = oneAsset(ctx, asking(tx), id)
		return err
	})
	if err != nil {
		return catalog.Asset{}, err
	}
	return a, nil
}

// copyOf copies an asset so far that changing the copy's lists leaves the other's alone.
func copyOf(a catalog.Asset) catalog.Asset {
	a.Libraries, a.Presenters, a.Books, a.Tags = slices.Clone(a.Libraries), slices.Clone(a.Presenters), slices.Clone(a.Books), slices.Clone(a.Tags)
	a.Inherited, a.People, a.Facts = slices.Clone(a.Inherited), slices.Clone(a.People), slices.Clone(a.Facts)
	a.Renditions, a.Orders, a.Captions = slices.Clone(a.Renditions), slices.Clone(a.Orders), slices.Clone(a.Captions)
	return a
}

// FindBySHA256 implements catalog.AssetStore. The oldest one is found.
func (s *Assets) FindBySHA256(ctx context.Context, sum string) (catalog.AssetID, error) {
	var id catalog.AssetID
	err := s.db.read(ctx, "find asset by its bytes", func(db bun.IDB) (err error) {
		id, err = assetBySHA256(ctx, db, sum)
		if err == nil && id == "" {
			err = catalog.Missing("asset")
		}
		return err
	})
	return id, err
}

// Unfinished implements catalog.AssetStore. The oldest come first.
func (s *Assets) Unfinished(ctx context.Context, pipeline int, before time.Time, limit int) ([]catalog.AssetID, error) {
	return s.list(ctx, "list unfinished assets", "SELECT id FROM assets WHERE binned_at IS NULL AND updated_at < ?"+
		" AND (state IN ('pending', 'processing') OR pipeline < ?) ORDER BY created_at, id LIMIT ?", instant{before}, pipeline, limit)
}

// Ordered implements catalog.AssetStore. Those that nobody has touched for longest come first.
func (s *Assets) Ordered(ctx context.Context, before time.Time, limit int) ([]catalog.AssetID, error) {
	return s.list(ctx, "list assets with orders", "SELECT id FROM assets WHERE orders_due > 0 AND binned_at IS NULL AND updated_at < ?"+
		" ORDER BY updated_at, id LIMIT ?", instant{before}, limit)
}

// ToCheck implements catalog.AssetStore.
func (s *Assets) ToCheck(ctx context.Context, f catalog.ToCheckFilter) (catalog.Page[catalog.AssetID], error) {
	var page catalog.Page[catalog.AssetID]
	err := s.db.read(ctx, "list assets to be checked", func(db bun.IDB) error {
		q := db.NewSelect().TableExpr("assets").ColumnExpr("check_on AS sort_key, id").OrderExpr("check_on, id").
			Where("check_on <> '' AND check_on <= ? AND binned_at IS NULL AND review = ''", f.Until)
		if f.Library != "" {
			q = q.Where("id IN (SELECT asset FROM asset_libraries WHERE library = ?)", f.Library)
		}
		if f.Cursor != "" {
			after, err := spotAt(f.Cursor)
			if err != nil {
				return err
			}
			q = q.Where("(check_on, id) > (?, ?)", after.Key, after.ID)
		}
		limit := limitOf(f.ListFilter)
		var found []spot
		if err := q.Limit(int64(limit)+1).Scan(ctx, &found); err != nil {
			return err
		}
		page = catalog.Page[catalog.AssetID]{}
		if len(found) > limit {
			found = found[:limit]
			page.Next = found[limit-1].cursor()
		}
		page.Items = collect(found, func(s spot) catalog.AssetID { return catalog.AssetID(s.ID) })
		return nil
	})
	return page, err
}

// Derived implements catalog.AssetStore.
func (s *Assets) Derived(ctx context.Context, from catalog.AssetID, limit int) ([]catalog.AssetID, error) {
	return s.list(ctx, "list what was cut from asset", "SELECT id FROM assets WHERE derived_from = ? AND derived_from <> ''"+
		" ORDER BY created_at DESC, id DESC LIMIT ?", from, limit)
}

// BinnedBefore implements catalog.AssetStore. Those binned first come first.
func (s *Assets) BinnedBefore(ctx context.Context, before time.Time, limit int) ([]catalog.AssetID, error) {
	return s.list(ctx, "list binned assets", "SELECT id FROM assets WHERE binned_at < ? ORDER BY binned_at, id LIMIT ?", instant{before}, limit)
}

func (s *Assets) list(ctx context.Context, op, query string, args ...any) ([]catalog.AssetID, error) {
	var ids []catalog.AssetID
	err := s.db.read(ctx, op, func(db bun.IDB) error { return db.NewRaw(query, args...).Scan(ctx, &ids) })
	return ids, err
}

// Delete implements catalog.AssetStore. Notes on other assets that they are duplicates of this one go with it.
func (s *Assets) Delete(ctx context.Context, by string, id catalog.AssetID) error {
	return s.db.write(ctx, "remove asset", func(tx bun.Tx) error {
		var rows []struct{ BinnedAt instant }
		if err := tx.NewRaw("SELECT binned_at FROM assets WHERE id = ?"+s.db.dialect.forUpdate, id).Scan(ctx, &rows); err != nil {
			return err
		}
		switch {
		case len(rows) == 0:
			return catalog.Missing("asset")
		case rows[0].BinnedAt.IsZero():
			return catalog.NewError(catalog.Conflict, catalog.KeyStale, nil)
		}
		if err := depart(ctx, tx, id); err != nil {
			return err
		}
		others, err := forget(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := keepPosted(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.NewRaw("DELETE FROM assets WHERE id = ?", id).Exec(ctx); err != nil {
			return err
		}
		return record(ctx, tx, by, catalog.KindAsset, append(others, string(id))...)
	})
}

// forget removes the notes on other assets that they are duplicates of one, and tells on which. What was cut from it is noted as
// cut from what it was cut from itself, or else still from it: so cuts are known to belong together whatever became of the clip.
func forget(ctx context.Context, tx bun.Tx, id catalog.AssetID) ([]string, error) {
	var others []string
	for _, statement := range []string{
		"UPDATE assets SET duplicate_of = '' WHERE duplicate_of = ?0 AND duplicate_of <> '' RETURNING id",
		"UPDATE assets SET derived_from = (SELECT derived_from FROM assets WHERE id = ?0) WHERE derived_from = ?0 AND derived_from <> ''" +
			" AND EXISTS (SELECT 1 FROM assets WHERE id = ?0 AND derived_from <> '') RETURNING id",
	} {
		var some []string
		if err := tx.NewRaw(statement, id).Scan(ctx, &some); err != nil {
			return nil, err
		}
		others = append(others, some...)
	}
	slices.Sort(others)
	return slices.Compact(others), nil
}

// Reprocess implements catalog.AssetStore. It records no change: nothing that anybody sees is another yet.
func (s *Assets) Reprocess(ctx context.Context, ids []catalog.AssetID) (int, error) {
	const op = "mark assets for processing"
	if ids == nil {
		return s.db.change(ctx, op, "UPDATE assets SET pipeline = 0")
	}
	total := 0
	for part := range slices.Chunk(ids, chunk) {
		n, err := s.db.change(ctx, op, "UPDATE assets SET pipeline = 0 WHERE id IN (?)", bun.List(part))
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
