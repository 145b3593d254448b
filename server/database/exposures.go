package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Exposures tells what was posted of what belongs together.
type Exposures struct{ db *Database }

var _ catalog.ExposureStore = (*Exposures)(nil)

// Kin implements catalog.ExposureStore. Most assets are no cuts and nothing is cut from them, so that a first question
// finds the few that a second one follows up to their origins and down again. What is gone was noted with those who were
// there then; what has been cut from them since has it of them.
func (s *Exposures) Kin(ctx context.Context, ids []catalog.AssetID) (map[catalog.AssetID][]catalog.AssetID, error) {
	const related question = `SELECT id FROM assets WHERE id {ids} AND derived_from <> ''
		UNION SELECT derived_from FROM assets WHERE derived_from {ids} AND derived_from <> ''`
	const family question = `WITH RECURSIVE origins (asset, one) AS (
			SELECT id, id FROM assets WHERE id {ids}
			UNION SELECT o.asset, a.derived_from FROM origins AS o JOIN assets AS a ON a.id = o.one WHERE a.derived_from <> ''),
		kin (asset, one) AS (
			SELECT asset, one FROM origins
			UNION SELECT k.asset, a.id FROM kin AS k JOIN assets AS a ON a.derived_from = k.one AND a.derived_from <> '')
		SELECT asset, one FROM kin WHERE one <> asset
		UNION SELECT k.asset, d.departed FROM kin AS k JOIN departed_kin AS d ON d.asset = k.one ORDER BY 1, 2`
	const twins question = `SELECT a.id, b.id FROM assets AS a JOIN assets AS b ON b.sha256 = a.sha256 AND b.sha256 <> ''
		WHERE a.id {ids} AND a.sha256 <> '' AND b.id <> a.id
		UNION SELECT a.id, d.asset FROM assets AS a JOIN departed AS d ON d.sha256 = a.sha256 AND d.sha256 <> '' WHERE a.id {ids} AND a.sha256 <> '' ORDER BY 1, 2`
	const gone question = `SELECT asset, departed FROM departed_kin WHERE asset {ids} ORDER BY asset, departed`
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
		if err := a.ask(ctx, twins, pair, asked); err != nil {
			return err
		}
		return a.ask(ctx, gone, pair, asked)
	})
	return out, err
}

// Departed implements catalog.ExposureStore.
func (s *Exposures) Departed(ctx context.Context) (map[catalog.AssetID][]uint64, error) {
	const q question = `SELECT asset, fingerprints FROM departed WHERE fingerprints <> '[]' ORDER BY asset DESC LIMIT {1}`
	var out map[catalog.AssetID][]uint64
	err := s.db.ask(ctx, "find what was posted and is gone", func(a asker) error {
		out = map[catalog.AssetID][]uint64{}
		return a.ask(ctx, q, func(rows *sql.Rows) error {
			var id string
			var prints document[[]uint64]
			err := rows.Scan(&id, &prints)
			out[catalog.AssetID(id)] = prints.v
			return err
		}, mostDeparted)
	})
	return out, err
}

// mostDeparted bounds how many files that are gone others are compared with: the newest of them.
const mostDeparted = 2000

// depart keeps of an asset that is about to be deleted and was posted what it can be recognised by, and of which others it was
// a version. Of what went before it, the others are told too.
func depart(ctx context.Context, tx bun.Tx, asset catalog.AssetID) error {
	for _, statement := range []string{
		"INSERT INTO departed (asset, fingerprints, sha256) SELECT id, fingerprints, sha256 FROM assets WHERE id = ?0 AND EXISTS (SELECT 1 FROM post_assets WHERE asset = ?0)" +
			" ON CONFLICT (asset) DO NOTHING",
		"WITH RECURSIVE origins (one) AS (SELECT id FROM assets WHERE id = ?0" +
			" UNION SELECT a.derived_from FROM origins AS o JOIN assets AS a ON a.id = o.one WHERE a.derived_from <> '')," +
			" kin (one) AS (SELECT one FROM origins UNION SELECT a.id FROM kin AS k JOIN assets AS a ON a.derived_from = k.one AND a.derived_from <> '')," +
			" gone (one) AS (SELECT asset FROM post_assets WHERE asset = ?0 UNION SELECT departed FROM departed_kin WHERE asset = ?0)" +
			" INSERT INTO departed_kin (asset, departed) SELECT kin.one, gone.one FROM kin CROSS JOIN gone" +
			" WHERE kin.one <> ?0 AND kin.one IN (SELECT id FROM assets) ON CONFLICT (asset, departed) DO NOTHING",
		"DELETE FROM departed_kin WHERE asset = ?0",
	} {
		if _, err := tx.NewRaw(statement, asset).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
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
