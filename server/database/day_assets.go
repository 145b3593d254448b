package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var _ catalog.DayAssetStore = (*Assets)(nil)

// OnDay implements catalog.DayAssetStore.
func (s *Assets) OnDay(ctx context.Context, day string) ([]catalog.AssetID, error) {
	return s.list(ctx, "list assets of recording day", "SELECT id FROM assets WHERE recording_day = ? AND binned_at IS NULL"+
		" ORDER BY coalesce(recorded_at, created_at), id", day)
}

// Dayless implements catalog.DayAssetStore.
func (s *Assets) Dayless(ctx context.Context, from, to time.Time, limit int) ([]catalog.AssetID, error) {
	return s.list(ctx, "list assets without recording day", "SELECT id FROM assets WHERE recording_day IS NULL AND binned_at IS NULL"+
		" AND recorded_at >= ? AND recorded_at < ? ORDER BY recorded_at, id LIMIT ?", instant{from}, instant{to}, limit)
}

// DayCounts implements catalog.DayAssetStore.
func (s *Assets) DayCounts(ctx context.Context, days []string) (map[string]catalog.DayCount, error) {
	const files question = "SELECT recording_day, sum(CASE WHEN review = '' THEN 1 ELSE 0 END), sum(CASE WHEN review = '' THEN 0 ELSE 1 END)" +
		" FROM assets WHERE recording_day {ids} AND binned_at IS NULL GROUP BY recording_day"
	const shots question = "SELECT s.recording_day, count(*), sum(CASE WHEN s.status IN ('in', 'edited') OR EXISTS (SELECT 1 FROM assets AS a" +
		" WHERE a.shot = s.id AND a.shot <> '' AND a.recording_day = s.recording_day AND a.binned_at IS NULL AND a.review = '') THEN 1 ELSE 0 END)" +
		" FROM recording_day_shots AS s WHERE s.recording_day {ids} GROUP BY s.recording_day"
	var out map[string]catalog.DayCount
	err := s.db.askAtOnce(ctx, "count what recording days have", func(a asker) error {
		out = map[string]catalog.DayCount{}
		var day string
		var one, two int
		scan := func(put func(*catalog.DayCount)) func(*sql.Rows) error {
			return func(rows *sql.Rows) error {
				err := rows.Scan(&day, &one, &two)
				c := out[day]
				put(&c)
				out[day] = c
				return err
			}
		}
		if err := a.ask(ctx, files, scan(func(c *catalog.DayCount) { c.Files, c.Waiting = one, two }), days); err != nil {
			return err
		}
		return a.ask(ctx, shots, scan(func(c *catalog.DayCount) { c.Shots, c.In = one, two }), days)
	})
	return out, err
}
