package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver that the program uses

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

const sqliteName = "sqlite"

// sqliteDialect searches with FTS5.
func sqliteDialect() dialect {
	return dialect{
		place: "?",
		text: func(_ bool, place string) string {
			return "SELECT rowid AS n, rank AS score FROM texts WHERE texts MATCH " + place
		},
		match: func(words []string, beginning bool) string {
			out := `"` + strings.Join(words, `" "`) + `"`
			if beginning {
				out += "*"
			}
			return out
		},
	}
}

// sqliteOptions let one connection keep all of a million records in memory.
func sqliteOptions(more ...string) string {
	v := url.Values{"_pragma": append([]string{"cache_size(-2000000)", "mmap_size(8000000000)", "temp_store(memory)"}, more...)}
	return "?" + v.Encode()
}

// openSQLite opens the database of n records in a folder, which it makes when it is missing.
func openSQLite(ctx context.Context, folder string, seed uint64, n int) (*peer, error) {
	file := filepath.Join(folder, fmt.Sprintf("sqlite-%d.db", n))
	var took time.Duration
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		start := time.Now()
		if err := loadSQLite(ctx, file+".part", seed, n); err != nil {
			return nil, errors.Join(err, os.Remove(file+".part"))
		}
		if err := os.Rename(file+".part", file); err != nil {
			return nil, err
		}
		took = time.Since(start)
	}
	db, err := sql.Open("sqlite", file+sqliteOptions("query_only(on)"))
	if err != nil {
		return nil, err
	}
	p := newPeer("SQLite FTS5", sqliteDialect(), db)
	p.loaded = took
	return p, nil
}

func loadSQLite(ctx context.Context, file string, seed uint64, n int) (err error) {
	db, err := sql.Open("sqlite", file+sqliteOptions("journal_mode(off)", "synchronous(off)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	fts := "CREATE VIRTUAL TABLE texts USING fts5(title, description, names, content='', prefix='3 4 5', tokenize='unicode61 remove_diacritics 2')"
	if err := execute(ctx, db, append(schema(" WITHOUT ROWID"), fts)...); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := insertAll(ctx, tx, seed, n); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return execute(ctx, db, append(indexes(), "INSERT INTO texts (texts, rank) VALUES ('rank', 'bm25(10, 1, 5)')",
		"INSERT INTO texts (texts) VALUES ('optimize')", "ANALYZE")...)
}

func insertAll(ctx context.Context, tx *sql.Tx, seed uint64, n int) error {
	insert := func(table string, columns ...string) (*sql.Stmt, error) {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
		return tx.PrepareContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(columns, ", "), marks))
	}
	assets, err := insert("assets", assetColumns()...)
	if err != nil {
		return err
	}
	texts, err := insert("texts", append([]string{"rowid"}, textColumns()...)...)
	if err != nil {
		return err
	}
	joining := map[string]*sql.Stmt{}
	for _, j := range joins(collection.Record{}) {
		if joining[j.table], err = insert(j.table, "asset", j.column); err != nil {
			return err
		}
	}
	for i := range n {
		r := collection.At(seed, i)
		if _, err := assets.ExecContext(ctx, assetRow(i, r)...); err != nil {
			return err
		}
		if _, err := texts.ExecContext(ctx, textRow(i, r)...); err != nil {
			return err
		}
		for _, j := range joins(r) {
			for _, v := range j.values {
				if _, err := joining[j.table].ExecContext(ctx, i, v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
