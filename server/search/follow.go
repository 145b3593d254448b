package search

import (
	"context"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const (
	changesAtOnce = 1000                   // changes read at a time
	assetsAtOnce  = 500                    // assets read and indexed at a time
	tick          = 250 * time.Millisecond // how often changes are looked for when nobody waits for one
	failurePause  = 2 * time.Second
)

// follow applies changes until ctx ends. A failure is logged and tried again: the truth waits.
func (x *Index) follow(ctx context.Context) {
	defer close(x.done)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-x.wake:
		case <-pause.C:
		}
		next := tick
		if err := x.catchUp(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("search index cannot follow the changes", "error", err)
			next = failurePause
		}
		pause.Reset(next)
	}
}

// catchUp applies all changes there are. An index that is ahead of the changes belongs to another catalogue, and one
// that knows nothing is quicker built whole.
func (x *Index) catchUp(ctx context.Context) error {
	last, err := x.changes.Last(ctx)
	if err != nil {
		return err
	}
	if at := x.index.Seq(); at > last || at == 0 && last > 0 {
		return x.rebuild(ctx, last)
	}
	for x.index.Seq() < last {
		if err := x.step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// step applies the next changes.
func (x *Index) step(ctx context.Context) error {
	changes, err := x.changes.Since(ctx, x.index.Seq(), changesAtOnce)
	if err != nil || len(changes) == 0 {
		return err
	}
	seq := changes[len(changes)-1].Seq
	for _, c := range changes {
		if c.Kind == catalog.KindReindex {
			return x.rebuild(ctx, seq)
		}
	}
	ids, err := x.changes.Touched(ctx, changes)
	if err != nil {
		return err
	}
	for len(ids) > assetsAtOnce {
		// Only the last batch may carry seq: a crash in between starts these changes again.
		if err := x.apply(ctx, ids[:assetsAtOnce], x.index.Seq()); err != nil {
			return err
		}
		ids = ids[assetsAtOnce:]
	}
	return x.apply(ctx, ids, seq)
}

// apply reads assets and hands them to the index. Those that are no more are removed from it.
func (x *Index) apply(ctx context.Context, ids []catalog.AssetID, seq int64) error {
	batch, err := x.batch(ctx, ids)
	if err != nil {
		return err
	}
	batch.Seq = seq
	return x.index.Apply(ctx, batch)
}

// batch reads assets for the index.
func (x *Index) batch(ctx context.Context, ids []catalog.AssetID) (indexer.Batch, error) {
	assets, err := x.assets.ByIDs(ctx, ids, catalog.WholeScope())
	if err != nil {
		return indexer.Batch{}, err
	}
	said, err := x.captions(ctx, assets)
	if err != nil {
		return indexer.Batch{}, err
	}
	also, err := x.spellings(ctx, assets)
	if err != nil {
		return indexer.Batch{}, err
	}
	now := x.now()
	b := indexer.Batch{Upserts: make([]indexer.Document, len(assets))}
	there := make(map[catalog.AssetID]bool, len(assets))
	for i, a := range assets {
		b.Upserts[i] = document(a, said[a.ID], also, now)
		there[a.ID] = true
	}
	for _, id := range ids {
		if !there[id] {
			b.Deletes = append(b.Deletes, string(id))
		}
	}
	return b, nil
}

// captions reads what is said in those assets that have captions.
func (x *Index) captions(ctx context.Context, assets []catalog.Asset) (map[catalog.AssetID]string, error) {
	var ids []catalog.AssetID
	for _, a := range assets {
		if len(a.Captions) > 0 {
			ids = append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return x.assets.CaptionWords(ctx, ids)
}

// spellings are the further names of entries, by kind and id.
type spellings map[catalog.Kind]map[string][]string

// spellings reads what else the libraries, presenters and books of the assets are called.
func (x *Index) spellings(ctx context.Context, assets []catalog.Asset) (spellings, error) {
	ids := map[catalog.Kind][]string{}
	for _, a := range assets {
		for _, l := range a.Libraries {
			ids[catalog.KindLibrary] = append(ids[catalog.KindLibrary], string(l.ID))
		}
		for _, p := range a.Presenters {
			ids[catalog.KindPresenter] = append(ids[catalog.KindPresenter], p.ID)
		}
		for _, b := range a.Books {
			ids[catalog.KindBook] = append(ids[catalog.KindBook], string(b.ID))
		}
	}
	out := spellings{}
	for kind, list := range ids {
		slices.Sort(list)
		names, err := x.assets.Spellings(ctx, kind, slices.Compact(list))
		if err != nil {
			return nil, err
		}
		out[kind] = names
	}
	return out, nil
}
