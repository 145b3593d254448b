package database

import (
	"cmp"
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Letters are the e-mails that wait to be sent.
type Letters struct{ db *Database }

var _ catalog.LetterStore = (*Letters)(nil)

type letterRow struct {
	bun.BaseModel `bun:"table:letters,alias:l"`

	ID        catalog.LetterID      `bun:"id,pk"`
	Kind      string                `bun:"kind"`
	Recipient string                `bun:"recipient"`
	Language  string                `bun:"language"`
	Link      catalog.ConsentLinkID `bun:"link,nullzero"`
	Reader    catalog.UserID        `bun:"reader,nullzero"`
	Answerer  catalog.UserID        `bun:"answerer,nullzero"`
	Entries   int                   `bun:"entries"`
	Days      int                   `bun:"days"`
	Tries     int                   `bun:"tries"`
	DueAt     instant               `bun:"due_at"`
}

func (r letterRow) letter() catalog.Letter {
	return catalog.Letter{ID: r.ID, Kind: r.Kind, To: r.Recipient, Language: r.Language, Link: r.Link, Reader: cmp.Or(r.Reader, r.Answerer), Count: r.Entries, Days: r.Days, Tries: r.Tries,
		DueAt: r.DueAt.Time}
}

func insertLetters(ctx context.Context, tx bun.Tx, letters []catalog.Letter) error {
	if len(letters) == 0 {
		return nil
	}
	rows := collect(letters, func(l catalog.Letter) letterRow {
		r := letterRow{ID: l.ID, Kind: l.Kind, Recipient: l.To, Language: l.Language, Link: l.Link, Entries: l.Count, Days: l.Days, Tries: l.Tries, DueAt: instant{l.DueAt}}
		if r.Reader = l.Reader; l.Kind == catalog.LetterAnswer {
			r.Reader, r.Answerer = "", l.Reader
		}
		return r
	})
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// Due implements catalog.LetterStore.
func (s *Letters) Due(ctx context.Context, now time.Time, limit int) ([]catalog.Letter, error) {
	var rows []letterRow
	err := s.db.read(ctx, "find letters", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).Where("l.due_at <= ?", instant{now}).OrderExpr("l.due_at, l.id").Limit(int64(limit)).Scan(ctx)
	})
	return collect(rows, letterRow.letter), err
}

// Later implements catalog.LetterStore.
func (s *Letters) Later(ctx context.Context, id catalog.LetterID, at time.Time) error {
	_, err := s.db.change(ctx, "put off letter", "UPDATE letters SET tries = tries + 1, due_at = ? WHERE id = ?", instant{at}, string(id))
	return err
}

// Done implements catalog.LetterStore.
func (s *Letters) Done(ctx context.Context, id catalog.LetterID) error {
	_, err := s.db.change(ctx, "remove letter", "DELETE FROM letters WHERE id = ?", string(id))
	return err
}
