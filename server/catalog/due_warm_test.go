package catalog

import "testing"

// TestWarmthWaitsForCalm: the list is made ready at once, then once after changes, and not while they go on.
func TestWarmthWaitsForCalm(t *testing.T) {
	w := dueWarmth{done: -1}
	for i, look := range []struct {
		last        int64
		wants, done bool
	}{
		{7, true, false}, {8, true, true}, {8, false, false},
		{9, false, false}, {12, false, false}, {12, true, false}, {12, true, true}, {12, false, false},
	} {
		if got := w.wants(look.last); got != look.wants {
			t.Errorf("look %d: wants %v, want %v", i, got, look.wants)
		}
		if look.done {
			w.done = look.last
		}
	}
}
