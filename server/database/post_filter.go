package database

import (
	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// narrowPosts narrows a list of posts p, newest first, to what a filter asks for.
func narrowPosts(q *bun.SelectQuery, f catalog.PostFilter) (*bun.SelectQuery, error) {
	return newestAfter(wherePosts(q, f), f.Cursor, "p.posted_at", "p.id")
}

func wherePosts(q *bun.SelectQuery, f catalog.PostFilter) *bun.SelectQuery {
	if f.Asset != "" {
		q = q.Where("p.id IN (SELECT post FROM post_assets WHERE asset = ?)", f.Asset)
	}
	if f.By != "" {
		q = q.Where("(p.follow_up = ? OR p.follow_up = '' AND p.posted_by = ?)", f.By, f.By)
	}
	if !f.From.IsZero() {
		q = q.Where("p.posted_at >= ?", instant{f.From})
	}
	if !f.To.IsZero() {
		q = q.Where("p.posted_at < ?", instant{f.To})
	}
	if f.Text != "" {
		q = q.Where(`(p.folded LIKE ?0 ESCAPE '\' OR p.offer IN (SELECT id FROM offers WHERE folded LIKE ?0 ESCAPE '\'))`, within(f.Text))
	}
	for column, value := range map[bun.Ident]string{"library": string(f.Library), "channel": string(f.Channel)} {
		if value != "" {
			q = q.Where("p.account IN (SELECT id FROM accounts WHERE ? = ?)", column, value)
		}
	}
	for column, value := range map[bun.Ident]string{"p.account": f.Account, "p.offer": f.Offer,
		"p.day": f.Day, "p.plan": string(f.Plan), "p.content_type": string(f.ContentType), "p.language": f.Language} {
		if value != "" {
			q = q.Where("? = ?", column, value)
		}
	}
	return q
}
