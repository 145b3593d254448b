package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/qr"
	"github.com/gin-gonic/gin"
)

// EndingsView lists the consents that end soon, with a button that asks again.
type EndingsView struct {
	Frame
	Days    int
	Spans   []Option
	Rows    []EndingRow
	Mails   bool
	Renewal *RenewalPanel // of the consent that was asked about just now
}

// EndingRow is one consent that ends.
type EndingRow struct {
	catalog.Ending
	Day    string
	Last   time.Time // the last moment at which it holds
	Action string
}

// RenewalPanel shows the link that lets somebody renew.
type RenewalPanel struct {
	Mailed bool
	Copy   CopyField
	QR     qr.Code
}

const endingsPath = "/consents/ending"

func (p *Pages) endingRoutes(in gin.IRouter) {
	in.GET(endingsPath, edge.Handle(p.endings))
	in.POST("/consents/:id/ask", edge.Handle(p.askAgain))
}

// endings is GET /consents/ending?days=30.
func (p *Pages) endings(c *gin.Context) error {
	l := p.localizer(c)
	view := EndingsView{Frame: p.frame(c, "consents", "ending.title"), Days: catalog.WarnDays()[0], Mails: p.Signings.Mails()}
	for _, days := range catalog.WarnDays() {
		if c.Query("days") == strconv.Itoa(days) {
			view.Days = days
		}
	}
	for _, days := range catalog.WarnDays() {
		view.Spans = append(view.Spans, Option{Value: strconv.Itoa(days), Label: l.T("ending.within", map[string]any{"days": days}), Chosen: days == view.Days})
	}
	found, err := p.Signings.Ending(c.Request.Context(), edge.Actor(c), view.Days)
	if err != nil {
		return err
	}
	for _, e := range found {
		view.Rows = append(view.Rows, EndingRow{Ending: e, Last: lastMoment(e.Consent.ValidUntil), Day: dayName(l, e.Consent.DayName), Action: "/consents/" + url.PathEscape(string(e.Consent.Consent)) + "/ask"})
	}
	if view.Renewal, err = p.renewal(c); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "endings", view)
}

// renewal shows, once, the link that was made just now.
func (p *Pages) renewal(c *gin.Context) (*RenewalPanel, error) {
	token := p.handedOver(c, endingsPath)
	if token == "" {
		return nil, nil
	}
	address, err := url.JoinPath(p.cfg.PublicURL, ownPath(token))
	if err != nil {
		return nil, err
	}
	panel := &RenewalPanel{Mailed: c.Query("mailed") != "", Copy: CopyField{ID: "renewal-address", Label: "ending.address", Hint: "ending.address.hint", Text: address, Rows: 1}}
	panel.QR, err = qr.Make(address)
	return panel, err
}

// askAgain is POST /consents/:id/ask: one press asks, and the page that follows shows the link.
func (p *Pages) askAgain(c *gin.Context) error {
	asked, err := p.Signings.AskAgain(c.Request.Context(), edge.Actor(c), catalog.ConsentID(c.Param("id")))
	if err != nil {
		return err
	}
	to := endingsPath
	if asked.Mailed {
		to += "?mailed=1"
	}
	http.SetCookie(c.Writer, p.handover(endingsPath, edge.Actor(c).ID+"."+asked.Token, int(handoverLife.Seconds())))
	c.Redirect(http.StatusSeeOther, to)
	return nil
}
