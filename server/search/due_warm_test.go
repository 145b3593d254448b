package search_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// watched tells how much is asked of an index and of what audiences have seen.
type watched struct {
	catalog.SearchIndex
	catalog.ExposureSource
	searches, files atomic.Int64
	first           func() // is done when it is first searched; nil: nothing is
}

func (w *watched) Search(ctx context.Context, q catalog.Query, scope catalog.Scope) (catalog.Hits, error) {
	if w.searches.Add(1) == 1 && w.first != nil {
		w.first()
	}
	return w.SearchIndex.Search(ctx, q, scope)
}

func (w *watched) Seen(ctx context.Context, ids []catalog.AssetID, until time.Time) (map[catalog.AssetID]catalog.Seen, error) {
	w.files.Add(int64(len(ids)))
	return w.ExposureSource.Seen(ctx, ids, until)
}

// watch lets the due list ask through what counts.
func (r *dueRig) watch() *watched {
	deps := r.due.DueDeps
	w := &watched{SearchIndex: r.index, ExposureSource: deps.Exposures}
	deps.Exposures, deps.Assets = w, catalog.NewAssets(r.db.Assets(), r.db.References(), r.db.Changes(), w, nil, func() time.Time { return r.now })
	r.due = catalog.NewDue(deps)
	return w
}

// anew is the same list found out from nothing, by a service that nobody counts.
func (w *dueWorld) anew() string {
	w.t.Helper()
	list, err := catalog.NewDue(w.due.DueDeps).List(w.t.Context(), editor, catalog.DueFilter{})
	w.must(err)
	return told(list.Items)
}

// indexed waits until the index knows all that was changed.
func (r *dueRig) indexed() {
	r.t.Helper()
	if err := r.index.WaitFor(r.t.Context(), must(r.db.Changes().Last(r.t.Context()))); err != nil {
		r.t.Fatal(err)
	}
}

// TestWarmListAsksForNothing: made ready before anybody asks, the list asks the index nothing. When it has grown old, or something
// was changed that was not posted, nobody has to find out again what audiences have seen. It always says what one says that
// was found out from nothing.
func TestWarmListAsksForNothing(t *testing.T) {
	w := newDueWorld(t, 3)
	w.add("free", func(a *catalog.Asset) { a.EditorsPick = true })
	w.post("a003", "county", "o1", w.now.AddDate(0, -1, 0))
	asked := w.watch()
	w.indexed()
	if err := w.due.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if asked.searches.Load() == 0 || asked.files.Load() == 0 {
		t.Fatalf("it was made ready with %d searches and %d files", asked.searches.Load(), asked.files.Load())
	}
	for _, state := range []struct {
		name            string
		later           time.Duration
		change          func(*catalog.Asset)
		searches, files int64 // at most
	}{
		{"ready", 0, nil, 0, 0},
		{"old", 3 * time.Hour, nil, 100, 0},
		{"old and changed", time.Hour, func(a *catalog.Asset) { a.Title += "!" }, 100, 1},
		{"changed after another has asked", time.Hour, func(a *catalog.Asset) { a.Title += "!" }, 100, 1},
		{"withdrawn", time.Second, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed }, 100, 1},
	} {
		w.now = w.now.Add(state.later)
		if state.change != nil {
			_, err := w.db.Assets().Update(t.Context(), "u2", "free", func(a *catalog.Asset) error { state.change(a); return nil })
			w.must(err)
			w.indexed()
			if strings.HasSuffix(state.name, "has asked") {
				_, err := w.due.List(t.Context(), catalog.Actor{Kind: catalog.Person, ID: "u7", Role: catalog.Contributor, Library: "l1"}, catalog.DueFilter{})
				w.must(err)
			}
		}
		asked.searches.Store(0)
		asked.files.Store(0)
		list := w.list(catalog.DueFilter{}).Items
		if s, f := asked.searches.Load(), asked.files.Load(); s > state.searches || f > state.files {
			t.Errorf("%s: %d searches and %d files are asked for, want at most %d and %d", state.name, s, f, state.searches, state.files)
		}
		if got, want := told(list), w.anew(); got != want {
			t.Errorf("%s: it says\n%s\nfound out anew\n%s", state.name, got, want)
		}
		if shown := slices.ContainsFunc(list, func(i catalog.DueItem) bool { return slices.Contains(proposed(i), "free") }); shown != (state.name != "withdrawn") {
			t.Errorf("%s: it is proposed: %v", state.name, shown)
		}
	}
}

// TestKeepWarmEnds: it ends when it is told to, also while it works.
func TestKeepWarmEnds(t *testing.T) {
	w := newDueWorld(t, 3)
	asked := w.watch()
	ctx, stop := context.WithCancel(t.Context())
	asked.first = stop
	w.due.KeepWarm(ctx, slog.New(slog.DiscardHandler))
	if asked.searches.Load() == 0 {
		t.Error("it was told to end before it began")
	}
}
