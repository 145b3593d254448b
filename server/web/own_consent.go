package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/qr"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// OwnConsentView is the page on which somebody without an account sees their own consent and takes it back.
type OwnConsentView struct {
	GuestFrame
	Base    string
	Name    string
	State   catalog.ConsentState
	Consent catalog.Consent
	Last    time.Time // the last moment at which it holds
	Facts   []Fact
	Text    []catalog.TextBlock // that was read; empty when it is not known
	Shown   []Fact              // where they are shown now, by channel
	Posted  []catalog.PostedAt
	Signed  bool // just now
	Mailed  bool
	Lost    bool // the picture of themselves
	Copy    CopyField
	QR      qr.Code
	Renew   *SignForm // nil: it cannot be renewed now
	Asked   bool      // to renew
	Done    string    // translation key of what was done
}

func ownPath(token string) string { return "/consent/" + url.PathEscape(token) }

// OwnConsentRoutes adds the personal pages to the group /consent/:token. The token in the address is all that is needed.
func (p *Pages) OwnConsentRoutes(group *gin.RouterGroup) {
	r := p.openable(group)
	r.GET("", edge.Handle(p.ownConsent))
	r.GET("/copy", edge.Handle(p.ownCopy))
	r.GET("/withdraw", edge.Handle(p.ownWithdrawPage))
	r.POST("/withdraw", edge.Handle(p.ownWithdraw))
	r.POST("/renew", edge.Handle(p.ownRenew))
	r.POST("/decline", edge.Handle(p.ownDecline))
}

// Unlisted keeps personal pages out of search engines and caches, whatever they answer.
func Unlisted(c *gin.Context) {
	c.Header("X-Robots-Tag", "noindex, nofollow, noarchive")
	c.Header("Cache-Control", "private, no-store")
}

// ownConsent is GET /consent/:token.
func (p *Pages) ownConsent(c *gin.Context) error {
	view, err := p.ownView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "own_consent", view)
}

func (p *Pages) ownView(c *gin.Context) (OwnConsentView, error) {
	token, l := c.Param("token"), p.localizer(c)
	own, err := p.Signings.Own(c.Request.Context(), token, edge.Lang(c))
	if err != nil {
		return OwnConsentView{}, err
	}
	address, err := url.JoinPath(p.cfg.PublicURL, ownPath(token))
	if err != nil {
		return OwnConsentView{}, err
	}
	view := OwnConsentView{GuestFrame: p.guestFrame(c, "own.title"), Base: ownPath(token), Name: own.Consent.Person.Name, Consent: own.Consent,
		State: own.Consent.StateAt(p.Now()), Last: lastMoment(own.Consent.ValidUntil), Facts: consentFacts(l, own.Consent), Text: own.Text.Blocks(own.Places), Shown: p.shownFacts(l, own.Shown), Posted: own.Posted,
		Signed: c.Query("signed") != "", Mailed: c.Query("mailed") != "", Lost: c.Query("picture") == "lost", Asked: own.Link.Asked(),
		Copy: CopyField{ID: "own-address", Label: "own.address", Text: address, Rows: 3}}
	if done := "own.done." + c.Query("done"); l.Has(done) {
		view.Done = done
	}
	if view.QR, err = qr.Make(address); err != nil {
		return view, err
	}
	if own.Renew != nil {
		form := p.signForm(c, view.Base+"/renew", *own.Renew, own.Anew)
		form.Child, form.Submit = own.As == catalog.CategoryChild, "own.renew.submit"
		form.choose(own.Consent)
		view.Renew = &form
	}
	return view, nil
}

// choose fills in what was agreed to before.
func (f *SignForm) choose(c catalog.Consent) {
	sent := url.Values{"reuse": {strconv.FormatBool(c.ReuseByOthers)}, "name_shown": {strconv.FormatBool(c.NameShown)}, "tagging": {strconv.FormatBool(c.Tagging)}}
	for _, v := range c.Purposes {
		sent.Add("purposes", string(v))
	}
	for _, v := range c.Channels {
		sent.Add("channels", string(v))
	}
	for i, name := range c.Guardians[:min(len(c.Guardians), 2)] {
		sent.Add([]string{"guardians", "guardians2"}[i], name)
	}
	f.fill(sent, func(_, id string) string { return id })
}

