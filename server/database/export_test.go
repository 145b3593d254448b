package database

import (
	"context"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// SpotAt and Cursor are the reader and the writer of cursors, SortKey makes the order of lists.
func SpotAt(cursor string) (key, id string, err error) {
	s, err := spotAt(cursor)
	return s.Key, s.ID, err
}

func Cursor(key, id string) string { return spot{key, id}.cursor() }

var SortKey = sortKey

// WriterQuery runs a statement on the handle for writing, for settings of the connection.
func (d *Database) WriterQuery(ctx context.Context, dest any, query string) error {
	return d.writer.NewRaw(query).Scan(ctx, dest)
}

// CountingReads gives the database with a counter of the queries that it reads with.
func (d *Database) CountingReads() (*Database, *atomic.Int64) {
	var n atomic.Int64
	counting := *d
	counting.reader = d.reader.WithQueryHook(counter{&n})
	return &counting, &n
}

type counter struct{ n *atomic.Int64 }

func (c counter) BeforeQuery(ctx context.Context, q *bun.QueryEvent) context.Context {
	if q.Operation() == "SELECT" {
		c.n.Add(1)
	}
	return ctx
}

func (c counter) AfterQuery(context.Context, *bun.QueryEvent) {}
