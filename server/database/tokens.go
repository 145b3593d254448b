package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Tokens are the tokens of programs.
type Tokens struct{ db *Database }

var _ catalog.TokenStore = (*Tokens)(nil)

type tokenRow struct {
	bun.BaseModel `bun:"table:tokens,alias:e"`

	ID          string       `bun:"id,pk"`
	Name        string       `bun:"name"`
	Role        catalog.Role `bun:"role"`
	Library     string       `bun:"library,nullzero"`
	LibraryName string       `bun:"-"`
	Hash        string       `bun:"hash"`
	CreatedBy   string       `bun:"created_by"`
	CreatedAt   instant      `bun:"created_at"`
	LastUsedAt  instant      `bun:"last_used_at"`
	Folded      string       `bun:"folded"`
	SortKey     string       `bun:"sort_key"`
}

func (r tokenRow) token() catalog.Token {
	return catalog.Token{ID: catalog.TokenID(r.ID), Name: r.Name, Role: r.Role, Library: catalog.Ref{ID: r.Library, Name: r.LibraryName},
		Hash: r.Hash, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.Time, LastUsedAt: r.LastUsedAt.Time}
}

func loadTokens(ctx context.Context, a asker, where question, arg any) ([]catalog.Token, error) {
	const q question = `SELECT e.id, e.name, e.role, coalesce(e.library, ''), coalesce(l.name, ''), e.hash, e.created_by, e.created_at,
		e.last_used_at FROM tokens AS e LEFT JOIN libraries AS l ON l.id = e.library WHERE `
	var tokens []catalog.Token
	var r tokenRow
	err := a.ask(ctx, q+where, func(rows *sql.Rows) error {
		err := rows.Scan(&r.ID, &r.Name, (*string)(&r.Role), &r.Library, &r.LibraryName, &r.Hash, &r.CreatedBy, &r.CreatedAt, &r.LastUsedAt)
		tokens = append(tokens, r.token())
		return err
	}, arg)
	return tokens, err
}

// Create implements catalog.TokenStore. Invalid when there is no such library.
func (s *Tokens) Create(ctx context.Context, t catalog.Token) error {
	return s.db.write(ctx, "store token", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, []claim{{"library", "libraries", t.Library.ID}}); err != nil {
			return err
		}
		row := &tokenRow{ID: string(t.ID), Name: t.Name, Role: t.Role, Library: t.Library.ID, Hash: t.Hash, CreatedBy: t.CreatedBy,
			CreatedAt: instant{t.CreatedAt}, LastUsedAt: instant{t.LastUsedAt}, Folded: fold(t.Name), SortKey: sortKey(t.Name)}
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		return err
	})
}

// ByHash implements catalog.TokenStore.
func (s *Tokens) ByHash(ctx context.Context, hash string) (catalog.Token, error) {
	var t catalog.Token
	err := s.db.ask(ctx, "find token", func(a asker) error {
		found, err := loadTokens(ctx, a, "e.hash = {1}", hash)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return catalog.Missing("token")
		}
		t = found[0]
		return nil
	})
	return t, err
}

// List implements catalog.TokenStore: by name.
func (s *Tokens) List(ctx context.Context, f catalog.ListFilter) (catalog.Page[catalog.Token], error) {
	var page catalog.Page[catalog.Token]
	err := s.db.snapshot(ctx, "list tokens", func(db bun.IDB) error {
		ids, next, err := spots(ctx, matching(db.NewSelect().Table("tokens"), f.Text), f)
		if err != nil || len(ids) == 0 {
			return err
		}
		found, err := loadTokens(ctx, asking(db), "e.id {ids}", ids)
		page = catalog.Page[catalog.Token]{Items: inOrder(ids, found, func(t catalog.Token) string { return string(t.ID) }), Next: next}
		return err
	})
	return page, err
}

// Used implements catalog.TokenStore. A token that was revoked meanwhile is passed over; time never goes back.
func (s *Tokens) Used(ctx context.Context, id catalog.TokenID, at time.Time) error {
	_, err := s.db.change(ctx, "note use of token", "UPDATE tokens SET last_used_at = ?0 WHERE id = ?1"+
		" AND (last_used_at IS NULL OR last_used_at < ?0)", instant{at}, id)
	return err
}

// Delete implements catalog.TokenStore.
func (s *Tokens) Delete(ctx context.Context, id catalog.TokenID) error {
	n, err := s.db.change(ctx, "remove token", "DELETE FROM tokens WHERE id = ?", id)
	if err == nil && n == 0 {
		err = catalog.Missing("token")
	}
	return err
}
