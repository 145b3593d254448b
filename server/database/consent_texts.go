package database

import (
	"context"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// ConsentTexts are the texts that people agree to, besides those that come with the program.
type ConsentTexts struct{ db *Database }

var _ catalog.ConsentTextStore = (*ConsentTexts)(nil)

type consentTextRow struct {
	bun.BaseModel `bun:"table:consent_texts,alias:t"`

	Version   string  `bun:"version,pk"`
	Language  string  `bun:"language,pk"`
	Body      string  `bun:"body"`
	CreatedAt instant `bun:"created_at"`
	CreatedBy string  `bun:"created_by"`
}

func (r consentTextRow) text() catalog.ConsentText {
	return catalog.ConsentText{Version: r.Version, Language: r.Language, Body: r.Body, CreatedAt: r.CreatedAt.Time, CreatedBy: r.CreatedBy}
}

// Add implements catalog.ConsentTextStore.
func (s *ConsentTexts) Add(ctx context.Context, texts []catalog.ConsentText) error {
	return s.db.write(ctx, "add consent text", func(tx bun.Tx) error {
		rows := collect(texts, func(t catalog.ConsentText) consentTextRow {
			return consentTextRow{Version: t.Version, Language: t.Language, Body: t.Body, CreatedAt: instant{t.CreatedAt}, CreatedBy: t.CreatedBy}
		})
		var taken int
		if err := tx.NewRaw("SELECT count(*) FROM consent_texts WHERE version = ?", texts[0].Version).Scan(ctx, &taken); err != nil {
			return err
		}
		if taken > 0 {
			return catalog.NewError(catalog.Conflict, catalog.KeyStale, nil)
		}
		_, err := tx.NewInsert().Model(&rows).Exec(ctx)
		return err
	})
}

// All implements catalog.ConsentTextStore.
func (s *ConsentTexts) All(ctx context.Context) ([]catalog.ConsentText, error) {
	var rows []consentTextRow
	err := s.db.read(ctx, "list consent texts", func(db bun.IDB) error {
		rows = nil
		return db.NewSelect().Model(&rows).OrderExpr("t.created_at DESC, t.version DESC, CASE t.language WHEN 'nb' THEN 1 WHEN 'nn' THEN 2 ELSE 3 END").Scan(ctx)
	})
	return collect(rows, consentTextRow.text), err
}
