package indexer

import (
	"context"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// generation is one bleve index in a folder of its own.
type generation struct {
	dir     string
	idx     bleve.Index
	viewer  *viewer
	learned map[string]bool
	timeout time.Duration // for one write

	write sync.Mutex // one writer
	stuck bool       // a write never came back
}

// createGeneration makes an empty generation in a folder that does not exist yet.
func createGeneration(dir string, learned []string, timeout time.Duration) (*generation, error) {
	m := bleve.NewIndexMapping() // documents come analysed; the mapping is never asked
	m.DefaultMapping.Enabled = false
	idx, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, map[string]any{"bolt_timeout": "500ms"})
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", dir, err)
	}
	g := newGeneration(dir, idx, learned, timeout)
	words := []byte(strings.Join(learned, "\n"))
	b := idx.NewBatch()
	b.SetInternal(learnedKey, words)
	b.SetInternal(stateKey, state{learned: crc32.ChecksumIEEE(words)}.encode())
	if err := g.batch(b); err != nil {
		g.close()
		return nil, fmt.Errorf("create index %s: %w", dir, err)
	}
	return g, nil
}

func newGeneration(dir string, idx bleve.Index, learned []string, timeout time.Duration) *generation {
	g := &generation{dir: dir, idx: idx, viewer: newViewer(), learned: map[string]bool{}, timeout: timeout}
	for _, w := range learned {
		g.learned[w] = true
	}
	return g
}

// snapshot takes a snapshot; the caller closes it.
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

// read calls f with a view, which is good until f returns.
func (g *generation) read(f func(*view) error) (err error) {
	defer recovered(&err)
	snap, err := g.snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	v, err := g.viewer.view(snap)
	if err != nil {
		return err
	}
	return f(v)
}

// state reads what is stored with the documents of the newest snapshot.
func (g *generation) state() (state, error) {
	snap, err := g.snapshot()
	if err != nil {
		return state{}, err
	}
	defer snap.Close()
	b, err := snap.GetInternal(stateKey)
	if err != nil {
		return state{}, fmt.Errorf("read state: %w", err)
	}
	return decodeState(b)
}

// apply writes a batch and returns when it is durable and can be found.
func (g *generation) apply(ctx context.Context, b Batch) (err error) {
	defer recovered(&err)
	g.write.Lock()
	defer g.write.Unlock()
	if g.stuck {
		return fmt.Errorf("%w: an earlier write never ended", ErrDamaged)
	}
	st, err := g.state()
	if err != nil {
		return err
	}
	upserts, deletes, err := changes(b)
	if err != nil {
		return err
	}
	if err := g.digest(&st, upserts, deletes); err != nil {
		return err
	}
	st.seq = max(st.seq, b.Seq)
	out := g.idx.NewBatch()
	for _, d := range upserts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := out.IndexAdvanced(analyse(d, g.learned)); err != nil {
			return fmt.Errorf("index %s: %w", d.ID, err)
		}
	}
	for id := range deletes {
		out.Delete(id)
	}
	out.SetInternal(stateKey, st.encode())
	return g.batch(out)
}

// batch writes to bleve. Its writer can die of a damaged file without telling; then the wait ends with ErrDamaged.
func (g *generation) batch(b *bleve.Batch) error {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() { done <- err }()
		defer recovered(&err)
		err = g.idx.Batch(b)
	}()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("write batch: %w", err)
		}
		return nil
	case <-time.After(g.timeout):
		g.stuck = true
		return fmt.Errorf("%w: write did not end within %s", ErrDamaged, g.timeout)
	}
}

// changes puts a batch in its normal form: the last upsert of every id that is not deleted.
func changes(b Batch) (upserts map[string]*Document, deletes map[string]bool, err error) {
	upserts, deletes = map[string]*Document{}, map[string]bool{}
	for i := range b.Upserts {
		d := &b.Upserts[i]
		if d.ID == "" || len(d.ID) > maxIDBytes {
			return nil, nil, fmt.Errorf("%w: document id of %d bytes", ErrInvalid, len(d.ID))
		}
		upserts[d.ID] = d
	}
	for _, id := range b.Deletes {
		delete(upserts, id)
		deletes[id] = true
	}
	return upserts, deletes, nil
}

// digest brings the digest of live ids up to the state after the batch.
func (g *generation) digest(st *state, upserts map[string]*Document, deletes map[string]bool) error {
	snap, err := g.snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	for id := range upserts {
		there, err := snap.InternalID(id)
		if err != nil {
			return fmt.Errorf("look up %s: %w", id, err)
		}
		if there == nil {
			st.digest ^= digestOf(id)
		}
	}
	for id := range deletes {
		there, err := snap.InternalID(id)
		if err != nil {
			return fmt.Errorf("look up %s: %w", id, err)
		}
		if there != nil {
			st.digest ^= digestOf(id)
		}
	}
	return nil
}

// close waits no longer than a write may take: a damaged engine may not come back.
func (g *generation) close() error {
	done := make(chan error, 1)
	go func() {
		var err error
		defer func() { done <- err }()
		defer recovered(&err)
		err = g.idx.Close()
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(g.timeout):
		return fmt.Errorf("%w: close did not end within %s", ErrDamaged, g.timeout)
	}
}
