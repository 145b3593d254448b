package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync/atomic"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"modernc.org/sqlite"
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

// CountReads gives the database at url another pool for reading, which counts the questions that it is asked.
func (d *Database) CountReads(url string) (*atomic.Int64, error) {
	var inner driver.Connector
	var err error
	if d.pool != nil {
		inner = stdlib.GetPoolConnector(d.pool)
	} else if inner, err = sqlite.NewConnector(url); err != nil {
		return nil, err
	} else if err := d.reader.Close(); err != nil {
		return nil, err
	}
	n := new(atomic.Int64)
	pool := sql.OpenDB(countingConnector{inner, n})
	d.reader = bun.NewDB(pool, d.reader.Dialect())
	d.ready = newReady(pool, d.pool != nil)
	return n, nil
}

type countingConnector struct {
	driver.Connector
	n *atomic.Int64
}

func (c countingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	return countingConn{conn, c.n}, err
}

type countingConn struct {
	driver.Conn
	n *atomic.Int64
}

func (c countingConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

func (c countingConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

func (c countingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return countingStmt{s, c.n}, err
}

type countingStmt struct {
	driver.Stmt
	n *atomic.Int64
}

func (s countingStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.n.Add(1)
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}
