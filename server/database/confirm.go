package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// mostFollowed bounds how many changes the copies follow; after more it is quicker to read anew.
const mostFollowed = 1000

// confirm makes the copies true: it asks for the newest change, and lets go what changes since the last time bear on.
func (d *Database) confirm(ctx context.Context) error {
	var last int64
	err := d.ask(ctx, "find last change", func(a asker) (err error) {
		last, err = newest(ctx, a)
		return err
	})
	if err != nil || last == d.copies.upTo() {
		return err
	}
	select {
	case d.copies.following <- struct{}{}:
		defer func() { <-d.copies.following }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return d.askAtOnce(ctx, "follow changes", func(a asker) error { return d.copies.follow(ctx, a) })
}

// follow brings the copies up to the newest change; from the start on there are none before it. A list that is shorter than before
// is another one, such as that of a standby that took over.
func (c *copies) follow(ctx context.Context, a asker) error {
	last, err := newest(ctx, a)
	if err != nil {
		return err
	}
	seq := c.upTo()
	switch {
	case last == seq:
		return nil
	case seq == 0, last < seq, last-seq > mostFollowed:
		c.clear(last)
		return nil
	}
	changes, err := since(ctx, a, seq, mostFollowed)
	if err != nil {
		return err
	}
	assets, err := touched(ctx, a, changes)
	if err != nil {
		return err
	}
	kinds := map[catalog.Kind]bool{}
	for _, ch := range changes {
		kinds[ch.Kind] = true
	}
	c.advance(last, assets, kinds)
	return nil
}

func newest(ctx context.Context, a asker) (int64, error) {
	var seq int64
	err := a.ask(ctx, "SELECT coalesce(max(seq), 0) FROM changes", func(rows *sql.Rows) error { return rows.Scan(&seq) })
	return seq, err
}

// Shown implements catalog.AssetStore.
func (s *Assets) Shown(ctx context.Context, ids []catalog.AssetID, scope catalog.Scope) ([]catalog.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err := s.db.confirm(ctx); err != nil {
		return nil, err
	}
	found, missing := s.db.copies.assets(ids)
	read, err := s.readCopies(ctx, missing)
	if err != nil {
		return nil, err
	}
	out := make([]catalog.Asset, 0, len(ids))
	for i, a := range found {
		if a == nil {
			a = read[ids[i]]
		}
		if a != nil && scope.Sees(*a) {
			out = append(out, *a)
		}
	}
	return out, nil
}

// readCopies reads assets and keeps copies of them.
func (s *Assets) readCopies(ctx context.Context, ids []string) (map[catalog.AssetID]*catalog.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var seq int64
	var read []catalog.Asset
	err := s.db.askAtOnce(ctx, "find assets", func(a asker) (err error) {
		if seq, err = newest(ctx, a); err == nil {
			read, err = loadAssets(ctx, a, ids)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s.db.copies.keepAssets(seq, read)
	out := make(map[catalog.AssetID]*catalog.Asset, len(read))
	for i := range read {
		out[read[i].ID] = &read[i]
	}
	return out, nil
}
