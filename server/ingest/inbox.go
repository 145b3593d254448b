package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const (
	inboxTurn  = time.Minute // a program that says nothing for so long has lost the inbox
	inboxBeat  = 15 * time.Second
	inboxPause = 2 * time.Second // between looks while something is waiting to settle
	inboxStint = 5 * time.Minute // of one job; the next goes on
)

// Receiver takes in what lies in the bucket's inbox.
type Receiver interface {
	// Turn gives the inbox to one of several programs for a time.
	Turn(ctx context.Context, holder string, life time.Duration) (bool, error)
	// TakeIn looks into the inbox once and takes in what has settled, until stop says so.
	TakeIn(ctx context.Context, stop func() bool) (catalog.InboxLook, error)
}

type inboxArgs struct{}

// Kind names the job.
func (inboxArgs) Kind() string { return "inbox" }

type inboxWorker struct {
	river.WorkerDefaults[inboxArgs]
	in *Ingest
}

// Work takes in what lies in the inbox.
func (w *inboxWorker) Work(ctx context.Context, _ *river.Job[inboxArgs]) error {
	return w.in.receive(ctx)
}

// receive looks into the inbox again and again while something waits there, unless this or another program does so
// already.
func (in *Ingest) receive(ctx context.Context) error {
	if in.deps.Inbox == nil || !in.inbox.TryLock() {
		return nil
	}
	defer in.inbox.Unlock()
	mine, err := in.deps.Inbox.Turn(ctx, in.holder, inboxTurn)
	if err != nil || !mine {
		return err
	}
	defer in.giveTurn(context.WithoutCancel(ctx))
	ctx, cancel := context.WithCancel(ctx)
	var keeping sync.WaitGroup
	keeping.Go(func() { in.keepTurn(ctx, cancel) })
	defer keeping.Wait()
	defer cancel()
	began := time.Now()
	over := func() bool { return in.stopping.Load() || time.Since(began) > inboxStint }
	for !over() {
		look, err := in.deps.Inbox.TakeIn(ctx, over)
		if n := look.Taken + look.Duplicates + look.Refused; n > 0 {
			in.deps.Log.InfoContext(ctx, "took in files from the inbox", slog.Int("taken", look.Taken),
				slog.Int("duplicates", look.Duplicates), slog.Int("refused", look.Refused))
		}
		if err != nil && ctx.Err() == nil {
			in.deps.Log.WarnContext(ctx, "take in from the inbox", slog.Any("error", err))
			return nil // the next job tries again
		}
		if look.Waiting == 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
		case <-time.After(inboxPause):
		}
	}
	return nil
}

// keepTurn keeps the inbox for this program until ctx ends. One that loses it, as after a long sleep, stops.
func (in *Ingest) keepTurn(ctx context.Context, lost context.CancelFunc) {
	tick := time.NewTicker(inboxBeat)
	defer tick.Stop()
	since := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			mine, err := in.deps.Inbox.Turn(ctx, in.holder, inboxTurn)
			if err == nil && mine {
				since = time.Now()
			}
			if err == nil && !mine || time.Since(since) > inboxTurn {
				lost()
				return
			}
		}
	}
}

// giveTurn lets others look: the next job may be theirs. A program that is alone keeps the turn and writes nothing.
func (in *Ingest) giveTurn(ctx context.Context) {
	if in.cfg.Alone {
		return
	}
	if _, err := in.deps.Inbox.Turn(ctx, in.holder, 0); err != nil {
		in.deps.Log.WarnContext(ctx, "give the inbox to others", slog.Any("error", err))
	}
}

// holderName tells this program from others. One that is alone has the turn again at once after a crash.
func holderName(alone bool, now time.Time) string {
	if alone {
		return "alone"
	}
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return fmt.Sprintf("%s-%d-%d", host, os.Getpid(), now.UnixNano())
}
