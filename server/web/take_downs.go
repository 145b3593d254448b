package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// TakeDownsView lists what has to be taken down, by those who answer for it.
type TakeDownsView struct {
	Frame
	Rows         []TakeDownRow
	All          bool   // closed tasks too
	Shown        string // how the list is narrowed, for the addresses of forms
	MoreURL      string
	RemainingURL string // what can still be seen where; empty for who may not see it
}

// TakeDownRow is one task with the form in which its outcome is told.
type TakeDownRow struct {
	catalog.TakeDown
	AssetURL string
	Late     bool
	Problem  *catalog.Reason // what was wrong with what was sent for it
}

func (p *Pages) takeDownRoutes(in gin.IRouter) {
	p.accountsRegister().routes(in)
	in.GET("/assets/:id/posts", edge.Handle(p.posted))
	in.POST("/assets/:id/posts", edge.Handle(p.logPost))
	in.GET("/takedowns", edge.Handle(p.takeDowns))
	in.GET("/takedowns/remaining", edge.Handle(p.remaining))
	in.POST("/takedowns/:id", edge.Handle(p.closeTakeDown))
}

const takeDownsPath = "/takedowns"

// shownTasks is the end of an address that narrows the list as it is narrowed now.
func shownTasks(c *gin.Context) string {
	q := url.Values{}
	for _, name := range []string{"show", "person", "cursor"} {
		if v := c.Query(name); v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (p *Pages) takeDownRow(t catalog.TakeDown) TakeDownRow {
	return TakeDownRow{TakeDown: t, AssetURL: assetPath(t.Asset), Late: t.Late(p.Now())}
}

// takeDowns is GET /takedowns.
func (p *Pages) takeDowns(c *gin.Context) error {
	view, err := p.takeDownsView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "takedowns", view)
}

func (p *Pages) takeDownsView(c *gin.Context) (TakeDownsView, error) {
	actor := edge.Actor(c)
	view := TakeDownsView{Frame: p.frame(c, "takedowns", "takedown.title"), All: c.Query("show") == "all", Shown: shownTasks(c)}
	f := catalog.TakeDownFilter{State: catalog.TakeDownOpen, Person: catalog.PersonID(c.Query("person"))}
	if view.All {
		f.State = ""
	}
	page, err := paged(c.Query("cursor"), func(cursor string) (catalog.Page[catalog.TakeDown], error) {
		f.Cursor = cursor
		return p.TakeDowns.List(c.Request.Context(), actor, f)
	})
	if err != nil {
		return view, err
	}
	for _, t := range page.Items {
		view.Rows = append(view.Rows, p.takeDownRow(t))
	}
	if catalog.MayErasePeople(actor) == nil {
		view.RemainingURL = takeDownsPath + "/remaining"
	}
	view.MoreURL = nextURL(takeDownsPath, c.Request.URL.Query(), page.Next)
	return view, nil
}

// closeTakeDown is POST /takedowns/:id.
func (p *Pages) closeTakeDown(c *gin.Context) error {
	ctx, actor, id, note := c.Request.Context(), edge.Actor(c), catalog.TakeDownID(c.Param("id")), c.PostForm("note")
	_, err := p.TakeDowns.Edit(ctx, actor, id, catalog.TakeDownChange{State: catalog.TakeDownState(c.PostForm("state")), Note: &note})
	if err == nil {
		return done(c, takeDownsPath+shownTasks(c), "saved")
	}
	problem, ok := noteProblem(err)
	if !ok {
		return err
	}
	view, failed := p.takeDownsView(c)
	if failed != nil {
		return failed
	}
	at := slices.IndexFunc(view.Rows, func(r TakeDownRow) bool { return r.ID == id })
	if at < 0 { // on another page of the list, or closed meanwhile
		t, failed := p.TakeDowns.Get(ctx, actor, id)
		if failed != nil {
			return failed
		}
		view.Rows, at = slices.Insert(view.Rows, 0, p.takeDownRow(t)), 0
	}
	view.Rows[at].Note, view.Rows[at].Problem = note, &problem
	return p.show(c, edge.Status(catalog.CodeOf(err)), "takedowns", view)
}

// noteProblem says what is wrong with a note, and whether somebody can mend it.
func noteProblem(err error) (catalog.Reason, bool) {
	form := Form{Fields: []Field{{Name: "note"}}}
	switch {
	case !form.refuse(err):
		return catalog.Reason{}, false
	case len(form.Fields[0].Problems) == 0:
		return *form.Problem, true
	case form.Fields[0].Problems[0].Key == catalog.KeyRequired:
		return catalog.Reason{Key: "takedown.needs_note"}, true
	}
	return form.Fields[0].Problems[0], true
}

// RemainingView tells what can still be seen where, to be printed.
type RemainingView struct {
	Frame
	Rows []RemainingRow
}

// RemainingRow is one asset that somebody has said no to.
type RemainingRow struct {
	catalog.Remaining
	AssetURL string
	Cached   bool // caches outside may still hold it
}

// remaining is GET /takedowns/remaining.
func (p *Pages) remaining(c *gin.Context) error {
	found, err := p.TakeDowns.Remaining(c.Request.Context(), edge.Actor(c), catalog.TakeDownFilter{Person: catalog.PersonID(c.Query("person"))})
	if err != nil {
		return err
	}
	view := RemainingView{Frame: p.frame(c, "takedowns", "remaining.title")}
	for _, r := range found {
		view.Rows = append(view.Rows, RemainingRow{Remaining: r, AssetURL: assetPath(r.Asset), Cached: p.Now().Before(r.CachesUntil)})
	}
	return p.show(c, http.StatusOK, "remaining", view)
}
