package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
)

// engine answers questions. ask tells how many records match; 0 for a question without total.
type engine interface {
	ask(ctx context.Context, q question) (found int, err error)
}

// peer is a database that is asked the same. Statements are prepared once.
type peer struct {
	name     string
	loaded   time.Duration // 0 when it was loaded by an earlier run
	dialect  dialect
	db       *sql.DB
	prepared map[string]*sql.Stmt
}

func newPeer(name string, d dialect, db *sql.DB) *peer {
	db.SetMaxOpenConns(1)
	return &peer{name: name, dialect: d, db: db, prepared: map[string]*sql.Stmt{}}
}

// ask implements engine.
func (p *peer) ask(ctx context.Context, q question) (found int, err error) {
	text, args := p.dialect.put(q)
	stmt := p.prepared[text]
	if stmt == nil {
		if stmt, err = p.db.PrepareContext(ctx, text); err != nil {
			return 0, fmt.Errorf("prepare for %s: %w\n%s", p.name, err, text)
		}
		p.prepared[text] = stmt
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("ask %s: %w", p.name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var value, count sql.NullInt64
		if err := rows.Scan(&name, &value, &count); err != nil {
			return 0, err
		}
		if name == "total" {
			found = int(count.Int64)
		}
	}
	return found, rows.Err()
}

func (p *peer) close() error { return p.db.Close() }

// schema are the tables in the words of both databases: narrow rows for what is filtered and counted, joins for what an
// asset can have several of, and an index for every way in that holds all that is read there.
func schema(join string) []string {
	out := []string{"CREATE TABLE assets (n INTEGER PRIMARY KEY, content_type INTEGER NOT NULL, kind INTEGER NOT NULL, language INTEGER NOT NULL," +
		" series INTEGER, recorded BIGINT NOT NULL)"}
	for _, j := range joins(collection.Record{}) {
		out = append(out, fmt.Sprintf("CREATE TABLE %s (asset INTEGER NOT NULL, %s INTEGER NOT NULL, PRIMARY KEY (asset, %s))%s", j.table, j.column, j.column, join))
	}
	return out
}

func indexes() []string {
	out := []string{
		"CREATE INDEX assets_recorded ON assets (recorded DESC, n DESC)",
		"CREATE INDEX assets_content_type ON assets (content_type, kind, recorded, series, n)",
		"CREATE INDEX assets_series ON assets (series)",
	}
	for _, j := range joins(collection.Record{}) {
		out = append(out, fmt.Sprintf("CREATE INDEX %s_%s ON %s (%s, asset)", j.table, j.column, j.table, j.column))
	}
	return out
}

// joined is what an asset can have several of.
type joined struct {
	table, column string
	values        []int
}

func joins(r collection.Record) []joined {
	tags := make([]int, len(r.Tags))
	for i, t := range r.Tags {
		tags[i] = number(t.ID)
	}
	return []joined{{"asset_libraries", "library", []int{number(r.Library.ID)}}, {"asset_presenters", "presenter", []int{number(r.Presenter.ID)}},
		{"asset_tags", "tag", tags}}
}

// assetColumns and textColumns are the columns that a record fills.
func assetColumns() []string {
	return []string{"n", "content_type", "kind", "language", "series", "recorded"}
}
func textColumns() []string { return []string{"title", "description", "names"} }

func assetRow(n int, r collection.Record) []any {
	var series any
	if r.Series.ID != "" {
		series = number(r.Series.ID)
	}
	return []any{n, code(r.ContentType), code(r.Kind), code(r.Language), series, r.RecordedAt.Unix()}
}

func textRow(n int, r collection.Record) []any {
	return []any{n, r.Title, r.Description, names(r)}
}

// execute executes statements one after the other.
func execute(ctx context.Context, on interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, statements ...string) error {
	for _, s := range statements {
		if _, err := on.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%w\n%s", err, s)
		}
	}
	return nil
}
