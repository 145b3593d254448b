package api

import (
	"context"
	"net/http"
	"time"

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

// foundBook is a book of the register in its own shape, or what an open catalogue outside proposes to add, in the same
// shape without what only the register gives.
type foundBook struct {
	ID              *string             `json:"id" doc:"Null when the register does not have the book: it can be added as it stands."`
	Title           string              `json:"title"`
	Authors         []string            `json:"authors"`
	ISBNs           []string            `json:"isbns"`
	ISBNsHyphenated []string            `json:"isbns_hyphenated"`
	Publisher       string              `json:"publisher"`
	Published       *string             `json:"published" doc:"A year."`
	Source          nullable[reference] `json:"source" doc:"The catalogue outside that has it; null for a book of the register."`
	Unasked         []reference         `json:"unasked" doc:"Catalogues that did not answer and may know more."`
	Version         *int                `json:"version"`
	CreatedAt       *time.Time          `json:"created_at"`
	UpdatedAt       *time.Time          `json:"updated_at"`
}

func (r *routes) books() {
	s := shelf[catalog.Book, book, bookPatch]{
		routes: r, service: r.Books, tag: "Books", path: "/books", one: "book",
		body: bookOf, entry: func(b catalog.Book) catalog.Entry { return b.Entry }, change: changeBook,
	}
	s.mount()
	handle(r, describe(s.tag, http.MethodGet, "/books/lookup", "look-up-book", "Find a book by an ISBN, in the register or outside", 200), r.lookUp)
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

func (r *routes) lookUp(ctx context.Context, c call, in *lookupInput) (*entryAnswer[foundBook], error) {
	found, err := r.BookLookups.LookUp(ctx, c.actor, in.ISBN)
	if err != nil {
		return nil, err
	}
	b := bookOf(found.Book)
	out := &entryAnswer[foundBook]{Body: foundBook{ID: orNull(b.ID), Title: b.Title, Authors: b.Authors, ISBNs: b.ISBNs, ISBNsHyphenated: b.ISBNsHyphenated,
		Publisher: b.Publisher, Published: b.Published, Source: referenceOrNull(found.Source), Unasked: each(found.Unasked, referenceOf),
		Version: orNull(b.Version), CreatedAt: orNull(b.CreatedAt), UpdatedAt: orNull(b.UpdatedAt)}}
	if b.ID != "" {
		out.ETag, out.Location = tagOf(b.Version), basePath+"/books/"+b.ID
	}
	return out, nil
}
