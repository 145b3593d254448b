package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

func assetLibraries() join  { return join{"asset_libraries", "asset", "library", "libraries"} }
func assetPresenters() join { return join{"asset_presenters", "asset", "presenter", "presenters"} }
func assetBooks() join      { return join{"asset_books", "asset", "book", "books"} }

// loadAssets reads assets with all they refer to, in any order. It takes six queries, however many there are.
func loadAssets(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Asset, error) {
	rows, err := loadAssetRows(ctx, db, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	libraries, err := assetLibraries().libraries(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	presenters, err := assetPresenters().names(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	books, err := assetBooks().books(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	captions, err := loadCaptions(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	tags, err := loadTags(ctx, db, ids)
	return collect(rows, func(r assetRow) catalog.Asset {
		a := r.asset()
		a.Libraries, a.Presenters, a.Books, a.Tags = libraries[r.ID], presenters[r.ID], books[r.ID], tags[r.ID]
		a.Captions = captions[r.ID]
		return a
	}), err
}

// loadAssetRows reads assets with the names of what they refer to once and with their use: every link that was ever
// issued counts.
func loadAssetRows(ctx context.Context, db bun.IDB, ids []string) ([]assetRow, error) {
	var rows []assetRow
	err := db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").
		ColumnExpr("s.name AS series_name, d.date AS day_date, p.name AS day_place").
		ColumnExpr("(SELECT count(*) FROM reuse_links AS u WHERE u.asset = a.id) AS uses").
		ColumnExpr("(SELECT max(u.created_at) FROM reuse_links AS u WHERE u.asset = a.id) AS last_used_at").
		Join("LEFT JOIN series AS s ON s.id = a.series").
		Join("LEFT JOIN recording_days AS d ON d.id = a.recording_day").
		Join("LEFT JOIN libraries AS p ON p.id = d.place").
		Where("a.id IN (?)", bun.List(ids)).Scan(ctx)
	return rows, err
}

func loadTags(ctx context.Context, db bun.IDB, assets []string) (map[string][]string, error) {
	var rows []struct{ Asset, Name string }
	err := db.NewRaw("SELECT asset, name FROM asset_tags WHERE asset IN (?) ORDER BY asset, position", bun.List(assets)).Scan(ctx, &rows)
	out := map[string][]string{}
	for _, r := range rows {
		out[r.Asset] = append(out[r.Asset], r.Name)
	}
	return out, err
}

// oneAsset reads an asset. NotFound when there is none.
func oneAsset(ctx context.Context, db bun.IDB, id catalog.AssetID) (catalog.Asset, error) {
	found, err := loadAssets(ctx, db, []string{string(id)})
	if err == nil && len(found) == 0 {
		err = catalog.Missing("asset")
	}
	if err != nil {
		return catalog.Asset{}, err
	}
	return found[0], nil
}
