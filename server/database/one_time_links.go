package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type oneTimeLinkRow struct {
	bun.BaseModel `bun:"table:one_time_links,alias:o"`

	Hash      string         `bun:"hash,pk"`
	Account   catalog.UserID `bun:"account,nullzero"`
	ExpiresAt instant        `bun:"expires_at"`
}

func (r oneTimeLinkRow) link() catalog.OneTimeLink {
	return catalog.OneTimeLink{Hash: r.Hash, User: r.Account, ExpiresAt: r.ExpiresAt.Time}
}

// CreateLink implements catalog.UserStore. NotFound when the user does not exist.
func (s *Users) CreateLink(ctx context.Context, l catalog.OneTimeLink) error {
	return s.db.write(ctx, "store one-time link", func(tx bun.Tx) error {
		if l.User != "" {
			if err := lockRow(ctx, s.db.dialect, tx, "users", string(l.User), "user"); err != nil {
				return err
			}
		}
		if _, err := tx.NewRaw("DELETE FROM one_time_links WHERE coalesce(account, '') = ?", l.User).Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewInsert().Model(&oneTimeLinkRow{Hash: l.Hash, Account: l.User, ExpiresAt: instant{l.ExpiresAt}}).Exec(ctx)
		return err
	})
}

// Link implements catalog.UserStore.
func (s *Users) Link(ctx context.Context, hash string) (catalog.OneTimeLink, error) {
	var l catalog.OneTimeLink
	err := s.db.read(ctx, "find one-time link", func(db bun.IDB) error {
		var rows []oneTimeLinkRow
		if err := db.NewSelect().Model(&rows).Where("o.hash = ?", hash).Scan(ctx); err != nil {
			return err
		}
		if len(rows) == 0 {
			return catalog.Missing("one_time_link")
		}
		l = rows[0].link()
		return nil
	})
	return l, err
}

// UseLink implements catalog.UserStore. NotFound, too, when the link was for somebody else than u.
func (s *Users) UseLink(ctx context.Context, hash string, u catalog.User) error {
	return s.db.write(ctx, "use one-time link", func(tx bun.Tx) error {
		var rows []oneTimeLinkRow
		if err := tx.NewRaw("DELETE FROM one_time_links WHERE hash = ? RETURNING hash, account, expires_at", hash).Scan(ctx, &rows); err != nil {
			return err
		}
		switch {
		case len(rows) == 0, rows[0].Account != "" && rows[0].Account != u.ID:
			return catalog.Missing("one_time_link")
		case rows[0].Account == "":
			return insertUser(ctx, tx, u)
		}
		return updateUser(ctx, tx, u)
	})
}
