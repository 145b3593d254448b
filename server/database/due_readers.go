package database

import (
	"context"
	"database/sql"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// DueReaders are who follows the due list.
type DueReaders struct{ db *Database }

var _ catalog.DueReaderStore = (*DueReaders)(nil)

// DueReaders are who follows the due list.
func (d *Database) DueReaders() *DueReaders { return &DueReaders{d} }

const selectDueReaders question = `SELECT r.reader, coalesce(l.id, ''), coalesce(l.slug, ''), coalesce(l.name, ''), r.weekday, r.link, r.hash, r.written_on
	FROM due_readers AS r LEFT JOIN libraries AS l ON l.id = r.library WHERE `

func (s *DueReaders) find(ctx context.Context, where question, args ...any) ([]catalog.DueReader, error) {
	var out []catalog.DueReader
	err := s.db.ask(ctx, "find who follows the due list", func(a asker) error {
		out = nil
		return a.ask(ctx, selectDueReaders+where, func(rows *sql.Rows) error {
			var r catalog.DueReader
			var l libraryRefRow
			err := rows.Scan((*string)(&r.User), &l.ID, &l.Slug, &l.Name, &r.Weekday, &r.Link, &r.Hash, &r.WrittenOn)
			r.Library = l.ref()
			out = append(out, r)
			return err
		}, args...)
	})
	return out, err
}

func (s *DueReaders) one(ctx context.Context, where question, arg string) (catalog.DueReader, error) {
	found, err := s.find(ctx, where, arg)
	if err == nil && len(found) == 0 {
		err = catalog.Missing("page")
	}
	if err != nil {
		return catalog.DueReader{}, err
	}
	return found[0], nil
}

// Get implements catalog.DueReaderStore.
func (s *DueReaders) Get(ctx context.Context, user catalog.UserID) (catalog.DueReader, error) {
	return s.one(ctx, "r.reader = {1}", string(user))
}

// ByHash implements catalog.DueReaderStore.
func (s *DueReaders) ByHash(ctx context.Context, hash string) (catalog.DueReader, error) {
	return s.one(ctx, "r.hash = {1} AND r.hash <> ''", hash)
}

// Put implements catalog.DueReaderStore.
func (s *DueReaders) Put(ctx context.Context, r catalog.DueReader) error {
	return s.db.write(ctx, "store who follows the due list", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, []claim{{"library", "libraries", string(r.Library.ID)}, {"user", "users", string(r.User)}}); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO due_readers (reader, library, weekday, link, hash, written_on) VALUES (?, nullif(?, ''), ?, ?, ?, ?)
			ON CONFLICT (reader) DO UPDATE SET library = excluded.library, weekday = excluded.weekday, link = excluded.link, hash = excluded.hash,
			written_on = excluded.written_on`, string(r.User), string(r.Library.ID), r.Weekday, r.Link, r.Hash, r.WrittenOn).Exec(ctx)
		return err
	})
}

// Unwritten implements catalog.DueReaderStore. Who has waited longest comes first.
func (s *DueReaders) Unwritten(ctx context.Context, weekday int, day string, limit int) ([]catalog.DueReader, error) {
	return s.find(ctx, "r.weekday = {1} AND r.written_on < {2} ORDER BY r.written_on, r.reader LIMIT {3}", weekday, day, limit)
}

// Write implements catalog.DueReaderStore.
func (s *DueReaders) Write(ctx context.Context, user catalog.UserID, day string, letter catalog.Letter) error {
	return s.db.write(ctx, "write what is due", func(tx bun.Tx) error {
		done, err := tx.NewRaw("UPDATE due_readers SET written_on = ? WHERE reader = ? AND written_on < ?", day, string(user), day).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return insertLetters(ctx, tx, []catalog.Letter{letter})
	})
}
