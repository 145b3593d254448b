package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// DueReaderForm is how somebody follows the due list without coming by. Address is that of their page; empty: there is none.
type DueReaderForm struct {
	Shown     bool // to people alone
	Libraries []Option
	Weekdays  []Option
	Page      bool
	Address   CopyField
	Letters   bool // are sent by this installation
}

func (p *Pages) dueReaderForm(c *gin.Context) (DueReaderForm, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	mine, err := p.DueReaders.Mine(ctx, actor)
	if err != nil || actor.Kind != catalog.Person {
		return DueReaderForm{}, err
	}
	form := DueReaderForm{Shown: true, Letters: p.DueReaders.Mail, Weekdays: []Option{{Value: "0", Label: l.T("due.letter.none", nil), Chosen: mine.Weekday == 0}}}
	for n := 1; n <= 7; n++ {
		form.Weekdays = append(form.Weekdays, Option{Value: strconv.Itoa(n), Label: l.T("post_text.weekday."+strconv.Itoa(n%7), nil), Chosen: n == mine.Weekday})
	}
	libraries, err := p.Libraries.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return form, err
	}
	chosen := string(mine.Library.ID)
	if mine.WrittenOn == "" && mine.Link == "" {
		chosen = string(actor.Library)
	}
	form.Libraries = []Option{{Label: l.T("due.county", nil), Chosen: chosen == ""}}
	for _, one := range libraries.Items {
		form.Libraries = append(form.Libraries, Option{Value: one.ID, Label: one.Name, Chosen: one.ID == chosen})
	}
	if token := p.DueReaders.Token(mine); token != "" {
		address, err := url.JoinPath(p.cfg.PublicURL, "due", token)
		if err != nil {
			return form, err
		}
		form.Page, form.Address = true, CopyField{ID: "due-address", Label: "due.page.address", Text: address, Rows: 2}
	}
	return form, nil
}

// followDue is POST /due/subscription.
func (p *Pages) followDue(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	weekday, err := strconv.Atoi(sent.Get("weekday"))
	if err != nil {
		weekday = 0
	}
	_, err = p.DueReaders.Set(c.Request.Context(), edge.Actor(c), catalog.DueReaderTerms{Library: sent.Get("follow"), Weekday: weekday,
		Page: sent.Get("page") != "", NewPage: sent.Get("new_page") != ""})
	if err != nil {
		return err
	}
	return done(c, "/due#follow", "saved")
}

// DueWeekView is the page that tells what is due this week to who comes by its address alone.
type DueWeekView struct {
	GuestFrame
	Of    string // whose list; empty: the county's
	Items []DueWeekRow
	URL   string // of the list for those who are signed in
}

// DueWeekRow is one occurrence.
type DueWeekRow struct {
	DueRow
	Pictures []Picture // of the suggestions
	Open     bool      // not folded
}

// dueOpen is how many of those that nobody has planned for are not folded.
const dueOpen = 3

// DueWeekRoutes adds the private pages to the group /due/:token. The token in the address is all that is needed.
func (p *Pages) DueWeekRoutes(r gin.IRouter) { r.GET("", edge.Handle(p.dueWeek)) }

// dueWeek is GET /due/:token.
func (p *Pages) dueWeek(c *gin.Context) error {
	l := p.localizer(c)
	week, err := p.DueReaders.Open(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	view := DueWeekView{GuestFrame: p.guestFrame(c, "due.week"), Of: week.DueReader.Library.Name, URL: "/due"}
	open := 0
	for i, item := range week.Items {
		row := DueWeekRow{DueRow: p.dueRow(l, item, strconv.Itoa(i)), Open: len(item.Planned) == 0 && open < dueOpen}
		if row.Open {
			open++
		}
		for _, proposal := range item.Proposals {
			picture := p.picture(*proposal.Asset, "w320")
			picture.URL = week.Picture(item, proposal)
			row.Pictures = append(row.Pictures, picture)
		}
		view.Items = append(view.Items, row)
	}
	return p.show(c, http.StatusOK, "due_week", view)
}

// DueStopView is the page on which letters are stopped.
type DueStopView struct {
	GuestFrame
	Ask, Done string // keys of what is asked, and of what is said then
	Stopped   bool
}

// DueStopRoutes adds the pages by which the weekly letter is stopped to the group /due/stop/:code. A mail program posts there
// by itself.
func (p *Pages) DueStopRoutes(r gin.IRouter) {
	r.GET("", edge.Handle(p.dueStopPage))
	r.POST("", edge.Handle(p.dueStop))
}

// dueStopPage is GET /due/stop/:code. Looking at it stops nothing: programs look at addresses in letters, too.
func (p *Pages) dueStopPage(c *gin.Context) error {
	if err := p.DueReaders.MayStop(c.Request.Context(), c.Param("code")); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "due_stop", DueStopView{GuestFrame: p.guestFrame(c, "due.stop"), Ask: "due.stop.ask"})
}

// dueStop is POST /due/stop/:code.
func (p *Pages) dueStop(c *gin.Context) error {
	if err := p.DueReaders.Stop(c.Request.Context(), c.Param("code")); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "due_stop", DueStopView{GuestFrame: p.guestFrame(c, "due.stop"), Done: "due.stop.done", Stopped: true})
}
