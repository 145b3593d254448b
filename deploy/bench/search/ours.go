package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/indexer"
)

// ours is the index that is measured.
type ours struct {
	*indexer.Index
	seed uint64
	n    int
	deep string // cursor of the page after 10,000 results
}

func visibility() []string { return []string{"all"} }

func fiveFacets() []indexer.FacetRequest {
	var out []indexer.FacetRequest
	for _, f := range []indexer.Field{indexer.FieldLibrary, indexer.FieldPresenter, indexer.FieldContentType, indexer.FieldSeries, indexer.FieldTag} {
		out = append(out, indexer.FacetRequest{Field: f, Size: facetSize})
	}
	return out
}

// document is a record as the index takes it.
func document(r collection.Record) indexer.Document {
	d := indexer.Document{ID: r.ID, Title: r.Title, Description: r.Description, Libraries: refs(r.Library), Presenters: refs(r.Presenter),
		Series: refs(r.Series), Books: refs(r.Book), Tags: refs(r.Tags...), ContentType: r.ContentType, Kind: r.Kind, Language: r.Language,
		State: "ready", Orientation: "landscape", Clearance: []string{"cleared"}, Visibility: visibility(), RecordedAt: r.RecordedAt,
		CreatedAt: r.RecordedAt.Add(time.Hour), Prints: r.Prints}
	if r.Author != "" {
		d.Authors = refs(collection.Ref{ID: r.Author, Name: r.Author})
	}
	return d
}

func refs(all ...collection.Ref) []indexer.Ref {
	var out []indexer.Ref
	for _, r := range all {
		if r.ID != "" {
			out = append(out, indexer.Ref{ID: r.ID, Name: r.Name})
		}
	}
	return out
}

// atOnce is how many documents stand in a batch while the index is filled.
const atOnce = 2000

// build fills a new index and tells how long that took without the making of the records.
func build(ctx context.Context, dir string, seed uint64, n int) (took time.Duration, err error) {
	x, err := openIndex(dir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	start := time.Now()
	var making time.Duration
	err = x.Rebuild(ctx, func(ctx context.Context, w *indexer.Writer) error {
		for from := 0; from < n; from += atOnce {
			made := time.Now()
			b := indexer.Batch{Seq: int64(n)}
			for i := from; i < min(from+atOnce, n); i++ {
				b.Upserts = append(b.Upserts, document(collection.At(seed, i)))
			}
			making += time.Since(made)
			if err := w.Apply(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
	return time.Since(start) - making, err
}

func openIndex(dir string) (*indexer.Index, error) {
	cfg := indexer.DefaultConfig()
	cfg.Dir = dir
	return indexer.Open(cfg)
}

// depth is how many results lie before the page of the deep row.
const depth = 10_000

// openOurs opens a filled index and finds the last result before the deep page, nil when there are too few.
func openOurs(ctx context.Context, dir string, seed uint64, n int) (o *ours, took time.Duration, last *collection.Record, err error) {
	start := time.Now()
	x, err := openIndex(dir)
	if err != nil {
		return nil, 0, nil, err
	}
	took = time.Since(start)
	o = &ours{Index: x, seed: seed, n: n}
	if st, err := x.Status(); err != nil || st.Documents != n {
		return nil, 0, nil, errors.Join(err, fmt.Errorf("the index in %s holds %d documents, want %d; damage: %v", dir, st.Documents, n, x.Damage()), x.Close())
	}
	if n <= depth {
		return o, took, nil, nil
	}
	for at := 0; at < depth; at += indexer.MaxLimit {
		res, err := x.Search(ctx, indexer.Query{Visibility: visibility(), Limit: indexer.MaxLimit, Cursor: o.deep})
		if err != nil {
			return nil, 0, nil, errors.Join(err, x.Close())
		}
		r, err := o.record(res.IDs[len(res.IDs)-1])
		if err != nil {
			return nil, 0, nil, errors.Join(err, x.Close())
		}
		o.deep, last = res.NextCursor, &r
	}
	return o, took, last, nil
}

// record is the record with an id.
func (o *ours) record(id string) (collection.Record, error) {
	var n int
	if _, err := fmt.Sscanf(id, "a%d", &n); err != nil {
		return collection.Record{}, fmt.Errorf("read id %s: %w", id, err)
	}
	return collection.At(o.seed, n), nil
}

// ask implements engine.
func (o *ours) ask(ctx context.Context, q question) (int, error) {
	res, err := o.Search(ctx, o.query(q))
	return res.Total, err
}

func (o *ours) query(q question) indexer.Query {
	out := indexer.Query{Visibility: visibility(), Limit: pageSize, Filters: map[indexer.Field][]string{}, Facets: fiveFacets()}
	out.RecordedFrom, out.RecordedTo = q.span()
	if len(q.words) > 0 {
		out.Text = strings.Join(q.words, " ")
		if !q.beginning {
			out.Text += " " // the last word is typed to its end
		}
	}
	if q.library > 0 {
		out.Filters[indexer.FieldLibrary] = []string{collection.Library(q.library - 1).ID}
	}
	if q.contentType != "" {
		out.Filters[indexer.FieldContentType] = []string{q.contentType}
	}
	if q.kind != "" {
		out.Filters[indexer.FieldKind] = []string{q.kind}
	}
	if q.behind != nil {
		out.Facets, out.Cursor = nil, o.deep
	}
	return out
}

// bytesIn is the size of all files in a folder.
func bytesIn(dir string) (sum int64, err error) {
	err = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
