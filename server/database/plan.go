package database

import (
	"context"
	"slices"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Plan is the publishing plan.
type Plan struct{ db *Database }

var _ catalog.PlanStore = (*Plan)(nil)

// Create implements catalog.PlanStore.
func (s *Plan) Create(ctx context.Context, by string, items []catalog.PlanItem) error {
	return s.db.write(ctx, "store planned posts", func(tx bun.Tx) error { return addPlanned(ctx, tx, by, items) })
}

// CreateOnce implements catalog.PlanStore.
func (s *Plan) CreateOnce(ctx context.Context, by string, item catalog.PlanItem) (catalog.PlanItemID, error) {
	id := catalog.PlanItemID(item.ID)
	err := s.db.write(ctx, "store a planned post once", func(tx bun.Tx) error {
		var rows []planItemRow
		f := catalog.PlanFilter{Offer: catalog.OfferID(item.Offer.ID), Day: item.Day, Asset: item.Assets[0].ID}
		err := narrowPlan(selectPlan(tx, &rows), f).Where("coalesce(p.account, '') = ?", item.Account.ID).Where("p.status <> ?", catalog.PlanCancelled).
			OrderExpr("p.sort_at, p.id").Limit(1).Scan(ctx)
		switch {
		case err != nil:
			return err
		case len(rows) > 0:
			id = catalog.PlanItemID(rows[0].ID)
			return nil
		}
		return addPlanned(ctx, tx, by, []catalog.PlanItem{item})
	})
	return id, err
}

func addPlanned(ctx context.Context, tx bun.Tx, by string, items []catalog.PlanItem) error {
	for _, p := range items {
		if err := requireAll(ctx, tx, planClaims(p)); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(newPlanItemRow(p)).Exec(ctx); err != nil {
			return err
		}
		if err := putPlanned(ctx, tx, p); err != nil {
			return err
		}
	}
	return recordPlan(ctx, tx, by, items)
}

// Extend implements catalog.PlanStore.
func (s *Plan) Extend(ctx context.Context, by string, row, items []catalog.PlanItem) error {
	return s.db.write(ctx, "extend a row of planned posts", func(tx bun.Tx) error {
		id := row[0].ID
		if err := s.lock(ctx, tx, catalog.PlanItemID(id), catalog.PlanAll); err != nil {
			return err
		}
		now := []string{}
		if err := tx.NewRaw("SELECT id || ' ' || version FROM plan_items WHERE id = ? OR slot <> '' AND slot = (SELECT slot FROM plan_items WHERE id = ?)", id, id).Scan(ctx, &now); err != nil {
			return err
		}
		read := collect(row, func(p catalog.PlanItem) string { return p.ID + " " + strconv.Itoa(p.Version) })
		slices.Sort(now)
		slices.Sort(read)
		if !slices.Equal(now, read) {
			return refusal{catalog.NewError(catalog.Stale, catalog.KeyStale, nil)}
		}
		if row[0].Slot == "" { // what stood alone stands in a row from now on
			err := touchPlanned(ctx, tx, by, catalog.PlanItemID(id), "UPDATE plan_items SET slot = ?, "+plannedNow+" WHERE id = ?", items[0].Slot, instant{items[0].UpdatedAt}, id)
			if err != nil {
				return err
			}
		}
		return addPlanned(ctx, tx, by, items)
	})
}

func planClaims(p catalog.PlanItem) []claim {
	list := []claim{{"account", "accounts", p.Account.ID}, {"offer", "offers", p.Offer.ID}, {"library", "libraries", string(p.Library.ID)},
		{"owner", "users", p.Owner.ID}, {"deputy", "users", p.Deputy.ID}, {"follow_up", "users", p.FollowUp.ID}}
	return append(list, claims("collaborators", "libraries", collect(p.Collaborators, func(c catalog.Collaborator) string { return string(c.Library.ID) }))...)
}

// putPlanned stores what other tables hold of an item, in the place of what they held.
func putPlanned(ctx context.Context, tx bun.Tx, p catalog.PlanItem) error {
	for _, table := range []string{"plan_item_assets", "plan_item_collaborators"} {
		if _, err := tx.NewRaw("DELETE FROM ? WHERE plan_item = ?", bun.Ident(table), p.ID).Exec(ctx); err != nil {
			return err
		}
	}
	var assets []planAssetRow
	for i, a := range p.Assets {
		if !slices.ContainsFunc(assets, func(had planAssetRow) bool { return had.Asset == a.ID }) {
			assets = append(assets, newPlanAssetRow(p.ID, i, a))
		}
	}
	if len(assets) > 0 {
		if _, err := tx.NewInsert().Model(&assets).Exec(ctx); err != nil {
			return err
		}
	}
	with := make([]planCollaboratorRow, len(p.Collaborators))
	for i, c := range p.Collaborators {
		with[i] = planCollaboratorRow{PlanItem: p.ID, Library: string(c.Library.ID), Position: i, Status: c.Status}
	}
	if len(with) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&with).Exec(ctx)
	return err
}

func recordPlan(ctx context.Context, tx bun.Tx, by string, items []catalog.PlanItem) error {
	return record(ctx, tx, by, catalog.KindPlanItem, collect(items, func(p catalog.PlanItem) string { return p.ID })...)
}

