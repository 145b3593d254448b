package bookfinder

import (
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// openLibraryQuestions ask Open Library by both forms of the number at once.
func openLibraryQuestions() []question {
	return []question{{endpoint: "openlibrary", kind: "json", read: readOpenLibrary, path: func(isbn catalog.ISBN) string {
		keys := openLibraryKey(string(isbn))
		if ten := isbn.Ten(); ten != "" {
			keys += "," + openLibraryKey(ten)
		}
		return "/api/books?" + url.Values{"bibkeys": {keys}, "jscmd": {"data"}, "format": {"json"}}.Encode()
	}}}
}

func openLibraryKey(digits string) string { return "ISBN:" + digits }

func readOpenLibrary(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error) {
	answer, err := readJSON(body)
	if err != nil {
		return catalog.FoundBook{}, err
	}
	for _, digits := range []string{string(isbn), isbn.Ten()} {
		b := answer.at(openLibraryKey(digits))
		ids := b.at("identifiers")
		// A record without numbers is the book by the name it comes under; one with others is another book.
		numbers := slices.Concat(ids.at("isbn_13").texts(), ids.at("isbn_10").texts())
		if len(numbers) > 0 && !carries(isbn, numbers...) {
			continue
		}
		if t := title(b.at("title").text(), b.at("subtitle").text()); t != "" {
			return book(t, b.at("authors").names(), firstOf(b.at("publishers").names()...), b.at("publish_date").text()), nil
		}
	}
	return catalog.FoundBook{}, nil
}
