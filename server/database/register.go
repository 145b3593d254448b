package database

import (
	"context"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Register keeps one register.
type Register[T any] struct {
	db     *Database
	entity entity[T]
}

var (
	_ catalog.RegisterStore[catalog.Library]      = (*Register[catalog.Library])(nil)
	_ catalog.RegisterStore[catalog.Presenter]    = (*Register[catalog.Presenter])(nil)
	_ catalog.RegisterStore[catalog.Book]         = (*Register[catalog.Book])(nil)
	_ catalog.RegisterStore[catalog.Series]       = (*Register[catalog.Series])(nil)
	_ catalog.RegisterStore[catalog.RecordingDay] = (*Register[catalog.RecordingDay])(nil)
	_ catalog.RegisterStore[catalog.Account]      = (*Register[catalog.Account])(nil)
)

// Create implements catalog.RegisterStore. Invalid when it refers to what does not exist.
func (r *Register[T]) Create(ctx context.Context, by string, e T) error {
	return r.db.write(ctx, "add "+string(r.entity.kind), func(tx bun.Tx) error {
		return r.store(ctx, tx, by, e, func(row any) error {
			_, err := tx.NewInsert().Model(row).Exec(ctx)
			return err
		})
	})
}

// Get implements catalog.RegisterStore.
func (r *Register[T]) Get(ctx context.Context, id string) (T, error) {
	var e T
	err := r.db.snapshot(ctx, "find "+string(r.entity.kind), func(db bun.IDB) (err error) {
		e, err = r.one(ctx, db, id)
		if err == nil || r.entity.key == nil || !catalog.Is(err, catalog.NotFound) {
			return err
		}
		if id, err = r.entity.key(ctx, db, id); err != nil {
			return err
		}
		e, err = r.one(ctx, db, id)
		return err
	})
	return e, err
}

// List implements catalog.RegisterStore.
func (r *Register[T]) List(ctx context.Context, f catalog.ListFilter) (catalog.Page[T], error) {
	var page catalog.Page[T]
	err := r.db.snapshot(ctx, "list "+r.entity.table, func(db bun.IDB) error {
		search := r.entity.search
		if search == nil {
			search = matching
		}
		ids, next, err := spots(ctx, search(db.NewSelect().Table(r.entity.table), f.Text), f)
		if err != nil || len(ids) == 0 {
			return err
		}
		found, err := r.entity.load(ctx, db, ids)
		page = catalog.Page[T]{Items: inOrder(ids, found, func(e T) string { return r.entity.entry(&e).ID }), Next: next}
		return err
	})
	return page, err
}

// Update implements catalog.RegisterStore.
func (r *Register[T]) Update(ctx context.Context, by, id string, change func(*T) error) (T, error) {
	var e T
	err := r.db.write(ctx, "change "+string(r.entity.kind), func(tx bun.Tx) (err error) {
		if err := r.lock(ctx, tx, id); err != nil {
			return err
		}
		if e, err = r.one(ctx, tx, id); err != nil {
			return err
		}
		if err := change(&e); err != nil {
			return refusal{err}
		}
		r.entity.entry(&e).ID = id
		if err := r.put(ctx, tx, by, e); err != nil {
			return err
		}
		e, err = r.one(ctx, tx, id)
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return e, nil
}

// Delete implements catalog.RegisterStore.
func (r *Register[T]) Delete(ctx context.Context, by, id string) error {
	return r.db.write(ctx, "remove "+string(r.entity.kind), func(tx bun.Tx) error {
		if err := r.lock(ctx, tx, id); err != nil {
			return err
		}
		count, err := countReferences(ctx, tx, r.entity.references, id)
		if err != nil {
			return err
		}
		if count > 0 {
			return catalog.NewError(catalog.Conflict, catalog.KeyInUse, catalog.Args{"count": count})
		}
		return r.remove(ctx, tx, by, id)
	})
}

// Merge implements catalog.RegisterStore. Merging an entry into itself is Invalid.
func (r *Register[T]) Merge(ctx context.Context, by, from, into string, at time.Time) error {
	if from == into {
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid,
			Fields: []catalog.FieldError{{Location: "into", Key: catalog.KeyLoop}}}
	}
	return r.db.write(ctx, fmt.Sprintf("merge %s %s", r.entity.kind, from), func(tx bun.Tx) error {
		for _, id := range []string{min(from, into), max(from, into)} { // in one order, or two merges wait for each other
			if err := r.lock(ctx, tx, id); err != nil {
				return err
			}
		}
		gone, err := r.one(ctx, tx, from)
		if err != nil {
			return err
		}
		if r.entity.settle != nil {
			if err := r.entity.settle(ctx, tx, gone, into); err != nil {
				return err
			}
		}
		if err := moveReferences(ctx, tx, r.entity.references, from, into); err != nil {
			return err
		}
		if err := r.remove(ctx, tx, by, from); err != nil {
			return err
		}
		if r.entity.moved != nil {
			if err := r.entity.moved(ctx, tx, by, from, into, at); err != nil {
				return err
			}
		}
		kept, err := r.one(ctx, tx, into)
		if err != nil {
			return err
		}
		r.entity.absorb(&kept, gone)
		e := r.entity.entry(&kept)
		e.Version, e.UpdatedAt = e.Version+1, at
		return r.put(ctx, tx, by, kept)
	})
}
