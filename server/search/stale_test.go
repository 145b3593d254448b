package search_test

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/search"
)

// TestStaleByTheDayHere: half an hour after midnight here, when it is yesterday still in UTC, the index knows that what is to
// be looked at again today counts no longer.
func TestStaleByTheDayHere(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	db := openDatabase(t)
	clock := func() time.Time { return time.Date(2026, 6, 13, 0, 30, 0, 0, oslo).UTC() }
	x, err := search.Open(search.Config{Dir: filepath.Join(t.TempDir(), "index"), Zone: oslo}, db.Assets(), db.Changes(), clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	x.Start(t.Context())
	defer x.Close()
	for id, day := range map[string]string{"today": "2026-06-13", "tomorrow": "2026-06-14"} {
		add(t, db, id, "Eventyrstund", func(a *catalog.Asset) {
			a.Facts = []catalog.Fact{{ID: id, Kind: catalog.FactDate, Text: "fredag", CheckOn: day, State: catalog.FactHolds, By: "u1", At: clock()}}
		})
	}
	stale := catalog.Query{Filters: map[catalog.Filter][]string{catalog.ByStale: {catalog.StaleYes}}}
	if n := finds(t, db, x, stale, everything); n != 1 {
		t.Errorf("%d are out of date, want that of today", n)
	}
}
