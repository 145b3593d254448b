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
	title := e.DisplayName
	if e.Erased() {
		title = "people.erased"
	}
	view := PersonView{Frame: p.frame(c, "people", title), Shown: e, Path: personPath(e.ID), Total: len(record.Shown), Posts: record.Posts,
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
	Text    string
	Others  []Option
	Problem *catalog.Reason
}

// mergePage is GET /people/:id/merge: it suggests people of a like name.
func (p *Pages) mergePage(c *gin.Context) error {
	e, err := p.keptPerson(c)
	if err != nil {
		return err
	}
	return p.showMerge(c, e, firstWord(e.DisplayName), nil)
}

func (p *Pages) showMerge(c *gin.Context, e catalog.PersonShown, text string, problem *catalog.Reason) error {
	view := MergeView{Frame: p.frame(c, "people", "people.merge"), Shown: e, Path: personPath(e.ID), Text: text, Problem: problem}
	found, err := p.candidates(c, text)
	if err != nil {
		return err
	}
	for _, o := range found {
		if o.Value != e.ID {
			view.Others = append(view.Others, o)
		}
	}
	return p.show(c, http.StatusOK, "person_merge", view)
}

// candidates are people whose name holds a text, to choose from.
func (p *Pages) candidates(c *gin.Context, text string) ([]Option, error) {
	l := p.localizer(c)
	page, err := p.People.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Text: text, Limit: 50})
	var out []Option
	for _, e := range page.Items {
		hint := l.T("person."+e.Category, nil)
		if e.Library.Name != "" {
			hint += " · " + e.Library.Name
		}
		out = append(out, Option{Value: e.ID, Label: e.DisplayName, Hint: hint})
	}
	return out, err
}

// mergePerson is POST /people/:id/merge: it searches, or merges into the one that was chosen.
func (p *Pages) mergePerson(c *gin.Context) error {
	e, err := p.keptPerson(c)
	if err != nil {
		return err
	}
	into := c.PostForm("into")
	switch {
	case c.PostForm("action") == "search":
		return p.showMerge(c, e, c.PostForm("q"), nil)
	case into == "":
		return p.showMerge(c, e, c.PostForm("q"), &catalog.Reason{Key: "register.merge.choose"})
	}
	if _, err := p.People.Merge(c.Request.Context(), edge.Actor(c), e.ID, into); err != nil {
		return err
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
