package database

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"strings"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/uptrace/bun"
)

// migrations are applied once each, in the order of their names, and never altered afterwards.
//
//go:embed migrations/*.sql
var migrations embed.FS

const ledger = `CREATE TABLE IF NOT EXISTS schema_migrations (
	name TEXT PRIMARY KEY,
	applied_at BIGINT NOT NULL DEFAULT MICROSECONDS_NOW
) STRICT;`

// Migrate brings the schema up to this program's, and the job queue's with it. It may run on several nodes at once
// and does nothing when there is nothing to do.
func (d *Database) Migrate(ctx context.Context) error {
	const op = "migrate database"
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return mapError(ctx, op, err)
	}
	defer conn.Close()
	if d.pool == nil {
		if err := d.migrateCatalogue(ctx, conn); err != nil {
			return mapError(ctx, op, err)
		}
		return mapError(ctx, op, d.migrateQueue(ctx))
	}
	// A node that comes second waits for as long as the first one takes.
	if _, err := conn.NewRaw("SET lock_timeout = 0; SELECT pg_advisory_lock" + migrationLock).Exec(ctx); err != nil {
		return mapError(ctx, op, err)
	}
	err = d.migrateCatalogue(ctx, conn)
	if err == nil {
		err = d.migrateQueue(ctx)
	}
	unlock := "SELECT pg_advisory_unlock" + migrationLock + "; RESET lock_timeout"
	if _, e := conn.NewRaw(unlock).Exec(context.WithoutCancel(ctx)); err == nil {
		err = e
	}
	return mapError(ctx, op, err)
}

func (d *Database) migrateCatalogue(ctx context.Context, conn bun.Conn) error {
	if _, err := conn.ExecContext(ctx, d.dialect.words.Replace(ledger)); err != nil {
		return err
	}
	due, err := pending(ctx, conn)
	if err != nil {
		return err
	}
	for _, name := range due {
		if err := d.apply(ctx, conn, name); err != nil {
			return fmt.Errorf("apply %s: %w", name, err)
		}
	}
	return nil
}

// pending lists the migrations that have not been applied.
func pending(ctx context.Context, db bun.IDB) ([]string, error) {
	var applied []string
	if err := db.NewRaw("SELECT name FROM schema_migrations").Scan(ctx, &applied); err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, name := range applied {
		done[name] = true
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var due []string
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".sql"); !done[name] {
			due = append(due, name)
		}
	}
	return due, nil
}

func (d *Database) apply(ctx context.Context, conn bun.Conn, name string) error {
	text, err := migrations.ReadFile("migrations/" + name + ".sql")
	if err != nil {
		return err
	}
	return conn.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewRaw("INSERT INTO schema_migrations (name) VALUES (?) ON CONFLICT DO NOTHING", name).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err // another process was quicker
		}
		_, err = tx.ExecContext(ctx, d.dialect.words.Replace(string(text)))
		return err
	})
}

// migrateQueue makes River's tables beside ours.
func (d *Database) migrateQueue(ctx context.Context) error {
	cfg := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	if d.pool != nil {
		m, err := rivermigrate.New(riverpgxv5.New(d.pool), cfg)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(d.queue), cfg)
	if err != nil {
		return err
	}
	// In one transaction, which another process that starts at the same time waits for.
	tx, err := d.queue.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing to undo once it is committed
	//lint:ignore SA1019 what cannot be batched are migrations of PostgreSQL; SQLite has no other lock between processes.
	if _, err := m.MigrateTx(ctx, tx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	return tx.Commit()
}
