package catalog

import (
	"context"
	"log/slog"
	"time"
)

const (
	warmAhead  = 31  // days
	warmAtOnce = 100 // occurrences
	warmEvery  = time.Minute
)

// Warm finds out, before anybody asks, what the county's list of the coming month needs, and keeps it as a question would. It
// works on one processor at a time, in small pieces that each begin with how things stand then, and ends with ctx.
func (s *Due) Warm(ctx context.Context) error {
	f := DueFilter{Limit: warmAtOnce, alone: true}
	if err := s.tidy(&f, s.Now()); err != nil {
		return err
	}
	for f.To = f.From.In(s.Zone).AddDate(0, 0, warmAhead); ; {
		list, err := s.List(ctx, SystemActor("due list"), f)
		if err != nil || list.Next == "" {
			return err
		}
		f.Cursor = list.Next
	}
}

// KeepWarm warms the list at once, and again whenever something has changed and then nothing for a while, until ctx ends. What
// fails is tried again.
func (s *Due) KeepWarm(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(warmEvery)
	defer tick.Stop()
	for w := (dueWarmth{done: -1}); ; {
		if err := s.warmAgain(ctx, &w); err != nil && ctx.Err() == nil && !Is(err, Unavailable) {
			log.WarnContext(ctx, "the due list cannot be made ready", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// dueWarmth is up to which change the list was warmed, and which was the newest when somebody last looked.
type dueWarmth struct{ done, seen int64 }

// wants reports whether the list is to be warmed, given the newest change.
func (w *dueWarmth) wants(last int64) bool {
	calm := last == w.seen || w.done < 0
	w.seen = last
	return calm && last != w.done
}

// warmAgain warms the list unless that is done, or things are still changing.
func (s *Due) warmAgain(ctx context.Context, w *dueWarmth) error {
	last, err := s.Assets.changes.Last(ctx)
	if err != nil {
		return err
	}
	if !w.wants(last) {
		return nil
	}
	if err := s.Assets.index.WaitFor(ctx, last); err != nil {
		return err
	}
	if err := s.Warm(ctx); err != nil {
		return err
	}
	w.done = last
	return nil
}
