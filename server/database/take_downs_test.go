package database_test

import (
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// TestTakingDownIsNoted: each step of each task is a line of the audit that says what it was, at its time; two tasks about one
// asset in one post go together.
func TestTakingDownIsNoted(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		ctx, p := t.Context(), newPosted(t, db)
		entry := catalog.Entry{ID: "ola", Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
		must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry, DisplayName: "Ola", Category: catalog.CategoryAdult}))
		_, err := db.Assets().Update(ctx, by, "a1", func(a *catalog.Asset) error {
			a.People = append(a.People, catalog.ShownPerson{ID: "ola"})
			return nil
		})
		must(t, err)
		post := p.post("a1")
		c := got(p.consents.Add(ctx, officer, catalog.Consent{Person: catalog.Ref{ID: "ola"}, Permission: catalog.Permission{Channels: catalog.Channels()}})).or(t)
		for _, id := range []catalog.ConsentID{p.agree("").Consent, c.Consent} {
			got(p.consents.Withdraw(ctx, officer, id, "")).or(t)
		}
		task, noted := p.open()[0], 0
		for _, step := range []struct {
			state  catalog.TakeDownState
			action string
			lines  int // one for each task that it is about
			open   int
		}{
			{catalog.TakeDownKept, catalog.AuditNotTakenDown, 1, 1}, {catalog.TakeDownRemoved, catalog.AuditTakenDown, 2, 0},
			{catalog.TakeDownOpen, catalog.AuditToTakeDownAgain, 2, 2}, {catalog.TakeDownRemoved, catalog.AuditTakenDown, 2, 0},
			{catalog.TakeDownKept, catalog.AuditNotTakenDown, 2, 1},
		} {
			p.now = p.now.Add(time.Hour)
			got(p.tasks.Edit(ctx, officer, task.ID, catalog.TakeDownChange{State: step.state, Note: new("Ringte")})).or(t)
			lines := got(db.Audit().Audit(ctx, catalog.AuditFilter{Kind: catalog.KindTakeDown})).or(t).Items
			fresh := lines[:max(len(lines)-noted, 0)]
			noted = len(lines)
			var whose []string
			for _, l := range fresh {
				whose = append(whose, string(l.Person))
				if l.Entry == string(task.ID) && l.Action != step.action || !l.At.Equal(p.now) || l.Actor != officer.ID {
					t.Errorf("%s: %+v", step.state, l)
				}
			}
			slices.Sort(whose)
			if len(fresh) != step.lines || len(slices.Compact(whose)) != step.lines || len(p.open()) != step.open {
				t.Errorf("%s: noted of %v, %d open", step.state, whose, len(p.open()))
			}
			asset := got(p.posts.Get(ctx, officer, catalog.PostID(post.ID))).or(t).Assets[0]
			if asset.RemovedAt.IsZero() != (step.state != catalog.TakeDownRemoved) {
				t.Errorf("%s: removed at %v", step.state, asset.RemovedAt)
			}
		}
	})
}
