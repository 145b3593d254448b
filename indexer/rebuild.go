package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// rebuild is a new generation being filled. Batches applied meanwhile are kept and applied to it at the end, on top of
// what the fill wrote, so that no change is lost and none is undone by an older reading.
type rebuild struct{ pending []Batch }

// Writer fills the new generation during Rebuild.
type Writer struct {
	gen     *generation
	written atomic.Int64
	total   atomic.Int64
}

// Expect says how many documents will be written, for Status.Total.
func (w *Writer) Expect(documents int) { w.total.Store(int64(documents)) }

// Apply adds documents to the new generation. Batches of some thousand documents are quickest. They are made durable in the
// background, all of them before Rebuild ends.
func (w *Writer) Apply(ctx context.Context, b Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.gen.apply(ctx, b); err != nil {
		return err
	}
	w.written.Add(int64(len(b.Upserts)))
	return nil
}

// Rebuild fills a new index beside the one that answers, and puts it in its place when fill returns nil. The fill writes
// every document there is, and as Seq the number of the last change it is sure to have seen. Searches and changes go on
// meanwhile; changes applied during the fill are in the new index too. Afterwards the caller follows on from Seq, which
// may be lower than before. On an error the old index stays. ErrRebuilding means that a rebuild is under way already.
func (x *Index) Rebuild(ctx context.Context, fill func(ctx context.Context, w *Writer) error) error {
	w, err := x.beginRebuild()
	if err != nil {
		return err
	}
	if err = w.fill(ctx, fill); err == nil {
		err = w.gen.compact(ctx)
	}
	// It is opened as any index is, so nothing takes the old one's place that has not been checked.
	closed := w.gen.close()
	var g *generation
	if err = errors.Join(err, closed); err == nil {
		g, err = openGeneration(w.gen.dir, x.cfg)
	}
	x.write.Lock()
	defer x.write.Unlock()
	pending := x.rebuild.pending
	x.rebuild = nil
	x.writer.Store(nil)
	if err == nil {
		err = g.replay(ctx, pending)
	}
	if err == nil {
		err = x.swap(g)
	}
	if err != nil {
		err = fmt.Errorf("rebuild index: %w", err)
		if g != nil {
			err = errors.Join(err, g.close())
		}
		return errors.Join(err, os.RemoveAll(w.gen.dir))
	}
	return nil
}

// fill runs the caller's fill. Should that panic, the rebuild ends all the same.
func (w *Writer) fill(ctx context.Context, fill func(context.Context, *Writer) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("fill panicked: %v", p)
		}
	}()
	return fill(ctx, w)
}

func (x *Index) beginRebuild() (*Writer, error) {
	x.write.Lock()
	defer x.write.Unlock()
	if x.rebuild != nil {
		return nil, ErrRebuilding
	}
	var learned []string
	err := x.use(func(g *generation) error {
		// A damaged index is the best reason to rebuild, so that nothing can be learned from it is no error.
		if err := g.read(func(v *view) (err error) { learned, err = v.learn(); return err }); err != nil {
			learned = nil
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g, err := newEmpty(x.folder.next(), learned, x.cfg.WriteTimeout, true)
	if err != nil {
		return nil, err
	}
	w := &Writer{gen: g}
	x.rebuild = &rebuild{}
	x.writer.Store(w)
	return w, nil
}

func (g *generation) replay(ctx context.Context, pending []Batch) error {
	for _, b := range pending {
		if err := g.apply(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// swap puts a new generation in the place of the old one and removes that.
func (x *Index) swap(g *generation) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.gen == nil {
		return ErrClosed
	}
	if err := x.folder.setCurrent(g.dir); err != nil {
		return err
	}
	old := x.gen
	x.gen = g
	x.news.wake()
	// The new index is in place; that the old one closes badly, or cannot be removed now, is mended by the next Open.
	_ = old.close()
	_ = os.RemoveAll(old.dir)
	return nil
}

const learnDocs = 5 // documents a word must stand in to be learned

// learn gives the words of the collection that may be parts of compounds, in order: those that stand alone often.
func (v *view) learn() ([]string, error) {
	dict, err := v.snap.FieldDict(textWord)
	if err != nil {
		return nil, fmt.Errorf("read words: %w", err)
	}
	defer dict.Close()
	lex := norwegian.Shipped()
	var out []string
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("read words: %w", err)
		}
		if e == nil {
			break
		}
		w := e.Term
		if e.Count >= learnDocs && lex.Learnable(w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out, nil
}
