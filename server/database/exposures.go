package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Exposures tells what was posted of what belongs together.
type Exposures struct{ db *Database }

var _ catalog.ExposureStore = (*Exposures)(nil)

// Kin implements catalog.ExposureStore. Most assets are no cuts and nothing is cut from them, so that a first question
// finds the few that a second one follows up to their origins and down again.
func (s *Exposures) Kin(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID][]catalog.AssetID, error) {
	const related question = `SELECT id FROM assets WHERE id {ids} AND derived_from <> ''
		UNION SELECT derived_from FROM assets WHERE derived_from {ids} AND derived_from <> ''`
	const family question = `WITH RECURSIVE origins (asset, one) AS (
			SELECT id, id FROM assets WHERE id {ids}
			UNION SELECT o.asset, a.derived_from FROM origins AS o JOIN assets AS a ON a.id = o.one WHERE a.derived_from <> ''),
		kin (asset, one) AS (
			SELECT asset, one FROM origins
			UNION SELECT k.asset, a.id FROM kin AS k JOIN assets AS a ON a.derived_from = k.one AND a.derived_from <> '')
		SELECT asset, one FROM kin WHERE one <> asset ORDER BY asset, one`
	const twins question = `SELECT a.id, b.id FROM assets AS a JOIN assets AS b ON b.sha256 = a.sha256 AND b.sha256 <> ''
		WHERE a.id {ids} AND a.sha256 <> '' AND b.id <> a.id ORDER BY a.id, b.id`
	out := map[catalog.AssetID][]catalog.AssetID{}
	err := s.db.askAtOnce(ctx, "find what is the same clip", func(a asker) error {
		clear(out)
		var asset, one string
		pair := func(rows *sql.Rows) error {
			err := rows.Scan(&asset, &one)
			out[catalog.AssetID(asset)] = append(out[catalog.AssetID(asset)], catalog.AssetID(one))
			return err
		}
		asked := collect(ids, func(id catalog.AssetID) string { return string(id) })
		some, err := listAssets(ctx, a, related, asked)
		if err != nil {
			return err
		}
		if len(some) > 0 {
			if err := a.ask(ctx, family, pair, collect(some, func(id catalog.AssetID) string { return string(id) })); err != nil {
				return err
			}
		}
		return a.ask(ctx, twins, pair, asked)
	})
	return out, err
}

// Sightings implements catalog.ExposureStore.
func (s *Exposures) Sightings(ctx context.Context, ids []catalog.AssetID, until time.Time) ([]catalog.Sighting, error) {
	const q question = `SELECT pa.asset, p.id, p.posted_at, a.id, a.name, a.channel FROM post_assets AS pa JOIN posts AS p ON p.id = pa.post
		JOIN accounts AS a ON a.id = p.account WHERE pa.asset {ids} AND p.posted_at <= {2}`
	var out []catalog.Sighting
	err := s.db.ask(ctx, "find what audiences were shown", func(a asker) error {
		out = nil
		var r catalog.Sighting
		var at instant
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			err := rows.Scan((*string)(&r.Asset), (*string)(&r.Post), &at, &r.Account.ID, &r.Account.Name, (*string)(&r.Channel))
			r.At = at.Time
			out = append(out, r)
			return err
		}, collect(ids, func(id catalog.AssetID) string { return string(id) }), until.UnixMicro())
	})
	return out, err
}
