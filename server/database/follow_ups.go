package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// What catalog.Post.Chores says, in SQL: ?0 is now, ?1 an hour. A test holds the two together.
const (
	dueAnswer = "(p.answered_at IS NULL AND p.posted_at > ?0 - 14 * 24 * ?1)"
	dueEarly  = "(p.posted_at <= ?0 - 48 * ?1 AND p.posted_at > ?0 - 14 * 24 * ?1 AND (p.outcome = '' OR NOT EXISTS" +
		" (SELECT 1 FROM responses AS r WHERE r.post = p.id AND r.at >= p.posted_at + 36 * ?1 AND r.at < p.posted_at + 14 * 24 * ?1)))"
	dueLate = "(p.posted_at <= ?0 - 30 * 24 * ?1 AND p.posted_at > ?0 - 90 * 24 * ?1 AND (p.outcome = '' OR NOT EXISTS" +
		" (SELECT 1 FROM responses AS r WHERE r.post = p.id AND r.at >= p.posted_at + 25 * 24 * ?1)))"
	// The first deadline of what is due of a post.
	firstDeadline = "p.posted_at + CASE WHEN " + dueAnswer + " THEN 2 WHEN " + dueEarly + " THEN 9 ELSE 37 END * 24 * ?1"
)

const hour = int64(time.Hour / time.Microsecond)

// whereDue narrows posts p on accounts a to those of which something is due to somebody.
func whereDue(q *bun.SelectQuery, f catalog.FollowUpFilter) *bun.SelectQuery {
	q = q.Where("p.posted_at > ?", instant{f.Now.Add(-90 * 24 * time.Hour)}).Where("("+dueAnswer+" OR "+dueEarly+" OR "+dueLate+")", f.Now.UnixMicro(), hour)
	const by = "p.follow_up = ?0 OR p.follow_up = '' AND p.posted_by = ?0"
	switch {
	case f.By != "" && f.Library != "":
		q = q.Where("("+by+" OR a.library = ?1)", f.By, f.Library)
	case f.By != "":
		q = q.Where("("+by+")", f.By)
	case f.Library != "":
		q = q.Where("a.library = ?", f.Library)
	}
	return q
}

// FollowUps implements catalog.PostStore.
func (s *Posts) FollowUps(ctx context.Context, f catalog.FollowUpFilter) ([]catalog.Post, error) {
	var out []catalog.Post
	err := s.db.snapshot(ctx, "list what is due of posts", func(db bun.IDB) error {
		var rows []postRow
		err := whereDue(selectPosts(db, &rows), f).OrderExpr(firstDeadline+", p.id", f.Now.UnixMicro(), hour).Limit(int64(f.Limit)).Scan(ctx)
		if err == nil {
			out, err = wholePosts(ctx, db, rows)
		}
		return err
	})
	return out, err
}

// CountFollowUps implements catalog.PostStore.
func (s *Posts) CountFollowUps(ctx context.Context, f catalog.FollowUpFilter) (int, error) {
	var n int
	err := s.db.read(ctx, "count what is due of posts", func(db bun.IDB) error {
		return whereDue(db.NewSelect().Model((*postRow)(nil)).Join("JOIN accounts AS a ON a.id = p.account").ColumnExpr("count(*)"), f).Scan(ctx, &n)
	})
	return n, err
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
