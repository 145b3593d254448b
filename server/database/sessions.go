package database

import (
	"context"
	"database/sql"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// Sessions are the sessions of signed-in people: a store for the scs session manager, with and without context. It
// stores tokens as they are given; have the manager hash them first.
type Sessions struct {
	db  *Database
	now catalog.Clock
}

// FindCtx finds the data of a session that has not expired; found is false when there is none.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.db.ask(ctx, "find session", func(a asker) error {
		data, found = nil, false
		return a.ask(ctx, "SELECT data FROM sessions WHERE token = {1} AND expires_at > {2}", func(rows *sql.Rows) error {
			found = true
			return rows.Scan(&data)
		}, token, instant{s.now()})
	})
	return data, found, err
}

// CommitCtx stores the data of a session until it expires, in the place of what was there.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	if data == nil {
		data = []byte{}
	}
	_, err := s.db.change(ctx, "store session", "INSERT INTO sessions (token, data, expires_at) VALUES (?, ?, ?)"+
		" ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at", token, data, instant{expires})
	return err
}

// DeleteCtx removes a session. One that is not there is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.db.change(ctx, "remove session", "DELETE FROM sessions WHERE token = ?", token)
	return err
}

// Find is FindCtx without a context.
func (s *Sessions) Find(token string) (data []byte, found bool, err error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Sweep removes the sessions that have expired and tells how many.
func (s *Sessions) Sweep(ctx context.Context) (int, error) {
	return s.db.change(ctx, "sweep sessions", "DELETE FROM sessions WHERE expires_at <= ?", instant{s.now()})
}
