package search_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/search"
)

// gated holds back the assets for the index until a turn for each reading is given.
type gated struct {
	search.AssetReader
	turns chan struct{}
}

func (g gated) ByIDs(ctx context.Context, ids []catalog.AssetID, scope catalog.Scope) ([]catalog.Asset, error) {
	select {
	case <-g.turns:
		return g.AssetReader.ByIDs(ctx, ids, scope)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within minutes", what)
		}
	}
}

func TestSaysThatItIsBeingBuilt(t *testing.T) {
	db := openDatabase(t)
	store := gated{db.Assets(), make(chan struct{})}
	x, err := search.Open(search.Config{Dir: filepath.Join(t.TempDir(), "index")}, store, db.Changes(), time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	look := func() error {
		_, err := x.Search(t.Context(), catalog.Query{Text: "boktips"}, everything)
		return err
	}
	if err := look(); err != nil {
		t.Errorf("over an empty catalogue: %v", err)
	}
	for _, id := range []string{"a1", "a2", "a3"} {
		add(t, db, id, "Boktips", nil)
	}
	x.Start(t.Context())
	eventually(t, "the index is built, of 3 in all", func() bool { p := x.Progress(); return p.Building && p.Total == 3 })
	var e *catalog.Error
	if err := look(); !errors.As(err, &e) || e.Code != catalog.Unavailable || e.Key != catalog.KeyIndexBuilding {
		t.Fatalf("before the index is filled: %v, want that it is being built", err)
	}
	if wait, _ := e.Args[catalog.ArgRetryAfter].(time.Duration); e.Args["done"] != 0 || e.Args["total"] != 3 || wait <= 0 {
		t.Errorf("tells %v, want 0 of 3 and when to try again", e.Args)
	}
	if _, err := x.Suggest(t.Context(), "bok", everything, 5); !catalog.Is(err, catalog.Unavailable) {
		t.Errorf("suggestions before the index is filled: %v", err)
	}
	store.turns <- struct{}{}
	eventually(t, "the index answers", func() bool { return look() == nil })

	if err := db.Changes().Request(t.Context(), "cli", catalog.KindReindex); err != nil {
		t.Fatal(err)
	}
	eventually(t, "another index is built, of 3 in all", func() bool { p := x.Progress(); return p.Building && p.Total == 3 })
	if n, err := x.Search(t.Context(), catalog.Query{Text: "boktips"}, everything); err != nil || n.Total != 3 {
		t.Errorf("while another index is built: %d hits, %v", n.Total, err)
	}
	store.turns <- struct{}{}
	eventually(t, "it takes over", func() bool { return !x.Progress().Building })
}
