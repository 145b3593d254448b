package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver that the program uses

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

// peer lists the assets in SQL alone: what one would write without a search index. One connection, read-only, on the
// file that the program has open, with a cache that holds all of it; no HTTP, no JSON, and the page's rows without what
// they refer to.
type peer struct{ db *sql.DB }

const peerOptions = "?mode=ro&_pragma=busy_timeout(5000)&_pragma=cache_size(-262144)" // KiB

func openPeer(data string) (*peer, error) {
	path := url.URL{Path: filepath.Join(data, program.DatabaseFile)}
	db, err := sql.Open("sqlite", "file:"+path.EscapedPath()+peerOptions)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &peer{db}, nil
}

// answer reads a whole listing.
func (p *peer) answer(ctx context.Context, l listing) (answer, error) {
	a := answer{Facets: map[string][]value{}}
	if err := p.db.QueryRowContext(ctx, l.total, l.args...).Scan(&a.Total); err != nil {
		return a, fmt.Errorf("count assets: %w", err)
	}
	if err := p.page(ctx, l, &a); err != nil {
		return a, fmt.Errorf("list assets: %w", err)
	}
	for facet, query := range l.facets {
		values, err := p.facet(ctx, query, l.args)
		if err != nil {
			return a, fmt.Errorf("count %s: %w", facet, err)
		}
		a.Facets[facet] = values
	}
	return a, nil
}

// page reads every column of the page's assets and keeps the ids, which are the first.
func (p *peer) page(ctx context.Context, l listing, a *answer) error {
	rows, err := p.db.QueryContext(ctx, l.page, l.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	columns, into := make([]any, len(names)), make([]any, len(names))
	for i := range columns {
		into[i] = &columns[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		id, ok := columns[0].(string)
		if !ok {
			return errors.New("the first column is no id")
		}
		a.Items = append(a.Items, item{id})
	}
	return rows.Err()
}

func (p *peer) facet(ctx context.Context, query string, args []any) ([]value, error) {
	if !strings.Contains(query, "?") {
		args = nil
	}
	rows, err := p.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var values []value
	for rows.Next() {
		var v value
		if err := rows.Scan(&v.Value, &v.Count); err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, rows.Err()
}

// compare measures the same listings in SQL, after it has made sure that they are the same.
func (m *measurement) compare(ctx context.Context, c *program.Client, front answer, ours map[string]report.Durations) (err error) {
	p, err := openPeer(m.program.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.db.Close()) }()
	var libraries []string
	for _, v := range front.Facets["library"] {
		libraries = append(libraries, v.Value)
	}
	t := report.NewTable(m.out, "The same listing in SQL on the same file, in process, without HTTP and JSON", "", "SQL p50", "SQL p99", "ours over HTTP p50", "SQL / ours")
	for _, pair := range []struct {
		name      string
		libraries []string // one after the other, as over HTTP
	}{{"front page, newest", []string{""}}, {"one library, newest", libraries}} {
		fmt.Fprintln(m.notes, "the same in SQL:", pair.name)
		took, err := m.inSQL(ctx, p, c, pair.libraries)
		if err != nil {
			return err
		}
		us := ours[pair.name]
		t.Row(pair.name, took.P50(), took.P99(), us.P50(), fmt.Sprintf("%.1f", float64(took.Quantile(0.5))/float64(us.Quantile(0.5))))
	}
	return t.End()
}

// inSQL is how long the listings of some libraries take in SQL, one after the other.
func (m *measurement) inSQL(ctx context.Context, p *peer, c *program.Client, libraries []string) (report.Durations, error) {
	for _, library := range libraries {
		if err := p.agrees(ctx, c, library); err != nil {
			return nil, err
		}
	}
	var took report.Durations
	for end := time.Now().Add(m.span); len(took) == 0 || time.Now().Before(end); {
		l := list(libraries[len(took)%len(libraries)])
		start := time.Now()
		if _, err := p.answer(ctx, l); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// agrees fails when the program answers another total, page or count than SQL does.
func (p *peer) agrees(ctx context.Context, c *program.Client, library string) error {
	path := page()
	if library != "" {
		path = page("library", library)
	}
	var ours answer
	if err := c.Read(ctx, path, &ours); err != nil {
		return err
	}
	theirs, err := p.answer(ctx, list(library))
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(ours, theirs) {
		return fmt.Errorf("the program and SQL do not list the same:\n%v\n%v", ours, theirs)
	}
	return nil
}
