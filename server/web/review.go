package web

import (
	"net/http"
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// reviewed is how many files the page shows at a time.
const reviewed = 24

// ReviewView is the grid in which what came in without an account is accepted or binned.
type ReviewView struct {
	Frame
	Day     string // the recording day's name, or empty for all days
	DayURL  string
	Action  string
	Total   int
	Cards   []ReviewCard
	Refused []Refusal // what could not be decided
}

// ReviewCard is one file that waits, with what its sender wrote.
type ReviewCard struct {
	Card
	SentBy   string
	SentNote string
	Day      string // where the page shows several
	Size     string
	Like     *Card // something like it is there already
}

func (p *Pages) reviewRoutes(in gin.IRouter) {
	in.GET("/review", edge.Handle(p.review))
	in.POST("/review", edge.Handle(p.decide))
	in.GET("/recording-days/:id/review", edge.Handle(p.review))
	in.POST("/recording-days/:id/review", edge.Handle(p.decide))
}

// review is GET /review and GET /recording-days/:id/review.
func (p *Pages) review(c *gin.Context) error {
	view, err := p.reviewView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "review", view)
}

func (p *Pages) reviewView(c *gin.Context) (ReviewView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	if err := catalog.MayInvite(actor); err != nil {
		return ReviewView{}, err
	}
	view := ReviewView{Frame: p.frame(c, "review", "review.title"), Action: "/review"}
	q := catalog.Query{Limit: reviewed, Sort: catalog.SortOldest, Filters: map[catalog.Filter][]string{catalog.ByReview: {string(catalog.ReviewWaiting)}}}
	if id := c.Param("id"); id != "" {
		day, err := p.RecordingDays.Get(ctx, actor, id)
		if err != nil {
			return view, err
		}
		view.DayURL = "/recording-days/" + url.PathEscape(day.ID)
		view.Day, view.Action = dayName(l, day.Name()), view.DayURL+"/review"
		q.Filters[catalog.ByRecordingDay] = []string{day.ID}
	}
	found, err := p.Assets.Find(ctx, actor, q)
	if err != nil {
		return view, err
	}
	view.Total = found.Total
	for _, a := range found.Items {
		card, err := p.reviewCard(c, l, a)
		if err != nil {
			return view, err
		}
		if view.Day == "" && a.RecordingDay.ID != "" {
			card.Day = dayName(l, a.RecordingDay.Name)
		}
		view.Cards = append(view.Cards, card)
	}
	return view, nil
}

func (p *Pages) reviewCard(c *gin.Context, l *locale.Localizer, a catalog.Asset) (ReviewCard, error) {
	card := ReviewCard{Card: p.card(l, a, false), SentBy: a.SentBy, SentNote: a.SentNote, Size: l.Size(a.Original.Size)}
	near, err := p.Assets.Duplicates(c.Request.Context(), edge.Actor(c), a.ID, 1)
	if err != nil {
		return card, unlessUnavailable(err)
	}
	if len(near) > 0 {
		like := p.card(l, near[0].Asset, false)
		card.Like = &like
	}
	return card, nil
}

// decide is POST /review and POST /recording-days/:id/review: it accepts or bins what was chosen, as the button says that
// was pressed.
func (p *Pages) decide(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, ids := c.Request.Context(), edge.Actor(c), c.Request.PostForm["id"]
	var refused []Refusal
	for _, id := range ids {
		err := p.decideOne(c, catalog.AssetID(id), c.PostForm("action"))
		switch {
		case err == nil:
		case catalog.Is(err, catalog.Internal), ctx.Err() != nil:
			return err
		default:
			refused = append(refused, p.refusal(c, catalog.AssetID(id), err))
		}
	}
	if len(ids) > 0 && len(refused) == 0 {
		return done(c, c.Request.URL.EscapedPath(), "reviewed")
	}
	view, err := p.reviewView(c)
	if err != nil {
		return err
	}
	if len(ids) == 0 && catalog.MayInvite(actor) == nil {
		view.Refused = []Refusal{{Why: catalog.Reason{Key: "review.choose"}}}
	}
	view.Refused = append(view.Refused, refused...)
	return p.show(c, http.StatusUnprocessableEntity, "review", view)
}

func (p *Pages) decideOne(c *gin.Context, id catalog.AssetID, action string) error {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	if action == "bin" {
		_, err := p.Assets.Bin(ctx, actor, id, 0)
		return err
	}
	accepted := catalog.ReviewAccepted
	_, err := p.Assets.Edit(ctx, actor, id, 0, catalog.AssetPatch{Review: &accepted})
	return err
}
