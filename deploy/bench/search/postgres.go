package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // so that both databases are asked in one way

	"github.com/fellesmappa/fellesmappa/deploy/bench/cluster"
	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

const postgresName = "postgres"

// postgresDialect searches a tsvector with PostgreSQL's Norwegian stemmer. Beginnings are not stemmed.
func postgresDialect() dialect {
	return dialect{
		place: "$",
		text: func(beginning bool, place string) string {
			configuration := "norwegian"
			if beginning {
				configuration = "simple"
			}
			return fmt.Sprintf("SELECT n, -ts_rank(words, query) AS score FROM texts, to_tsquery('%s', %s) AS query WHERE words @@ query", configuration, place)
		},
		match: func(words []string, beginning bool) string {
			out := strings.Join(words, " & ")
			if beginning {
				out += ":*"
			}
			return out
		},
	}
}

// textsTable keeps what is searched as a tsvector in which titles weigh most and names more than other words.
const textsTable = "CREATE TABLE texts (n INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, names TEXT NOT NULL," +
	" words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('norwegian', title), 'A') || setweight(to_tsvector('norwegian', names), 'B') ||" +
	" setweight(to_tsvector('norwegian', description), 'D')) STORED)"

// openPostgres opens the database of n records of a server, which it makes when it is missing.
func openPostgres(ctx context.Context, server *cluster.Cluster, seed uint64, n int) (*peer, error) {
	name := fmt.Sprint("bench", n)
	took, err := loadPostgres(ctx, server, name, seed, n)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("pgx", server.Database(name))
	if err != nil {
		return nil, err
	}
	p := newPeer("PostgreSQL", postgresDialect(), db)
	p.loaded = took
	return p, nil
}

// loadPostgres makes the database under another name first, so that one that is there is whole.
func loadPostgres(ctx context.Context, server *cluster.Cluster, name string, seed uint64, n int) (took time.Duration, err error) {
	main, err := pgx.Connect(ctx, server.Database("postgres"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, main.Close(ctx)) }()
	var there bool
	if err := main.QueryRow(ctx, "SELECT count(*) > 0 FROM pg_database WHERE datname = $1", name).Scan(&there); err != nil || there {
		return 0, err
	}
	start := time.Now()
	for _, s := range []string{"DROP DATABASE IF EXISTS part", "CREATE DATABASE part"} {
		if _, err := main.Exec(ctx, s); err != nil {
			return 0, err
		}
	}
	if err := copyAll(ctx, server.Database("part"), seed, n); err != nil {
		return 0, err
	}
	_, err = main.Exec(ctx, "ALTER DATABASE part RENAME TO "+name)
	return time.Since(start), err
}

func copyAll(ctx context.Context, database string, seed uint64, n int) (err error) {
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	for _, s := range append(schema(""), textsTable) {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%w\n%s", err, s)
		}
	}
	if err := copyRows(ctx, conn, "assets", assetColumns(), n, func(i int) [][]any { return [][]any{assetRow(i, collection.At(seed, i))} }); err != nil {
		return err
	}
	if err := copyRows(ctx, conn, "texts", append([]string{"n"}, textColumns()...), n, func(i int) [][]any {
		return [][]any{textRow(i, collection.At(seed, i))}
	}); err != nil {
		return err
	}
	for at, j := range joins(collection.Record{}) {
		err := copyRows(ctx, conn, j.table, []string{"asset", j.column}, n, func(i int) (rows [][]any) {
			for _, v := range joins(collection.At(seed, i))[at].values {
				rows = append(rows, []any{i, v})
			}
			return rows
		})
		if err != nil {
			return err
		}
	}
	for _, s := range append(indexes(), "CREATE INDEX texts_words ON texts USING gin (words)", "VACUUM ANALYZE") {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%w\n%s", err, s)
		}
	}
	return nil
}

// copyRows copies the rows of n records into a table.
func copyRows(ctx context.Context, conn *pgx.Conn, table string, columns []string, n int, of func(i int) [][]any) error {
	var waiting [][]any
	i := 0
	_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		for len(waiting) == 0 {
			if i == n {
				return nil, nil
			}
			waiting = of(i)
			i++
		}
		row := waiting[0]
		waiting = waiting[1:]
		return row, nil
	}))
	if err != nil {
		return fmt.Errorf("copy into %s: %w", table, err)
	}
	return nil
}
