package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestBalanceSeesBeyondWhatIsShown weighs April, which shows a library's posts alone: two that are too close to what is planned
// in March and in May, one to what another library plans on the same account, and a gap that begins in March.
func TestBalanceSeesBeyondWhatIsShown(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		on := func(month time.Month, day, hour, minute int) time.Time {
			return time.Date(2026, month, day, hour, minute, 0, 0, s.Zone)
		}
		add := func(title, account string, library catalog.LibraryID, when time.Time, status catalog.PlanStatus) {
			t.Helper()
			got(s.Add(ctx, county, catalog.PlanItem{Title: title, Account: catalog.Ref{ID: account}, Library: catalog.LibraryRef{ID: library}, PlannedAt: when, Status: status})).or(t)
		}
		add("March", "ac2", "ha", on(3, 31, 23, 30), catalog.PlanDraft)
		add("April", "ac2", "l1", on(4, 1, 0, 30), catalog.PlanDraft)
		add("Late March", "ac1", "ha", on(3, 31, 22, 45), catalog.PlanCancelled)
		add("Late March", "ac1", "ha", on(3, 31, 22, 45), catalog.PlanIdea)
		add("Early April", "ac1", "l1", on(4, 1, 0, 44), catalog.PlanDraft)
		add("Hers", "ac1", "l1", on(4, 8, 10, 0), catalog.PlanDraft)
		add("Theirs", "ac1", "ha", on(4, 8, 11, 59), catalog.PlanDraft)
		add("Two hours later", "ac1", "l1", on(4, 8, 13, 59), catalog.PlanDraft)
		add("End of April", "ac1", "l1", on(4, 30, 23, 59), catalog.PlanDraft)
		add("May", "ac1", "ha", on(5, 1, 1, 58), catalog.PlanDraft)
		add("Far May", "ac2", "l1", on(5, 10, 10, 0), catalog.PlanDraft)
		from, to := on(4, 1, 0, 0), on(5, 1, 0, 0)
		shown := got(s.List(ctx, editor, catalog.PlanFilter{From: from, To: to, Library: "l1"})).or(t).Items
		accounts := got(db.Accounts().List(ctx, catalog.ListFilter{})).or(t).Items
		b := got(s.Balance(ctx, editor, shown, accounts, nil, from, to)).or(t)
		var said []string
		for _, c := range b.Clashes {
			said = append(said, c.First.Title+" and "+c.Second.Title)
		}
		same(t, said, []string{"March and April", "Hers and Theirs", "End of April and May"})
		said = nil
		for _, g := range b.Gaps {
			last := "on"
			if !g.Endless() {
				last = g.To.Format("01-02")
			}
			said = append(said, g.Account.Name+" "+g.From.Format("01-02")+" "+last)
		}
		same(t, said, []string{"Fylket 04-02 05-09", "@sandnes 04-09 04-29"})
		if b.Libraries[0].Count != len(shown) {
			t.Errorf("%d posts are weighed of %d", b.Libraries[0].Count, len(shown))
		}
	})
}

// TestUnplannedOccurrences leaves out what is planned for, whenever that is, by whom it is asked of.
func TestUnplannedOccurrences(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		must(t, db.Offers().Create(ctx, by, catalog.Offer{Entry: entry("o1"), Name: "Pappatreff", Rule: catalog.Rule{RRule: "FREQ=WEEKLY", Start: "2026-01-05"}}))
		got(s.Add(ctx, editor, catalog.PlanItem{Title: "Før jul", Offer: catalog.Ref{ID: "o1"}, Day: "2026-01-05", PlannedAt: at()})).or(t)
		got(s.Add(ctx, editor, catalog.PlanItem{Title: "Avlyst", Offer: catalog.Ref{ID: "o1"}, Day: "2026-01-12", PlannedAt: at(), Status: catalog.PlanCancelled})).or(t)
		var all []catalog.Occurrence
		for _, day := range []string{"2026-01-12", "2026-01-05", "2026-01-19"} {
			all = append(all, catalog.Occurrence{Offer: catalog.Offer{Entry: entry("o1")}, Day: day})
		}
		for library, want := range map[catalog.LibraryID][]string{"": {"2026-01-12", "2026-01-19"}, "l1": {"2026-01-12", "2026-01-19"}, "ha": {"2026-01-12", "2026-01-05", "2026-01-19"}} {
			var days []string
			for _, o := range got(s.Unplanned(ctx, editor, all, library)).or(t) {
				days = append(days, o.Day)
			}
			same(t, days, want)
		}
	})
}
