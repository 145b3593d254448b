package cli

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestLanesNarrowAndWiden lets fewer go at a time where a line breaks, and more where it holds.
func TestLanesNarrowAndWiden(t *testing.T) {
	l, broken := newLanes(4), errors.New("broken")
	do := func(n int, err error) {
		for range n {
			if got := l.through(t.Context(), func() error { return err }); !errors.Is(got, err) {
				t.Fatalf("got %v, want %v", got, err)
			}
		}
	}
	for _, step := range []struct {
		times int
		err   error
		open  int
	}{{3, nil, 4}, {1, broken, 2}, {3, broken, 1}, {1, nil, 1}, {1, nil, 2}, {3, nil, 2}, {1, nil, 3}, {1, &fileError{class: classChanged}, 3}, {1, &Problem{Status: 415}, 3},
		{100, nil, 4}, {1, &Problem{Status: 503}, 2}} {
		if do(step.times, step.err); l.open != step.open {
			t.Fatalf("after %d times %v: %d lanes, want %d", step.times, step.err, l.open, step.open)
		}
	}
}

// TestLanesMakeWait holds back what comes when all are taken, until one is left or it is ended.
func TestLanesMakeWait(t *testing.T) {
	l := newLanes(1)
	if err := l.take(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer end()
	if err := l.take(ended); err == nil {
		t.Fatal("two on one lane")
	}
	taken := make(chan error)
	go func() { taken <- l.take(t.Context()) }()
	l.leave(true)
	if err := <-taken; err != nil {
		t.Error(err)
	}
}
