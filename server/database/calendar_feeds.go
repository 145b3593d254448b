package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// CalendarFeeds are the addresses by which calendars follow the plan.
type CalendarFeeds struct{ db *Database }

var _ catalog.CalendarFeedStore = (*CalendarFeeds)(nil)

const selectFeeds question = `SELECT f.id, f.hash, f.owner, coalesce(l.id, ''), coalesce(l.slug, ''), coalesce(l.name, ''), f.created_at, f.revoked_at,
	coalesce(u.name, t.name, ''), coalesce(u.language, ''), CASE WHEN u.active THEN u.role ELSE coalesce(t.role, '') END
	FROM calendar_feeds AS f LEFT JOIN libraries AS l ON l.id = f.library LEFT JOIN users AS u ON u.id = f.owner LEFT JOIN tokens AS t ON t.id = f.owner WHERE `

func (s *CalendarFeeds) find(ctx context.Context, where question, arg string) ([]catalog.CalendarFeed, error) {
	var out []catalog.CalendarFeed
	err := s.db.ask(ctx, "find calendar feeds", func(a asker) error {
		out = nil
		return a.ask(ctx, selectFeeds+where, func(rows *sql.Rows) error {
			var f catalog.CalendarFeed
			var l libraryRefRow
			var created, revoked instant
			err := rows.Scan((*string)(&f.ID), &f.Hash, &f.Owner, &l.ID, &l.Slug, &l.Name, &created, &revoked, &f.OwnerName, &f.OwnerLanguage, (*string)(&f.OwnerRole))
			f.Library, f.CreatedAt, f.RevokedAt = l.ref(), created.Time, revoked.Time
			out = append(out, f)
			return err
		}, arg)
	})
	return out, err
}

// Create implements catalog.CalendarFeedStore.
func (s *CalendarFeeds) Create(ctx context.Context, f catalog.CalendarFeed) error {
	return s.db.write(ctx, "store calendar feed", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, []claim{{"library", "libraries", string(f.Library.ID)}}); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO calendar_feeds (id, hash, owner, library, created_at) VALUES (?, ?, ?, nullif(?, ''), ?)",
			f.ID, f.Hash, f.Owner, f.Library.ID, instant{f.CreatedAt}).Exec(ctx)
		return err
	})
}

// ByHash implements catalog.CalendarFeedStore.
func (s *CalendarFeeds) ByHash(ctx context.Context, hash string) (catalog.CalendarFeed, error) {
	found, err := s.find(ctx, "f.hash = {1}", hash)
	if err == nil && len(found) == 0 {
		err = catalog.Missing("calendar_feed")
	}
	if err != nil {
		return catalog.CalendarFeed{}, err
	}
	return found[0], nil
}

// List implements catalog.CalendarFeedStore.
func (s *CalendarFeeds) List(ctx context.Context, owner string) ([]catalog.CalendarFeed, error) {
	return s.find(ctx, "f.owner = {1} AND f.revoked_at IS NULL ORDER BY f.created_at, f.id", owner)
}

// Revoke implements catalog.CalendarFeedStore.
func (s *CalendarFeeds) Revoke(ctx context.Context, owner string, id catalog.CalendarFeedID, at time.Time) error {
	n, err := s.db.change(ctx, "revoke calendar feed", "UPDATE calendar_feeds SET revoked_at = ? WHERE id = ? AND owner = ? AND revoked_at IS NULL", instant{at}, id, owner)
	if err == nil && n == 0 {
		err = catalog.Missing("calendar_feed")
	}
	return err
}
