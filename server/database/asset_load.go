package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func assetLibraries() join  { return join{"asset_libraries", "asset", "library", "libraries"} }
func assetPresenters() join { return join{"asset_presenters", "asset", "presenter", "presenters"} }
func assetBooks() join      { return join{"asset_books", "asset", "book", "books"} }

// loadAssets reads assets with all they refer to, in any order. It asks seven questions, and an
// eighth where persons are shown, however many there are.
func loadAssets(ctx context.Context, a asker, ids []string) ([]catalog.Asset, error) {
	assets, err := loadAssetRows(ctx, a, ids)
	if err != nil || len(assets) == 0 {
		return nil, err
	}
	libraries, err := assetLibraries().libraries(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	presenters, err := assetPresenters().names(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	books, err := assetBooks().books(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	people, err := loadShown(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	captions, err := loadCaptions(ctx, a, ids)
	if err != nil {
		return nil, err
	}
	tags, err := loadTags(ctx, a, ids)
	for i := range assets {
		asset := &assets[i]
		id := string(asset.ID)
		asset.Libraries, asset.Presenters, asset.Books, asset.Tags = libraries[id], presenters[id], books[id], tags[id]
		asset.Captions, asset.People = captions[id], people[id]
	}
	return assets, err
}

// loadAssetRows reads assets with the names of what they refer to once and with their use: every link that was ever
// issued counts, and every post.
func loadAssetRows(ctx context.Context, a asker, ids []string) ([]catalog.Asset, error) {
	const q question = "SELECT " + assetColumns + `, coalesce(s.name, ''), coalesce(d.date, ''), coalesce(p.name, ''),
		coalesce((SELECT t.title FROM recording_day_shots AS t WHERE t.id = a.shot AND a.shot <> ''), ''),
		(SELECT count(*) FROM reuse_links AS u WHERE u.asset = a.id) + (SELECT count(*) FROM post_assets AS p WHERE p.asset = a.id),
		(SELECT max(u.last) FROM (SELECT max(u.created_at) AS last FROM reuse_links AS u WHERE u.asset = a.id
			UNION ALL SELECT max(o.posted_at) FROM post_assets AS p JOIN posts AS o ON o.id = p.post WHERE p.asset = a.id) AS u)
		FROM assets AS a LEFT JOIN series AS s ON s.id = a.series LEFT JOIN recording_days AS d ON d.id = a.recording_day
		LEFT JOIN libraries AS p ON p.id = d.place WHERE a.id {ids}`
	assets := make([]catalog.Asset, 0, len(ids))
	var r assetRow
	to := append(r.columns(), &r.SeriesName, &r.DayDate, &r.DayPlace, &r.ShotTitle, &r.Uses, &r.LastUsedAt)
	err := a.ask(ctx, q, func(rows *sql.Rows) error {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		assets = append(assets, r.asset())
		return nil
	}, ids)
	return assets, err
}

func loadTags(ctx context.Context, a asker, assets []string) (map[string][]string, error) {
	out := map[string][]string{}
	var asset, name string
	err := a.ask(ctx, "SELECT asset, name FROM asset_tags WHERE asset {ids} ORDER BY asset, position", func(rows *sql.Rows) error {
		err := rows.Scan(&asset, &name)
		out[asset] = append(out[asset], name)
		return err
	}, assets)
	return out, err
}

// oneAsset reads an asset. NotFound when there is none.
func oneAsset(ctx context.Context, a asker, id catalog.AssetID) (catalog.Asset, error) {
	found, err := loadAssets(ctx, a, []string{string(id)})
	if err == nil && len(found) == 0 {
		err = catalog.Missing("asset")
	}
	if err != nil {
		return catalog.Asset{}, err
	}
	return found[0], nil
}
