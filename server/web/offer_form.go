package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// datesShown is how many of the next times of an offer are shown.
const datesShown = 12

// OfferFormView is the page on which an offer is made or changed.
type OfferFormView struct {
	Frame
	Chooser // of the favourites
	Form    Form
	New     bool
	Shipped bool
	HomeURL string
	Asks    bool // the dates were asked for
	Dates   []OfferDate
}

// Part lists the fields of one way to say when an offer comes.
func (v OfferFormView) Part(way string) []Field {
	var out []Field
	for _, f := range v.Form.Fields {
		if partOf(f.Name) == way {
			out = append(out, f)
		}
	}
	return out
}

// newOffer is GET /offers/new.
func (p *Pages) newOffer(c *gin.Context) error {
	actor := edge.Actor(c)
	o := catalog.Offer{LeadDays: 14}
	if actor.Library != "" {
		o.Libraries = []catalog.LibraryRef{{ID: actor.Library}}
	}
	view, err := p.offerForm(c, o)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "offer_form", view)
}

// editOffer is GET /offers/:id/edit.
func (p *Pages) editOffer(c *gin.Context) error {
	o, err := p.changeableOffer(c)
	if err != nil {
		return err
	}
	view, err := p.offerForm(c, o)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "offer_form", view)
}

func (p *Pages) changeableOffer(c *gin.Context) (catalog.Offer, error) {
	o, err := p.Offers.Get(c.Request.Context(), edge.Actor(c), c.Param("id"))
	if err == nil {
		err = catalog.MayKeepOffer(edge.Actor(c), o)
	}
	return o, err
}

func (p *Pages) offerForm(c *gin.Context, o catalog.Offer) (OfferFormView, error) {
	view := OfferFormView{Frame: p.frame(c, "offers", "offers.new"), New: o.ID == "", HomeURL: "/offers", Form: Form{Action: "/offers/new", Version: o.Version}}
	if err := catalog.MayKeepOffer(edge.Actor(c), o); err != nil {
		return view, err
	}
	if !view.New {
		view.Title, view.HomeURL, view.Shipped = p.localizer(c).T("offers.edit", map[string]any{"name": o.NameIn(edge.Lang(c))}), offerPath(o.ID), o.Occasion != ""
		view.Form.Action = offerPath(o.ID) + "/edit"
	}
	var err error
	if view.Form.Fields, err = p.offerFields(c, o); err != nil {
		return view, err
	}
	var favourites []catalog.PlannedAsset
	for _, id := range o.Favourites {
		favourites = append(favourites, catalog.PlannedAsset{ID: id})
	}
	view.Address = view.Form.Action
	if view.Chosen, err = p.plannedAssets(c, favourites); err != nil {
		return view, err
	}
	return view, p.seen(c, view.Chosen)
}

// saveOffer is POST /offers/new and POST /offers/:id/edit. The button for the dates only shows when it would come, and those of the
// files the form with other files.
func (p *Pages) saveOffer(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	var o catalog.Offer
	var err error
	if c.Param("id") != "" {
		if o, err = p.changeableOffer(c); err != nil {
			return err
		}
	} else if actor := edge.Actor(c); actor.Library != "" {
		o.Libraries = []catalog.LibraryRef{{ID: actor.Library}}
	}
	o.Favourites = sentFavourites(sent)
	view, err := p.offerForm(c, o)
	if err != nil {
		return err
	}
	view.Form.fill(sent, p.namer(c))
	change, err := p.readOffer(c, sent)
	switch action := sent.Get("action"); action {
	case "dates":
		return p.showDates(c, view, o, change, err)
	case "save":
		if err == nil {
			err = p.storeOffer(c, &o, change)
		}
		if err == nil {
			return done(c, offerPath(o.ID), "saved")
		}
		return p.refuseOffer(c, view, err)
	default:
		if err := p.findFiles(c, &view.Chooser, action, sent.Get("find")); err != nil {
			return err
		}
		return p.show(c, http.StatusOK, "offer_form", view)
	}
}

