package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// OffersView lists offers, and below them the occasions in the year, folded unless they are asked for.
type OffersView struct {
	Frame
	Text      string
	Libraries []Option
	Shows     []Option
	Rows      []OfferRow
	MoreURL   string
	Own       bool // offers are shown
	Occasions []OfferRow
	Open      bool // the occasions are
	MayAdd    bool
}

// OfferRow is one offer in the list.
type OfferRow struct {
	Name, URL, When, Whose, Next, Mark string
	Off                                bool
	next                               time.Time // zero: not known
}

const (
	offersShown    = 25
	mostOccasions  = 1000
	showOwn        = "own"
	showsOccasions = "occasions"
)

// allOffers is GET /offers?name=…&library=…&show=….
func (p *Pages) allOffers(c *gin.Context) error {
	l, asked := p.localizer(c), c.Request.URL.Query()
	libraries, err := p.libraryChoices(c, catalog.Ref{})
	if err != nil {
		return err
	}
	libraries[0].Label = l.T("offers.all_libraries", nil)
	keepOffered(asked, "library", libraries)
	show := asked.Get("show")
	view := OffersView{Frame: p.frame(c, "offers", "nav.offers"), Text: asked.Get("name"), Libraries: chosenOf(libraries, asked.Get("library")), Own: show != showsOccasions,
		Shows: coded(l, "offers.show", "offers.show.all", []string{showOwn, showsOccasions}, show), MayAdd: mayAddOffer(edge.Actor(c))}
	if view.Own {
		own, err := p.offersOf(c, asked, false)
		if err != nil {
			return err
		}
		view.MoreURL = nextURL("/offers", asked, own.Next)
		if view.Rows, err = p.offerRows(c, own.Items); err != nil {
			return err
		}
	}
	if show != showOwn && asked.Get("cursor") == "" {
		occasions, err := p.offersOf(c, asked, true)
		if err != nil {
			return err
		}
		if view.Occasions, err = p.offerRows(c, occasions.Items); err != nil {
			return err
		}
		slices.SortStableFunc(view.Occasions, func(a, b OfferRow) int { return cmp.Or(later(a)-later(b), a.next.Compare(b.next)) })
		view.Open = show == showsOccasions || view.Text != "" || len(view.Rows) == 0 && view.MoreURL == ""
	}
	return p.show(c, http.StatusOK, "offers", view)
}

// later puts what is on and has a date first, then what has none, and last what is off.
func later(r OfferRow) int {
	switch {
	case r.Off:
		return 2
	case r.next.IsZero():
		return 1
	}
	return 0
}

// offersOf finds a page of the offers that are asked for, or all the occasions.
func (p *Pages) offersOf(c *gin.Context, asked url.Values, occasions bool) (catalog.Page[catalog.Offer], error) {
	f := catalog.OfferFilter{ListFilter: catalog.ListFilter{Text: asked.Get("name"), Limit: mostOccasions}, Library: catalog.LibraryID(asked.Get("library")), Occasions: &occasions}
	if occasions {
		return p.Offers.List(c.Request.Context(), edge.Actor(c), f)
	}
	f.Limit = offersShown
	return paged(asked.Get("cursor"), func(cursor string) (catalog.Page[catalog.Offer], error) {
		f.Cursor = cursor
		return p.Offers.List(c.Request.Context(), edge.Actor(c), f)
	})
}

func (p *Pages) offerRows(c *gin.Context, offers []catalog.Offer) (rows []OfferRow, err error) {
	l := p.localizer(c)
	next, err := p.Offers.Next(c.Request.Context(), edge.Actor(c), offers)
	if err != nil {
		return nil, err
	}
	for _, o := range offers {
		shipped, _ := o.Shipped()
		row := OfferRow{Name: o.NameIn(edge.Lang(c)), URL: offerPath(o.ID), When: ruleWords(l, o.Rule), Whose: libraryNames(o.Libraries), Off: o.Off}
		if first, comes := next[catalog.OfferID(o.ID)]; comes {
			row.Next, row.next = occurrenceWords(l, first), first.StartsAt
		}
		if shipped.Mark != "" && shipped.Mark != catalog.OccasionFound {
			row.Mark = "offers.mark." + shipped.Mark
		}
		rows = append(rows, row)
	}
	return rows, nil
}
