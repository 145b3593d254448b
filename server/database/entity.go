package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
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
	// the tables for the references' moving; moved, nil for nothing, does what follows from it.
	absorb func(into *T, from T)
	settle func(ctx context.Context, tx bun.Tx, from T, into string) error
	moved  func(ctx context.Context, tx bun.Tx, by, from, into string, at time.Time) error
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
