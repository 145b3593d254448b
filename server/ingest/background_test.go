package ingest

import (
	"errors"
	"testing"
)

func TestBackgroundGivesBackErrorsAndPanics(t *testing.T) {
	broken := errors.New("broken")
	if err := background(func() error { return broken }); err != broken {
		t.Errorf("got %v, want %v", err, broken)
	}
	if err := background(func() error { panic("oops") }); err == nil || err.Error() != "panic: oops" {
		t.Errorf("got %v, want the panic", err)
	}
	ran := false
	if err := background(func() error { ran = true; return nil }); err != nil || !ran {
		t.Errorf("got %v, ran %v", err, ran)
	}
}
