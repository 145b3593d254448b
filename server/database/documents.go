package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// Documents are the private files of consents, and the list of bytes to be removed.
type Documents struct{ db *Database }

var _ catalog.DocumentStore = (*Documents)(nil)

type documentRow struct {
	bun.BaseModel `bun:"table:documents,alias:o"`

	ID        catalog.DocumentID `bun:"id,pk"`
	Consent   catalog.ConsentID  `bun:"consent"`
	Purpose   string             `bun:"purpose"`
	FileName  string             `bun:"file_name"`
	MediaType string             `bun:"media_type"`
	Size      int64              `bun:"size"`
	SHA256    string             `bun:"sha256"`
	AddedAt   instant            `bun:"added_at"`
	AddedBy   string             `bun:"added_by"`
}

func newDocumentRow(d catalog.Document) *documentRow {
	return &documentRow{ID: d.ID, Consent: d.Consent, Purpose: d.Purpose, FileName: d.FileName, MediaType: d.MediaType, Size: d.Size, SHA256: d.SHA256,
		AddedAt: instant{d.AddedAt}, AddedBy: d.AddedBy}
}

func (r documentRow) document() catalog.Document {
	return catalog.Document{ID: r.ID, Consent: r.Consent, Purpose: r.Purpose, FileName: r.FileName, MediaType: r.MediaType, Size: r.Size, SHA256: r.SHA256,
		AddedAt: r.AddedAt.Time, AddedBy: r.AddedBy}
}

// Expect implements catalog.DocumentStore.
func (s *Documents) Expect(ctx context.Context, id catalog.DocumentID, due time.Time) error {
	_, err := s.db.change(ctx, "expect document", "INSERT INTO document_removals (id, due) VALUES (?, ?)", id, instant{due})
	return err
}

// Create implements catalog.DocumentStore.
func (s *Documents) Create(ctx context.Context, by string, d catalog.Document) error {
	return s.db.write(ctx, "add document", func(tx bun.Tx) error {
		if err := requireAll(ctx, tx, []claim{{"consent", "consents", string(d.Consent)}}); err != nil {
			return err
		}
		res, err := tx.NewRaw("DELETE FROM document_removals WHERE id = ?", d.ID).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
		}
		if d.Purpose == catalog.DocumentSignature {
			if err := takeDrawing(ctx, tx, d.Consent); err != nil {
				return err
			}
		}
		if _, err := tx.NewInsert().Model(newDocumentRow(d)).Exec(ctx); err != nil {
			return err
		}
		return auditDocument(ctx, tx, by, catalog.AuditDocumentAdded, d, d.AddedAt)
	})
}

// takeDrawing takes the drawing of a signature from its consent. Stale when there is none: another node has stored it.
func takeDrawing(ctx context.Context, tx bun.Tx, id catalog.ConsentID) error {
	res, err := tx.NewRaw("UPDATE consent_signings SET signature = NULL WHERE consent = ? AND signature IS NOT NULL", string(id)).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
	}
	return nil
}

// auditDocument adds a line that tells what was done with a document, and of which person it is.
func auditDocument(ctx context.Context, tx bun.Tx, by, action string, d catalog.Document, at time.Time) error {
	var person catalog.PersonID
	if err := tx.NewRaw("SELECT person FROM consents WHERE id = ?", d.Consent).Scan(ctx, &person); err != nil {
		return err
	}
	if err := requireLiving(ctx, tx, string(person)); err != nil {
		return err
	}
	return audit(ctx, tx, catalog.AuditLine{At: at, Actor: by, Action: action, Kind: catalog.KindDocument, Entry: string(d.ID), Person: person, Detail: d.Purpose})
}

// Get implements catalog.DocumentStore.
func (s *Documents) Get(ctx context.Context, id catalog.DocumentID) (catalog.Document, error) {
	var d catalog.Document
	err := s.db.read(ctx, "find document", func(db bun.IDB) (err error) {
		d, err = oneDocument(ctx, db, id)
		return err
	})
	return d, err
}

func oneDocument(ctx context.Context, db bun.IDB, id catalog.DocumentID) (catalog.Document, error) {
	var rows []documentRow
	if err := db.NewSelect().Model(&rows).Where("o.id = ?", id).Scan(ctx); err != nil {
		return catalog.Document{}, err
	}
	if len(rows) == 0 {
		return catalog.Document{}, catalog.Missing("document")
	}
	return rows[0].document(), nil
}

// withDocuments fills in the documents of consents, in the order in which they were added.
func withDocuments(ctx context.Context, db bun.IDB, list []catalog.Consent) error {
	if len(list) == 0 {
		return nil
	}
	at := map[catalog.ConsentID]*catalog.Consent{}
	for i := range list {
		at[list[i].Consent] = &list[i]
	}
	var rows []documentRow
	ids := collect(list, func(c catalog.Consent) catalog.ConsentID { return c.Consent })
	if err := db.NewSelect().Model(&rows).Where("o.consent IN (?)", bun.List(ids)).OrderExpr("o.added_at, o.id").Scan(ctx); err != nil {
		return err
	}
	for _, r := range rows {
		at[r.Consent].Documents = append(at[r.Consent].Documents, r.document())
	}
	return nil
}

// Remove implements catalog.DocumentStore.
func (s *Documents) Remove(ctx context.Context, by string, id catalog.DocumentID, when time.Time) error {
	return s.db.write(ctx, "remove document", func(tx bun.Tx) error {
		d, err := oneDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := auditDocument(ctx, tx, by, catalog.AuditDocumentRemoved, d, when); err != nil {
			return err
		}
		return dropDocuments(ctx, tx, when, "id = ?", id)
	})
}

// dropDocuments removes documents and lists their bytes.
func dropDocuments(ctx context.Context, tx bun.Tx, when time.Time, where string, args ...any) error {
	list := append([]any{instant{when}}, args...)
	if _, err := tx.NewRaw("INSERT INTO document_removals (id, due) SELECT id, ? FROM documents WHERE "+where, list...).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("DELETE FROM documents WHERE "+where, args...).Exec(ctx)
	return err
}

// Due implements catalog.DocumentStore.
func (s *Documents) Due(ctx context.Context, now time.Time, limit int) ([]catalog.DocumentID, error) {
	var ids []catalog.DocumentID
	err := s.db.read(ctx, "find bytes to remove", func(db bun.IDB) error {
		ids = nil
		return db.NewRaw("SELECT id FROM document_removals WHERE due <= ? ORDER BY due, id LIMIT ?", instant{now}, limit).Scan(ctx, &ids)
	})
	return ids, err
}

// Forget implements catalog.DocumentStore.
func (s *Documents) Forget(ctx context.Context, id catalog.DocumentID) error {
	_, err := s.db.change(ctx, "forget document", "DELETE FROM document_removals WHERE id = ?", id)
	return err
}
