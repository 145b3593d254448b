package database

import (
	"context"
	"fmt"

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
)

// entity is what the registers differ in.
type entity[T any] struct {
	kind       catalog.Kind
	table      string
	references []reference // everything that refers to an entry
	entry      func(*T) *catalog.Entry
	// load reads entries, in any order.
	load func(ctx context.Context, db bun.IDB, ids []string) ([]T, error)
	// claims lists what an entry refers to.
	claims func(e T) []claim
	// row is the entry as the table holds it; after stores what other tables hold of it, nil when nothing.
	row   func(e T) any
	after func(ctx context.Context, tx bun.Tx, e T) error
	// unique gives the values of the unique columns, nil when there are none.
	unique func(e T) map[string]string
	// check is what must hold in the transaction besides, nil for nothing.
	check func(ctx context.Context, tx bun.Tx, e T) error
	// absorb gives an entry what it is to keep of another that is merged into it. settle, nil for nothing, prepares
	// the tables for the references' moving.
	absorb func(into *T, from T)
	settle func(ctx context.Context, tx bun.Tx, from T, into string) error
	// key finds the id for another key that people use, nil when there is none.
	key func(ctx context.Context, db bun.IDB, key string) (string, error)
	// search narrows a list by a text; nil for the folded column.
	search func(q *bun.SelectQuery, text string) *bun.SelectQuery
}

// entryRow is what the tables of all registers begin with.
type entryRow struct {
	ID        string  `bun:"id,pk"`
	Version   int     `bun:"version"`
	CreatedAt instant `bun:"created_at"`
	UpdatedAt instant `bun:"updated_at"`
}

func entryRowOf(e catalog.Entry) entryRow {
	return entryRow{ID: e.ID, Version: e.Version, CreatedAt: instant{e.CreatedAt}, UpdatedAt: instant{e.UpdatedAt}}
}

func (r entryRow) entry() catalog.Entry {
	return catalog.Entry{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time}
}

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
func (r *Register[T]) Merge(ctx context.Context, by, from, into string) error {
	if from == into {
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid,
			Fields: []catalog.FieldError{{Location: "into", Key: catalog.KeyLoop}}}
	}
	return r.db.write(ctx, fmt.Sprintf("merge %s %s", r.entity.kind, from), func(tx bun.Tx) error {
		gone, err := r.one(ctx, tx, from)
		if err != nil {
			return err
		}
		if err := r.lock(ctx, tx, into); err != nil {
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
		kept, err := r.one(ctx, tx, into)
		if err != nil {
			return err
		}
		r.entity.absorb(&kept, gone)
		r.entity.entry(&kept).Version++
		return r.put(ctx, tx, by, kept)
	})
}

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

// lockRow makes sure that a row exists and stays as it is until the transaction ends. NotFound for what.
func lockRow(ctx context.Context, d dialect, tx bun.Tx, table, id, what string) error {
	var found []string
	if err := tx.NewRaw("SELECT id FROM ? WHERE id = ?"+d.forUpdate, bun.Ident(table), id).Scan(ctx, &found); err != nil {
		return err
	}
	if len(found) == 0 {
		return catalog.Missing(what)
	}
	return nil
}

// inOrder puts what was found in the order of ids.
func inOrder[K comparable, T any](ids []K, found []T, id func(T) K) []T {
	byID := make(map[K]T, len(found))
	for _, v := range found {
		byID[id(v)] = v
	}
	out := make([]T, 0, len(found))
	for _, k := range ids {
		if v, ok := byID[k]; ok {
			out = append(out, v)
		}
	}
	return out
}
