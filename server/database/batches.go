package database

import (
	"context"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

var _ catalog.BatchStore = (*Assets)(nil)

type batchRow struct {
	bun.BaseModel `bun:"table:batches,alias:b"`

	ID       catalog.BatchID `bun:"id,pk"`
	Actor    string          `bun:"actor"`
	At       instant         `bun:"at"`
	Changed  int             `bun:"changed"`
	UndoneAt instant         `bun:"undone_at"`
}

type batchEntryRow struct {
	bun.BaseModel `bun:"table:batch_entries,alias:e"`

	Batch  catalog.BatchID        `bun:"batch,pk"`
	Asset  catalog.AssetID        `bun:"asset,pk"`
	Was    document[catalog.Said] `bun:"was"`
	Became document[catalog.Said] `bun:"became"`
}

// UpdateIn implements catalog.BatchStore.
func (s *Assets) UpdateIn(ctx context.Context, b catalog.Batch, ids []catalog.AssetID, change func(*catalog.Asset) error) (done []catalog.AssetID, refused map[catalog.AssetID]error, err error) {
	err = s.db.write(ctx, "change assets", func(tx bun.Tx) error {
		var before, after []catalog.Asset
		var err error
		if before, after, refused, err = s.updateAll(ctx, tx, b.By, ids, change); err != nil {
			return err
		}
		done = collect(after, func(a catalog.Asset) catalog.AssetID { return a.ID })
		return noteBatch(ctx, tx, b, before, after)
	})
	return done, refused, err
}

// Revert implements catalog.BatchStore.
func (s *Assets) Revert(ctx context.Context, by string, id catalog.BatchID, at time.Time, ids []catalog.AssetID, change func(*catalog.Asset) error) (done []catalog.AssetID, refused map[catalog.AssetID]error, err error) {
	err = s.db.write(ctx, "undo batch", func(tx bun.Tx) error {
		var after []catalog.Asset
		var err error
		if _, after, refused, err = s.updateAll(ctx, tx, by, ids, change); err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE batches SET undone_at = ? WHERE id = ?", instant{at}, id).Exec(ctx); err != nil || len(after) == 0 {
			return err
		}
		done = collect(after, func(a catalog.Asset) catalog.AssetID { return a.ID })
		_, err = tx.NewRaw("DELETE FROM batch_entries WHERE batch = ? AND asset IN (?)", id, bun.List(done)).Exec(ctx)
		return err
	})
	return done, refused, err
}

// updateAll changes assets, each for itself. It gives those that were stored as they were and as they are.
func (s *Assets) updateAll(ctx context.Context, tx bun.Tx, by string, ids []catalog.AssetID, change func(*catalog.Asset) error) (before, after []catalog.Asset, refused map[catalog.AssetID]error, err error) {
	names := collect(ids, func(id catalog.AssetID) string { return string(id) })
	if _, err := tx.NewRaw("SELECT id FROM assets WHERE id IN (?) ORDER BY id"+s.db.dialect.forUpdate, bun.List(names)).Exec(ctx); err != nil {
		return nil, nil, nil, err
	}
	found, err := loadAssets(ctx, asking(tx), names)
	if err != nil {
		return nil, nil, nil, err
	}
	refused = map[catalog.AssetID]error{}
	var stored []string
	for _, id := range ids {
		i := slices.IndexFunc(found, func(a catalog.Asset) bool { return a.ID == id })
		if i < 0 {
			refused[id] = catalog.Missing("asset")
			continue
		}
		a := copyOf(found[i])
		if why := change(&a); why != nil {
			refused[id] = why
			continue
		}
		a.ID = id
		if err := storeAsset(ctx, tx, found[i], a); err != nil {
			return nil, nil, nil, err
		}
		before, stored = append(before, found[i]), append(stored, string(id))
	}
	if len(stored) == 0 {
		return nil, nil, refused, nil
	}
	if err := record(ctx, tx, by, catalog.KindAsset, stored...); err != nil {
		return nil, nil, nil, err
	}
	now, err := loadAssets(ctx, asking(tx), stored)
	return before, inOrder(stored, now, func(a catalog.Asset) string { return string(a.ID) }), refused, err
}

// noteBatch remembers in what assets differ from before.
func noteBatch(ctx context.Context, tx bun.Tx, b catalog.Batch, before, after []catalog.Asset) error {
	var rows []batchEntryRow
	for i, a := range after {
		if was, became := catalog.Differences(before[i], a); len(was.Fields) > 0 {
			rows = append(rows, batchEntryRow{Batch: b.ID, Asset: a.ID, Was: documentOf(was), Became: documentOf(became)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&batchRow{ID: b.ID, Actor: b.By, At: instant{b.At}, Changed: len(rows)}).
		On("CONFLICT (id) DO UPDATE").Set("changed = b.changed + EXCLUDED.changed").Exec(ctx)
	if err != nil {
		return err
	}
	_, err = tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// Batch implements catalog.BatchStore.
func (s *Assets) Batch(ctx context.Context, id catalog.BatchID) (catalog.Batch, error) {
	return s.batch(ctx, "b.id = ?", string(id))
}

// LastBatch implements catalog.BatchStore.
func (s *Assets) LastBatch(ctx context.Context, by string) (catalog.Batch, error) {
	return s.batch(ctx, "b.actor = ? AND b.undone_at IS NULL", by)
}

func (s *Assets) batch(ctx context.Context, where string, args ...any) (catalog.Batch, error) {
	var rows []batchRow
	err := s.db.read(ctx, "find batch", func(db bun.IDB) error {
		rows = nil
		err := db.NewSelect().Model(&rows).Where(where, args...).OrderExpr("b.at DESC, b.id DESC").Limit(1).Scan(ctx)
		if err == nil && len(rows) == 0 {
			err = catalog.Missing("batch")
		}
		return err
	})
	if err != nil {
		return catalog.Batch{}, err
	}
	r := rows[0]
	return catalog.Batch{ID: r.ID, By: r.Actor, At: r.At.Time, Changed: r.Changed, UndoneAt: r.UndoneAt.Time}, nil
}

// BatchEntries implements catalog.BatchStore.
func (s *Assets) BatchEntries(ctx context.Context, id catalog.BatchID, after catalog.AssetID, limit int) ([]catalog.BatchEntry, error) {
	var rows []batchEntryRow
	err := s.db.read(ctx, "list entries of batch", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where("e.batch = ? AND e.asset > ?", string(id), string(after)).OrderExpr("e.asset").Limit(int64(limit)).Scan(ctx)
	})
	return collect(rows, func(r batchEntryRow) catalog.BatchEntry {
		return catalog.BatchEntry{Asset: r.Asset, Before: r.Was.v, After: r.Became.v}
	}), err
}

// ForgetBatches implements catalog.BatchStore.
func (s *Assets) ForgetBatches(ctx context.Context, before time.Time) (int, error) {
	return s.db.change(ctx, "forget batches", "DELETE FROM batches WHERE at < ?", instant{before})
}
