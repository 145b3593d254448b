package main

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

// watching does something again and again beside everything else, and stops at its first error.
type watching struct {
	end   context.CancelFunc
	gone  sync.WaitGroup
	err   error
	waits report.Durations
}

// watch asks every 50 ms, or as soon as the answer before has come, and keeps how long each answer took.
func watch(ctx context.Context, ask func(context.Context) error) *watching {
	ctx, end := context.WithCancel(ctx)
	w := &watching{end: end}
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

// pause ends the asking; what was seen stays.
func (w *watching) pause() { w.end() }

// stop ends the asking and returns how long the answers took.
func (w *watching) stop() (report.Durations, error) {
	w.end()
	w.gone.Wait()
	return w.waits, w.err
}

// resident is the highest memory seen, in bytes.
type resident struct{ program, children, both int64 }

// sampling reads the memory again and again.
type sampling struct {
	end  context.CancelFunc
	gone sync.WaitGroup
	err  error
	held resident
}

func sampleMemory(ctx context.Context, p *program.Process) *sampling {
	ctx, end := context.WithCancel(ctx)
	s := &sampling{end: end}
	s.gone.Go(func() {
		s.err = every(ctx, sampleEvery, func() error {
			ours, theirs, err := p.Resident()
			s.held = resident{max(s.held.program, ours), max(s.held.children, theirs), max(s.held.both, ours+theirs)}
			return err
		})
	})
	return s
}

func (s *sampling) stop() (resident, error) {
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
