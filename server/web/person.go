package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// mostShown bounds how many files the page of a person shows; the search finds them all.
const mostShown = 60

// PersonView is the page of one person: their record, what they have agreed to, and where they are shown.
type PersonView struct {
	Frame
	Shown    catalog.PersonShown
	Path     string
	Keeps    bool // the reader keeps the record
	Erases   bool
	Consents []ConsentRow
	Files    []Card
	Total    int // files that show them
	Links    []LinkRow
	Posts    []catalog.Post
	Days     []Chip
}

// personPage is GET /people/:id.
func (p *Pages) personPage(c *gin.Context) error {
	actor, l := edge.Actor(c), p.localizer(c)
	record, err := p.Records.Of(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return err
	}
	e := record.Person
	view := PersonView{Frame: p.frame(c, "people", "consents.person"), Shown: e, Path: personPath(e.ID), Total: len(record.Shown), Posts: record.Posts,
		Keeps: catalog.MayKeepPerson(actor, catalog.LibraryID(e.Library.ID)) == nil, Erases: catalog.MayErasePeople(actor) == nil}
	for _, k := range record.Consents {
		view.Consents = append(view.Consents, p.consentRow(k))
	}
	for _, s := range record.Shown {
		if len(view.Files) < mostShown {
			view.Files = append(view.Files, p.card(l, s.Asset, false))
		}
		for _, link := range s.Links {
			view.Links = append(view.Links, p.linkRow(c, link))
		}
	}
	for _, d := range record.Days {
		view.Days = append(view.Days, Chip{Label: dayName(l, d.Day.Name), URL: dayPath(d.Day.ID)})
	}
	return p.show(c, http.StatusOK, "person", view)
}

// MergeView asks into whom a person is to be merged.
type MergeView struct {
	Frame
	Shown   catalog.PersonShown
	Path    string
	Form    Form // holds what went wrong
	Choices PersonChoices
}

// PersonChoices are people whose name holds a text, to choose from.
type PersonChoices struct {
	Action string
	Text   string
	People []Option
	Next   string // the cursor of those that follow, to be sent as well
}

// mergePage is GET /people/:id/merge: it suggests people of a like name.
func (p *Pages) mergePage(c *gin.Context) error {
	e, err := p.keptPerson(c)
	if err != nil {
		return err
	}
	return p.showMerge(c, e, firstWord(e.DisplayName), nil)
}

func (p *Pages) showMerge(c *gin.Context, e catalog.PersonShown, text string, wrong error) error {
	view := MergeView{Frame: p.frame(c, "people", "people.merge"), Shown: e, Path: personPath(e.ID)}
	if wrong != nil && !view.Form.refuse(wrong) {
		return wrong
	}
	var err error
	if view.Choices, err = p.choosePerson(c, view.Path+"/merge", text, func(o catalog.PersonShown) bool {
		return o.ID != e.ID && catalog.MayKeepPerson(edge.Actor(c), catalog.LibraryID(o.Library.ID)) == nil
	}); err != nil {
		return err
	}
	return p.show(c, statusOf(wrong), "person_merge", view)
}

// statusOf is the status of a page that tells what went wrong, if anything.
func statusOf(wrong error) int {
	if wrong == nil {
		return http.StatusOK
	}
	return edge.Status(catalog.CodeOf(wrong))
}

// nobodyChosen is the refusal of a form in which a person was to be chosen.
func nobodyChosen() error { return &catalog.Error{Code: catalog.Invalid, Key: "people.choose"} }

// choosePerson finds people of whom one is to be chosen, a page at a time, by a form that is sent to action.
func (p *Pages) choosePerson(c *gin.Context, action, text string, suits func(catalog.PersonShown) bool) (PersonChoices, error) {
	l, out := p.localizer(c), PersonChoices{Action: action, Text: text}
	page, err := paged(c.PostForm("cursor"), func(cursor string) (catalog.Page[catalog.PersonShown], error) {
		return p.People.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Text: text, Limit: 50, Cursor: cursor})
	})
	for _, e := range page.Items {
		if !suits(e) {
			continue
		}
		hint := l.T("person."+e.Category, nil)
		if e.Library.Name != "" {
			hint += " · " + e.Library.Name
		}
		out.People = append(out.People, Option{Value: e.ID, Label: e.DisplayName, Hint: hint, Chosen: e.ID == c.PostForm("person")})
	}
	out.Next = page.Next
	return out, err
}

// mergePerson is POST /people/:id/merge: it searches, or merges into the one that was chosen.
func (p *Pages) mergePerson(c *gin.Context) error {
	e, err := p.keptPerson(c)
	if err != nil {
		return err
	}
	text, into := c.PostForm("q"), c.PostForm("person")
	if c.PostForm("action") == "search" {
		return p.showMerge(c, e, text, nil)
	}
	if err = nobodyChosen(); into != "" {
		_, err = p.People.Merge(c.Request.Context(), edge.Actor(c), e.ID, into)
	}
	if err != nil {
		return p.showMerge(c, e, text, err)
	}
	return done(c, personPath(into), "merged")
}

// EraseView asks whether all that is held of a person is to go.
type EraseView struct {
	Frame
	Shown    catalog.PersonShown
	Path     string
	Consents int
	Files    int
}

// erasePage is GET /people/:id/erase.
func (p *Pages) erasePage(c *gin.Context) error {
	actor := edge.Actor(c)
	if err := catalog.MayErasePeople(actor); err != nil {
		return err
	}
	record, err := p.Records.Of(c.Request.Context(), actor, c.Param("id"))
	if err == nil && record.Person.Erased() {
		err = catalog.Missing("person")
	}
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "person_erase", EraseView{Frame: p.frame(c, "people", "people.erase"), Shown: record.Person,
		Path: personPath(record.Person.ID), Consents: len(record.Consents), Files: len(record.Shown)})
}

// erasePerson is POST /people/:id/erase.
func (p *Pages) erasePerson(c *gin.Context) error {
	if err := p.Records.Erase(c.Request.Context(), edge.Actor(c), c.Param("id")); err != nil {
		return err
	}
	return done(c, "/people", "person_erased")
}
