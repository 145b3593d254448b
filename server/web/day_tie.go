package web

import (
	"net/http"
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
	Action  string
	Home    string
	Text    string
	Others  []Option
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
	others, err := p.candidates(c, text)
	if err != nil {
		return err
	}
	view := TieView{Frame: p.frame(c, "recording-days", "day.tie"), Present: day.People[at], Text: text, Others: others, Home: dayPath(day.ID) + "#people",
		Action: dayPath(day.ID) + "/people/" + url.PathEscape(c.Param("at"))}
	if wrong != nil && !view.Form.refuse(wrong) {
		return wrong
	}
	status := http.StatusOK
	if wrong != nil {
		status = edge.Status(catalog.CodeOf(wrong))
	}
	return p.show(c, status, "day_tie", view)
}

// tie is POST /recording-days/:id/people/:at: it searches, ties to somebody of the register, or registers them.
func (p *Pages) tie(c *gin.Context) error {
	day, at, err := p.present(c)
	if err != nil {
		return err
	}
	who, person := day.People[at], c.PostForm("person")
	switch c.PostForm("action") {
	case "search":
		return p.showTie(c, day, at, c.PostForm("q"), nil)
	case "register":
		e, err := p.People.Add(c.Request.Context(), edge.Actor(c), catalog.PersonShown{DisplayName: who.Name, Category: who.Category})
		if err != nil {
			return p.showTie(c, day, at, who.Name, err)
		}
		person = e.ID
	}
	// Somebody else may have changed the list since it was shown.
	_, err = p.RecordingDays.Edit(c.Request.Context(), edge.Actor(c), day.ID, day.Version, func(d *catalog.RecordingDay) {
		d.People[at].Person = catalog.PersonID(person)
	})
	if err != nil {
		return p.showTie(c, day, at, who.Name, err)
	}
	return done(c, dayPath(day.ID)+"#people", "saved")
}
