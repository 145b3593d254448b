package web

import (
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) booksRegister() register[catalog.Book] {
	return register[catalog.Book]{
		pages: p, name: "books", kind: catalog.KindBook, filter: catalog.ByBook, service: p.Books,
		columns: []string{"book.authors", "book.isbns", "book.published"},
		entry:   func(e *catalog.Book) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.Book) string { return e.Title },
		cells: func(_ *locale.Localizer, e catalog.Book) []string {
			return []string{strings.Join(e.Authors, ", "), strings.Join(hyphenated(e.ISBNs), ", "), e.Published}
		},
		fields: bookFields,
		read:   readBook,
		start:  p.lookUpBook,
	}
}

func bookFields(_ *gin.Context, e catalog.Book) ([]Field, error) {
	return []Field{
		{Kind: "text", Name: "title", Label: "book.title", Required: true, Value: e.Title},
		{Kind: areaField, Name: "authors", Label: "book.authors", Hint: "register.lines.hint", Rows: 2, Value: lines(e.Authors)},
		{Kind: areaField, Name: "isbns", Label: "book.isbns", Hint: "book.isbns.hint", Rows: 2, Value: lines(hyphenated(e.ISBNs))},
		{Kind: "text", Name: "publisher", Label: "book.publisher", Value: e.Publisher},
		{Kind: "text", Name: "published", Label: "book.published", Hint: "book.published.hint", Inputmode: "numeric", Value: e.Published},
	}, nil
}

func readBook(_ *gin.Context, sent url.Values) (func(*catalog.Book), error) {
	return func(e *catalog.Book) {
		e.Title, e.Authors = sent.Get("title"), splitLines(sent.Get("authors"))
		e.Publisher, e.Published = sent.Get("publisher"), sent.Get("published")
		e.ISBNs = nil
		for _, isbn := range splitLines(sent.Get("isbns")) {
			e.ISBNs = append(e.ISBNs, catalog.ISBN(isbn))
		}
	}, nil
}

func hyphenated(isbns []catalog.ISBN) []string {
	out := make([]string, len(isbns))
	for i, isbn := range isbns {
		out[i] = isbn.Hyphenated()
	}
	return out
}
