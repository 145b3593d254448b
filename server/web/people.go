package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// PeopleView is the register of persons shown. It is searched by POST, so that nobody's name stands in an address.
type PeopleView struct {
	Frame
	Text   string
	Rows   []PersonRow
	Next   string // the cursor of the next page, to be sent as well
	MayAdd bool
}

// PersonRow is one person in the register.
type PersonRow struct {
	catalog.PersonShown
	URL string
}

func (p *Pages) peopleRoutes(in gin.IRouter) {
	in.GET("/people", edge.Handle(p.people))
	in.POST("/people", edge.Handle(p.people))
	in.GET("/people/new", edge.Handle(p.newPerson))
	in.POST("/people/new", edge.Handle(p.addPerson))
	in.GET("/people/:id", edge.Handle(p.personPage))
	in.GET("/people/:id/edit", edge.Handle(p.editPerson))
	in.POST("/people/:id/edit", edge.Handle(p.savePerson))
	in.GET("/people/:id/merge", edge.Handle(p.mergePage))
	in.POST("/people/:id/merge", edge.Handle(p.mergePerson))
	in.GET("/people/:id/erase", edge.Handle(p.erasePage))
	in.POST("/people/:id/erase", edge.Handle(p.erasePerson))
	in.GET("/people/:id/consents/new", edge.Handle(p.newConsent))
	in.POST("/people/:id/consents/new", edge.Handle(p.addConsent))
	in.GET("/consents", edge.Handle(p.consents))
	in.POST("/consents", edge.Handle(p.consents))
	in.GET("/consents/:id", edge.Handle(p.consentPage))
	in.GET("/consents/:id/edit", edge.Handle(p.editConsent))
	in.POST("/consents/:id/edit", edge.Handle(p.saveConsent))
	in.POST("/consents/:id/withdraw", edge.Handle(p.withdrawConsent))
	in.POST("/consents/:id/documents", edge.Handle(p.addDocument))
	in.POST("/consents/:id/documents/:document/remove", edge.Handle(p.removeDocument))
	in.GET("/privacy", edge.Handle(p.privacy))
	in.GET("/audit", edge.Handle(p.audit))
	in.GET("/recording-days/:id/people/:at", edge.Handle(p.tiePage))
	in.POST("/recording-days/:id/people/:at", edge.Handle(p.tie))
}

func personPath(id string) string { return "/people/" + url.PathEscape(id) }

// people is GET and POST /people.
func (p *Pages) people(c *gin.Context) error {
	actor, text := edge.Actor(c), c.PostForm("q")
	page, err := paged(c.PostForm("cursor"), func(cursor string) (catalog.Page[catalog.PersonShown], error) {
		return p.People.List(c.Request.Context(), actor, catalog.ListFilter{Text: text, Cursor: cursor})
	})
	if err != nil {
		return err
	}
	view := PeopleView{Frame: p.frame(c, "people", "nav.people"), Text: text, Next: page.Next, MayAdd: catalog.MayAddPeople(actor) == nil}
	for _, person := range page.Items {
		view.Rows = append(view.Rows, PersonRow{person, personPath(person.ID)})
	}
	return p.show(c, http.StatusOK, "people", view)
}

func (p *Pages) personFields(c *gin.Context, e catalog.PersonShown) ([]Field, error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	libraries, err := p.libraryChoices(c, e.Library)
	return []Field{
		{Kind: "text", Name: "display_name", Label: "people.display_name", Hint: "people.display_name.hint", Required: true, Value: e.DisplayName, Autocomplete: "off"},
		{Kind: choicesField, Name: "category", Label: "people.category", Options: coded(l, "person", "", catalog.PersonCategories(), e.Category)},
		{Kind: "text", Name: "born", Label: "people.born", Hint: "people.born.hint", Value: e.Born, Autocomplete: "off"},
		chooseOne("presenter", "people.presenter", r.presenters, Option{Value: e.Presenter.ID, Label: e.Presenter.Name}, l.T("form.none", nil)),
		{Kind: selectField, Name: "library", Label: "people.library", Hint: "people.library.hint", Options: libraries},
		{Kind: "text", Name: "contact", Label: "people.contact", Hint: "people.contact.hint", Value: e.Contact, Autocomplete: "off"},
		{Kind: areaField, Name: "note", Label: "people.note", Hint: "people.note.hint", Rows: 3, Value: e.Note},
	}, err
}

