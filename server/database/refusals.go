package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// mostRefusals bounds the list of what can still be seen.
const mostRefusals = 1000

// Refusals implements catalog.TakeDownStore.
func (s *TakeDowns) Refusals(ctx context.Context, person catalog.PersonID) ([]catalog.Refusal, error) {
	var rows []struct {
		Person     catalog.PersonID
		PersonName string
		Asset      catalog.AssetID
		Title      string
		FileName   string
		At         instant
	}
	err := s.db.read(ctx, "list refusals", func(db bun.IDB) error {
		rows = nil
		return db.NewRaw(`WITH no AS (SELECT ap.person, ap.asset, a.title, a.file_name, a.recording_day, max(c.withdrawn_at) AS withdrawn_at
				FROM asset_people AS ap JOIN assets AS a ON a.id = ap.asset
				LEFT JOIN consents AS c ON c.person = ap.person AND c.withdrawn_at IS NOT NULL AND (c.recording_day IS NULL OR c.recording_day = a.recording_day)
				WHERE ?0 = '' OR ap.person = ?0 GROUP BY ap.person, ap.asset, a.title, a.file_name, a.recording_day)
			SELECT no.person, p.display_name AS person_name, no.asset, no.title, no.file_name, coalesce(p.erased_at, no.withdrawn_at) AS at
			FROM no JOIN people AS p ON p.id = no.person
			WHERE p.erased_at IS NOT NULL OR no.withdrawn_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consents AS y WHERE y.person = no.person
				AND y.withdrawn_at IS NULL AND (y.recording_day IS NULL OR y.recording_day = no.recording_day) AND y.given_at > no.withdrawn_at)
			ORDER BY 6 DESC, no.asset LIMIT ?1`, string(person), mostRefusals).Scan(ctx, &rows)
	})
	var out []catalog.Refusal
	for _, r := range rows {
		title := catalog.Asset{Title: r.Title, Original: catalog.Original{FileName: r.FileName}}.ShownTitle()
		out = append(out, catalog.Refusal{Person: r.Person, PersonName: r.PersonName, Asset: r.Asset, AssetTitle: title, At: r.At.Time})
	}
	return out, err
}