// Get implements catalog.PlanStore.
func (s *Plan) Get(ctx context.Context, id catalog.PlanItemID) (catalog.PlanItem, error) {
	items, err := s.Row(ctx, id, catalog.PlanThis)
	if err != nil {
		return catalog.PlanItem{}, err
	}
	return items[0], nil
}

// Row implements catalog.PlanStore.
func (s *Plan) Row(ctx context.Context, id catalog.PlanItemID, scope catalog.PlanScope) ([]catalog.PlanItem, error) {
	var items []catalog.PlanItem
	err := s.db.snapshot(ctx, "find planned posts", func(db bun.IDB) (err error) {
		items, err = planRowOf(ctx, db, id, scope)
		return err
	})
	return items, err
}

// planRowOf reads an item, and then what is open of its row as far as the scope goes.
func planRowOf(ctx context.Context, db bun.IDB, id catalog.PlanItemID, scope catalog.PlanScope) ([]catalog.PlanItem, error) {
	var rows []planItemRow
	if err := selectPlan(db, &rows).Where("p.id = ?", id).Scan(ctx); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, catalog.Missing(string(catalog.KindPlanItem))
	}
	if first := rows[0]; scope != catalog.PlanThis && first.Slot != "" {
		var others []planItemRow
		q := selectPlan(db, &others).Where("p.slot = ? AND p.id <> ?", first.Slot, first.ID).
			Where("p.status NOT IN (?)", bun.List([]catalog.PlanStatus{catalog.PlanPublished, catalog.PlanFollowed, catalog.PlanCancelled}))
		if scope == catalog.PlanFollowing {
			q = q.Where("(p.sort_at, p.id) > (?, ?)", first.SortAt, first.ID)
		}
		if err := q.OrderExpr("p.sort_at, p.id").Limit(maxLimit).Scan(ctx); err != nil {
			return nil, err
		}
		rows = append(rows, others...)
	}
	return withPlanned(ctx, db, rows)
}

// Update implements catalog.PlanStore.
func (s *Plan) Update(ctx context.Context, by string, id catalog.PlanItemID, scope catalog.PlanScope, change func([]catalog.PlanItem) error) ([]catalog.PlanItem, error) {
	var items []catalog.PlanItem
	err := s.db.write(ctx, "change planned posts", func(tx bun.Tx) (err error) {
		if err := s.lock(ctx, tx, id, scope); err != nil {
			return err
		}
		if items, err = planRowOf(ctx, tx, id, scope); err != nil {
			return err
		}
		if err := change(items); err != nil {
			return refusal{err}
		}
		for _, p := range items {
			if err := requireAll(ctx, tx, planClaims(p)); err != nil {
				return err
			}
			if _, err := tx.NewUpdate().Model(newPlanItemRow(p)).WherePK().Exec(ctx); err != nil {
				return err
			}
			if err := putPlanned(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := recordPlan(ctx, tx, by, items); err != nil {
			return err
		}
		var rows []planItemRow
		ids := collect(items, func(p catalog.PlanItem) string { return p.ID })
		if err := selectPlan(tx, &rows).Where("p.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
			return err
		}
		rows = inOrder(ids, rows, func(r planItemRow) string { return r.ID })
		items, err = withPlanned(ctx, tx, rows)
		return err
	})
	return items, err
}

// lock keeps others from writing what a change is about: the item, and beyond "this" all of its row, in the same order for
// everybody. An item that came to stand in another row meanwhile is locked with that one.
func (s *Plan) lock(ctx context.Context, tx bun.Tx, id catalog.PlanItemID, scope catalog.PlanScope) error {
	for before := ""; ; {
		if scope == catalog.PlanThis {
			return lockRow(ctx, s.db.dialect, tx, "plan_items", string(id), string(catalog.KindPlanItem))
		}
		var slot []string
		if err := tx.NewRaw("SELECT slot FROM plan_items WHERE id = ?", id).Scan(ctx, &slot); err != nil {
			return err
		}
		switch {
		case len(slot) == 0:
			return catalog.Missing(string(catalog.KindPlanItem))
		case slot[0] == "":
			scope = catalog.PlanThis
		case slot[0] == before:
			return nil
		default:
			before = slot[0]
			if _, err := tx.NewRaw("SELECT id FROM plan_items WHERE slot = ? OR id = ? ORDER BY id"+s.db.dialect.forUpdate, before, id).Exec(ctx); err != nil {
				return err
			}
		}
	}
}

// Delete implements catalog.PlanStore.
func (s *Plan) Delete(ctx context.Context, by string, id catalog.PlanItemID, scope catalog.PlanScope, may func([]catalog.PlanItem) error) error {
	return s.db.write(ctx, "remove planned posts", func(tx bun.Tx) error {
		if err := s.lock(ctx, tx, id, scope); err != nil {
			return err
		}
		items, err := planRowOf(ctx, tx, id, scope)
		if err != nil {
			return err
		}
		if err := may(items); err != nil {
			return refusal{err}
		}
		ids := collect(items, func(p catalog.PlanItem) string { return p.ID })
		if _, err := tx.NewRaw("DELETE FROM plan_items WHERE id IN (?)", bun.List(ids)).Exec(ctx); err != nil {
			return err
		}
		return recordPlan(ctx, tx, by, items)
	})
}
