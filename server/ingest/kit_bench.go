package ingest

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	// fileTimeout bounds the making of one file, waiting for its turn included.
	fileTimeout = 30 * time.Minute
	// filmsAtOnce bounds the films that are made at a time, stillsAtOnce what takes moments.
	filmsAtOnce  = 1
	stillsAtOnce = 2
	// filesWaiting bounds the files that are being made or wait for it.
	filesWaiting = 60
	// failureStands is how long a file that could not be made is not tried again.
	failureStands = time.Minute
)

// bench is where files are made one after the other, whoever waits for them.
type bench struct {
	ctx           context.Context
	stop          context.CancelFunc
	now           catalog.Clock
	log           *slog.Logger
	films, stills *semaphore.Weighted
	busy          sync.WaitGroup

	mu     sync.Mutex
	closed bool
	work   map[string]*work
}

func newBench(now catalog.Clock, log *slog.Logger) *bench {
	ctx, stop := context.WithCancel(context.Background())
	return &bench{ctx: ctx, stop: stop, now: now, log: log, films: semaphore.NewWeighted(filmsAtOnce), stills: semaphore.NewWeighted(stillsAtOnce), work: map[string]*work{}}
}

// close gives up what is being made, and waits until it is.
func (b *bench) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.stop()
	b.busy.Wait()
}

// order is a file to be made.
type order struct {
	key   string              // all that asks for the same file has the same key
	turns *semaphore.Weighted // films or stills
	do    func(context.Context, thumbs.Progress) (catalog.KitObject, error)
}

// work is one file that is being made, or could not be.
type work struct {
	done     chan struct{} // closed in the end
	progress atomic.Int32
	object   catalog.KitObject // what was made
	err      error
	failedAt time.Time
}

// begin finds the work on a file, or begins it. It is finished even when nobody waits any more.
func (b *bench) begin(o order) (*work, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, w := range b.work {
		if !w.failedAt.IsZero() && b.now().Sub(w.failedAt) > failureStands {
			delete(b.work, name)
		}
	}
	if w, ok := b.work[o.key]; ok {
		return w, nil
	}
	if b.closed || len(b.work) >= filesWaiting {
		return nil, catalog.NewError(catalog.TooMany, catalog.KeyTooMany, catalog.Args{catalog.ArgRetryAfter: time.Minute})
	}
	w := &work{done: make(chan struct{})}
	b.work[o.key] = w
	b.busy.Go(func() { b.do(o, w) })
	return w, nil
}

func (b *bench) do(o order, w *work) {
	ctx, cancel := context.WithTimeout(b.ctx, fileTimeout)
	defer cancel()
	err := o.turns.Acquire(ctx, 1)
	var made catalog.KitObject
	if err == nil {
		made, err = o.do(ctx, func(done float64) { w.progress.Store(int32(100 * done)) })
		o.turns.Release(1)
	}
	if catalog.CodeOf(err) == catalog.Internal && b.ctx.Err() == nil {
		b.log.ErrorContext(ctx, "make file of kit", slog.String("key", o.key), slog.Any("error", err))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if w.object, w.err = made, err; err != nil {
		w.failedAt = b.now()
	} else {
		delete(b.work, o.key) // it is found in the bucket from now on
	}
	close(w.done)
}

// wait waits for a file so long, and tells how far it is when it is not there then.
func (w *work) wait(ctx context.Context, patience time.Duration) (catalog.KitObject, error) {
	timer := time.NewTimer(max(patience, 0))
	defer timer.Stop()
	select {
	case <-w.done:
		return w.object, w.err
	default:
	}
	select {
	case <-w.done:
		return w.object, w.err
	case <-ctx.Done():
		return catalog.KitObject{}, context.Cause(ctx)
	case <-timer.C:
		return catalog.KitObject{Progress: int(w.progress.Load())}, nil
	}
}
