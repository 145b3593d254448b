package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/collection"
	"github.com/fellesmappa/fellesmappa/indexer"
)

// act is something that only our index is asked: another one for every i. It tells how much it found.
type act struct {
	name string
	do   func(ctx context.Context, i int) (int, error)
}

// acts are what the databases have no equal of.
func (o *ours) acts() []act {
	search := func(query func(i int) indexer.Query) func(context.Context, int) (int, error) {
		return func(ctx context.Context, i int) (int, error) {
			q := query(i)
			q.Visibility = visibility()
			res, err := o.Search(ctx, q)
			return res.Total, err
		}
	}
	record := func(i int) collection.Record { return collection.At(o.seed, i*7919%o.n) }
	return []act{
		{"typing error in one word, best match, 5 facets", search(func(i int) indexer.Query {
			return indexer.Query{Text: mistyped(collection.Word(20+i*7%180)) + " ", Facets: fiveFacets()}
		})},
		{"suggest: 1–3 letters of any word", func(ctx context.Context, i int) (int, error) {
			words := strings.Fields([]string{collection.Presenter(i % 500).Name, collection.Library(i % 100).Name, frequent(i)}[i%3])
			found, err := o.Suggest(ctx, letters(words[i%len(words)], 1+i%3), visibility(), 10)
			return len(found), err
		}},
		{"search within a facet: 2–4 letters among presenters", func(ctx context.Context, i int) (int, error) {
			words := strings.Fields(collection.Presenter(i % 500).Name)
			within := indexer.FacetRequest{Field: indexer.FieldPresenter, Size: facetSize, Containing: letters(words[i%len(words)], 2+i%3)}
			res, err := o.Search(ctx, indexer.Query{Visibility: visibility(), Limit: 1, Facets: []indexer.FacetRequest{within}})
			return len(res.Facets[indexer.FieldPresenter]), err
		}},
		{"histogram by month of everything", search(func(int) indexer.Query { return indexer.Query{Histogram: indexer.IntervalMonth} })},
		{"histogram by month of one word", search(func(i int) indexer.Query {
			return indexer.Query{Text: frequent(i) + " ", Histogram: indexer.IntervalMonth}
		})},
		{"similar to one asset", func(ctx context.Context, i int) (int, error) {
			found, err := o.Similar(ctx, record(i).ID, visibility(), 12)
			return len(found), err
		}},
		{"near-duplicates of one picture", func(ctx context.Context, i int) (int, error) {
			found, err := o.Near(ctx, record(i).Prints, visibility(), 12)
			return len(found), err
		}},
		{"one changed document until a search finds it", o.changeAndFind},
	}
}

// mistyped is a word with a wrong letter in its middle.
func mistyped(word string) string {
	r := []rune(word)
	r[len(r)/2] = 'q'
	return string(r)
}

// changeAndFind changes a document and searches for the change.
func (o *ours) changeAndFind(ctx context.Context, i int) (int, error) {
	d := document(collection.At(o.seed, i*104_729%o.n))
	word := fmt.Sprintf("nyord%d", time.Now().UnixNano())
	d.Title += " " + word
	if err := o.Apply(ctx, indexer.Batch{Upserts: []indexer.Document{d}}); err != nil {
		return 0, err
	}
	res, err := o.Search(ctx, indexer.Query{Text: word + " ", Visibility: visibility()})
	if err == nil && res.Total != 1 {
		err = fmt.Errorf("a change is found %d times, want once", res.Total)
	}
	return res.Total, err
}

// changing changes documents at a fixed pace beside everything else.
type changing struct {
	end  context.CancelFunc
	done chan error
	made atomic.Int64
}

// change begins to change so many documents a second. As the program does, it takes those that have become due during a
// batch together into the next.
func (o *ours) change(ctx context.Context, perSecond int) *changing {
	ctx, end := context.WithCancel(ctx)
	c := &changing{end: end, done: make(chan error, 1)}
	go func() { c.done <- c.run(ctx, o, time.Second/time.Duration(perSecond)) }()
	return c
}

func (c *changing) run(ctx context.Context, o *ours, pace time.Duration) error {
	start := time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Until(start.Add(time.Duration(c.made.Load()+1) * pace))):
		}
		var b indexer.Batch
		for due := int64(time.Since(start) / pace); c.made.Load() < due; c.made.Add(1) {
			d := document(collection.At(o.seed, int(c.made.Load())*15_485_863%o.n))
			d.Title += " endret"
			b.Upserts = append(b.Upserts, d)
		}
		if err := o.Apply(ctx, b); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// stop ends the changing and tells how many documents were changed.
func (c *changing) stop() (int, error) {
	c.end()
	return int(c.made.Load()), <-c.done
}
