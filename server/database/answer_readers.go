package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// AnswerReaders are who is reminded of comments that wait for them.
type AnswerReaders struct{ db *Database }

var _ catalog.AnswerReaderStore = (*AnswerReaders)(nil)

// AnswerReaders are who is reminded of comments that wait for them.
func (d *Database) AnswerReaders() *AnswerReaders { return &AnswerReaders{d} }

// Stopped implements catalog.AnswerReaderStore.
func (s *AnswerReaders) Stopped(ctx context.Context, user catalog.UserID) (stopped bool, err error) {
	err = s.db.ask(ctx, "find who is reminded of comments", func(a asker) error {
		stopped = false
		return a.ask(ctx, "SELECT stopped FROM answer_readers WHERE reader = {1}", func(rows *sql.Rows) error { return rows.Scan(&stopped) }, string(user))
	})
	return stopped, err
}

// Stop implements catalog.AnswerReaderStore.
func (s *AnswerReaders) Stop(ctx context.Context, user catalog.UserID, stopped bool) error {
	return s.db.write(ctx, "store who is reminded of comments", func(tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO answer_readers (reader, written_at, told_to, stopped) VALUES (?, 0, 0, ?)
			ON CONFLICT (reader) DO UPDATE SET stopped = excluded.stopped`, string(user), stopped).Exec(ctx)
		return err
	})
}

// Waiting implements catalog.AnswerReaderStore.
func (s *AnswerReaders) Waiting(ctx context.Context, w catalog.AnswerWait, limit int) ([]catalog.UserID, error) {
	var out []catalog.UserID
	err := s.db.ask(ctx, "find for whom comments wait", func(a asker) error {
		out = nil
		return a.ask(ctx, `SELECT DISTINCT u.id FROM posts AS p JOIN users AS u ON u.id = CASE WHEN p.follow_up <> '' THEN p.follow_up ELSE p.posted_by END
			LEFT JOIN answer_readers AS r ON r.reader = u.id
			WHERE p.answered_at IS NULL AND p.posted_at > {1} AND p.posted_at <= {2} AND u.active
				AND (r.reader IS NULL OR NOT r.stopped AND r.written_at < {3} AND (p.posted_at > r.told_to OR p.created_at > r.written_at))
			ORDER BY u.id LIMIT {4}`, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			out = append(out, catalog.UserID(id))
			return err
		}, w.From.UnixMicro(), w.To.UnixMicro(), w.Today.UnixMicro(), limit)
	})
	return out, err
}

// Write implements catalog.AnswerReaderStore.
func (s *AnswerReaders) Write(ctx context.Context, w catalog.AnswerWait, letter catalog.Letter) error {
	return s.db.write(ctx, "remind of comments", func(tx bun.Tx) error {
		done, err := tx.NewRaw(`INSERT INTO answer_readers AS r (reader, written_at, told_to, stopped) VALUES (?0, ?1, ?2, FALSE)
			ON CONFLICT (reader) DO UPDATE SET written_at = excluded.written_at, told_to = excluded.told_to WHERE NOT r.stopped AND r.written_at < ?3`,
			string(letter.Reader), instant{letter.DueAt}, instant{w.To}, instant{w.Today}).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return insertLetters(ctx, tx, []catalog.Letter{letter})
	})
}
