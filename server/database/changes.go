package database

import (
	"context"
	"database/sql"
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
	err := c.db.ask(ctx, "list changes", func(a asker) (err error) {
		out, err = since(ctx, a, seq, limit)
		return err
	})
	return out, err
}

func since(ctx context.Context, a asker, seq int64, limit int) ([]catalog.Change, error) {
	const q question = "SELECT seq, kind, entry FROM changes WHERE seq > {1} ORDER BY seq LIMIT {2}"
	var out []catalog.Change
	var ch catalog.Change
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		err := rows.Scan(&ch.Seq, (*string)(&ch.Kind), &ch.ID)
		out = append(out, ch)
		return err
	}, seq, limit)
	return out, err
}

// Last implements catalog.ChangeLog.
func (c *Changes) Last(ctx context.Context) (int64, error) {
	var seq int64
	err := c.db.ask(ctx, "find last change", func(a asker) (err error) {
		seq, err = newest(ctx, a)
		return err
	})
	return seq, err
}

// LastBy implements catalog.ChangeLog.
func (c *Changes) LastBy(ctx context.Context, by string) (int64, error) {
	var seq int64
	err := c.db.ask(ctx, "find last change by actor", func(a asker) error {
		return a.ask(ctx, "SELECT coalesce(max(seq), 0) FROM changes WHERE actor = {1}", func(rows *sql.Rows) error { return rows.Scan(&seq) }, by)
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
	err := c.db.ask(ctx, "list assets", func(a asker) (err error) {
		ids, err = listAssets(ctx, a, "SELECT id FROM assets WHERE id > {1} ORDER BY id LIMIT {2}", string(after), limit)
		return err
	})
	return ids, err
}

// CountAssets implements catalog.ChangeLog.
func (c *Changes) CountAssets(ctx context.Context) (int, error) {
	var n int
	err := c.db.ask(ctx, "count assets", func(a asker) error {
		return a.ask(ctx, "SELECT count(*) FROM assets", func(rows *sql.Rows) error { return rows.Scan(&n) })
	})
	return n, err
}

func listAssets(ctx context.Context, a asker, q question, args ...any) ([]catalog.AssetID, error) {
	var ids []catalog.AssetID
	var id catalog.AssetID
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		err := rows.Scan((*string)(&id))
		ids = append(ids, id)
		return err
	}, args...)
	return ids, err
}

// Touched implements catalog.ChangeLog.
func (c *Changes) Touched(ctx context.Context, changes []catalog.Change) ([]catalog.AssetID, error) {
	var ids []catalog.AssetID
	err := c.db.ask(ctx, "list assets touched", func(a asker) (err error) {
		ids, err = touched(ctx, a, changes)
		return err
	})
	return ids, err
}

func touched(ctx context.Context, a asker, changes []catalog.Change) ([]catalog.AssetID, error) {
	byKind := map[catalog.Kind][]string{}
	for _, ch := range changes {
		byKind[ch.Kind] = append(byKind[ch.Kind], ch.ID)
	}
	ids := collect(byKind[catalog.KindAsset], func(id string) catalog.AssetID { return catalog.AssetID(id) })
	for kind, q := range referrers() {
		if len(byKind[kind]) == 0 {
			continue
		}
		found, err := listAssets(ctx, a, q, byKind[kind])
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// referrers gives the question for the assets that show something of an entry of each register. A library is shown by
// the name of a recording day, too.
func referrers() map[catalog.Kind]question {
	return map[catalog.Kind]question{
		catalog.KindLibrary: "SELECT asset FROM asset_libraries WHERE library {ids} UNION SELECT id FROM assets" +
			" WHERE recording_day IN (SELECT id FROM recording_days WHERE place {ids})",
		catalog.KindPresenter:    "SELECT asset FROM asset_presenters WHERE presenter {ids}",
		catalog.KindBook:         "SELECT asset FROM asset_books WHERE book {ids}",
		catalog.KindPerson:       "SELECT asset FROM asset_people WHERE person {ids}",
		catalog.KindSeries:       "SELECT id FROM assets WHERE series {ids}",
		catalog.KindRecordingDay: "SELECT id FROM assets WHERE recording_day {ids}",
	}
}
