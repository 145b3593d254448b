package database_test

import (
	"context"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/database"
)

// meanwhile are assets of which somebody withdraws right after they were read.
type meanwhile struct {
	catalog.AssetStore
	withdraw func()
}

func (m meanwhile) ByIDs(ctx context.Context, ids []catalog.AssetID, scope catalog.Scope) ([]catalog.Asset, error) {
	found, err := m.AssetStore.ByIDs(ctx, ids, scope)
	m.withdraw()
	return found, err
}

// TestWithdrawnWhilePosting: who takes a consent back between the look at an asset and the storing of its post has a task.
func TestWithdrawnWhilePosting(t *testing.T) {
	each(t, func(t *testing.T, db *database.Database) {
		p := newPosted(t, db)
		c := p.agree("")
		p.posts = catalog.NewPosts(db.Posts(), meanwhile{db.Assets(), func() {
			got(p.consents.Withdraw(t.Context(), officer, c.Permission.Consent, "")).or(t)
		}}, db.Accounts(), func() time.Time { return p.now }, func() string { return "post" })
		p.post("a1", "a3")
		if open := p.open(); len(open) != 1 || open[0].Asset != "a1" || open[0].Consent != c.Permission.Consent || open[0].Cause != catalog.CauseWithdrawn {
			t.Errorf("tasks: %+v", open)
		}
	})
}

// TestTasksFollowWhatIsPosted: what becomes of a post's assets after it bears on the withdrawals there were before.
func TestTasksFollowWhatIsPosted(t *testing.T) {
	change := func(db *database.Database, id catalog.AssetID, f func(*catalog.Asset)) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := db.Assets().Update(ctx, by, id, func(a *catalog.Asset) error { f(a); return nil })
			return err
		}
	}
	for name, test := range map[string]struct {
		asset catalog.AssetID // the one that is posted
		day   string          // the withdrawn consent's
		after func(*database.Database) func(context.Context) error
	}{
		"somebody is added": {"a3", "", func(db *database.Database) func(context.Context) error {
			return change(db, "a3", func(a *catalog.Asset) { a.People = []catalog.ShownPerson{{ID: "kari"}} })
		}},
		"the day changes": {"a2", "d1", func(db *database.Database) func(context.Context) error {
			return change(db, "a2", func(a *catalog.Asset) { a.RecordingDay.ID = "d1" })
		}},
		"days are merged": {"a2", "d1", func(db *database.Database) func(context.Context) error {
			return func(ctx context.Context) error { return db.RecordingDays().Merge(ctx, by, "d1", "d2", at()) }
		}},
		"people are merged": {"a4", "", func(db *database.Database) func(context.Context) error {
			return func(ctx context.Context) error { return db.People().Merge(ctx, by, "kari", "karin", at()) }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, db *database.Database) {
				p, ctx := newPosted(t, db), t.Context()
				entry := catalog.Entry{ID: "karin", Version: 1, CreatedAt: p.now, UpdatedAt: p.now}
				must(t, db.People().Create(ctx, by, catalog.PersonShown{Entry: entry, DisplayName: "Karin", Category: catalog.CategoryAdult}))
				must(t, db.Assets().Create(ctx, by, catalog.Asset{ID: "a4", Kind: catalog.Photo, State: catalog.Ready, CreatedAt: p.now, UpdatedAt: p.now, Version: 1,
					PeopleStatus: catalog.PeopleRegistered, People: []catalog.ShownPerson{{ID: "karin"}}}, false))
				c := p.agree(test.day)
				post := p.post(test.asset)
				got(p.consents.Withdraw(ctx, officer, c.Permission.Consent, "")).or(t)
				if open := p.open(); len(open) != 0 {
					t.Fatalf("before: %+v", open)
				}
				must(t, test.after(db)(ctx))
				open := p.open()
				if len(open) != 1 || string(open[0].Post) != post.ID || open[0].Asset != test.asset || open[0].Consent != c.Permission.Consent || open[0].Owner != by {
					t.Fatalf("after: %+v", open)
				}
				got(p.tasks.Edit(ctx, officer, open[0].ID, catalog.TakeDownChange{State: catalog.TakeDownKept, Note: new("Arkivert")})).or(t)
				must(t, change(db, test.asset, func(a *catalog.Asset) { a.RecordingDay.ID = ""; a.Title = "Ny" })(ctx))
				if open := p.open(); len(open) != 0 {
					t.Errorf("what was settled is asked again: %+v", open)
				}
			})
		})
	}
}
