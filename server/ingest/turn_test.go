package ingest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// lent is an inbox that one program at a time has, as the database keeps it.
type lent struct {
	holder string
	until  time.Time
	looks  int
}

func (l *lent) Turn(_ context.Context, holder string, life time.Duration) (bool, error) {
	now := time.Now()
	if holder != l.holder && !l.until.Before(now) {
		return false, nil
	}
	l.holder, l.until = holder, now.Add(life)
	return true, nil
}

func (l *lent) TakeIn(context.Context, func() bool) (catalog.InboxLook, error) {
	l.looks++
	return catalog.InboxLook{}, nil
}

// Jobs go to whichever node is free: one that has looked lets the next one look.
func TestNodesLookByTurns(t *testing.T) {
	inbox := &lent{}
	for n := range 6 {
		node := &Ingest{deps: Deps{Inbox: inbox, Log: slog.New(slog.DiscardHandler)}, holder: []string{"a", "b"}[n%2]}
		if err := node.receive(t.Context()); err != nil || inbox.looks != n+1 {
			t.Fatalf("%d looks after %d jobs, %v", inbox.looks, n+1, err)
		}
	}
}
