// Package search stands between the catalogue and the index: it turns assets into documents, queries into the
// index's own, and follows the list of changes so that the index is never far behind.
//
// It decides nothing about who may see what (catalog's scope goes into every query) and reads no rows for answers:
// what the index finds is read from the stores again by catalog.
package search

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// AssetReader is what the follower reads assets with.
type AssetReader interface {
	ByIDs(ctx context.Context, ids []catalog.AssetID, scope catalog.Scope) ([]catalog.Asset, error)
	// CaptionWords gives what is said in those of the assets that have captions.
	CaptionWords(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID]string, error)
	// Spellings tells what else libraries, presenters or books are called: other names, accounts, ISBNs.
	Spellings(ctx context.Context, kind catalog.Kind, ids []string) (map[string][]string, error)
}

// Index is the search index of one node. It implements catalog.SearchIndex.
type Index struct {
	index   *indexer.Index
	assets  AssetReader
	changes catalog.ChangeLog
	now     catalog.Clock
	log     *slog.Logger

	wake chan struct{}
	stop context.CancelFunc
	done chan struct{}
}

var _ catalog.SearchIndex = (*Index)(nil)

// Config says where the index lives.
type Config struct {
	Dir  string         // absolute; belongs to this node alone
	Zone *time.Location // in which days begin; nil: as the clock has it
}

// Open opens the node's index, or makes an empty one; Start then fills it. A damaged one is put aside.
func Open(cfg Config, assets AssetReader, changes catalog.ChangeLog, now catalog.Clock, log *slog.Logger) (*Index, error) {
	ic := indexer.DefaultConfig()
	ic.Dir, ic.Codes = cfg.Dir, words()
	ix, err := indexer.Open(ic)
	if err != nil {
		return nil, err
	}
	if why := ix.Damage(); why != nil {
		log.Warn("search index was put aside and is built anew", "error", why)
	}
	if cfg.Zone != nil {
		clock := now
		now = func() time.Time { return clock().In(cfg.Zone) }
	}
	return &Index{index: ix, assets: assets, changes: changes, now: now, log: log, wake: make(chan struct{}, 1)}, nil
}

// Start follows the changes until Close.
func (x *Index) Start(ctx context.Context) {
	ctx, x.stop = context.WithCancel(context.WithoutCancel(ctx))
	x.done = make(chan struct{})
	go x.follow(ctx)
}

// Close stops following and closes the index.
func (x *Index) Close() error {
	if x.stop != nil {
		x.stop()
		<-x.done
	}
	return x.index.Close()
}

// Seq is the newest change that the index has applied.
func (x *Index) Seq() int64 { return x.index.Seq() }

// WaitFor returns when the index has applied the changes up to seq, or with ctx's error.
func (x *Index) WaitFor(ctx context.Context, seq int64) error {
	if x.index.Seq() >= seq {
		return nil
	}
	x.nudge()
	return x.index.WaitFor(ctx, seq)
}

// nudge makes the follower look for changes now.
func (x *Index) nudge() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// Search finds within a scope.
func (x *Index) Search(ctx context.Context, q catalog.Query, scope catalog.Scope) (catalog.Hits, error) {
	if err := x.filled(ctx); err != nil {
		return catalog.Hits{}, err
	}
	res, err := x.index.Search(ctx, query(q, scope))
	if err != nil {
		return catalog.Hits{}, failure(err)
	}
	hits := catalog.Hits{Total: res.Total, Next: res.NextCursor, DidYouMean: res.DidYouMean, IDs: make([]catalog.AssetID, len(res.IDs)),
		Facets: facets(q, res.Facets)}
	for i, id := range res.IDs {
		hits.IDs[i] = catalog.AssetID(id)
	}
	for _, b := range res.Histogram {
		hits.Histogram = append(hits.Histogram, catalog.Bucket(b))
	}
	for _, h := range res.Hints {
		hits.Hints = append(hits.Hints, catalog.Hint{Code: catalog.HintCode(h.Kind), Text: h.Text})
	}
	return hits, nil
}

func query(q catalog.Query, scope catalog.Scope) indexer.Query {
	out := indexer.Query{Text: q.Text, Visibility: scope.Tokens(), RecordedFrom: q.RecordedFrom, RecordedTo: q.RecordedTo,
		PostedBefore: q.PostedBefore, NeverPosted: q.NeverPosted, Sort: indexer.Sort(q.Sort), Limit: q.Limit, Cursor: q.Cursor,
		Filters: make(map[indexer.Field][]string, len(q.Filters)), Histogram: indexer.Interval(q.Histogram), Zone: q.Zone}
	for f, values := range q.Filters {
		out.Filters[indexer.Field(f)] = values
	}
	for _, f := range q.Facets {
		out.Facets = append(out.Facets, facet(f))
	}
	return out
}

// Suggest completes a prefix within a scope.
func (x *Index) Suggest(ctx context.Context, prefix string, scope catalog.Scope, limit int) ([]catalog.Suggestion, error) {
	if err := x.filled(ctx); err != nil {
		return nil, err
	}
	found, err := x.index.Suggest(ctx, prefix, scope.Tokens(), limit)
	if err != nil {
		return nil, failure(err)
	}
	out := make([]catalog.Suggestion, len(found))
	for i, s := range found {
		out[i] = catalog.Suggestion{Text: s.Text, Kind: catalog.Kind(s.Kind), ID: s.ID, Count: s.Count}
		if s.Kind == indexer.FieldTitle {
			out[i].Kind = catalog.KindAsset
		}
	}
	return out, nil
}

func failure(err error) error {
	switch {
	case errors.Is(err, indexer.ErrCursor):
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Err: err,
			Fields: []catalog.FieldError{{Location: "cursor", Key: catalog.KeyBadCursor}}}
	case errors.Is(err, indexer.ErrClosed), errors.Is(err, indexer.ErrDamaged):
		return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyIndexBuilding, Err: err}
	}
	return err
}

// Ready reports whether the index answers: nil, or why not.
func (x *Index) Ready() error {
	_, err := x.index.Status()
	return err
}
