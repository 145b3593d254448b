package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/qr"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// PosterView is a sheet of A4 that leads people without an account to where they send their files.
type PosterView struct {
	Date, Place string
	QR          qr.Code
	Address     string // without its scheme, to be typed
	EntryURL    string // where the code alone can be typed
	Code        string
	Until       time.Time
	BackURL     string
	Languages   []LanguageLink // of the poster
}

// poster is GET /recording-days/:id/invitations/:invitation/poster?in=nn. Its language is not the reader's: it is for those
// who pass by.
func (p *Pages) poster(c *gin.Context) error {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	i, err := p.Invitations.Get(ctx, actor, catalog.InvitationID(c.Param("invitation")))
	if err != nil {
		return err
	}
	day, err := p.RecordingDays.Get(ctx, actor, string(i.Day))
	if err != nil {
		return err
	}
	address, err := p.guestAddress(i)
	if err != nil {
		return err
	}
	if refused := i.Refusal(p.Now()); catalog.Is(refused, catalog.Withheld) || address == "" {
		return &catalog.Error{Code: catalog.Withheld, Key: catalog.KeyLinkGone}
	}
	lang := c.Query("in")
	if !slices.Contains(locale.Languages(), lang) {
		lang = edge.Lang(c)
	}
	l := p.Words.Localizer(lang)
	row, err := p.invitationRow(l, i)
	if err != nil {
		return err
	}
	bare := func(url string) string { return url[strings.Index(url, "://")+3:] }
	view := PosterView{Date: l.Day(day.Date), Place: day.Place.Name, QR: row.QR, Address: bare(address), EntryURL: bare(p.cfg.PublicURL) + "/day",
		Code: p.Invitations.Code(i), Until: row.Until, BackURL: invitationsPath(day.ID), Languages: row.Posters}
	if day.Until != "" {
		view.Date += " – " + l.Day(day.Until)
	}
	body, err := p.templates.render(lang, "poster", view)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}
