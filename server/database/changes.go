package database

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// chunk bounds how many values stand in one statement.
const chunk = 500

// Changes is the list of changes.
type Changes struct{ db *Database }

var _ catalog.ChangeLog = (*Changes)(nil)

type changeRow struct {
	bun.BaseModel `bun:"table:changes,alias:c"`

	Kind  catalog.Kind `bun:"kind"`
	Entry string       `bun:"entry"`
	Actor string       `bun:"actor"`
}

// record appends changes in the transaction that makes them.
func record(ctx context.Context, tx bun.Tx, by string, kind catalog.Kind, ids ...string) error {
	for part := range slices.Chunk(ids, chunk) {
		rows := make([]changeRow, len(part))
		for i, id := range part {
			rows[i] = changeRow{Kind: kind, Entry: id, Actor: by}
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Since implements catalog.ChangeLog.
func (c *Changes) Since(ctx context.Context, seq int64, limit int) ([]catalog.Change, error) {
	var out []catalog.Change
	err := c.db.read(ctx, "list changes", func(db bun.IDB) error {
		var rows []struct {
			Seq   int64
			Kind  catalog.Kind
			Entry string
		}
		err := db.NewRaw("SELECT seq, kind, entry FROM changes WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit).Scan(ctx, &rows)
		out = make([]catalog.Change, len(rows))
		for i, r := range rows {
			out[i] = catalog.Change{Seq: r.Seq, Kind: r.Kind, ID: r.Entry}
		}
		return err
	})
	return out, err
}

// Last implements catalog.ChangeLog.
func (c *Changes) Last(ctx context.Context) (int64, error) {
	var seq int64
	err := c.db.read(ctx, "find last change", func(db bun.IDB) error {
		return db.NewRaw("SELECT coalesce(max(seq), 0) FROM changes").Scan(ctx, &seq)
	})
	return seq, err
}

// LastBy implements catalog.ChangeLog.
func (c *Changes) LastBy(ctx context.Context, by string) (int64, error) {
	var seq int64
	err := c.db.read(ctx, "find last change by actor", func(db bun.IDB) error {
		return db.NewRaw("SELECT coalesce(max(seq), 0) FROM changes WHERE actor = ?", by).Scan(ctx, &seq)
	})
	return seq, err
}

// Request implements catalog.ChangeLog.
func (c *Changes) Request(ctx context.Context, by string, kind catalog.Kind) error {
	return c.db.write(ctx, "request "+string(kind), func(tx bun.Tx) error { return record(ctx, tx, by, kind, "") })
}

// AllAssets implements catalog.ChangeLog.
func (c *Changes) AllAssets(ctx context.Context, after catalog.AssetID, limit int) ([]catalog.AssetID, error) {
	var ids []catalog.AssetID
	err := c.db.read(ctx, "list assets", func(db bun.IDB) error {
		return db.NewRaw("SELECT id FROM assets WHERE id > ? ORDER BY id LIMIT ?", after, limit).Scan(ctx, &ids)
	})
	return ids, err
}

// Touched implements catalog.ChangeLog.
func (c *Changes) Touched(ctx context.Context, changes []catalog.Change) ([]catalog.AssetID, error) {
	byKind := map[catalog.Kind][]string{}
	for _, ch := range changes {
		byKind[ch.Kind] = append(byKind[ch.Kind], ch.ID)
	}
	var ids []string
	err := c.db.read(ctx, "list assets touched", func(db bun.IDB) error {
		ids = byKind[catalog.KindAsset]
		for kind, query := range referrers() {
			for part := range slices.Chunk(byKind[kind], chunk) {
				var found []string
				if err := db.NewRaw(query, bun.List(part)).Scan(ctx, &found); err != nil {
					return err
				}
				ids = append(ids, found...)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return collect(ids, func(id string) catalog.AssetID { return catalog.AssetID(id) }), nil
}

// referrers gives the query for the assets that show something of an entry of each register. A library is shown by
// the name of a recording day, too.
func referrers() map[catalog.Kind]string {
	return map[catalog.Kind]string{
		catalog.KindLibrary: "SELECT asset FROM asset_libraries WHERE library IN (?0) UNION SELECT id FROM assets" +
			" WHERE recording_day IN (SELECT id FROM recording_days WHERE place IN (?0))",
		catalog.KindPresenter:    "SELECT asset FROM asset_presenters WHERE presenter IN (?)",
		catalog.KindBook:         "SELECT asset FROM asset_books WHERE book IN (?)",
		catalog.KindSeries:       "SELECT id FROM assets WHERE series IN (?)",
		catalog.KindRecordingDay: "SELECT id FROM assets WHERE recording_day IN (?)",
	}
}
