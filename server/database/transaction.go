package database

import (
	"context"

	"github.com/uptrace/bun"
)

// write runs fn in a transaction that no other write of any node overlaps. What fn returns undoes it.
func (d *Database) write(ctx context.Context, op string, fn func(tx bun.Tx) error) error {
	return mapError(ctx, op, d.writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if d.dialect.serialise != "" {
			if _, err := tx.NewRaw(d.dialect.serialise).Exec(ctx); err != nil {
				return err
			}
		}
		return fn(tx)
	}))
}

// change is a write of one statement that is no change of the catalogue, such as a counter. It tells how many rows
// it touched.
func (d *Database) change(ctx context.Context, op, query string, args ...any) (int, error) {
	res, err := d.writer.NewRaw(query, args...).Exec(ctx)
	if err != nil {
		return 0, mapError(ctx, op, err)
	}
	n, err := res.RowsAffected()
	return int(n), mapError(ctx, op, err)
}

// read runs fn with a handle for reading.
func (d *Database) read(ctx context.Context, op string, fn func(db bun.IDB) error) error {
	return mapError(ctx, op, fn(d.reader))
}

// snapshot runs fn with a handle whose queries all see the same state.
func (d *Database) snapshot(ctx context.Context, op string, fn func(db bun.IDB) error) error {
	return mapError(ctx, op, d.reader.RunInTx(ctx, d.dialect.snapshot, func(_ context.Context, tx bun.Tx) error { return fn(tx) }))
}
