package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Due knows what earlier posts and embargoes mean for what comes.
type Due struct{ db *Database }

var _ catalog.DueStore = (*Due)(nil)

// Due is what the due list asks beside the assets.
func (d *Database) Due() *Due { return &Due{d} }

// UsesFor implements catalog.DueStore.
func (s *Due) UsesFor(ctx context.Context, offers []string, until time.Time) (map[string]map[catalog.AssetID][]time.Time, error) {
	var out map[string]map[catalog.AssetID][]time.Time
	err := s.db.ask(ctx, "find what was posted for offers", func(a asker) error {
		out = map[string]map[catalog.AssetID][]time.Time{}
		var offer string
		var asset catalog.AssetID
		var at instant
		return a.ask(ctx, `SELECT p.offer, pa.asset, p.posted_at FROM posts AS p JOIN post_assets AS pa ON pa.post = p.id
			WHERE p.offer {ids} AND p.offer <> '' AND p.posted_at <= {2} ORDER BY p.posted_at DESC, p.id`, func(rows *sql.Rows) error {
			if err := rows.Scan(&offer, (*string)(&asset), &at); err != nil {
				return err
			}
			if out[offer] == nil {
				out[offer] = map[catalog.AssetID][]time.Time{}
			}
			out[offer][asset] = append(out[offer][asset], at.Time)
			return nil
		}, offers, instant{until})
	})
	return out, err
}

// Opening implements catalog.DueStore.
func (s *Due) Opening(ctx context.Context, from, to time.Time, limit int) ([]catalog.AssetID, error) {
	var out []catalog.AssetID
	err := s.db.ask(ctx, "find assets that open", func(a asker) error {
		out = nil
		var id catalog.AssetID
		return a.ask(ctx, `SELECT id FROM (
			SELECT id, embargo_until AS opens FROM assets WHERE embargo_until > {1} AND embargo_until <= {2} AND binned_at IS NULL
			UNION ALL SELECT p.asset, c.valid_from FROM consents AS c JOIN asset_people AS p ON p.person = c.person
				WHERE c.valid_from > {1} AND c.valid_from <= {2} AND c.withdrawn_at IS NULL) AS o
			GROUP BY id ORDER BY min(opens), id LIMIT {3}`, func(rows *sql.Rows) error {
			err := rows.Scan((*string)(&id))
			out = append(out, id)
			return err
		}, instant{from}, instant{to}, limit)
	})
	return out, err
}
