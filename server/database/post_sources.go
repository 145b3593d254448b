package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// posted is an asset in a post.
type posted struct {
	post  string
	asset catalog.AssetID
}

type postSourceRow struct {
	bun.BaseModel `bun:"table:post_sources,alias:ps"`

	Post    string          `bun:"post"`
	Asset   catalog.AssetID `bun:"asset"`
	Library string          `bun:"library"`
	Slug    string          `bun:"slug,scanonly"`
	Name    string          `bun:"name,scanonly"`
}

// storeSources keeps whose the assets of a post are now.
func storeSources(ctx context.Context, tx bun.Tx, p catalog.Post) error {
	var rows []postSourceRow
	for _, a := range p.Assets {
		for _, l := range a.Sources {
			rows = append(rows, postSourceRow{Post: p.ID, Asset: a.ID, Library: string(l.ID)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// sourcesOf tells whose the assets of posts were.
func sourcesOf(ctx context.Context, db bun.IDB, posts []string) (map[posted][]catalog.LibraryRef, error) {
	var found []postSourceRow
	err := db.NewSelect().Model(&found).ColumnExpr("ps.post, ps.asset, ps.library, l.slug, l.name").
		Join("JOIN libraries AS l ON l.id = ps.library").Where("ps.post IN (?)", bun.List(posts)).
		GroupExpr("ps.post, ps.asset, ps.library, l.slug, l.name, l.sort_key").OrderExpr("ps.post, l.sort_key, ps.library").Scan(ctx)
	out := map[posted][]catalog.LibraryRef{}
	for _, r := range found {
		key := posted{r.Post, r.Asset}
		out[key] = append(out[key], libraryRefRow{ID: r.Library, Slug: r.Slug, Name: r.Name}.ref())
	}
	return out, err
}
