package indexer

import (
	"context"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// generation is one bleve index in a folder of its own.
type generation struct {
	dir     string
	idx     bleve.Index
	viewer  *viewer
	analyst *analyst
	timeout time.Duration // for one write
	keeper  *keeper       // nil while it is being filled
	filling chan struct{} // holds an entry for every batch on its way to the disk; nil when it is not being filled

	write sync.Mutex  // one writer
	stuck atomic.Bool // a write never came back
}

// maxSegment is how many documents a merged segment has at most, so that its columns are made in a fraction of a second.
const maxSegment = 200_000

// engineOptions are scorch's. That a batch is durable when it returns is said at every opening: bleve keeps the options
// that a generation was made with, and would go on as it was filled.
func engineOptions() map[string]any {
	return map[string]any{"unsafe_batch": false, "bolt_timeout": "500ms", "scorchMergePlanOptions": map[string]any{"MaxSegmentSize": maxSegment}}
}

// maxFilling is how many batches of a fill may be in memory only.
const maxFilling = 4

// createGeneration makes an empty generation in a folder that does not exist yet.
func createGeneration(dir string, learned []string, timeout time.Duration) (*generation, error) {
	g, err := newEmpty(dir, learned, timeout, false)
	if err != nil {
		return nil, err
	}
	if err := g.serve(); err != nil {
		_ = g.close() // the reason to close it is worth more than what closing says
		return nil, fmt.Errorf("create index %s: %w", dir, err)
	}
	return g, nil
}

// newEmpty makes an empty generation, which nobody reads yet. Batches of one that is being filled return before they are
// durable; flush waits for them.
func newEmpty(dir string, learned []string, timeout time.Duration, filling bool) (*generation, error) {
	m := bleve.NewIndexMapping() // documents come analysed; the mapping is never asked
	m.DefaultMapping.Enabled = false
	options := engineOptions()
	options["unsafe_batch"] = filling
	idx, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, options)
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", dir, err)
	}
	g := newGeneration(dir, idx, learned, timeout)
	if filling {
		g.filling = make(chan struct{}, maxFilling)
	}
	words := []byte(strings.Join(learned, "\n"))
	b := idx.NewBatch()
	b.SetInternal(learnedKey, words)
	b.SetInternal(stateKey, state{learned: crc32.ChecksumIEEE(words)}.encode())
	if err := g.batch(b); err != nil {
		_ = g.close() // as above
		return nil, fmt.Errorf("create index %s: %w", dir, err)
	}
	return g, nil
}

func newGeneration(dir string, idx bleve.Index, learned []string, timeout time.Duration) *generation {
	known := norwegian.Shipped().Learn(learned)
	return &generation{dir: dir, idx: idx, viewer: newViewer(newNames(known)), analyst: newAnalyst(known), timeout: timeout}
}

// serve publishes what there is, and from now on whatever is written or merged.
func (g *generation) serve() error {
	if err := g.viewer.publish(g.snapshot); err != nil {
		return err
	}
	g.keeper = keep(g.viewer, g.snapshot)
	return nil
}