func readPerson(c *gin.Context) func(*catalog.PersonShown) {
	return func(e *catalog.PersonShown) {
		e.DisplayName, e.Category, e.Born = c.PostForm("display_name"), c.PostForm("category"), c.PostForm("born")
		e.Presenter, e.Library = catalog.Ref{ID: c.PostForm("presenter")}, catalog.Ref{ID: c.PostForm("library")}
		e.Contact, e.Note = c.PostForm("contact"), c.PostForm("note")
	}
}

// newPerson is GET /people/new.
func (p *Pages) newPerson(c *gin.Context) error {
	view, err := p.newPersonView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "register_entry", view)
}

func (p *Pages) newPersonView(c *gin.Context) (RegisterEntryView, error) {
	actor := edge.Actor(c)
	if err := catalog.MayAddPeople(actor); err != nil {
		return RegisterEntryView{}, err
	}
	fields, err := p.personFields(c, catalog.PersonShown{Category: catalog.CategoryAdult, Library: catalog.Ref{ID: string(actor.Library)}})
	return RegisterEntryView{Frame: p.frame(c, "people", "people.new"), New: true, HomeURL: "/people", Form: Form{Action: "/people/new", Fields: fields}}, err
}

// addPerson is POST /people/new.
func (p *Pages) addPerson(c *gin.Context) error {
	view, err := p.newPersonView(c)
	if err != nil {
		return err
	}
	var e catalog.PersonShown
	readPerson(c)(&e)
	if e, err = p.People.Add(c.Request.Context(), edge.Actor(c), e); err == nil {
		return done(c, personPath(e.ID), "saved")
	}
	return p.refuseEntry(c, view, err)
}

// refuseEntry shows a form again with what was sent and what is wrong with it.
func (p *Pages) refuseEntry(c *gin.Context, view RegisterEntryView, err error) error {
	view.Form.fill(c.Request.PostForm, nil)
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "register_entry", view)
}

// editPerson is GET /people/:id/edit.
func (p *Pages) editPerson(c *gin.Context) error {
	view, err := p.personView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "register_entry", view)
}

func (p *Pages) personView(c *gin.Context) (RegisterEntryView, error) {
	e, err := p.keptPerson(c)
	if err != nil {
		return RegisterEntryView{}, err
	}
	fields, err := p.personFields(c, e)
	return RegisterEntryView{Frame: p.frame(c, "people", "people.edit"), New: true, HomeURL: personPath(e.ID),
		Form: Form{Action: personPath(e.ID) + "/edit", Fields: fields, Version: e.Version}}, err
}

// keptPerson is the person of the address, whose record the reader must keep.
func (p *Pages) keptPerson(c *gin.Context) (catalog.PersonShown, error) {
	actor := edge.Actor(c)
	e, err := p.People.Get(c.Request.Context(), actor, c.Param("id"))
	if err == nil && e.Erased() {
		err = catalog.Missing("person")
	}
	if err == nil {
		err = catalog.MayKeepPerson(actor, catalog.LibraryID(e.Library.ID))
	}
	return e, err
}

// savePerson is POST /people/:id/edit.
func (p *Pages) savePerson(c *gin.Context) error {
	view, err := p.personView(c)
	if err != nil {
		return err
	}
	change := readPerson(c)
	if _, err = p.People.Edit(c.Request.Context(), edge.Actor(c), c.Param("id"), readVersion(c.Request.PostForm), change); err == nil {
		return done(c, view.HomeURL, "saved")
	}
	return p.refuseEntry(c, view, err)
}
