package database

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
)

// sqliteReaders is how many reads run at once.
const sqliteReaders = 8

// openSQLite opens the file three times: for the one writer, for readers, and for the job queue, whose polling must
// not stand in the way of either. A commit is durable when it returns (synchronous=FULL: with NORMAL the last commits
// are lost when the power fails).
func openSQLite(ctx context.Context, path string) (*Database, error) {
	if err := makeFile(path); err != nil {
		return nil, err
	}
	d := &Database{dialect: sqliteDialect(), copies: newCopies()}
	writer, err := sqlitePool(path, 1, url.Values{"_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	d.writer = bun.NewDB(writer, textDialect{sqlitedialect.New()})
	// The first connection turns WAL on, which needs the file for itself.
	if err := writer.PingContext(ctx); err != nil {
		return nil, d.abandon(ctx, err)
	}
	reader, err := sqlitePool(path, sqliteReaders, url.Values{"_query_only": {"on"}})
	if err != nil {
		return nil, d.abandon(ctx, err)
	}
	d.reader = bun.NewDB(reader, textDialect{sqlitedialect.New()})
	d.ready = newReady(reader, false)
	if d.queue, err = sqlitePool(path, 1, url.Values{"_txlock": {"immediate"}}); err != nil {
		return nil, d.abandon(ctx, err)
	}
	return d, nil
}

// makeFile makes the database's file and folder readable for their owner only. SQLite gives the files beside it the
// same mode.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make folder of database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make database: %w", err)
	}
	return f.Close()
}

func sqlitePool(path string, connections int, options url.Values) (*sql.DB, error) {
	options.Set("_busy_timeout", "5000")
	options.Set("_journal_mode", "WAL")
	options.Set("_synchronous", "FULL")
	options.Set("_foreign_keys", "on")
	options.Set("_dqs", "false")
	options.Set("_pragma", "secure_delete(1)") // what is erased is overwritten
	connector, err := sqlite.NewConnector(path + "?" + options.Encode())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// scrub writes what was erased over in the database's file, and empties the log beside it, as far as nobody reads from it:
// then the next checkpoint does. PostgreSQL's vacuum frees the space in its own time.
func (d *Database) scrub(ctx context.Context) {
	if d.pool == nil {
		_, _ = d.writer.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
	}
}
