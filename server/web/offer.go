package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// OfferDate is one time that an offer comes. Value names it in forms.
type OfferDate struct {
	Value, Said, Deadline string
	Moved, Cancelled      bool
	Open                  bool // its form is, with what was typed
	To, Time              string
}

// OfferView is the page of one offer.
type OfferView struct {
	Frame
	Offer      catalog.Offer
	When, Mark string
	Source     string
	Unsure     string // what is not known of a shipped occasion
	SearchURL  string
	Favourites []Card
	Dates      []OfferDate
	DueURL     string // the list of what can be posted for it; empty while it does not come
	Unsaid     bool   // nobody has said what suits it
	MayChange  bool
	MayRemove  bool
	Problem    Form // what was refused of a change of one time
}

func offerPath(id string) string { return "/offers/" + url.PathEscape(id) }

func (p *Pages) offerRoutes(in gin.IRouter) {
	in.GET("/offers", edge.Handle(p.allOffers))
	in.GET("/offers/new", edge.Handle(p.newOffer))
	in.POST("/offers/new", edge.Handle(p.saveOffer))
	in.GET("/offers/import", edge.Handle(p.offerImport))
	in.POST("/offers/import", edge.Handle(p.importOffers))
	in.GET("/offers/:id", edge.Handle(p.offer))
	in.POST("/offers/:id", edge.Handle(p.changeOffer))
	in.GET("/offers/:id/edit", edge.Handle(p.editOffer))
	in.POST("/offers/:id/edit", edge.Handle(p.saveOffer))
	p.schoolHolidaysRegister().routes(in)
}

// mayAddOffer reports whether there is any offer that the actor may add.
func mayAddOffer(actor catalog.Actor) bool {
	return catalog.MayKeepOffer(actor, catalog.Offer{Libraries: []catalog.LibraryRef{{ID: actor.Library}}}) == nil
}

func libraryNames(libraries []catalog.LibraryRef) string {
	var names []string
	for _, l := range libraries {
		names = append(names, l.Name)
	}
	return strings.Join(names, ", ")
}

// occurrenceWords says when it is: "tirsdag 24. november 2026 kl. 10.00".
func occurrenceWords(l *locale.Localizer, o catalog.Occurrence) string {
	said := weekday(l, o.StartsAt) + " " + l.Date(o.StartsAt)
	if !o.AllDay {
		return weekday(l, o.StartsAt) + " " + l.DateTime(o.StartsAt)
	}
	if last := o.EndsAt.AddDate(0, 0, -1); last.After(o.StartsAt) {
		said += " – " + l.Date(last)
	}
	return said
}

func (p *Pages) offerDates(c *gin.Context, found []catalog.Occurrence) []OfferDate {
	l := p.localizer(c)
	var out []OfferDate
	for _, o := range found {
		out = append(out, OfferDate{Value: o.Day, Said: occurrenceWords(l, o), Deadline: l.Date(o.Deadline), Moved: o.Moved})
	}
	return out
}

// offer is GET /offers/:id.
func (p *Pages) offer(c *gin.Context) error {
	view, err := p.offerView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "offer", view)
}

func (p *Pages) offerView(c *gin.Context) (OfferView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	o, err := p.Offers.Get(ctx, actor, c.Param("id"))
	if err != nil {
		return OfferView{}, err
	}
	view := OfferView{Frame: p.frame(c, "offers", o.NameIn(edge.Lang(c))), Offer: o, When: ruleWords(l, o.Rule), MayChange: catalog.MayKeepOffer(actor, o) == nil, MayRemove: catalog.MayRemoveOffer(actor, o) == nil}
	if shipped, ok := o.Shipped(); ok {
		view.Mark, view.Source, view.Unsure = "offers.mark."+shipped.Mark, shipped.Source, shipped.Notes[edge.Lang(c)]
	}
	if q := o.Match.Query; q != "" {
		if view.SearchURL = "/?" + q; !strings.Contains(q, "=") {
			view.SearchURL = "/?" + url.Values{"q": {q}}.Encode()
		}
	}
	if len(o.Favourites) > 0 {
		found, err := p.Assets.Some(ctx, actor, o.Favourites)
		if err != nil {
			return view, err
		}
		for _, a := range found {
			view.Favourites = append(view.Favourites, p.card(l, a, false))
		}
	}
	m := o.Match
	view.Unsaid = m.Series.ID == "" && m.Query == "" && len(m.Books)+len(m.Tags)+len(o.Favourites) == 0
	view.Dates, err = p.nextDates(c, o)
	if len(view.Dates) > 0 && !o.Off {
		view.DueURL = "/due"
		if len(o.Libraries) == 1 {
			view.DueURL += "?" + url.Values{"library": {string(o.Libraries[0].ID)}}.Encode()
		}
	}
	return view, err
}

// nextDates are the next times of an offer, with those between them that are cancelled.
func (p *Pages) nextDates(c *gin.Context, o catalog.Offer) ([]OfferDate, error) {
	if o.Rule.Empty() {
		return nil, nil
	}
	l := p.localizer(c)
	found, err := p.Offers.Preview(c.Request.Context(), edge.Actor(c), o, datesShown)
	if err != nil && !catalog.Is(err, catalog.Invalid) {
		return nil, err
	}
	dates := p.offerDates(c, found)
	from, to := p.Now().In(l.Zone()).Format(time.DateOnly), ""
	if len(found) == datesShown {
		to = found[len(found)-1].StartsAt.Format(time.DateOnly)
	}
	for _, day := range o.Rule.Except {
		t, err := time.ParseInLocation(time.DateOnly, day, l.Zone())
		if err != nil || day < from || to != "" && day > to || len(dates) == 2*datesShown {
			continue
		}
		at := slices.IndexFunc(dates, func(d OfferDate) bool { return d.Value > day })
		if at < 0 {
			at = len(dates)
		}
		dates = slices.Insert(dates, at, OfferDate{Value: day, Said: weekday(l, t) + " " + l.Date(t), Cancelled: true})
	}
	return dates, nil
}

// changeOffer is POST /offers/:id: it switches an offer on or off, removes it, or changes one of its times.
func (p *Pages) changeOffer(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, id, day := c.Request.Context(), edge.Actor(c), c.Param("id"), c.PostForm("day")
	var err error
	switch c.PostForm("action") {
	case "delete":
		if err = p.Offers.Remove(ctx, actor, id); err == nil {
			return done(c, "/offers", "deleted")
		}
	case "on", "off":
		off := c.PostForm("action") == "off"
		_, err = p.Offers.Edit(ctx, actor, id, readVersion(c.Request.PostForm), func(o *catalog.Offer) { o.Off = off })
	case "cancel":
		_, err = p.Offers.Cancel(ctx, actor, id, day)
	case "restore":
		_, err = p.Offers.Restore(ctx, actor, id, day)
	case "move":
		_, err = p.Offers.Move(ctx, actor, id, catalog.MovedOccurrence{Day: day, To: c.PostForm("to"), Time: c.PostForm("time")})
	default:
		return malformed(errors.New("read action " + c.PostForm("action")))
	}
	if err == nil {
		return done(c, offerPath(id), "saved")
	}
	view, failed := p.offerView(c)
	if failed != nil {
		return failed
	}
	if !view.Problem.refuse(err) {
		return err
	}
	var e *catalog.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		view.Problem.Problem = &catalog.Reason{Key: e.Fields[0].Key, Args: e.Fields[0].Args}
	}
	for i := range view.Dates {
		if d := &view.Dates[i]; d.Value == day {
			d.Open, d.To, d.Time = true, c.PostForm("to"), c.PostForm("time")
		}
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "offer", view)
}
