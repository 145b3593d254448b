package database

import (
	"context"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

func selectPlan(db bun.IDB, rows *[]planItemRow) *bun.SelectQuery {
	return db.NewSelect().Model(rows).ColumnExpr("?TableColumns").
		ColumnExpr("coalesce(a.name, '') AS account_name, coalesce(a.channel, '') AS channel, coalesce(h.id, '') AS home, coalesce(h.slug, '') AS home_slug, coalesce(h.name, '') AS home_name").
		ColumnExpr("coalesce(l.slug, '') AS library_slug, coalesce(l.name, '') AS library_name, coalesce(h.excluded_channels, '[]') AS excluded, coalesce(l.excluded_channels, '[]') AS own_excluded").
		ColumnExpr("coalesce(ow.name, '') AS owner_name, coalesce(de.name, '') AS deputy_name, coalesce(fo.name, '') AS follow_up_name, coalesce(ap.name, '') AS approved_name, coalesce(cr.name, ct.name, '') AS created_name, coalesce(o.name, '') AS offer_name").
		ColumnExpr("(SELECT count(*) FROM plan_comments AS c WHERE c.plan_item = p.id) AS comments").
		Join("LEFT JOIN accounts AS a ON a.id = p.account").Join("LEFT JOIN libraries AS h ON h.id = a.library").Join("LEFT JOIN libraries AS l ON l.id = p.library").
		Join("LEFT JOIN offers AS o ON o.id = p.offer").
		Join("LEFT JOIN users AS ow ON ow.id = p.owner").Join("LEFT JOIN users AS de ON de.id = p.deputy").Join("LEFT JOIN users AS fo ON fo.id = p.follow_up").
		Join("LEFT JOIN users AS ap ON ap.id = p.approved_by").Join("LEFT JOIN users AS cr ON cr.id = p.created_by").
		Join("LEFT JOIN tokens AS ct ON ct.id = p.created_by")
}

// withPlanned gives items what other tables hold of them.
func withPlanned(ctx context.Context, db bun.IDB, rows []planItemRow) ([]catalog.PlanItem, error) {
	items := collect(rows, planItemRow.item)
	if len(items) == 0 {
		return items, nil
	}
	at := map[string]*catalog.PlanItem{}
	for i := range items {
		at[items[i].ID] = &items[i]
	}
	ids := bun.List(collect(items, func(p catalog.PlanItem) string { return p.ID }))
	var assets []planAssetRow
	if err := db.NewSelect().Model(&assets).Where("pa.plan_item IN (?)", ids).OrderExpr("pa.plan_item, pa.position").Scan(ctx); err != nil {
		return nil, err
	}
	for _, r := range assets {
		p := at[r.PlanItem]
		p.Assets = append(p.Assets, r.asset())
	}
	var with []planCollaboratorRow
	err := db.NewSelect().Model(&with).ColumnExpr("?TableColumns").ColumnExpr("l.slug, l.name, l.excluded_channels AS excluded").
		Join("JOIN libraries AS l ON l.id = pc.library").Where("pc.plan_item IN (?)", ids).OrderExpr("pc.plan_item, pc.position").Scan(ctx)
	for _, r := range with {
		p, l := at[r.PlanItem], catalog.LibraryRef{ID: catalog.LibraryID(r.Library), Slug: r.Slug, Name: r.Name}
		p.Collaborators = append(p.Collaborators, catalog.Collaborator{Library: l, Status: r.Status})
		exclude(p, l, r.Excluded.v)
	}
	return items, err
}

// List implements catalog.PlanStore.
func (s *Plan) List(ctx context.Context, f catalog.PlanFilter) (catalog.Page[catalog.PlanItem], error) {
	var page catalog.Page[catalog.PlanItem]
	err := s.db.snapshot(ctx, "list planned posts", func(db bun.IDB) error {
		var rows []planItemRow
		q := narrowPlan(selectPlan(db, &rows), f)
		if f.Cursor != "" {
			after, err := spotAt(f.Cursor)
			if err != nil {
				return err
			}
			moment, err := strconv.ParseInt(after.Key, 10, 64)
			if err != nil {
				return badCursor(err)
			}
			q = q.Where("(p.sort_at, p.id) > (?, ?)", moment, after.ID)
		}
		limit := limitOf(f.ListFilter)
		if err := q.OrderExpr("p.sort_at, p.id").Limit(int64(limit) + 1).Scan(ctx); err != nil {
			return err
		}
		page.Next = ""
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = spot{Key: strconv.FormatInt(rows[limit-1].SortAt, 10), ID: rows[limit-1].ID}.cursor()
		}
		var err error
		page.Items, err = withPlanned(ctx, db, rows)
		return err
	})
	return page, err
}

