package main

import (
	"context"
	"errors"
	"fmt"
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
		return nil, 0, nil, errors.Join(err, fmt.Errorf("the index in %s holds %d documents, want %d; remove it to build it anew; damage: %v", dir, st.Documents, n, x.Damage()), x.Close())
	}
	if n <= depth {
		return o, took, nil, nil
	}
	for at := 0; at < depth; at += indexer.MaxLimit {
		res, err := x.Search(ctx, indexer.Query{Visibility: visibility(), Limit: indexer.MaxLimit, Cursor: o.deep})
		if err != nil {
			return nil, 0, nil, errors.Join(err, x.Close())
		}
		r := collection.At(seed, number(res.IDs[len(res.IDs)-1]))
		o.deep, last = res.NextCursor, &r
	}
	return o, took, last, nil
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
