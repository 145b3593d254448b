package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// boundaries is the bookmark up to which the clock has been followed: a time, in microseconds since 1970.
const boundaries = "boundaries"

// day is the day on which a time is, in microseconds since 1970.
func day(at int64, zone *time.Location) string {
	return time.UnixMicro(at).In(zone).Format(time.DateOnly)
}

// PassBoundaries implements catalog.ClockStore. The bookmark moves in the transaction that appends the changes, and writes
// never overlap: so nothing is missed when the program stops, and nothing is appended twice by several.
func (s *Assets) PassBoundaries(ctx context.Context, by string, until time.Time) (int, error) {
	passed := 0
	err := s.db.write(ctx, "follow the clock", func(tx bun.Tx) error {
		passed = 0
		var since int64
		if err := tx.NewRaw("SELECT coalesce(max(seq), 0) FROM bookmarks WHERE follower = ?", boundaries).Scan(ctx, &since); err != nil {
			return err
		}
		to := until.UnixMicro()
		var people, assets []string
		const consents = "SELECT person FROM consents WHERE withdrawn_at IS NULL AND valid_from > ?0 AND valid_from <= ?1" +
			" UNION SELECT person FROM consents WHERE withdrawn_at IS NULL AND valid_until > ?0 AND valid_until <= ?1"
		if err := tx.NewRaw(consents, since, to).Scan(ctx, &people); err != nil {
			return err
		}
		const rights = "SELECT id FROM assets WHERE embargo_until > ?0 AND embargo_until <= ?1" +
			" UNION SELECT id FROM assets WHERE rights_until > ?0 AND rights_until <= ?1" +
			" UNION SELECT id FROM assets WHERE check_on > ?2 AND check_on <= ?3 AND check_on <> ''"
		if err := tx.NewRaw(rights, since, to, day(since, until.Location()), day(to, until.Location())).Scan(ctx, &assets); err != nil {
			return err
		}
		if passed = len(people) + len(assets); passed == 0 {
			return nil
		}
		if err := record(ctx, tx, by, catalog.KindPerson, people...); err != nil {
			return err
		}
		if err := record(ctx, tx, by, catalog.KindAsset, assets...); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO bookmarks (follower, seq) VALUES (?, ?) ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq"+
			" WHERE excluded.seq > bookmarks.seq", boundaries, to).Exec(ctx)
		return err
	})
	return passed, err
}
