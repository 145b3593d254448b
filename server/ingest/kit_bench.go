package ingest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	// filmTimeout bounds the making of one film, waiting for its turn included.
	filmTimeout = 30 * time.Minute
	// filmPatience is how long somebody waits for a film to be made.
	filmPatience = 4 * time.Minute
	// filmsAtOnce bounds the films that are made at a time, filmsWaiting those that wait for it.
	filmsAtOnce  = 1
	filmsWaiting = 24
	// failureStands is how long a film that could not be made is not tried again.
	failureStands = time.Minute
)

// bench is where films are made one after the other, whoever waits for them.
type bench struct {
	ctx   context.Context
	close context.CancelFunc
	now   catalog.Clock
	turns *semaphore.Weighted

	mu   sync.Mutex
	work map[string]*work
}

func newBench(now catalog.Clock) *bench {
	ctx, stop := context.WithCancel(context.Background())
	return &bench{ctx: ctx, close: stop, now: now, turns: semaphore.NewWeighted(filmsAtOnce), work: map[string]*work{}}
}

// work is one film that is being made, or could not be.
type work struct {
	done     chan struct{} // closed in the end
	progress atomic.Int32
	size     int64 // of what was made
	err      error
	failedAt time.Time
}

// begin finds the work on a film, or begins it. It is finished even when nobody waits any more.
func (b *bench) begin(key string, do func(context.Context, thumbs.Progress) (int64, error)) *work {
	b.mu.Lock()
	defer b.mu.Unlock()
	for name, w := range b.work {
		if !w.failedAt.IsZero() && b.now().Sub(w.failedAt) > failureStands {
			delete(b.work, name)
		}
	}
	if w, ok := b.work[key]; ok {
		return w
	}
	w := &work{done: make(chan struct{})}
	if len(b.work) >= filmsWaiting {
		w.err = catalog.NewError(catalog.TooMany, catalog.KeyTooMany, catalog.Args{catalog.ArgRetryAfter: time.Minute})
		close(w.done)
		return w
	}
	b.work[key] = w
	go b.do(key, w, do)
	return w
}

func (b *bench) do(key string, w *work, do func(context.Context, thumbs.Progress) (int64, error)) {
	ctx, cancel := context.WithTimeout(b.ctx, filmTimeout)
	defer cancel()
	err := b.turns.Acquire(ctx, 1)
	var size int64
	if err == nil {
		size, err = do(ctx, func(done float64) { w.progress.Store(int32(100 * done)) })
		b.turns.Release(1)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if w.size, w.err = size, err; err != nil {
		w.failedAt = b.now()
	} else {
		delete(b.work, key) // it is found in the bucket from now on
	}
	close(w.done)
}

// wait waits for a film.
func (w *work) wait(ctx context.Context) (int64, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, filmPatience, catalog.NewError(catalog.Unavailable, catalog.KeyTooSlow, catalog.Args{catalog.ArgRetryAfter: time.Minute}))
	defer cancel()
	select {
	case <-w.done:
		return w.size, w.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
}

// stand tells how far a film is.
func (w *work) stand(p piece) catalog.KitObject {
	o := p.object(0)
	o.Key, o.Progress = "", int(w.progress.Load())
	select {
	case <-w.done:
	default:
		return o
	}
	if w.err == nil {
		return p.object(w.size)
	}
	o.Failure = catalog.Reason{Key: catalog.KeyProcessing}
	if e := (*catalog.Error)(nil); errors.As(w.err, &e) && e.Code != catalog.Internal {
		o.Failure = catalog.Reason{Key: e.Key, Args: e.Args}
	}
	return o
}
