package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func personForm(l *locale.Localizer) Form {
	return Form{Fields: []Field{
		{Kind: areaField, Name: "names", Label: "day.people.names", Hint: "day.people.names.hint", Rows: 2},
		{Kind: selectField, Name: "category", Label: "day.people.category", Options: coded(l, "person", "", catalog.PersonCategories(), "adult")},
	}}
}

// addPeople is POST /recording-days/:id/people: a person for each line.
func (p *Pages) addPeople(c *gin.Context) error {
	names, category := splitLines(c.PostForm("names")), c.PostForm("category")
	return p.changeDay(c, "people", func(d *catalog.RecordingDay) {
		for _, name := range names {
			d.People = append(d.People, catalog.DayPerson{Name: name, Category: category})
		}
	}, func(v *DayView) *Form { return &v.NewPerson })
}

// removePerson is POST /recording-days/:id/people/remove. The place on the list and the name must agree: somebody else may
// have changed the list meanwhile.
func (p *Pages) removePerson(c *gin.Context) error {
	name := c.PostForm("name")
	at, err := strconv.Atoi(c.PostForm("at"))
	return p.changeDay(c, "people", func(d *catalog.RecordingDay) {
		if err == nil && at >= 0 && at < len(d.People) && d.People[at].Name == name {
			d.People = slices.Delete(d.People, at, at+1)
		}
	}, nil)
}

// updateFiles is POST /recording-days/:id/update-files.
func (p *Pages) updateFiles(c *gin.Context) error {
	outcome, err := p.Days.UpdateFiles(c.Request.Context(), edge.Actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return p.answerDay(c, outcome, "files_updated")
}

// takeFiles is POST /recording-days/:id/take.
func (p *Pages) takeFiles(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	day := c.Param("id")
	outcome, err := p.Assets.EditMany(c.Request.Context(), edge.Actor(c), assetIDs(c.Request.PostForm["id"]), nil, catalog.AssetPatch{RecordingDay: &day})
	if err != nil {
		return err
	}
	return p.answerDay(c, outcome, "files_taken")
}

// answerDay shows the day again, or what was refused.
func (p *Pages) answerDay(c *gin.Context, outcome catalog.Outcome, what string) error {
	back := dayPath(c.Param("id"))
	if len(outcome.Refused) == 0 {
		return doneIn(c, back, what, outcome.Batch)
	}
	view := BulkView{Frame: p.frame(c, "recording-days", "bulk.title"), BackURL: back, Saved: true, Changed: outcome.Changed}
	if outcome.Batch != "" {
		view.Undo = &Undo{Action: undoPath(outcome.Batch), Back: back}
	}
	for id, why := range outcome.Refused {
		view.Refused = append(view.Refused, p.refusal(c, id, why))
	}
	return p.show(c, http.StatusOK, "bulk", view)
}
