package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// FollowUps implements catalog.PostStore. What may be due is a little more than what is: the catalogue decides.
func (s *Posts) FollowUps(ctx context.Context, f catalog.FollowUpFilter) ([]catalog.Post, error) {
	ago := func(days int) instant { return instant{f.Now.Add(-time.Duration(days) * 24 * time.Hour)} }
	const hour = int64(time.Hour / time.Microsecond)
	var out []catalog.Post
	err := s.db.snapshot(ctx, "list what is due of posts", func(db bun.IDB) error {
		var rows []postRow
		q := selectPosts(db, &rows).Where("p.posted_at > ?", ago(90)).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("p.answered_at IS NULL AND p.posted_at > ?", ago(14)).
				WhereOr("p.posted_at <= ? AND p.posted_at > ? AND NOT EXISTS (SELECT 1 FROM responses AS r WHERE r.post = p.id AND r.at >= p.posted_at + ?)", ago(2), ago(14), 36*hour).
				WhereOr("p.posted_at <= ? AND (p.outcome = '' OR NOT EXISTS (SELECT 1 FROM responses AS r WHERE r.post = p.id AND r.at >= p.posted_at + ?))", ago(30), 25*24*hour)
		})
		switch {
		case f.By != "" && f.Library != "":
			q = q.Where("(p.follow_up = ?0 OR p.follow_up = '' AND p.posted_by = ?0 OR a.library = ?1)", f.By, f.Library)
		case f.By != "":
			q = q.Where("(p.follow_up = ?0 OR p.follow_up = '' AND p.posted_by = ?0)", f.By)
		case f.Library != "":
			q = q.Where("a.library = ?", f.Library)
		}
		err := q.OrderExpr("p.posted_at DESC, p.id").Limit(int64(f.Limit)).Scan(ctx)
		if err == nil {
			out, err = wholePosts(ctx, db, rows)
		}
		return err
	})
	return out, err
}

// Addresses implements catalog.PostStore.
func (s *Posts) Addresses(ctx context.Context, limit int) ([]catalog.PostAddress, error) {
	var out []catalog.PostAddress
	err := s.db.read(ctx, "list addresses of posts", func(db bun.IDB) error {
		var rows []struct{ ID, Permalink string }
		err := db.NewRaw("SELECT id, permalink FROM posts WHERE permalink <> '' ORDER BY posted_at DESC, id DESC LIMIT ?", limit).Scan(ctx, &rows)
		out = make([]catalog.PostAddress, len(rows))
		for i, r := range rows {
			out[i] = catalog.PostAddress{Post: catalog.PostID(r.ID), Permalink: r.Permalink}
		}
		return err
	})
	return out, err
}
