package database

import (
	"context"

	"github.com/uptrace/bun"
)

// write runs fn in a transaction that no other write of any node overlaps. What fn returns undoes it.
func (d *Database) write(ctx context.Context, op string, fn func(tx bun.Tx) error) error {
	var begun bool
	run := func() error {
		return d.writer.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			if d.dialect.serialise != "" {
				if _, err := tx.NewRaw(d.dialect.serialise).Exec(ctx); err != nil {
					return err
				}
			}
			begun = true
			return fn(tx)
		})
	}
	err := run()
	if d.forsaken(ctx, err) && !begun {
		err = run()
	}
	return mapError(ctx, op, err)
}

// change is a write of one statement that is no change of the catalogue, such as a counter. It tells how many rows
// it touched.
func (d *Database) change(ctx context.Context, op, query string, args ...any) (int, error) {
	res, err := d.writer.NewRaw(query, args...).Exec(ctx)
	if err != nil {
		d.forsaken(ctx, err)
		return 0, mapError(ctx, op, err)
	}
	n, err := res.RowsAffected()
	return int(n), mapError(ctx, op, err)
}

// read runs fn with a handle for reading: once more when a connection was lost, so fn must start afresh.
func (d *Database) read(ctx context.Context, op string, fn func(db bun.IDB) error) error {
	err := fn(d.reader)
	if d.forsaken(ctx, err) {
		err = fn(d.reader)
	}
	return mapError(ctx, op, err)
}

// snapshot is read with a handle whose queries all see the same state.
func (d *Database) snapshot(ctx context.Context, op string, fn func(db bun.IDB) error) error {
	return d.read(ctx, op, func(bun.IDB) error {
		return d.reader.RunInTx(ctx, d.dialect.snapshot, func(_ context.Context, tx bun.Tx) error { return fn(tx) })
	})
}

// ask is read for questions.
func (d *Database) ask(ctx context.Context, op string, fn func(a asker) error) error {
	return d.read(ctx, op, func(bun.IDB) error { return fn(asker{on: d.reader.DB, postgres: d.ready.postgres, ready: d.ready}) })
}

// askAtOnce is ask with an asker whose questions are all answered from the same state.
func (d *Database) askAtOnce(ctx context.Context, op string, fn func(a asker) error) error {
	return d.read(ctx, op, func(bun.IDB) error {
		var late []question
		err := d.reader.RunInTx(ctx, d.dialect.snapshot, func(_ context.Context, tx bun.Tx) error {
			return fn(asker{on: tx.Tx, postgres: d.ready.postgres, ready: d.ready, late: &late})
		})
		for _, q := range late {
			_, _ = d.ready.prepare(ctx, q) // what fails now is tried again when it is asked again
		}
		return err
	})
}

// forsaken reports whether err tells that the server has closed a connection, as it does when it restarts. The other
// idle connections are then given up, too, so that the next request gets a new one.
func (d *Database) forsaken(ctx context.Context, err error) bool {
	if d.pool == nil || err == nil || ctx.Err() != nil || !connectionLost(err) {
		return false
	}
	d.pool.Reset()
	return true
}
