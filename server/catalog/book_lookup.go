package catalog

import (
	"context"
	"slices"
	"time"
)

// FoundBook is an edition as an open catalogue outside describes it: the title with its subtitle, the authors as
// shown, the year or nothing.
type FoundBook struct {
	Title     string
	Authors   []string
	Publisher string
	Published string
	Source    Ref
}

// BookFinding is what came of asking the open catalogues.
type BookFinding struct {
	Found   FoundBook // without a title when none has the book
	Unasked []Ref     // those that did not answer, or were left alone because they had not answered before
}

// BookFinder asks the open catalogues outside for an edition, one after the other. It sends out nothing but the digits,
// and comes back within a bounded time whether they answer or not.
type BookFinder interface {
	Find(ctx context.Context, isbn ISBN) BookFinding
}

// BookFindings keep what the open catalogues answered, for all nodes.
type BookFindings interface {
	// Finding gives what is kept of an ISBN at a time. ok is false when nothing is.
	Finding(ctx context.Context, isbn ISBN, at time.Time) (found FoundBook, ok bool, err error)
	// KeepFinding keeps an answer until a time, in the place of an older one; one without a title says that no catalogue
	// has the book. What is over at the time at goes.
	KeepFinding(ctx context.Context, isbn ISBN, found FoundBook, at, until time.Time) error
}

// BookLookup is a book that an ISBN was looked up for: of the register, or as an open catalogue proposes it, with an
// empty id.
type BookLookup struct {
	Book    Book
	Source  Ref // the zero value for a book of the register
	Unasked []Ref
}

// BookLookups looks books up by the ISBN of any of their editions.
type BookLookups struct {
	books  RegisterStore[Book]
	finder BookFinder // nil: look-ups outside are off
}

// NewBookLookups makes the service; without a finder it looks in the register alone.
func NewBookLookups(books RegisterStore[Book], finder BookFinder) *BookLookups {
	return &BookLookups{books: books, finder: finder}
}

// LookUp finds a book in the register, else outside on behalf of those who may add it. Invalid names "isbn"; NotFound
// tells by its reasons which catalogues did not answer.
func (s *BookLookups) LookUp(ctx context.Context, actor Actor, given string) (BookLookup, error) {
	if err := known(actor); err != nil {
		return BookLookup{}, err
	}
	isbn, err := ParseISBN(given)
	if err != nil {
		return BookLookup{}, invalidFields([]FieldError{{Location: "isbn", Key: isbnKey(err), Args: Args{"value": given}}})
	}
	page, err := s.books.List(ctx, ListFilter{Text: string(isbn)})
	if err != nil {
		return BookLookup{}, err
	}
	for _, b := range page.Items {
		if slices.Contains(b.ISBNs, isbn) {
			return BookLookup{Book: b}, nil
		}
	}
	var f BookFinding
	if s.finder != nil && MayKeepRegisters(actor, KindBook, true) == nil {
		f = s.finder.Find(ctx, isbn)
	}
	return propose(isbn, f)
}

// propose makes a book of what was found, such as the register would take it: an answer that it would refuse is none.
func propose(isbn ISBN, f BookFinding) (BookLookup, error) {
	b := Book{Title: f.Found.Title, Authors: slices.Clone(f.Found.Authors), ISBNs: []ISBN{isbn}, Publisher: f.Found.Publisher, Published: f.Found.Published}
	var c checker
	if b.check(&c); c.err() == nil {
		return BookLookup{Book: b, Source: f.Found.Source, Unasked: f.Unasked}, nil
	}
	e := NewError(NotFound, KeyBookNotFound, Args{"isbn": isbn.Hyphenated()})
	for _, source := range f.Unasked {
		e.Reasons = append(e.Reasons, Reason{Key: ReasonBookSource, Args: Args{"source": source.Name}})
	}
	return BookLookup{}, e
}
