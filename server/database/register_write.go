package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// put stores an entry that exists.
func (r *Register[T]) put(ctx context.Context, tx bun.Tx, by string, e T) error {
	return r.store(ctx, tx, by, e, func(row any) error {
		_, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx)
		return err
	})
}

// store checks an entry, writes its row and all that belongs to it, and records the change.
func (r *Register[T]) store(ctx context.Context, tx bun.Tx, by string, e T, write func(row any) error) error {
	if err := requireAll(ctx, tx, r.entity.claims(e)); err != nil {
		return err
	}
	if r.entity.check != nil {
		if err := r.entity.check(ctx, tx, e); err != nil {
			return err
		}
	}
	if err := write(r.entity.row(e)); err != nil {
		if r.entity.unique != nil {
			err = taken("store "+string(r.entity.kind), err, r.entity.unique(e))
		}
		return err
	}
	if r.entity.after != nil {
		if err := r.entity.after(ctx, tx, e); err != nil {
			return err
		}
	}
	return record(ctx, tx, by, r.entity.kind, r.entity.entry(&e).ID)
}

func (r *Register[T]) remove(ctx context.Context, tx bun.Tx, by, id string) error {
	if _, err := tx.NewRaw("DELETE FROM ? WHERE id = ?", bun.Ident(r.entity.table), id).Exec(ctx); err != nil {
		return err
	}
	return record(ctx, tx, by, r.entity.kind, id)
}

// lock makes sure that an entry exists and stays as it is until the transaction ends.
func (r *Register[T]) lock(ctx context.Context, tx bun.Tx, id string) error {
	return lockRow(ctx, r.db.dialect, tx, r.entity.table, id, string(r.entity.kind))
}

func (r *Register[T]) one(ctx context.Context, db bun.IDB, id string) (T, error) {
	found, err := r.entity.load(ctx, db, []string{id})
	if err == nil && len(found) == 0 {
		err = catalog.Missing(string(r.entity.kind))
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}
