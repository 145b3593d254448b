// Package watch asks and measures beside a benchmark: how long answers take while something else goes on, and how much memory
// the program holds meanwhile.
package watch

import (
	"context"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/deploy/bench/program"
	"github.com/fellesmappa/fellesmappa/deploy/bench/report"
)

const (
	searchEvery = 50 * time.Millisecond
	sampleEvery = 100 * time.Millisecond
)

// Asking does something again and again beside everything else, and stops at its first error.
type Asking struct {
	end   context.CancelFunc
	gone  sync.WaitGroup
	err   error
	waits report.Durations
}

// Ask asks every 50 ms, or as soon as the answer before has come, and keeps how long each answer took.
func Ask(ctx context.Context, ask func(context.Context) error) *Asking {
	ctx, end := context.WithCancel(ctx)
	w := &Asking{end: end}
	w.gone.Go(func() {
		w.err = every(ctx, searchEvery, func() error {
			start := time.Now()
			err := ask(ctx)
			if err == nil {
				w.waits = append(w.waits, time.Since(start))
			}
			return err
		})
	})
	return w
}

// Pause ends the asking; what was seen stays.
func (w *Asking) Pause() { w.end() }

// Stop ends the asking and returns how long the answers took.
func (w *Asking) Stop() (report.Durations, error) {
	w.end()
	w.gone.Wait()
	return w.waits, w.err
}

// Resident is the highest memory seen, in bytes.
type Resident struct{ Program, Children, Both int64 }

// Sampling reads the memory again and again.
type Sampling struct {
	end  context.CancelFunc
	gone sync.WaitGroup
	err  error
	held Resident
}

// Memory reads the memory of the program and its helpers every 100 ms.
func Memory(ctx context.Context, p *program.Process) *Sampling {
	ctx, end := context.WithCancel(ctx)
	s := &Sampling{end: end}
	s.gone.Go(func() {
		s.err = every(ctx, sampleEvery, func() error {
			ours, theirs, err := p.Resident()
			s.held = Resident{max(s.held.Program, ours), max(s.held.Children, theirs), max(s.held.Both, ours+theirs)}
			return err
		})
	})
	return s
}

// Stop ends the reading and returns the highest that was seen.
func (s *Sampling) Stop() (Resident, error) {
	s.end()
	s.gone.Wait()
	return s.held, s.err
}

// every does something at a fixed pace until ctx ends, which is no error.
func every(ctx context.Context, pace time.Duration, do func() error) error {
	ticks := time.NewTicker(pace)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks.C:
		}
		if err := do(); err != nil && ctx.Err() == nil {
			return err
		}
	}
}
