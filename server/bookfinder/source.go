package bookfinder

import (
	"context"
	"errors"
	"fmt"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// source is one catalogue: who it is, how it is doing, and the questions by which it may be asked, the best first.
type source struct {
	catalog.Ref
	questions []question
	breaker   *breaker
}

// question is one way to ask a catalogue.
type question struct {
	endpoint string // as Endpoints() names it
	kind     string // what the answer's media type must hold: json or xml
	// path is what follows the base address; empty when the question cannot be asked about this book.
	path func(isbn catalog.ISBN) string
	// read takes an answer apart. A book without a title is none; an error says that the answer is not what it should be.
	read func(body []byte, isbn catalog.ISBN) (catalog.FoundBook, error)
}

// sources are all catalogues by id.
func sources() map[string]source {
	return map[string]source{
		"nb":          {Ref: catalog.Ref{ID: "nb", Name: "Nasjonalbiblioteket"}, questions: nbQuestions()},
		"bibbi":       {Ref: catalog.Ref{ID: "bibbi", Name: "Bibbi (Biblioteksentralen)"}, questions: bibbiQuestions()},
		"openlibrary": {Ref: catalog.Ref{ID: "openlibrary", Name: "Open Library"}, questions: openLibraryQuestions()},
		"google":      {Ref: catalog.Ref{ID: "google", Name: "Google Books"}, questions: googleQuestions()},
	}
}

// ask puts the questions one after the other, until one is answered with the book. It fails when none is and one of
// them failed.
func (s source) ask(ctx context.Context, f *fetcher, isbn catalog.ISBN) (catalog.FoundBook, error) {
	var failed []error
	for _, q := range s.questions {
		path := q.path(isbn)
		if path == "" {
			continue
		}
		body, err := f.fetch(ctx, q.endpoint, path, q.kind)
		if err == nil {
			var found catalog.FoundBook
			if found, err = q.read(body, isbn); err == nil && found.Title != "" {
				found.Source = s.Ref
				return found, nil
			}
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("ask %s: %w", q.endpoint, err))
		}
	}
	return catalog.FoundBook{}, errors.Join(failed...)
}
