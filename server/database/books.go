package database

import (
	"context"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

type bookRow struct {
	bun.BaseModel `bun:"table:books,alias:e"`
	entryRow

	Title     string             `bun:"title"`
	Authors   document[[]string] `bun:"authors"`
	Publisher string             `bun:"publisher"`
	Published string             `bun:"published"`
	Folded    string             `bun:"folded"`
	SortKey   string             `bun:"sort_key"`
}

func books() entity[catalog.Book] {
	return entity[catalog.Book]{
		kind:  catalog.KindBook,
		table: "books",
		references: []reference{
			{"asset_books", "book", "asset"}, {"recording_day_books", "book", "recording_day"}, {"recording_day_shots", "book", ""},
			{"offer_books", "book", "offer"},
		},
		entry:  func(b *catalog.Book) *catalog.Entry { return &b.Entry },
		load:   loadBooks,
		claims: func(catalog.Book) []claim { return nil },
		row:    func(b catalog.Book) any { return newBookRow(b) },
		after:  storeISBNs,
		absorb: absorbBook,
		search: searchBooks,
	}
}

func newBookRow(b catalog.Book) *bookRow {
	return &bookRow{entryRow: entryRowOf(b.Entry), Title: b.Title, Authors: documentOf(b.Authors), Publisher: b.Publisher, Published: b.Published,
		Folded: fold(append([]string{b.Title}, b.Authors...)...), SortKey: sortKey(b.Title)}
}

func (r bookRow) book(isbns []catalog.ISBN) catalog.Book {
	return catalog.Book{Entry: r.entry(), Title: r.Title, Authors: r.Authors.v, ISBNs: isbns, Publisher: r.Publisher, Published: r.Published}
}

func loadBooks(ctx context.Context, db bun.IDB, ids []string) ([]catalog.Book, error) {
	var rows []bookRow
	if err := db.NewSelect().Model(&rows).Where("e.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, err
	}
	var numbers []struct {
		Book string
		ISBN catalog.ISBN `bun:"isbn"`
	}
	query := "SELECT book, isbn FROM book_isbns WHERE book IN (?) ORDER BY book, position"
	if err := db.NewRaw(query, bun.List(ids)).Scan(ctx, &numbers); err != nil {
		return nil, err
	}
	isbns := map[string][]catalog.ISBN{}
	for _, n := range numbers {
		isbns[n.Book] = append(isbns[n.Book], n.ISBN)
	}
	return collect(rows, func(r bookRow) catalog.Book { return r.book(isbns[r.ID]) }), nil
}

func storeISBNs(ctx context.Context, tx bun.Tx, b catalog.Book) error {
	if _, err := tx.NewRaw("DELETE FROM book_isbns WHERE book = ?", b.ID).Exec(ctx); err != nil {
		return err
	}
	for i, isbn := range b.ISBNs {
		query := "INSERT INTO book_isbns (book, isbn, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
		if _, err := tx.NewRaw(query, b.ID, isbn, i).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// absorbBook joins the editions of two books, and fills in what the kept one lacks.
func absorbBook(into *catalog.Book, from catalog.Book) {
	for _, isbn := range from.ISBNs {
		if !slices.Contains(into.ISBNs, isbn) {
			into.ISBNs = append(into.ISBNs, isbn)
		}
	}
	if len(into.Authors) == 0 {
		into.Authors = from.Authors
	}
	fill(&into.Publisher, from.Publisher)
	fill(&into.Published, from.Published)
}

// searchBooks finds books by title and author, or by an ISBN in any form.
func searchBooks(q *bun.SelectQuery, text string) *bun.SelectQuery {
	if isbn, err := catalog.ParseISBN(text); err == nil {
		return q.Where("id IN (SELECT book FROM book_isbns WHERE isbn = ?)", isbn)
	}
	return matching(q, text)
}
