package search

import (
	"context"
	"iter"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// rebuiltAtOnce is how many assets are read and indexed at a time when all are.
const rebuiltAtOnce = 4000

// rebuild fills a new index beside the one that answers. What changes meanwhile comes after seq and is applied
// afterwards.
func (x *Index) rebuild(ctx context.Context, seq int64) error {
	start := x.now()
	total, err := x.changes.CountAssets(ctx)
	if err != nil {
		return err
	}
	count := 0
	err = x.index.Rebuild(ctx, func(ctx context.Context, w *indexer.Writer) error {
		w.Expect(total)
		for b, err := range x.batches(ctx) {
			if err != nil {
				return err
			}
			if err := w.Apply(ctx, b); err != nil {
				return err
			}
			count += len(b.Upserts)
		}
		return w.Apply(ctx, indexer.Batch{Seq: seq})
	})
	if err == nil {
		x.log.Info("search index built", "assets", count, "duration_ms", x.now().Sub(start).Milliseconds())
	}
	return err
}

// page is a batch that was read, or why none was.
type page struct {
	batch indexer.Batch
	err   error
}

// batches reads all assets in the order of their ids. One batch is read ahead while another is indexed.
func (x *Index) batches(ctx context.Context) iter.Seq2[indexer.Batch, error] {
	return func(yield func(indexer.Batch, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		pages := make(chan page)
		go x.readPages(ctx, pages)
		defer func() {
			stop()
			for range pages { // nobody reads from the database when this returns
			}
		}()
		for p := range pages {
			if !yield(p.batch, p.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(indexer.Batch{}, err)
		}
	}
}

// readPages reads until nothing is left, a reading fails, or ctx ends.
func (x *Index) readPages(ctx context.Context, pages chan<- page) {
	defer close(pages)
	var after catalog.AssetID
	for {
		b, last, err := x.batchAfter(ctx, after)
		if err == nil && last == "" {
			return
		}
		select {
		case pages <- page{b, err}:
		case <-ctx.Done():
			return
		}
		if after = last; err != nil {
			return
		}
	}
}

// batchAfter reads the assets after an id, and tells the last id it read; none when there are no more.
func (x *Index) batchAfter(ctx context.Context, after catalog.AssetID) (b indexer.Batch, last catalog.AssetID, err error) {
	ids, err := x.changes.AllAssets(ctx, after, rebuiltAtOnce)
	if err != nil || len(ids) == 0 {
		return b, "", err
	}
	b, err = x.batch(ctx, ids)
	return b, ids[len(ids)-1], err
}
