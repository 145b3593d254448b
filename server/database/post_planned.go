package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Planned implements catalog.PostStore.
func (s *Posts) Planned(ctx context.Context, id catalog.PlanItemID) (catalog.PlanItem, error) {
	return s.db.Plan().Get(ctx, id)
}

const (
	plannedNow = "version = version + 1, updated_at = ?"
	// A planned post that is out again: what was never approved is a draft.
	reopenPlanned = `UPDATE plan_items SET post = '', status = CASE WHEN status NOT IN ('published', 'followed_up') THEN status WHEN approved_by <> '' THEN 'approved' ELSE 'draft' END, ` +
		plannedNow + ` WHERE id = ? AND post = ?`
	publishPlanned = "UPDATE plan_items SET post = ?, status = 'published', " + plannedNow + " WHERE id = ? AND post = ''"
	movePlanned    = "UPDATE plan_items SET status = ?, " + plannedNow + " WHERE id = ? AND post = ? AND status = ?"
)

// followPlanned makes the planned post that a post was, or is now, follow what became of it: published with the post, followed
// up when nothing is left to do of it, and open again without it. The zero Post stands for none.
func followPlanned(ctx context.Context, tx bun.Tx, by string, was, now catalog.Post) error {
	at := instant{now.UpdatedAt}
	if was.Plan != "" && was.Plan != now.Plan {
		if err := touchPlanned(ctx, tx, by, was.Plan, reopenPlanned, at, was.Plan, was.ID); err != nil {
			return err
		}
	}
	if now.Plan != "" && was.Plan != now.Plan {
		if err := refusePlannedTwice(ctx, tx, now); err != nil {
			return err
		}
		if err := touchPlanned(ctx, tx, by, now.Plan, publishPlanned, now.ID, at, now.Plan); err != nil {
			return err
		}
	}
	if before := was.Plan == now.Plan && was.Followed(); now.Plan != "" && before != now.Followed() {
		from, to := catalog.PlanPublished, catalog.PlanFollowed
		if before {
			from, to = to, from
		}
		return touchPlanned(ctx, tx, by, now.Plan, movePlanned, to, at, now.Plan, now.ID, from)
	}
	return nil
}

// touchPlanned changes a planned post, and tells of it when there was something to change.
func touchPlanned(ctx context.Context, tx bun.Tx, by string, id catalog.PlanItemID, statement string, args ...any) error {
	done, err := tx.NewRaw(statement, args...).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return record(ctx, tx, by, catalog.KindPlanItem, string(id))
}

// refusePlannedTwice refuses a second post of a planned one on the same account: two people have written the same one down.
func refusePlannedTwice(ctx context.Context, tx bun.Tx, p catalog.Post) error {
	if err := requireAll(ctx, tx, []claim{{"plan", "plan_items", string(p.Plan)}}); err != nil {
		return err
	}
	var n int
	err := tx.NewRaw("SELECT count(*) FROM posts WHERE plan = ? AND account = ? AND id <> ?", p.Plan, p.Account.ID, p.ID).Scan(ctx, &n)
	if err == nil && n > 0 {
		err = catalog.NewError(catalog.Conflict, catalog.KeyPostedBefore, nil)
	}
	return err
}
