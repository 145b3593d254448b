package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Bookmarks remember how far followers have come.
type Bookmarks struct{ db *Database }

var _ catalog.Bookmarks = (*Bookmarks)(nil)

// Bookmark implements catalog.Bookmarks.
func (b *Bookmarks) Bookmark(ctx context.Context, follower string) (int64, error) {
	var seq int64
	err := b.db.read(ctx, "find bookmark", func(db bun.IDB) error {
		return db.NewRaw("SELECT coalesce(max(seq), 0) FROM bookmarks WHERE follower = ?", follower).Scan(ctx, &seq)
	})
	return seq, err
}

// SetBookmark implements catalog.Bookmarks.
func (b *Bookmarks) SetBookmark(ctx context.Context, follower string, seq int64) error {
	_, err := b.db.change(ctx, "set bookmark", "INSERT INTO bookmarks (follower, seq) VALUES (?, ?)"+
		" ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > bookmarks.seq", follower, seq)
	return err
}
