package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Records are all that is held of people.
type Records struct{ db *Database }

var _ catalog.RecordStore = (*Records)(nil)

// requireLiving refuses to write of somebody whose data are gone. NotFound when they are.
func requireLiving(ctx context.Context, tx bun.Tx, person string) error {
	var living int
	if err := tx.NewRaw("SELECT count(*) FROM people WHERE id = ? AND erased_at IS NULL", person).Scan(ctx, &living); err != nil {
		return err
	}
	if living == 0 {
		return catalog.Missing("person")
	}
	return nil
}

// Showing implements catalog.RecordStore.
func (s *Records) Showing(ctx context.Context, id catalog.PersonID) ([]catalog.AssetID, error) {
	return s.assets(ctx, "list assets that show a person",
		"SELECT a.id FROM assets AS a JOIN asset_people AS p ON p.asset = a.id WHERE p.person = {1} ORDER BY a.recorded_at DESC, a.id DESC", string(id))
}

// Published implements catalog.RecordStore.
func (s *Records) Published(ctx context.Context, library catalog.LibraryID, now time.Time, limit int) ([]catalog.AssetID, error) {
	return s.assets(ctx, "list published assets", `SELECT DISTINCT p.asset FROM asset_people AS p WHERE (
			EXISTS (SELECT 1 FROM reuse_links AS r WHERE r.asset = p.asset AND r.revoked_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > {1}))
			OR EXISTS (SELECT 1 FROM post_assets AS o WHERE o.asset = p.asset AND o.removed_at IS NULL))
		AND ({2} = '' OR EXISTS (SELECT 1 FROM asset_libraries AS l WHERE l.asset = p.asset AND l.library = {2})) ORDER BY p.asset LIMIT {3}`,
		now.UnixMicro(), string(library), limit)
}

func (s *Records) assets(ctx context.Context, op string, q question, args ...any) ([]catalog.AssetID, error) {
	var ids []catalog.AssetID
	err := s.db.ask(ctx, op, func(a asker) (err error) {
		ids, err = listAssets(ctx, a, q, args...)
		return err
	})
	return ids, err
}

// Posts implements catalog.RecordStore.
func (s *Records) Posts(ctx context.Context, id catalog.PersonID) ([]catalog.Post, error) {
	var posts []catalog.Post
	err := s.db.snapshot(ctx, "list posts that show a person", func(db bun.IDB) error {
		var rows []postRow
		err := selectPosts(db, &rows).Where(`(p.id IN (SELECT post FROM post_people WHERE person = ?0)
			OR p.id IN (SELECT pa.post FROM post_assets AS pa JOIN asset_people AS ap ON ap.asset = pa.asset WHERE ap.person = ?0))`, id).
			OrderExpr("p.posted_at DESC, p.id DESC").Scan(ctx)
		if err != nil {
			return err
		}
		posts, err = wholePosts(ctx, db, rows)
		return err
	})
	return posts, err
}

// Present implements catalog.RecordStore.
func (s *Records) Present(ctx context.Context, id catalog.PersonID) ([]catalog.Presence, error) {
	var rows []struct{ ID, Date, Place, Note string }
	err := s.db.read(ctx, "list recording days of a person", func(db bun.IDB) error {
		rows = nil
		return db.NewRaw(`SELECT d.id, d.date, coalesce(l.name, '') AS place, p.note FROM recording_day_people AS p JOIN recording_days AS d ON d.id = p.recording_day
			LEFT JOIN libraries AS l ON l.id = d.place WHERE p.person = ? ORDER BY d.date DESC, d.id DESC`, id).Scan(ctx, &rows)
	})
	var out []catalog.Presence
	for _, r := range rows {
		out = append(out, catalog.Presence{Day: dayRef(r.ID, r.Date, r.Place), Note: r.Note})
	}
	return out, err
}