// consentFacts tells what somebody has agreed to.
func consentFacts(l *locale.Localizer, c catalog.Consent) []Fact {
	var facts []Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{Label: label, Values: []Chip{{Label: value}}})
		}
	}
	yes := func(b bool) string { return l.T(map[bool]string{true: "sign.yes", false: "sign.no"}[b], nil) }
	add("own.day", dayName(l, c.DayName))
	add("own.library", c.LibraryName)
	for _, name := range c.Guardians {
		add("sign.guardian", name)
	}
	add("sign.purposes", said(l, "content_type", c.Purposes))
	add("sign.channels", said(l, "channel", c.Channels))
	add("sign.reuse", yes(c.ReuseByOthers))
	add("sign.name_shown", yes(c.NameShown))
	add("sign.tagging", yes(c.Tagging))
	add("own.given", l.Date(c.GivenAt))
	return facts
}

// shownFacts tells where somebody is shown. What has a page for everybody is named and linked; of the rest only the number
// is told.
func (p *Pages) shownFacts(l *locale.Localizer, shown []catalog.ShownAt) []Fact {
	var facts []Fact
	at := map[catalog.Channel]int{}
	counts := map[catalog.Channel]int{}
	for _, s := range shown {
		if _, ok := at[s.Channel]; !ok {
			at[s.Channel] = len(facts)
			facts = append(facts, Fact{Label: "channel." + string(s.Channel)})
		}
		f := &facts[at[s.Channel]]
		if counts[s.Channel]++; s.Token != "" {
			f.Values = append(f.Values, Chip{Label: s.Title, URL: p.Links.Page(s.Token)})
			continue
		}
		f.Values = []Chip{{Label: l.T("own.shown.count", map[string]any{"count": counts[s.Channel]})}}
	}
	return facts
}

// ownCopy is GET /consent/:token/copy: a page to keep, which needs nothing else.
func (p *Pages) ownCopy(c *gin.Context) error {
	view, err := p.ownView(c)
	if err != nil {
		return err
	}
	body, err := p.templates.render(edge.Lang(c), "own_copy", view)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="`+p.localizer(c).T("own.copy.file", nil)+`.html"`)
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
	return nil
}

// ownWithdrawPage is GET /consent/:token/withdraw.
func (p *Pages) ownWithdrawPage(c *gin.Context) error {
	view, err := p.ownView(c)
	if err != nil {
		return err
	}
	view.Title = p.localizer(c).T("own.withdraw", nil)
	return p.show(c, http.StatusOK, "own_withdraw", view)
}

// ownWithdraw is POST /consent/:token/withdraw.
func (p *Pages) ownWithdraw(c *gin.Context) error {
	if err := p.Signings.TakeBack(c.Request.Context(), c.Param("token")); err != nil {
		return err
	}
	return ownDone(c, "withdrawn")
}

// ownDone leads back to the personal page in the language that was read: those without an account have no cookie for it.
func ownDone(c *gin.Context, what string) error {
	return done(c, ownPath(c.Param("token"))+"?"+url.Values{edge.LangCookie: {edge.Lang(c)}}.Encode(), what)
}

// ownDecline is POST /consent/:token/decline.
func (p *Pages) ownDecline(c *gin.Context) error {
	if err := p.Signings.Decline(c.Request.Context(), c.Param("token")); err != nil {
		return err
	}
	return ownDone(c, "declined")
}

// ownRenew is POST /consent/:token/renew.
func (p *Pages) ownRenew(c *gin.Context) error {
	if err := p.signing.Try(c.ClientIP()); err != nil {
		return err
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, mostSigningBody)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return malformed(err)
	}
	sent := url.Values{}
	if _, err := signingFields(parts, sent); err != nil {
		return err
	}
	if err = p.Signings.Renew(c.Request.Context(), c.Param("token"), readSigning(sent, edge.Lang(c))); err == nil {
		return ownDone(c, "renewed")
	}
	view, late := p.ownView(c)
	if late != nil {
		return late
	}
	if view.Renew == nil || !view.Renew.refused(sent, err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "own_consent", view)
}
