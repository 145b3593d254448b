package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // so that both databases are asked in one way
	_ "modernc.org/sqlite"
)

// alone is the database without the program, on the tables that the program has filled.
type alone struct{ *sql.DB }

func openAlone(driver, address string) (*alone, error) {
	if driver == "sqlite" {
		address += "?_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &alone{db}, nil
}

// read reads all columns of the planned posts for which a condition holds, and of their files.
func (a *alone) read(ctx context.Context, where string) error {
	items := "FROM plan_items WHERE " + where
	for _, statement := range []string{"SELECT * " + items + " ORDER BY sort_at, id", "SELECT * FROM plan_item_assets WHERE plan_item IN (SELECT id " + items + ") ORDER BY plan_item, position"} {
		if err := a.scan(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func (a *alone) scan(ctx context.Context, statement string) error {
	rows, err := a.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(names))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// do executes a statement and tells of one that fails.
func (a *alone) do(ctx context.Context, statement string, args ...any) error {
	if _, err := a.ExecContext(ctx, fmt.Sprintf(statement, args...)); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// copies puts copies of the posts of a row into the table, with ids and a row of their own.
func (a *alone) copies(ctx context.Context, of string) error {
	rows, err := a.QueryContext(ctx, "SELECT * FROM plan_items LIMIT 0")
	if err != nil {
		return err
	}
	names, err := rows.Columns()
	if err := rows.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	own := map[string]string{"id": "'alone-' || id", "slot": "'alone'"}
	values := make([]string, len(names))
	for i, name := range names {
		if values[i] = own[name]; values[i] == "" {
			values[i] = name
		}
	}
	return a.do(ctx, "INSERT INTO plan_items (%s) SELECT %s FROM plan_items WHERE slot = (SELECT slot FROM plan_items WHERE id = '%s')", strings.Join(names, ", "), strings.Join(values, ", "), of)
}

// between is the condition of what is planned between two moments.
func between(from, to time.Time) string {
	return fmt.Sprintf("sort_at >= %d AND sort_at < %d", from.UnixMicro(), to.UnixMicro())
}
