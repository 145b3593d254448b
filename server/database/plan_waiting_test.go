package database_test

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// waitingFor lists the titles of what waits for somebody, and holds the count to them.
func waitingFor(t *testing.T, s *catalog.PlanItems, who catalog.Actor) []string {
	t.Helper()
	var out []string
	for _, p := range got(s.Waiting(t.Context(), who)).or(t) {
		out = append(out, p.Title)
	}
	if n := got(s.CountWaiting(t.Context(), who)).or(t); n != len(out) {
		t.Errorf("%d are counted, %d listed", n, len(out))
	}
	return out
}

// TestWaiting follows a post through its statuses, and sees for whom it waits at each.
func TestWaiting(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		now := at()
		s.Now = func() time.Time { return now }
		other := catalog.Actor{Kind: catalog.Person, ID: "u9", Role: catalog.Contributor, Library: "l1"}
		reader := catalog.Actor{Kind: catalog.Person, ID: "u2", Role: catalog.Reader, Library: "l1"}
		id := catalog.PlanItemID(got(s.Add(ctx, editor, catalog.PlanItem{Title: "x", Account: catalog.Ref{ID: "ac1"}, PlannedAt: now.AddDate(0, 0, 10),
			Owner: catalog.Ref{ID: "u2"}, FollowUp: catalog.Ref{ID: "u2"}})).or(t).ID)
		give := func(status catalog.PlanStatus) {
			t.Helper()
			got(s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Status = status })).or(t)
		}
		expect := func(when string, whom ...catalog.Actor) {
			t.Helper()
			for _, who := range []catalog.Actor{contributor, editor, county, other, reader} {
				want := 0
				for _, w := range whom {
					if w == who {
						want = 1
					}
				}
				if found := waitingFor(t, s, who); len(found) != want {
					t.Errorf("%s: %v wait for %s", when, found, who.ID)
				}
			}
		}
		expect("a draft in ten days")
		give(catalog.PlanToApprove)
		expect("to approve", editor, county)
		now = now.AddDate(0, 0, 8)
		expect("to approve, in two days", editor, county, contributor)
		give(catalog.PlanApproved)
		expect("approved")
		now = now.AddDate(0, 0, 1).Add(time.Hour)
		expect("approved, tomorrow", contributor)
		give(catalog.PlanCancelled)
		expect("cancelled")
		give(catalog.PlanDraft)
		expect("a draft, tomorrow", contributor)
		got(s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Owner = catalog.Ref{ID: "u1"} })).or(t)
		expect("a draft that somebody else is to post", editor)
		got(s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Deputy = catalog.Ref{ID: "u2"} })).or(t)
		expect("a draft with a deputy", editor, contributor)
		give(catalog.PlanApproved)
		give(catalog.PlanPublished)
		expect("published")
		now = now.AddDate(0, 0, 3)
		expect("published two days ago", contributor)
		give(catalog.PlanFollowed)
		expect("followed up")
		must(t, func() error {
			_, err := s.Edit(ctx, editor, id, 0, func(p *catalog.PlanItem) { p.Status = catalog.PlanPublished })
			return err
		}())
		now = now.AddDate(0, 0, 100)
		expect("long ago")
	})
}

// TestWaitingIsNotCrowdedOut finds what waits for somebody who has to do with very many posts that do not wait.
func TestWaitingIsNotCrowdedOut(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, s := t.Context(), plan(t, db)
		n := 0
		s.NewID = func() string { n++; return "i" + time.Unix(int64(n), 0).UTC().Format("150405") }
		var times []time.Time
		for i := range 104 {
			times = append(times, at().Add(-time.Duration(100+i)*time.Hour))
		}
		for range 2 {
			row := got(s.AddRow(ctx, editor, catalog.PlanItem{Title: "Ute", Account: catalog.Ref{ID: "ac1"}, Owner: catalog.Ref{ID: "u1"}, FollowUp: catalog.Ref{ID: "u2"}, Status: catalog.PlanPublished}, times)).or(t)
			got(s.EditRow(ctx, editor, catalog.PlanItemID(row[0].ID), catalog.PlanSeen{}, catalog.PlanThis, func(p *catalog.PlanItem) { p.FollowUp = catalog.Ref{ID: "u1"} })).or(t)
		}
		got(s.AddRow(ctx, editor, catalog.PlanItem{Title: "En annens", Account: catalog.Ref{ID: "ac1"}, Owner: catalog.Ref{ID: "u2"}}, times)).or(t)
		got(s.AddRow(ctx, editor, catalog.PlanItem{Title: "En annens", Account: catalog.Ref{ID: "ac1"}, Owner: catalog.Ref{ID: "u2"}}, times)).or(t)
		add := func(title string, status catalog.PlanStatus, when, deadline time.Time) {
			t.Helper()
			got(s.Add(ctx, editor, catalog.PlanItem{Title: title, Account: catalog.Ref{ID: "ac1"}, Owner: catalog.Ref{ID: "u1"}, PlannedAt: when, Deadline: deadline, Status: status})).or(t)
		}
		add("I morgen", catalog.PlanDraft, at().Add(20*time.Hour), time.Time{})
		add("Legg ut", catalog.PlanApproved, at().Add(21*time.Hour), time.Time{})
		add("Om et halvt år, med frist", catalog.PlanDraft, at().AddDate(0, 6, 0), at().Add(time.Hour))
		add("Uten tid, med frist", catalog.PlanDraft, time.Time{}, at().Add(2*time.Hour))
		add("Uten noe", catalog.PlanDraft, time.Time{}, time.Time{})
		add("En gang", catalog.PlanDraft, at().AddDate(0, 6, 0), time.Time{})
		same(t, waitingFor(t, s, editor), []string{"Ute", "Ute", "Uten tid, med frist", "I morgen", "Legg ut", "Om et halvt år, med frist"})
	})
}
