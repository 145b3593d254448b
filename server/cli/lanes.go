package cli

import (
	"context"
	"errors"
	"sync"
)

// lanes are how many parts go side by side, of all files together. A line that breaks carries fewer at a time from then on:
// on one that is cut again and again, six parts that share it may never arrive where one does. What goes well widens them.
type lanes struct {
	mu    sync.Mutex
	most  int
	open  int // at most most, at least 1
	busy  int
	well  int           // how many went well since the last change
	moved chan struct{} // closed when a lane may have become free
}

func newLanes(most int) *lanes {
	most = max(1, most)
	return &lanes{most: most, open: most, moved: make(chan struct{})}
}

// take waits for a lane.
func (l *lanes) take(ctx context.Context) error {
	for {
		l.mu.Lock()
		if l.busy < l.open {
			l.busy++
			l.mu.Unlock()
			return nil
		}
		moved := l.moved
		l.mu.Unlock()
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-moved:
		}
	}
}

// leave gives a lane back, and says how it went on it.
func (l *lanes) leave(well bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy--
	if !well {
		l.open, l.well = max(1, l.open/2), 0
	} else if l.well++; l.well >= 2*l.open && l.open < l.most {
		l.open, l.well = l.open+1, 0
	}
	close(l.moved)
	l.moved = make(chan struct{})
}

// through does something on a lane.
func (l *lanes) through(ctx context.Context, do func() error) error {
	if err := l.take(ctx); err != nil {
		return err
	}
	err := do()
	var p *Problem
	l.leave(err == nil || asFileError(err) || errors.As(err, &p) && !p.passing())
	return err
}