func (p *Pages) storeOffer(c *gin.Context, o *catalog.Offer, change func(*catalog.Offer)) (err error) {
	if o.ID != "" {
		*o, err = p.Offers.Edit(c.Request.Context(), edge.Actor(c), o.ID, readVersion(c.Request.PostForm), change)
		return err
	}
	change(o)
	*o, err = p.Offers.Add(c.Request.Context(), edge.Actor(c), *o)
	return err
}

func sentFavourites(sent url.Values) []catalog.AssetID {
	var out []catalog.AssetID
	for _, a := range sentAssets(sent, nil) {
		out = append(out, a.ID)
	}
	return out
}

func (p *Pages) refuseOffer(c *gin.Context, view OfferFormView, err error) error {
	var e *catalog.Error
	if catalog.Is(err, catalog.Forbidden) && errors.As(err, &e) { // another choice of libraries mends it
		view.Form.Problem = &catalog.Reason{Key: e.Key, Args: e.Args}
		return p.show(c, http.StatusForbidden, "offer_form", view)
	}
	if !view.Form.refuse(view.Chooser.refuse(besideFields(err, c.PostForm("way")), "favourites")) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "offer_form", view)
}

// showDates shows the form as it was sent with the next times. It is no refusal when the rule cannot be: nothing is stored.
func (p *Pages) showDates(c *gin.Context, view OfferFormView, o catalog.Offer, change func(*catalog.Offer), err error) error {
	view.Asks = true
	if err == nil {
		change(&o)
		var found []catalog.Occurrence
		found, err = p.Offers.Preview(c.Request.Context(), edge.Actor(c), o, datesShown)
		view.Dates = p.offerDates(c, found)
	}
	if err != nil && !view.Form.refuse(besideFields(err, c.PostForm("way"))) {
		return err
	}
	return p.show(c, http.StatusOK, "offer_form", view)
}

// besideFields names the fields of a refusal as the form does: what is wrong with a rule that the form has built stands beside
// the way to build it.
func besideFields(err error, way string) error {
	var e *catalog.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		f.Location = strings.TrimPrefix(strings.TrimPrefix(f.Location, "match."), "rule.")
		switch {
		case f.Location == "rrule" && way != wayRule, f.Location == "rule":
			f.Location = "way"
		case f.Location == "easter":
			f.Location = "easter_from"
		default:
			f.Location = strings.Replace(f.Location, "season.", "season_", 1)
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}

// readOffer reads the form into a change of an offer.
func (p *Pages) readOffer(c *gin.Context, sent url.Values) (func(*catalog.Offer), error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	said, err := readPatch(l, sent, r, false)
	if err != nil {
		return nil, err
	}
	rule, err := readRule(sent, p.Now().In(l.Zone()))
	lead, wrong := readCount("lead_days", sent)
	if err == nil {
		err = wrong
	}
	return func(o *catalog.Offer) {
		o.Name, o.LeadDays, o.Note, o.Off = sent.Get("name"), lead, sent.Get("note"), sent.Get("off") == "true"
		rule.Except, rule.Moved = o.Rule.Except, o.Rule.Moved
		o.Rule, o.Match, o.Libraries = rule, catalog.Match{Query: sent.Get("query"), Tags: orZero(said.Tags)}, nil
		o.Match.Series = catalog.Ref{ID: orZero(said.Series)}
		for _, id := range orZero(said.Libraries) {
			o.Libraries = append(o.Libraries, catalog.LibraryRef{ID: catalog.LibraryID(id)})
		}
		for _, id := range orZero(said.Books) {
			o.Match.Books = append(o.Match.Books, catalog.BookRef{ID: catalog.BookID(id)})
		}
		o.Favourites = sentFavourites(sent)
	}, err
}
