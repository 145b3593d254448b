package web

import (
	"errors"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// BookLookupView is the box in which a book is looked up by its ISBN before it is added, and what came of that.
type BookLookupView struct {
	ISBN      string           // as it was typed
	Problems  []catalog.Reason // what is wrong with it
	Known     Option           // the book is in the register already: its address and name
	KnownPath string           // how the address of a book of the register begins
	Source    string           // the name of the catalogue outside that the form is filled in from
	Missing   []catalog.Reason // nobody has it, and who did not answer
}

// lookUpBook is GET /books/new?isbn=…: the form begins with what is found. What is not found is typed.
func (p *Pages) lookUpBook(c *gin.Context, page *RegisterEntryView) (catalog.Book, error) {
	actor, isbn := edge.Actor(c), c.Query("isbn")
	view := &BookLookupView{ISBN: isbn, KnownPath: "/?book="}
	if catalog.MayKeepRegisters(actor, catalog.KindBook, false) == nil {
		view.KnownPath = "/books/"
	}
	page.Lookup = view
	if isbn == "" {
		return catalog.Book{}, nil
	}
	found, err := p.BookLookups.LookUp(c.Request.Context(), actor, isbn)
	if err != nil {
		return view.refuse(isbn, err)
	}
	if found.Book.ID != "" {
		view.Known = Option{Value: view.KnownPath + found.Book.ID, Label: bookName(found.Book.Title, found.Book.Authors)}
		return catalog.Book{}, nil
	}
	view.Source = found.Source.Name
	return found.Book, nil
}

// refuse tells why nothing was found, and keeps the number for the form.
func (view *BookLookupView) refuse(typed string, err error) (catalog.Book, error) {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return catalog.Book{}, err
	}
	switch e.Code {
	case catalog.Invalid:
		for _, f := range e.Fields {
			view.Problems = append(view.Problems, catalog.Reason{Key: f.Key, Args: f.Args})
		}
		return catalog.Book{}, nil
	case catalog.NotFound:
		view.Missing = append([]catalog.Reason{{Key: e.Key, Args: e.Args}}, e.Reasons...)
		isbn, err := catalog.ParseISBN(typed)
		return catalog.Book{ISBNs: []catalog.ISBN{isbn}}, err
	}
	return catalog.Book{}, err
}
