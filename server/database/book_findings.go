package database

import (
	"context"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// BookFindings keep what the open catalogues outside answered.
type BookFindings struct{ db *Database }

var _ catalog.BookFindings = (*BookFindings)(nil)

// BookFindings are what the open catalogues outside answered.
func (d *Database) BookFindings() *BookFindings { return &BookFindings{d} }

// Finding implements catalog.BookFindings.
func (b *BookFindings) Finding(ctx context.Context, isbn catalog.ISBN, at time.Time) (found catalog.FoundBook, ok bool, err error) {
	err = b.db.read(ctx, "find kept book", func(db bun.IDB) error {
		var rows []struct {
			Title, Publisher, Published, Source, SourceName string
			Authors                                         document[[]string]
		}
		query := "SELECT title, authors, publisher, published, source, source_name FROM book_lookups WHERE isbn = ? AND expires_at > ?"
		if err := db.NewRaw(query, isbn, instant{at}).Scan(ctx, &rows); err != nil {
			return err
		}
		for _, r := range rows {
			found, ok = catalog.FoundBook{Title: r.Title, Authors: r.Authors.v, Publisher: r.Publisher, Published: r.Published,
				Source: catalog.Ref{ID: r.Source, Name: r.SourceName}}, true
		}
		return nil
	})
	return found, ok, err
}

// KeepFinding implements catalog.BookFindings.
func (b *BookFindings) KeepFinding(ctx context.Context, isbn catalog.ISBN, found catalog.FoundBook, at, until time.Time) error {
	if _, err := b.db.change(ctx, "sweep kept books", "DELETE FROM book_lookups WHERE expires_at <= ?", instant{at}); err != nil {
		return err
	}
	_, err := b.db.change(ctx, "keep book", "INSERT INTO book_lookups (isbn, title, authors, publisher, published, source, source_name, expires_at)"+
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (isbn) DO UPDATE SET title = excluded.title, authors = excluded.authors,"+
		" publisher = excluded.publisher, published = excluded.published, source = excluded.source, source_name = excluded.source_name,"+
		" expires_at = excluded.expires_at",
		isbn, found.Title, documentOf(found.Authors), found.Publisher, found.Published, found.Source.ID, found.Source.Name, instant{until})
	return err
}
