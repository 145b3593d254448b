package web

import (
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// TieView asks who of the register somebody is who was present on a recording day.
type TieView struct {
	Frame
	Present catalog.DayPerson
	Home    string
	Choices PersonChoices
	Form    Form // holds what went wrong
}

// present finds who stands at a place of a day's list.
func (p *Pages) present(c *gin.Context) (catalog.RecordingDay, int, error) {
	actor := edge.Actor(c)
	if err := catalog.MayKeepRegisters(actor, catalog.KindRecordingDay, false); err != nil {
		return catalog.RecordingDay{}, 0, err
	}
	if err := catalog.MayAddPeople(actor); err != nil {
		return catalog.RecordingDay{}, 0, err
	}
	day, err := p.RecordingDays.Get(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return day, 0, err
	}
	at, err := strconv.Atoi(c.Param("at"))
	if err != nil || at < 0 || at >= len(day.People) {
		return day, 0, catalog.Missing("person")
	}
	return day, at, nil
}

// tiePage is GET /recording-days/:id/people/:at.
func (p *Pages) tiePage(c *gin.Context) error {
	day, at, err := p.present(c)
	if err != nil {
		return err
	}
	return p.showTie(c, day, at, firstWord(day.People[at].Name), nil)
}

func (p *Pages) showTie(c *gin.Context, day catalog.RecordingDay, at int, text string, wrong error) error {
	view := TieView{Frame: p.frame(c, "recording-days", "day.tie"), Present: day.People[at], Home: dayPath(day.ID) + "#people"}
	if wrong != nil && !view.Form.refuse(wrong) {
		return wrong
	}
	var err error
	action := dayPath(day.ID) + "/people/" + url.PathEscape(c.Param("at"))
	if view.Choices, err = p.choosePerson(c, action, text, func(catalog.PersonShown) bool { return true }); err != nil {
		return err
	}
	return p.show(c, statusOf(wrong), "day_tie", view)
}

// tie is POST /recording-days/:id/people/:at: it searches, ties to somebody of the register, or registers them. The place
// on the list and the name must agree: somebody else may have changed the list since it was shown.
func (p *Pages) tie(c *gin.Context) error {
	day, at, err := p.present(c)
	if err != nil {
		return err
	}
	who, text, person := day.People[at], c.PostForm("q"), c.PostForm("person")
	if c.PostForm("action") == "search" {
		return p.showTie(c, day, at, text, nil)
	}
	switch {
	case c.PostForm("name") != who.Name:
		err = catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
	case c.PostForm("action") == "register":
		text = who.Name
		person, err = p.registerPresent(c, who)
	case person == "":
		err = nobodyChosen()
	}
	if err == nil {
		_, err = p.RecordingDays.Edit(c.Request.Context(), edge.Actor(c), day.ID, day.Version, func(d *catalog.RecordingDay) {
			d.People[at].Person = catalog.PersonID(person)
		})
	}
	if err != nil {
		return p.showTie(c, day, at, text, err)
	}
	return done(c, dayPath(day.ID)+"#people", "saved")
}

// registerPresent registers somebody who was present on a recording day.
func (p *Pages) registerPresent(c *gin.Context, who catalog.DayPerson) (string, error) {
	e, err := p.People.Add(c.Request.Context(), edge.Actor(c), catalog.PersonShown{DisplayName: who.Name, Category: who.Category})
	return e.ID, err
}
