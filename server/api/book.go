package api

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

type book struct {
	ID              string   `json:"id"`
	Title           string   `json:"title"`
	Authors         []string `json:"authors"`
	ISBNs           []string `json:"isbns" doc:"Of all its editions, 13 digits each."`
	ISBNsHyphenated []string `json:"isbns_hyphenated" doc:"The same as they are printed, where the group is Norwegian."`
	Publisher       string   `json:"publisher"`
	Published       *string  `json:"published" doc:"A year."`
	Stamps
}

type bookPatch struct {
	Title     optional[string]   `json:"title,omitempty"`
	Authors   optional[[]string] `json:"authors,omitempty" doc:"As shown: Kari Nordmann."`
	ISBNs     optional[[]string] `json:"isbns,omitempty" doc:"ISBN-10 or ISBN-13, with or without hyphens."`
	Publisher optional[string]   `json:"publisher,omitempty"`
	Published optional[string]   `json:"published,omitempty"`
}

type lookupInput struct {
	ISBN string `query:"isbn" required:"true" doc:"ISBN-10 or ISBN-13, with or without hyphens."`
}

func (r *routes) books() {
	s := shelf[catalog.Book, book, bookPatch]{
		routes: r, service: r.Books, tag: "Books", path: "/books", one: "book",
		body: bookOf, entry: func(b catalog.Book) catalog.Entry { return b.Entry }, change: changeBook,
	}
	s.mount()
	handle(r, describe(s.tag, http.MethodGet, "/books/lookup", "look-up-book", "Find a book by an ISBN", 200),
		func(ctx context.Context, c call, in *lookupInput) (*entryAnswer[book], error) {
			b, err := r.lookUp(ctx, c, in.ISBN)
			return s.answer(b), err
		})
}

func bookOf(b catalog.Book) book {
	return book{ID: b.ID, Title: b.Title, Authors: append([]string{}, b.Authors...),
		ISBNs:           each(b.ISBNs, func(i catalog.ISBN) string { return string(i) }),
		ISBNsHyphenated: each(b.ISBNs, catalog.ISBN.Hyphenated),
		Publisher:       b.Publisher, Published: orNull(b.Published), Stamps: stampsOf(b.Entry)}
}

func changeBook(_ context.Context, _ call, w bookPatch) (func(*catalog.Book), error) {
	return func(b *catalog.Book) {
		w.Title.set(&b.Title)
		w.Authors.set(&b.Authors)
		w.Publisher.set(&b.Publisher)
		w.Published.set(&b.Published)
		if w.ISBNs.sent {
			// The register checks each and refuses it by its place in the list.
			b.ISBNs = each(w.ISBNs.value, func(s string) catalog.ISBN { return catalog.ISBN(s) })
		}
	}, nil
}

// lookUp finds a book of the register by the ISBN of any of its editions.
func (r *routes) lookUp(ctx context.Context, c call, given string) (catalog.Book, error) {
	isbn, err := catalog.ParseISBN(given)
	if err != nil {
		key := catalog.KeyBadISBN
		if errors.Is(err, catalog.ErrISBNCheckDigit) {
			key = catalog.KeyBadISBNCheckDigit
		}
		return catalog.Book{}, refuseField("isbn", key, catalog.Args{"value": given})
	}
	page, err := r.Books.List(ctx, c.actor, catalog.ListFilter{Text: string(isbn)})
	if err != nil {
		return catalog.Book{}, err
	}
	for _, b := range page.Items {
		if slices.Contains(b.ISBNs, isbn) {
			return b, nil
		}
	}
	return catalog.Book{}, catalog.Missing("book")
}
