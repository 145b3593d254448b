package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestWhatIsNotAsItWasSeenStays neither alters, removes nor lengthens what somebody else has altered meanwhile.
func TestWhatIsNotAsItWasSeenStays(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		start := time.Date(2026, 1, 9, 10, 0, 0, 0, s.Zone)
		id := func(p catalog.PlanItem) catalog.PlanItemID { return catalog.PlanItemID(p.ID) }
		read := func(p catalog.PlanItem) (catalog.PlanItem, catalog.PlanSeen) {
			t.Helper()
			p = got(s.Get(ctx, editor, id(p))).or(t)
			return p, catalog.PlanSeen{Version: p.Version, Row: catalog.RowMark(got(s.Row(ctx, editor, p)).or(t))}
		}
		alter := func(p catalog.PlanItem) {
			t.Helper()
			got(s.Edit(ctx, county, id(p), 0, func(p *catalog.PlanItem) { p.Caption += "Kom!" })).or(t)
		}
		extend := func(p catalog.PlanItem, seen catalog.PlanSeen) error {
			_, err := s.Extend(ctx, editor, id(p), seen, func(time.Time) catalog.Rule { return catalog.Rule{RRule: "FREQ=WEEKLY;COUNT=2"} })
			return err
		}
		rename := func(p catalog.PlanItem, scope catalog.PlanScope, seen catalog.PlanSeen) error {
			_, err := s.EditRow(ctx, editor, id(p), seen, scope, func(p *catalog.PlanItem) { p.Title = "Sammen" })
			return err
		}
		p := got(s.Add(ctx, contributor, catalog.PlanItem{Title: "Alene", PlannedAt: start})).or(t)
		p, seen := read(p)
		alter(p)
		wantCode(t, s.Remove(ctx, editor, id(p), catalog.PlanThis, seen), catalog.Stale)
		wantCode(t, extend(p, seen), catalog.Stale)
		p, seen = read(p)
		must(t, extend(p, seen))
		wantCode(t, extend(p, seen), catalog.Stale) // somebody else has made a row of it
		wantCode(t, extend(p, catalog.PlanSeen{Version: seen.Version}), catalog.Stale)
		p, seen = read(p)
		must(t, extend(p, seen))
		wantCode(t, extend(p, seen), catalog.Stale)
		row := got(s.Row(ctx, editor, p)).or(t)
		if len(row) != 3 {
			t.Fatalf("the row has %d", len(row))
		}
		// whatever of the row was altered
		p, seen = read(p)
		alter(row[2])
		wantCode(t, extend(p, seen), catalog.Stale)
		for _, scope := range []catalog.PlanScope{catalog.PlanFollowing, catalog.PlanAll} {
			wantCode(t, s.Remove(ctx, editor, id(row[1]), scope, catalog.PlanSeen{Version: row[1].Version, Row: seen.Row}), catalog.Stale)
			wantCode(t, rename(row[1], scope, catalog.PlanSeen{Version: row[1].Version, Row: seen.Row}), catalog.Stale)
			wantCode(t, rename(row[2], scope, catalog.PlanSeen{Version: row[2].Version}), catalog.Stale)
		}
		wantCode(t, s.Remove(ctx, editor, id(row[2]), catalog.PlanThis, catalog.PlanSeen{Version: row[2].Version}), catalog.Stale)
		for _, kept := range got(s.Row(ctx, editor, p)).or(t) {
			if kept.Title != "Alene" {
				t.Errorf("%s is altered by who has not seen what it was", kept.ID)
			}
		}
		must(t, rename(row[1], catalog.PlanThis, catalog.PlanSeen{Version: row[1].Version, Row: seen.Row})) // itself it is as it was
		row[1], seen = read(row[1])
		must(t, rename(row[1], catalog.PlanAll, seen))
		row[1], seen = read(row[1])
		must(t, s.Remove(ctx, editor, id(row[1]), catalog.PlanThis, catalog.PlanSeen{Version: row[1].Version, Row: seen.Row})) // itself it is as it was
		wantCode(t, s.Remove(ctx, editor, id(p), catalog.PlanAll, seen), catalog.Stale)
		p, seen = read(p)
		// what was altered between reading and writing
		wantCode(t, db.Plan().Extend(ctx, by, []catalog.PlanItem{p, row[2]}, []catalog.PlanItem{{Slot: p.Slot}}), catalog.Stale)
		must(t, s.Remove(ctx, editor, id(p), catalog.PlanAll, seen))
		if left := got(s.List(ctx, editor, catalog.PlanFilter{})).or(t).Items; len(left) != 0 {
			t.Errorf("%d are left", len(left))
		}
		wantCode(t, s.Remove(ctx, editor, id(p), catalog.PlanAll, seen), catalog.NotFound)
		wantCode(t, extend(p, seen), catalog.NotFound)
	})
}
