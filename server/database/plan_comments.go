package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type planCommentRow struct {
	bun.BaseModel `bun:"table:plan_comments,alias:c"`

	ID         string             `bun:"id,pk"`
	PlanItem   catalog.PlanItemID `bun:"plan_item"`
	Author     string             `bun:"author"`
	AuthorName string             `bun:"author_name,scanonly"`
	Said       string             `bun:"said"`
	At         instant            `bun:"at"`
}

// Comments implements catalog.PlanCommentStore.
func (s *Plan) Comments(ctx context.Context, id catalog.PlanItemID, limit int) ([]catalog.PlanComment, error) {
	var out []catalog.PlanComment
	err := s.db.read(ctx, "list comments", func(db bun.IDB) error {
		var rows []planCommentRow
		err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("coalesce(u.name, t.name, '') AS author_name").
			Join("LEFT JOIN users AS u ON u.id = c.author").Join("LEFT JOIN tokens AS t ON t.id = c.author").
			Where("c.plan_item = ?", id).OrderExpr("c.at, c.id").Limit(int64(limit)).Scan(ctx)
		out = collect(rows, func(r planCommentRow) catalog.PlanComment {
			return catalog.PlanComment{ID: r.ID, Item: r.PlanItem, By: r.Author, ByName: r.AuthorName, Text: r.Said, At: r.At.Time}
		})
		return err
	})
	return out, err
}

// AddComment implements catalog.PlanCommentStore.
func (s *Plan) AddComment(ctx context.Context, c catalog.PlanComment) error {
	return s.db.write(ctx, "store comment", func(tx bun.Tx) error {
		if err := lockRow(ctx, s.db.dialect, tx, "plan_items", string(c.Item), string(catalog.KindPlanItem)); err != nil {
			return err
		}
		row := &planCommentRow{ID: c.ID, PlanItem: c.Item, Author: c.By, Said: c.Text, At: instant{c.At}}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		return record(ctx, tx, c.By, catalog.KindPlanItem, string(c.Item))
	})
}
