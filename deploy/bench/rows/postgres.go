package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/fellesmappa/fellesmappa/server/database"
)

// column is one of a table in PostgreSQL.
type column struct {
	name    string
	boolean bool // which SQLite keeps as a number
	counted bool // numbers itself
}

// Bring fills a catalogue on PostgreSQL with all that one on SQLite holds. It is written without regard for what refers to what,
// which only a superuser may.
func Bring(ctx context.Context, path, url string) (err error) {
	if err := migrated(ctx, url); err != nil {
		return err
	}
	from, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close(ctx)) }()
	if _, err := to.Exec(ctx, "SET session_replication_role = replica"); err != nil {
		return err
	}
	tables, err := shared(ctx, from, to)
	if err != nil {
		return err
	}
	if _, err := to.Exec(ctx, "TRUNCATE "+strings.Join(tables, ", ")+" CASCADE"); err != nil {
		return err
	}
	for _, table := range tables {
		if err := bring(ctx, from, to, table); err != nil {
			return fmt.Errorf("bring %s: %w", table, err)
		}
	}
	_, err = to.Exec(ctx, "ANALYZE")
	return err
}

func migrated(ctx context.Context, url string) (err error) {
	db, err := database.Open(ctx, database.Config{URL: url})
	if err != nil {
		return err
	}
	return errors.Join(db.Migrate(ctx), db.Close())
}

// shared lists the tables of the catalogue that both have: those of the job queue are left out.
func shared(ctx context.Context, from *sql.DB, to *pgx.Conn) ([]string, error) {
	rows, err := to.Query(ctx, "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'river%'")
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	var out []string
	for _, name := range names {
		var there bool
		err = errors.Join(err, from.QueryRowContext(ctx, "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = ?", name).Scan(&there))
		if there {
			out = append(out, name)
		}
	}
	return out, err
}

func bring(ctx context.Context, from *sql.DB, to *pgx.Conn, table string) error {
	columns, err := columnsOf(ctx, to, table)
	if err != nil {
		return err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	rows, err := from.QueryContext(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	copied := pgx.CopyFromFunc(func() ([]any, error) {
		if !rows.Next() {
			return nil, rows.Err()
		}
		return read(rows, columns)
	})
	if _, err := to.CopyFrom(ctx, pgx.Identifier{table}, names, copied); err != nil {
		return err
	}
	for _, c := range columns {
		if c.counted {
			_, err = to.Exec(ctx, fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), greatest(max(%[2]s), 1)) FROM %[1]s", table, c.name))
		}
	}
	return err
}

func columnsOf(ctx context.Context, to *pgx.Conn, table string) ([]column, error) {
	rows, err := to.Query(ctx, "SELECT column_name::text, data_type = 'boolean', is_identity = 'YES' FROM information_schema.columns"+
		" WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'", table)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (c column, err error) {
		err = r.Scan(&c.name, &c.boolean, &c.counted)
		return c, err
	})
}

// read reads a row as PostgreSQL takes it.
func read(rows *sql.Rows, columns []column) ([]any, error) {
	values, at := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		at[i] = &values[i]
	}
	if err := rows.Scan(at...); err != nil {
		return nil, err
	}
	for i, c := range columns {
		if n, ok := values[i].(int64); ok && c.boolean {
			values[i] = n != 0
		}
	}
	return values, nil
}
