package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// TakeDownsView lists what has to be taken down, by those who answer for it.
type TakeDownsView struct {
	Frame
	Rows         []TakeDownRow
	All          bool // closed tasks too
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
	view := TakeDownsView{Frame: p.frame(c, "takedowns", "takedown.title"), All: c.Query("show") == "all"}
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
		view.Rows = append(view.Rows, TakeDownRow{TakeDown: t, AssetURL: assetPath(t.Asset), Late: t.Late(p.Now())})
	}
	if catalog.MayErasePeople(actor) == nil {
		view.RemainingURL = "/takedowns/remaining"
	}
	view.MoreURL = nextURL("/takedowns", c.Request.URL.Query(), page.Next)
	return view, nil
}

// closeTakeDown is POST /takedowns/:id.
func (p *Pages) closeTakeDown(c *gin.Context) error {
	id, note := catalog.TakeDownID(c.Param("id")), c.PostForm("note")
	_, err := p.TakeDowns.Edit(c.Request.Context(), edge.Actor(c), id, catalog.TakeDownChange{State: catalog.TakeDownState(c.PostForm("state")), Note: &note})
	if err == nil {
		return done(c, "/takedowns", "saved")
	}
	view, e := p.takeDownsView(c)
	if e != nil {
		return e
	}
	var form Form
	if !form.refuse(err) {
		return err
	}
	for i := range view.Rows {
		if view.Rows[i].ID == id {
			view.Rows[i].Note, view.Rows[i].Problem = note, &catalog.Reason{Key: "takedown.needs_note"}
			return p.show(c, edge.Status(catalog.CodeOf(err)), "takedowns", view)
		}
	}
	return err
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