func narrowPlan(q *bun.SelectQuery, f catalog.PlanFilter) *bun.SelectQuery {
	where := func(asked bool, condition string, args ...any) {
		if asked {
			q = q.Where(condition, args...)
		}
	}
	where(!f.From.IsZero(), "p.sort_at >= ?", f.From.UnixMicro())
	where(!f.From.IsZero(), "p.sort_at < ?", afterAll)
	where(!f.To.IsZero(), "p.sort_at < ?", f.To.UnixMicro())
	where(f.Undated, "p.sort_at = ?", afterAll)
	where(f.Library != "", "p.library = ?", f.Library)
	where(f.Account != "", "p.account = ?", f.Account)
	where(len(f.Statuses) > 0, "p.status IN (?)", bun.List(f.Statuses))
	where(f.Person != "", "(p.created_by = ?0 OR p.owner = ?0 OR p.deputy = ?0 OR p.follow_up = ?0)", f.Person)
	where(f.Poster != "", "(p.owner = ?0 OR p.deputy = ?0 OR p.owner IS NULL AND p.created_by = ?0)", f.Poster)
	where(f.FollowUp != "", "p.follow_up = ?", f.FollowUp)
	where(!f.ReadyTo.IsZero(), "coalesce(p.deadline, p.sort_at) >= ? AND coalesce(p.deadline, p.sort_at) < ?", f.ReadyFrom.UnixMicro(), f.ReadyTo.UnixMicro())
	where(f.Offer != "", "p.offer = ?", f.Offer)
	where(f.Offer != "" && f.Day != "", "p.day = ?", f.Day)
	where(f.Slot != "", "p.slot = ?", f.Slot)
	where(f.Asset != "", "p.id IN (SELECT plan_item FROM plan_item_assets WHERE asset = ?)", f.Asset)
	where(f.Text != "", `p.folded LIKE ? ESCAPE '\'`, within(f.Text))
	return q
}

// Spots implements catalog.PlanStore.
func (s *Plan) Spots(ctx context.Context, from, to time.Time) (map[string][]catalog.PlanSpot, error) {
	const nearest = " UNION ALL SELECT p.account, p.id, p.sort_at FROM accounts AS a JOIN plan_items AS p ON p.id = (SELECT n.id FROM plan_items AS n WHERE n.account = a.id AND n.status NOT IN (?0) AND "
	idle := bun.List([]catalog.PlanStatus{catalog.PlanIdea, catalog.PlanCancelled})
	out := map[string][]catalog.PlanSpot{}
	err := s.db.read(ctx, "find when posts are planned", func(db bun.IDB) error {
		var rows []struct {
			Account string
			ID      catalog.PlanItemID
			SortAt  int64
		}
		err := db.NewRaw("SELECT account, id, sort_at FROM plan_items WHERE sort_at >= ?1 AND sort_at < ?2 AND account IS NOT NULL AND status NOT IN (?0)"+
			nearest+"n.sort_at < ?1 ORDER BY n.sort_at DESC, n.id LIMIT 1)"+
			nearest+"n.sort_at >= ?2 AND n.sort_at < ?3 ORDER BY n.sort_at, n.id LIMIT 1)"+
			" ORDER BY sort_at, id", idle, from.UnixMicro(), to.UnixMicro(), afterAll).Scan(ctx, &rows)
		clear(out)
		for _, r := range rows {
			out[r.Account] = append(out[r.Account], catalog.PlanSpot{ID: r.ID, At: time.UnixMicro(r.SortAt).UTC()})
		}
		return err
	})
	return out, err
}

// Occurrences implements catalog.PlanStore.
func (s *Plan) Occurrences(ctx context.Context, from, to string, library catalog.LibraryID) ([]catalog.PlannedOccurrence, error) {
	var out []catalog.PlannedOccurrence
	err := s.db.read(ctx, "find what is planned for offers", func(db bun.IDB) error {
		out = nil
		q := db.NewSelect().Table("plan_items").Column("offer", "day").Distinct().Where("offer <> '' AND day >= ? AND day <= ? AND status <> ?", from, to, catalog.PlanCancelled)
		if library != "" {
			q = q.Where("library = ?", library)
		}
		return q.Scan(ctx, &out)
	})
	return out, err
}
