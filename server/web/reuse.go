package web

import (
	"errors"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// ReuseView is the page on which a reuse link is made, and on which its addresses are copied.
type ReuseView struct {
	Frame
	Asset    Card
	Channels []ChannelRow     // where it may be shown, and where not
	Refused  []ReasonRow      // why a link was not made
	Duties   []catalog.Reason // what is still owed to those who do not see or hear
	MayEdit  bool
	Form     Form
	Links    []LinkRow
	Made     *Snippets // of the link that was made just now
}

// reusePage is GET /assets/:id/reuse.
func (p *Pages) reusePage(c *gin.Context) error {
	view, a, err := p.reuseView(c)
	if err != nil {
		return err
	}
	if made := c.Query("link"); made != "" {
		for _, row := range view.Links {
			if string(row.Link.ID) == made && row.Live {
				view.Made = p.snippets(a, row.Link)
			}
		}
	}
	return p.show(c, http.StatusOK, "reuse", view)
}

// reuse is POST /assets/:id/reuse.
func (p *Pages) reuse(c *gin.Context) error {
	view, a, err := p.reuseView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	wanted := catalog.ReuseLink{Purpose: sent.Get("purpose"), Channel: catalog.Channel(sent.Get("channel")),
		Library: catalog.LibraryRef{ID: catalog.LibraryID(sent.Get("library"))}}
	wanted.ExpiresAt, err = endOfDay(sent.Get("expires_at"), p.localizer(c).Zone())
	var made catalog.ReuseLink
	if err == nil {
		made, err = p.ReuseLinks.Issue(c.Request.Context(), edge.Actor(c), a.ID, wanted)
	}
	if err == nil {
		return done(c, assetPath(a.ID)+"/reuse?link="+string(made.ID), "link_made")
	}
	view.Form.fill(sent, p.namer(c))
	if !view.Form.refuse(err) {
		return err
	}
	if e := (*catalog.Error)(nil); errors.As(err, &e) {
		view.Refused = reasonRows(edge.Actor(c), e.Reasons)
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "reuse", view)
}

// endOfDay reads a day up to whose end something lasts; empty is for ever.
func endOfDay(day string, zone *time.Location) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return t, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: []catalog.FieldError{{Location: "expires_at", Key: catalog.KeyBadDate}}}
	}
	return t.AddDate(0, 0, 1).Add(-time.Second), nil
}

func (p *Pages) reuseView(c *gin.Context) (ReuseView, catalog.Asset, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	a, err := p.Assets.Get(ctx, actor, catalog.AssetID(c.Param("id")))
	if err == nil {
		err = catalog.MayShare(actor)
	}
	if err != nil {
		return ReuseView{}, a, err
	}
	registers, err := p.loadRegisters(ctx, actor, l)
	if err != nil {
		return ReuseView{}, a, err
	}
	view := ReuseView{Frame: p.frame(c, "search", "reuse.title"), Asset: p.card(l, a, false), MayEdit: catalog.MayAssessPeople(actor, a) == nil,
		Channels: p.channelRows(c, a), Duties: unmetDuties(a), Form: reuseForm(l, registers, actor, p.Now().Add(p.cfg.LinkLife))}
	view.Form.Action = assetPath(a.ID) + "/reuse"
	cards := []Card{view.Asset}
	if err := p.markSeen(c, cards); err != nil {
		return view, a, err
	}
	view.Asset = cards[0]
	view.Links, err = p.linkRows(c, catalog.ReuseLinkFilter{Asset: a.ID})
	return view, a, err
}

func reuseForm(l *locale.Localizer, r registersOf, actor catalog.Actor, until time.Time) Form {
	libraries := append([]Option{{Label: l.T("form.none", nil)}}, pick(r.libraries, Option{Value: string(actor.Library), Label: string(actor.Library)})...)
	return Form{Fields: []Field{
		{Kind: "text", Name: "purpose", Label: "reuse.purpose", Hint: "reuse.purpose.hint"},
		{Kind: selectField, Name: "library", Label: "reuse.library", Options: libraries},
		{Kind: selectField, Name: "channel", Label: "reuse.channel", Options: coded(l, "channel", "channel.any", catalog.Channels(), catalog.Website)},
		{Kind: "date", Name: "expires_at", Label: "reuse.expires_at", Hint: "reuse.expires_at.hint", Value: until.In(l.Zone()).Format(time.DateOnly)},
	}}
}