// snapshot takes the newest snapshot; the caller closes it.
func (g *generation) snapshot() (*scorch.IndexSnapshot, error) {
	adv, err := g.idx.Advanced()
	if err != nil {
		return nil, err
	}
	r, err := adv.Reader()
	if err != nil {
		return nil, fmt.Errorf("%w: take snapshot: %v", ErrDamaged, err)
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok || snap == nil {
		return nil, fmt.Errorf("%w: no snapshot (%T)", ErrDamaged, r)
	}
	return snap, nil
}

// read calls f with the published view, which is good until f returns.
func (g *generation) read(f func(*view) error) (err error) {
	defer recovered(&err)
	v, err := g.viewer.take()
	if err != nil {
		return err
	}
	defer v.close()
	return f(v)
}

// state reads what is stored with the documents that can be found.
func (g *generation) state() (st state, err error) {
	err = g.read(func(v *view) error {
		st, err = stateOf(v.snap)
		return err
	})
	return st, err
}

func stateOf(snap *scorch.IndexSnapshot) (state, error) {
	b, err := snap.GetInternal(stateKey)
	if err != nil {
		return state{}, fmt.Errorf("read state: %w", err)
	}
	return decodeState(b)
}

// apply writes a batch and returns when it is durable and can be found; in a generation that is being filled, sooner.
func (g *generation) apply(ctx context.Context, b Batch) (err error) {
	defer recovered(&err)
	g.write.Lock()
	defer g.write.Unlock()
	if g.stuck.Load() {
		return fmt.Errorf("%w: an earlier write never ended", ErrDamaged)
	}
	upserts, deletes, err := changes(b)
	if err != nil {
		return err
	}
	docs, err := g.analyst.all(ctx, upserts)
	if err != nil {
		return err
	}
	ids := slices.Clone(deletes)
	for _, d := range upserts {
		ids = append(ids, d.ID)
	}
	st, err := g.next(b.Seq, ids, len(deletes))
	if err != nil {
		return err
	}
	if err := g.put(docs, deletes, st); err != nil || g.keeper == nil {
		return err
	}
	return g.keeper.publish()
}

// put writes documents, deletes and a state as one; in a generation that is being filled, in several pieces at once.
func (g *generation) put(docs []*document.Document, deletes []string, st state) error {
	pieces := 1
	if g.filling != nil {
		pieces = min(runtime.GOMAXPROCS(0), max(len(docs), 1))
	}
	batches := make([]*bleve.Batch, pieces)
	for k := range batches {
		out := g.idx.NewBatch()
		for _, d := range docs[k*len(docs)/pieces : (k+1)*len(docs)/pieces] {
			if err := out.IndexAdvanced(d); err != nil {
				return fmt.Errorf("index %s: %w", d.ID(), err)
			}
		}
		if k == 0 {
			for _, id := range deletes {
				out.Delete(id)
			}
			out.SetInternal(stateKey, st.encode())
		}
		batches[k] = out
	}
	var group errgroup.Group
	for _, b := range batches {
		group.Go(func() error { return g.batch(b) })
	}
	return group.Wait()
}

// batch writes to bleve. Its writer can die of a damaged file without telling; then the wait ends with ErrDamaged.
func (g *generation) batch(b *bleve.Batch) error {
	return g.wait("write batch", func() error {
		if g.filling != nil {
			g.filling <- struct{}{}
			b.SetPersistedCallback(func(error) { <-g.filling }) // it is tried again until it succeeds
		}
		return g.idx.Batch(b)
	})
}

// flush waits until all that was filled in is durable.
func (g *generation) flush() error {
	return g.wait("flush", func() error {
		for range maxFilling {
			g.filling <- struct{}{}
		}
		for range maxFilling {
			<-g.filling
		}
		return nil
	})
}

// compact merges what was filled in into segments as large as they may be, which saves room and time.
func (g *generation) compact(ctx context.Context) error {
	adv, err := g.idx.Advanced()
	if err != nil {
		return err
	}
	engine, ok := adv.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("%w: engine is %T", ErrDamaged, adv)
	}
	plan := mergeplan.MergePlanOptions{MaxSegmentsPerTier: 1, MaxSegmentSize: maxSegment, TierGrowth: 1, SegmentsPerMergeTask: 10,
		FloorSegmentSize: maxSegment, ReclaimDeletesWeight: 2}
	if err := engine.ForceMerge(ctx, &plan); err != nil {
		return fmt.Errorf("merge segments: %w", err)
	}
	if err := g.batch(g.idx.NewBatch()); err != nil {
		return err
	}
	return g.flush()
}

// wait calls f and waits no longer for it than a write may take.
func (g *generation) wait(what string, f func() error) error {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() { done <- err }()
		defer recovered(&err)
		err = f()
	}()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	case <-time.After(g.timeout):
		g.stuck.Store(true)
		return fmt.Errorf("%w: %s did not end within %s", ErrDamaged, what, g.timeout)
	}
}

// changes puts a batch in its normal form: the last upsert of every id that is not deleted, and every id that is.
func changes(b Batch) (upserts []*Document, deletes []string, err error) {
	at := make(map[string]int, len(b.Upserts))
	for i := range b.Upserts {
		d := &b.Upserts[i]
		if d.ID == "" || len(d.ID) > maxIDBytes {
			return nil, nil, fmt.Errorf("%w: document id of %d bytes", ErrInvalid, len(d.ID))
		}
		if k, ok := at[d.ID]; ok {
			upserts[k] = d
			continue
		}
		at[d.ID] = len(upserts)
		upserts = append(upserts, d)
	}
	deletes = slices.Clone(b.Deletes)
	slices.Sort(deletes)
	deletes = slices.Compact(deletes)
	upserts = slices.DeleteFunc(upserts, func(d *Document) bool {
		_, deleted := slices.BinarySearch(deletes, d.ID)
		return deleted
	})
	return upserts, deletes, nil
}

// next is the state after a batch of so many deletes followed by upserts, given by their ids.
func (g *generation) next(seq int64, ids []string, deletes int) (state, error) {
	snap, err := g.snapshot()
	if err != nil {
		return state{}, err
	}
	defer snap.Close()
	st, err := stateOf(snap)
	if err != nil {
		return state{}, err
	}
	there, err := living(snap, ids)
	if err != nil {
		return state{}, err
	}
	st.seq = max(st.seq, seq)
	for i, id := range ids {
		if there[i] == (i < deletes) {
			st.digest ^= digestOf(id)
		}
	}
	return st, nil
}

// living tells which of the ids are those of live documents.
func living(snap *scorch.IndexSnapshot, ids []string) ([]bool, error) {
	there := make([]bool, len(ids))
	for _, s := range snap.Segments() {
		r, err := newTermReader(s.Segment(), "_id")
		if err != nil {
			return nil, err
		}
		for i, id := range ids {
			if there[i] {
				continue
			}
			if r.list, err = r.dict.PostingsList([]byte(id), s.Deleted(), r.list); err != nil {
				return nil, fmt.Errorf("look up %s: %w", id, err)
			}
			there[i] = r.list.Count() > 0
		}
	}
	return there, nil
}

// close waits no longer than a write may take: a damaged engine may not come back.
func (g *generation) close() error {
	return g.wait("close index", func() error {
		if g.keeper != nil {
			g.keeper.close()
		}
		if err := g.viewer.close(); err != nil {
			return err
		}
		return g.idx.Close()
	})
}
