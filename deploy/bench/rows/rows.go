// Package rows fills tables of a catalogue on SQLite with very many rows at once, which services would take hours for, and brings
// them to PostgreSQL.
package rows

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/database"
)

// Begin makes the schema of a catalogue in a file, and lets fill write the first rows, of which there are to be copies.
func Begin(ctx context.Context, path string, fill func(*database.Database) error) (err error) {
	db, err := database.Open(ctx, database.Config{URL: path})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	return fill(db)
}

// Counting begins a statement that has n rows, numbered from 0, in the table numbers.
func Counting(n int) string {
	return fmt.Sprintf("WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d) ", n-1)
}

// Copies fills a table that has an id with n copies of the last of its rows. own are the expressions of columns that are
// different in each, by name.
func Copies(ctx context.Context, db *sql.DB, table string, n int, own map[string]string) error {
	rows, err := db.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var names, values []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		value := name
		if own[name] != "" {
			value = own[name]
		}
		names, values = append(names, name), append(values, value)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, Counting(n)+fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) SELECT %s FROM numbers, (SELECT * FROM %s ORDER BY id DESC LIMIT 1)",
		table, strings.Join(names, ", "), strings.Join(values, ", "), table))
	return err
}
