package cli

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestPatienceBeginsWithTheFirstFailure: what takes longer than our patience and then fails once is tried again, and what
// fails for longer is not.
func TestPatienceBeginsWithTheFirstFailure(t *testing.T) {
	synctest.Test(t, patienceBeginsWithTheFirstFailure)
}

func patienceBeginsWithTheFirstFailure(t *testing.T) {
	c, broken := &Client{Patience: time.Second}, errors.New("broken")
	well := func() error { return nil }
	if err := c.again(t.Context(), well); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // a part on a slow line
	tries := 0
	err := c.again(t.Context(), func() error {
		if tries++; tries == 1 {
			return broken
		}
		return nil
	})
	if err != nil || tries != 2 {
		t.Errorf("%v after %d tries", err, tries)
	}
	began, lost := time.Now(), (*unreachable)(nil)
	if err := c.again(t.Context(), func() error { return broken }); !errors.As(err, &lost) || time.Since(began) > 3*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	if err := c.again(t.Context(), well); err != nil || c.ill.Load() != 0 {
		t.Errorf("all is well again: %v", err)
	}
}
