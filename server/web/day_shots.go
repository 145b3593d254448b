package web

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// shotRows makes the rows of the shot list, each with a form for who may change it.
func (p *Pages) shotRows(c *gin.Context, progress catalog.Progress, mayEdit bool) ([]ShotRow, error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	name := p.namer(c)
	var rows []ShotRow
	for i, s := range progress.Shots {
		row := ShotRow{ShotProgress: s, First: i == 0, Last: i == len(progress.Shots)-1,
			FindURL: searchPath(url.Values{string(catalog.ByRecordingDay): {progress.Day.ID}, string(catalog.ByShot): {string(s.ID)}}),
			Marks:   coded(l, "shot_state", "", catalog.ShotStates(), s.State)}
		if s.Presenter != "" {
			row.Presenter = name("presenters", s.Presenter)
		}
		if s.Book != "" {
			row.Book = name("books", s.Book)
		}
		for _, a := range s.First {
			row.Cards = append(row.Cards, p.card(l, a, false))
		}
		if mayEdit {
			row.Form = Form{Action: shotPath(progress.Day.ID, s.ID), Fields: []Field{
				{Kind: "text", Name: "title", Label: "asset.title", Required: true, Value: s.Title},
				chooseOne("presenter", "shot.presenter", r.presenters, Option{Value: s.Presenter, Label: row.Presenter}, l.T("form.none", nil)),
				chooseOne("book", "shot.book", r.books, Option{Value: s.Book, Label: row.Book}, l.T("form.none", nil)),
				{Kind: selectField, Name: "content_type", Label: "facet.content_type", Options: coded(l, "content_type", "form.none", contentTypes(), s.ContentType)},
				{Kind: areaField, Name: "note", Label: "shot.note", Rows: 2, Value: s.Note},
			}}
			for j := range row.Form.Fields { // several forms stand on one page
				row.Form.Fields[j].ID = string(s.ID) + "-" + row.Form.Fields[j].Name
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func shotPath(day string, shot catalog.ShotID) string {
	return dayPath(day) + "/shots/" + url.PathEscape(string(shot))
}

// chooseOne is a field for one entry of a register.
func chooseOne(name, label string, all []Option, chosen Option, none string) Field {
	return Field{Kind: selectField, Name: name, Label: label, Options: append([]Option{{Label: none, Chosen: chosen.Value == ""}}, pick(all, chosen)...)}
}

func newShotsForm() Form {
	return Form{Fields: []Field{{Kind: areaField, Name: "lines", Label: "day.shots.add", Hint: "day.shots.add.hint", Rows: 3, Required: true}}}
}

// changeDay changes a recording day and shows it again at a place of its page. What is refused comes back in its form,
// which typed finds on the page; nil when nothing was typed.
func (p *Pages) changeDay(c *gin.Context, at string, change func(*catalog.RecordingDay), typed func(*DayView) *Form) error {
	d, err := p.RecordingDays.Edit(c.Request.Context(), edge.Actor(c), c.Param("id"), 0, change)
	if err == nil {
		return done(c, dayPath(d.ID)+"#"+at, "saved")
	}
	if typed == nil {
		return err
	}
	view, failed := p.dayView(c)
	if failed != nil {
		return failed
	}
	form := typed(&view)
	if form == nil {
		return err
	}
	form.fill(c.Request.PostForm, p.namer(c))
	if !form.refuse(inForm(err, *form)) {
		return err
	}
	view.Refused = *form
	return p.show(c, edge.Status(catalog.CodeOf(err)), "day", view)
}

// inForm says of what was refused in a list of the day where it was typed: "shots[2].title" in the title of that shot's
// form, or in the one box in which every line is a shot.
func inForm(err error, f Form) error {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return err
	}
	in := *e
	in.Fields = nil
	for _, wrong := range e.Fields {
		wrong.Location = wrong.Location[strings.LastIndex(wrong.Location, ".")+1:]
		if _, err := f.Field(wrong.Location); err != nil {
			wrong.Location = f.Fields[0].Name
		}
		if !slices.ContainsFunc(in.Fields, func(o catalog.FieldError) bool { return o.Location == wrong.Location && o.Key == wrong.Key }) {
			in.Fields = append(in.Fields, wrong)
		}
	}
	return &in
}

// addShots is POST /recording-days/:id/shots: a shot for each line. What stands after tabs or semicolons is the presenter,
// the book and a note, as it is copied from a table.
func (p *Pages) addShots(c *gin.Context) error {
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), p.localizer(c))
	if err != nil {
		return err
	}
	var added []catalog.Shot
	for _, line := range splitLines(c.PostForm("lines")) {
		added = append(added, readShot(line, r))
	}
	return p.changeDay(c, "shots", func(d *catalog.RecordingDay) { d.Shots = append(d.Shots, added...) }, func(v *DayView) *Form { return &v.NewShots })
}

func readShot(line string, r registersOf) catalog.Shot {
	parts := strings.Split(line, "\t")
	if len(parts) == 1 {
		parts = strings.Split(line, ";")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	parts = append(parts, "", "", "")
	shot := catalog.Shot{Title: parts[0]}
	notes := parts[3:]
	if shot.Presenter = idOf(r.presenters, parts[1]); shot.Presenter == "" {
		notes = append(notes, parts[1])
	}
	if shot.Book = idOf(r.books, parts[2]); shot.Book == "" {
		notes = append(notes, parts[2])
	}
	shot.Note = strings.Join(slices.DeleteFunc(notes, func(s string) bool { return s == "" }), ", ")
	return shot
}

// changeShot is POST /recording-days/:id/shots/:shot: it saves, marks, moves or removes a shot, as the button says.
func (p *Pages) changeShot(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent, id := c.Request.PostForm, catalog.ShotID(c.Param("shot"))
	at := "shot-" + string(id)
	if sent.Get("action") == "remove" {
		at = "shots"
	}
	var typed func(*DayView) *Form
	if sent.Get("action") == "save" {
		typed = func(v *DayView) *Form { return v.shotForm(id) }
	}
	return p.changeDay(c, at, func(d *catalog.RecordingDay) {
		i := slices.IndexFunc(d.Shots, func(s catalog.Shot) bool { return s.ID == id })
		if i < 0 {
			return
		}
		switch action := sent.Get("action"); {
		case sent.Get("status") != "":
			d.Shots[i].Status = sent.Get("status")
		case action == "remove":
			d.Shots = slices.Delete(d.Shots, i, i+1)
		case action == "up" && i > 0:
			d.Shots[i-1], d.Shots[i] = d.Shots[i], d.Shots[i-1]
		case action == "down" && i < len(d.Shots)-1:
			d.Shots[i], d.Shots[i+1] = d.Shots[i+1], d.Shots[i]
		case action == "save":
			s := &d.Shots[i]
			s.Title, s.Presenter, s.Book, s.Note = sent.Get("title"), sent.Get("presenter"), sent.Get("book"), sent.Get("note")
			s.ContentType = catalog.ContentType(sent.Get("content_type"))
		}
	}, typed)
}

func (v *DayView) shotForm(id catalog.ShotID) *Form {
	for i := range v.Shots {
		if v.Shots[i].ID == id {
			return &v.Shots[i].Form
		}
	}
	return nil
}
