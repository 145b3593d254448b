package api

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const peopleTag = "People"

// person is somebody who can be recognised. Who does not keep the record is not told born, contact and note.
type person struct {
	ID          string              `json:"id"`
	DisplayName string              `json:"display_name" doc:"A name or an alias; empty when erased."`
	Category    string              `json:"category" doc:"staff, guest, adult, youth or child; empty when erased."`
	Born        string              `json:"born" doc:"A class of years of birth, such as 2009-2012; never a date."`
	Presenter   nullable[reference] `json:"presenter"`
	Library     nullable[reference] `json:"library" doc:"Which keeps the record; null for the county."`
	Contact     string              `json:"contact" doc:"An e-mail address or a telephone number."`
	Note        string              `json:"note"`
	ErasedAt    *time.Time          `json:"erased_at"`
	Stamps
}

type personPatch struct {
	DisplayName optional[string] `json:"display_name,omitempty"`
	Category    optional[string] `json:"category,omitempty" doc:"staff, guest, adult, youth or child; adult unless told."`
	Born        optional[string] `json:"born,omitempty" doc:"A class of at least three years, such as 2009-2012."`
	Presenter   optional[string] `json:"presenter,omitempty" doc:"The id of who they are as a presenter."`
	Library     optional[string] `json:"library,omitempty" doc:"Which keeps the record: id or slug."`
	Contact     optional[string] `json:"contact,omitempty"`
	Note        optional[string] `json:"note,omitempty"`
}

// searchBody is what a list takes, in a body.
type searchBody struct {
	Q      string `json:"q,omitempty" doc:"Only entries whose name holds this."`
	Limit  int    `json:"limit,omitempty" doc:"Entries on a page, 1 to 1000; 100 unless told."`
	Cursor string `json:"cursor,omitempty" doc:"next_cursor of the page before."`
}

// peopleRegister is the register of people, where removing is erasing.
type peopleRegister struct {
	*catalog.People
	records *catalog.Records
}

// Remove erases.
func (p peopleRegister) Remove(ctx context.Context, actor catalog.Actor, id string) error {
	return p.records.Erase(ctx, actor, id)
}

func (r *routes) people() {
	s := shelf[catalog.PersonShown, person, personPatch]{
		routes: r, service: peopleRegister{r.People, r.Records}, tag: peopleTag, path: "/people", one: "person",
		body: personOf, entry: func(p catalog.PersonShown) catalog.Entry { return p.Entry }, change: r.changePerson,
	}
	handle(r, describe(peopleTag, http.MethodGet, s.path, "list-person", "List by name; those whose data are gone are left out", 200), s.list)
	handle(r, describe(peopleTag, http.MethodPost, s.path+"/search", "search-person", "List as GET does, with the name in the body: in an address it would stand in logs of others", 200),
		func(ctx context.Context, c call, in *entryInput[searchBody]) (*answer[list[person]], error) {
			return s.list(ctx, c, new(listInput(in.Body)))
		})
	handle(r, describe(peopleTag, http.MethodPost, s.path, "add-person", "Register", 201), s.add)
	handle(r, describe(peopleTag, http.MethodGet, s.path+"/{id}", "get-person", "Read", 200), s.get)
	handle(r, describe(peopleTag, http.MethodPatch, s.path+"/{id}", "patch-person", "Change (JSON merge patch)", 200), s.patch)
	handle(r, describe(peopleTag, http.MethodPost, s.path+"/{id}/merge", "merge-person", "Move all that is recorded to another, and remove this one", 200), s.merge)
	handle(r, describe(peopleTag, http.MethodDelete, s.path+"/{id}", "erase-person", "Erase all that is held of them for good; consents are withdrawn", 204),
		func(ctx context.Context, c call, in *byID) (*none, error) {
			return nil, r.Records.Erase(ctx, c.actor, in.ID)
		})
}

func personOf(p catalog.PersonShown) person {
	return person{ID: p.ID, DisplayName: p.DisplayName, Category: p.Category, Born: p.Born, Presenter: referenceOrNull(p.Presenter),
		Library: referenceOrNull(p.Library), Contact: p.Contact, Note: p.Note, ErasedAt: orNever(p.ErasedAt), Stamps: stampsOf(p.Entry)}
}

func (r *routes) changePerson(ctx context.Context, c call, w personPatch) (func(*catalog.PersonShown), error) {
	keys := libraryKeys{routes: r, call: c}
	home, err := keys.find(ctx, "library", w.Library.value)
	if err != nil {
		return nil, err
	}
	return func(p *catalog.PersonShown) {
		w.DisplayName.set(&p.DisplayName)
		w.Category.set(&p.Category)
		w.Born.set(&p.Born)
		w.Contact.set(&p.Contact)
		w.Note.set(&p.Note)
		if w.Presenter.sent {
			p.Presenter = catalog.Ref{ID: w.Presenter.value}
		}
		if w.Library.sent {
			p.Library = catalog.Ref{ID: home.ID, Name: home.Name}
		}
	}, keys.err()
}
