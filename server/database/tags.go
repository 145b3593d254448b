package database

import (
	"context"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Tags are the tags.
type Tags struct{ db *Database }

var _ catalog.TagStore = (*Tags)(nil)

type tagRow struct {
	bun.BaseModel `bun:"table:asset_tags,alias:t"`

	Asset    string `bun:"asset,pk"`
	Folded   string `bun:"folded,pk"`
	Name     string `bun:"name"`
	SortKey  string `bun:"sort_key"`
	Position int    `bun:"position"`
}

// replaceTags gives an asset a new list of tags, each once.
func replaceTags(ctx context.Context, tx bun.Tx, asset string, tags []string) error {
	if _, err := tx.NewRaw("DELETE FROM asset_tags WHERE asset = ?", asset).Exec(ctx); err != nil {
		return err
	}
	seen := map[string]bool{}
	var rows []tagRow
	for i, name := range tags {
		if key := fold(name); !seen[key] {
			seen[key] = true
			rows = append(rows, tagRow{Asset: asset, Folded: key, Name: name, SortKey: sortKey(name), Position: i})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// List implements catalog.TagStore. Of several ways to write a tag one is shown, always the same.
func (t *Tags) List(ctx context.Context, f catalog.ListFilter) (catalog.Page[catalog.Tag], error) {
	var page catalog.Page[catalog.Tag]
	err := t.db.read(ctx, "list tags", func(db bun.IDB) error {
		q := db.NewSelect().TableExpr("asset_tags AS t").Join("JOIN assets AS a ON a.id = t.asset").
			ColumnExpr("t.sort_key, t.folded AS id, min(t.name) AS name").
			ColumnExpr("sum(CASE WHEN a.binned_at IS NULL THEN 1 ELSE 0 END) AS count").
			GroupExpr("t.sort_key, t.folded").OrderExpr("t.sort_key, t.folded")
		if strings.TrimSpace(f.Text) != "" {
			q = q.Where(`t.folded LIKE ? ESCAPE '\'`, within(f.Text))
		}
		if f.Cursor != "" {
			after, err := spotAt(f.Cursor)
			if err != nil {
				return err
			}
			q = q.Where("(t.sort_key, t.folded) > (?, ?)", after.Key, after.ID)
		}
		var rows []struct {
			spot
			Name  string
			Count int
		}
		limit := limitOf(f)
		if err := q.Limit(int64(limit)+1).Scan(ctx, &rows); err != nil {
			return err
		}
		page = catalog.Page[catalog.Tag]{}
		if len(rows) > limit {
			rows = rows[:limit]
			page.Next = rows[limit-1].cursor()
		}
		for _, r := range rows {
			page.Items = append(page.Items, catalog.Tag{Name: r.Name, Count: r.Count})
		}
		return nil
	})
	return page, err
}
