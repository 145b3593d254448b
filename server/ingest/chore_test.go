package ingest_test

import (
	"context"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/ingest"
)

// TestAKilledChoreDoesNotStandInTheWay: what was running when the program was killed seems to run on in the queue; the next start
// does the chore all the same.
func TestAKilledChoreDoesNotStandInTheWay(t *testing.T) {
	r, done := newRig(t), make(chan bool, 10)
	r.chores = []ingest.Chore{{Name: "test", Every: time.Hour, Do: func(context.Context) error { done <- true; return nil }}}
	for start := range 2 {
		if err := r.build(testLog(t)); err != nil {
			t.Fatal(err)
		}
		if err := r.in.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		case <-time.After(r.patience):
			t.Errorf("start %d does not do the chore", start)
		}
		r.stop()
		result, err := r.db.SQL().ExecContext(t.Context(), "UPDATE river_job SET state = 'running', finalized_at = NULL WHERE kind = 'chore' AND state <> 'running'")
		if err != nil {
			t.Fatal(err)
		}
		if n, err := result.RowsAffected(); start == 0 && (n != 1 || err != nil) {
			t.Fatalf("%d jobs to leave as running, %v", n, err)
		}
	}
}
