package database

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Endings are the consents that end, and the warnings of them.
type Endings struct{ db *Database }

var _ catalog.EndingStore = (*Endings)(nil)

// ending narrows consents to those that end by a time, or are to be reminded of by now.
func ending(q *bun.SelectQuery, now, until time.Time) *bun.SelectQuery {
	return standing(q, now).Where("c.id IN (SELECT id FROM consents WHERE withdrawn_at IS NULL AND valid_until > ?0 AND valid_until <= ?1"+
		" UNION SELECT id FROM consents WHERE remind_at <= ?0)", instant{now}, instant{until}) // each from its index
}

// standing narrows consents to those that have not ended, of people who are not erased, and that no later one replaces.
func standing(q *bun.SelectQuery, now time.Time) *bun.SelectQuery {
	return q.Where("c.withdrawn_at IS NULL AND c.valid_until > ? AND p.erased_at IS NULL", instant{now}).
		Where("NOT EXISTS (SELECT 1 FROM consents AS n WHERE n.person = c.person AND n.withdrawn_at IS NULL AND n.given_at > c.given_at" +
			" AND n.valid_until > c.valid_until AND (n.recording_day IS NULL OR n.recording_day = c.recording_day))")
}

// Ending implements catalog.EndingStore.
func (s *Endings) Ending(ctx context.Context, library catalog.LibraryID, now, until time.Time, limit int) ([]catalog.Consent, error) {
	var out []catalog.Consent
	err := s.db.read(ctx, "find consents that end", func(db bun.IDB) error {
		var rows []consentRow
		err := keptBy(ending(selectConsents(db, &rows), now, until), library).OrderExpr("c.valid_until, c.id").Limit(int64(limit)).Scan(ctx)
		out = collect(rows, consentRow.consent)
		return err
	})
	return out, err
}

// keptBy narrows consents to those of persons whose records a library keeps, or the county.
func keptBy(q *bun.SelectQuery, library catalog.LibraryID) *bun.SelectQuery {
	if library == "" {
		return q
	}
	return q.Where("(p.library = ? OR p.library IS NULL)", library)
}

// CountEnding implements catalog.EndingStore.
func (s *Endings) CountEnding(ctx context.Context, library catalog.LibraryID, day string, now, until time.Time) (int, error) {
	var n int
	err := s.db.read(ctx, "count consents that end", func(db bun.IDB) error {
		q := db.NewSelect().TableExpr("consents AS c").ColumnExpr("count(*)").Join("JOIN people AS p ON p.id = c.person")
		if day != "" {
			q = q.Where("c.recording_day = ?", day)
		}
		return keptBy(ending(q, now, until), library).Scan(ctx, &n)
	})
	return n, err
}

// Contacts implements catalog.EndingStore.
func (s *Endings) Contacts(ctx context.Context, people []catalog.PersonID) (map[catalog.PersonID]string, error) {
	out := map[catalog.PersonID]string{}
	err := s.db.ask(ctx, "find contacts", func(a asker) error {
		var id, contact string
		return a.ask(ctx, "SELECT id, contact FROM people WHERE id {ids} AND contact <> ''", func(rows *sql.Rows) error {
			err := rows.Scan(&id, &contact)
			out[catalog.PersonID(id)] = contact
			return err
		}, collect(people, func(id catalog.PersonID) string { return string(id) }))
	})
	return out, err
}

// Unwarned implements catalog.EndingStore.
func (s *Endings) Unwarned(ctx context.Context, now, until time.Time, days, limit int) (map[catalog.ConsentID]catalog.LibraryID, error) {
	return s.silent(ctx, limit, func(q *bun.SelectQuery) *bun.SelectQuery {
		return standing(q, now).Where("c.valid_until <= ?", instant{until}).
			Where("NOT EXISTS (SELECT 1 FROM consent_warnings AS w WHERE w.consent = c.id AND w.days > 0 AND w.days <= ?)", days)
	})
}

// Unreminded implements catalog.EndingStore.
func (s *Endings) Unreminded(ctx context.Context, now time.Time, limit int) (map[catalog.ConsentID]catalog.LibraryID, error) {
	return s.silent(ctx, limit, func(q *bun.SelectQuery) *bun.SelectQuery {
		return standing(q, now).Where("c.remind_at <= ?", instant{now}).
			Where("NOT EXISTS (SELECT 1 FROM consent_warnings AS w WHERE w.consent = c.id AND w.days = 0 AND w.warned_at >= c.remind_at)")
	})
}

// silent lists consents of which nobody has been told, with the library that keeps the record.
func (s *Endings) silent(ctx context.Context, limit int, narrow func(*bun.SelectQuery) *bun.SelectQuery) (map[catalog.ConsentID]catalog.LibraryID, error) {
	var rows []struct {
		ID      catalog.ConsentID `bun:"id"`
		Library catalog.LibraryID `bun:"library"`
	}
	err := s.db.read(ctx, "find consents to warn of", func(db bun.IDB) error {
		rows = nil
		q := db.NewSelect().TableExpr("consents AS c").ColumnExpr("c.id AS id, coalesce(p.library, '') AS library").Join("JOIN people AS p ON p.id = c.person")
		return narrow(q).OrderExpr("c.valid_until, c.id").Limit(int64(limit)).Scan(ctx, &rows)
	})
	out := map[catalog.ConsentID]catalog.LibraryID{}
	for _, r := range rows {
		out[r.ID] = r.Library
	}
	return out, err
}

// Warn implements catalog.EndingStore.
func (s *Endings) Warn(ctx context.Context, ids []catalog.ConsentID, days int, at time.Time, letters []catalog.Letter) error {
	err := s.db.write(ctx, "warn of consents that end", func(tx bun.Tx) error {
		for _, id := range ids {
			done, err := tx.NewRaw("INSERT INTO consent_warnings AS w (consent, days, warned_at) VALUES (?, ?, ?)"+
				" ON CONFLICT (consent, days) DO UPDATE SET warned_at = excluded.warned_at"+
				" WHERE w.days = 0 AND w.warned_at < (SELECT remind_at FROM consents WHERE id = w.consent)", string(id), days, instant{at}).Exec(ctx)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return cmp.Or(err, errWarned)
			}
		}
		return insertLetters(ctx, tx, letters)
	})
	if errors.Is(err, errWarned) {
		return nil
	}
	return err
}

// errWarned ends a warning that somebody else has just given.
var errWarned = errors.New("warned of meanwhile")
