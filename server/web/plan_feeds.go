package web

import (
	"net/http"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// PlanFeedsView is the page of one's own calendar feeds.
type PlanFeedsView struct {
	Frame
	Feeds []PlanFeedRow
	Form  Form
}

// PlanFeedRow is one feed. Copy is empty for one whose address cannot be told any more.
type PlanFeedRow struct {
	ID   catalog.CalendarFeedID
	Name string
	Copy CopyField
}

func (p *Pages) planFeedsView(c *gin.Context) (PlanFeedsView, error) {
	l := p.localizer(c)
	view := PlanFeedsView{Frame: p.frame(c, "plan", "feed.title"), Form: Form{Action: "/plan/feeds"}}
	feeds, err := p.CalendarFeeds.List(c.Request.Context(), edge.Actor(c))
	if err != nil {
		return view, err
	}
	for _, f := range feeds {
		row := PlanFeedRow{ID: f.ID, Name: l.T("feed.mine", nil)}
		if f.Library.ID != "" {
			row.Name = f.Library.Name
		}
		if token := p.CalendarFeeds.Token(f); token != "" {
			row.Copy = CopyField{ID: "feed-" + string(f.ID), Label: "feed.address", Text: p.cfg.PublicURL + "/calendar/" + token + ".ics", Rows: 2}
		}
		view.Feeds = append(view.Feeds, row)
	}
	libraries, err := p.libraryChoices(c, catalog.Ref{})
	if err != nil {
		return view, err
	}
	libraries[0].Label = l.T("feed.mine", nil)
	view.Form.Fields = []Field{{Kind: selectField, Name: "library", Label: "feed.of", Options: libraries}}
	return view, nil
}

// planFeeds is GET /plan/feeds.
func (p *Pages) planFeeds(c *gin.Context) error {
	view, err := p.planFeedsView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "plan_feeds", view)
}

// makeFeed is POST /plan/feeds.
func (p *Pages) makeFeed(c *gin.Context) error {
	f, err := p.CalendarFeeds.Issue(c.Request.Context(), edge.Actor(c), c.PostForm("library"))
	if err == nil {
		return done(c, "/plan/feeds#feed-"+string(f.ID), "saved")
	}
	view, failed := p.planFeedsView(c)
	if failed != nil {
		return failed
	}
	if !view.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "plan_feeds", view)
}

// revokeFeed is POST /plan/feeds/:id/revoke.
func (p *Pages) revokeFeed(c *gin.Context) error {
	if err := p.CalendarFeeds.Revoke(c.Request.Context(), edge.Actor(c), catalog.CalendarFeedID(c.Param("id"))); err != nil {
		return err
	}
	return done(c, "/plan/feeds", "revoked")
}

func (p *Pages) planRoutes(in gin.IRouter) {
	in.GET("/plan", edge.Handle(p.plan))
	in.GET("/plan/new", edge.Handle(p.newPlan))
	in.POST("/plan/new", edge.Handle(p.savePlan))
	in.GET("/plan/feeds", edge.Handle(p.planFeeds))
	in.POST("/plan/feeds", edge.Handle(p.makeFeed))
	in.POST("/plan/feeds/:id/revoke", edge.Handle(p.revokeFeed))
	in.GET("/plan/:id", edge.Handle(p.planItem))
	in.GET("/plan/:id/edit", edge.Handle(p.editPlan))
	in.POST("/plan/:id/edit", edge.Handle(p.savePlan))
	in.POST("/plan/:id/status", edge.Handle(p.stepPlan))
	in.POST("/plan/:id/repeat", edge.Handle(p.repeatPlan))
	in.POST("/plan/:id/collaborators", edge.Handle(p.answerPlan))
	in.POST("/plan/:id/move", edge.Handle(p.movePlan))
	in.POST("/plan/:id/comments", edge.Handle(p.planComment))
	in.POST("/plan/:id/remove", edge.Handle(p.removePlan))
}
