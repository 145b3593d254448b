package database_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestPlannedOnce: what several take into the plan at once for an occurrence is planned once, again when that was cancelled, and for
// itself on another account.
func TestPlannedOnce(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx := t.Context()
		plan(t, db)
		must(t, db.Assets().Create(ctx, by, asset("a1", "1"), false))
		must(t, db.Offers().Create(ctx, by, catalog.Offer{Entry: entry("o1"), Name: "Pappatreff", Rule: catalog.Rule{Date: "02-14"}}))
		take := func(id, account string) (catalog.PlanItemID, error) {
			p := catalog.PlanItem{Entry: entry(id), Title: "Pappatreff", Account: catalog.Ref{ID: account}, PlannedAt: at(), Status: catalog.PlanDraft, Offer: catalog.Ref{ID: "o1"},
				Day: "2026-02-14", Assets: []catalog.PlannedAsset{{ID: "a1"}}}
			return db.Plan().CreateOnce(ctx, by, p)
		}
		var wait sync.WaitGroup
		taken, errs := make([]catalog.PlanItemID, 8), make([]error, 8)
		for i := range taken {
			wait.Go(func() { taken[i], errs[i] = take(fmt.Sprint("p", i), "ac1") })
		}
		wait.Wait()
		for i, id := range taken {
			if must(t, errs[i]); id != taken[0] {
				t.Errorf("planned as %s and as %s", id, taken[0])
			}
		}
		_, err := db.Plan().Update(ctx, by, taken[0], catalog.PlanThis, func(items []catalog.PlanItem) error {
			items[0].Status = catalog.PlanCancelled
			return nil
		})
		must(t, err)
		for account, want := range map[string]catalog.PlanItemID{"ac1": "p8", "ac2": "p9", "": "p10"} {
			for range 2 {
				if id := got(take(string(want), account)).or(t); id != want {
					t.Errorf("on %q: %s, want %s", account, id, want)
				}
			}
		}
	})
}
