package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/qr"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// InvitationsView is the page with the invitations to one recording day.
type InvitationsView struct {
	Frame
	Panel InvitationsPanel
}

// InvitationsPanel shows the invitations to a recording day; the template "invitations" draws it on any page.
type InvitationsPanel struct {
	DayURL string
	Day    string
	Action string
	Rows   []InvitationRow
	Form   Form // makes a new one
}

// First is the newest invitation that still takes files; nil when there is none.
func (p InvitationsPanel) First() *InvitationRow {
	for i, row := range p.Rows {
		if row.Live && row.Address.Text != "" {
			return &p.Rows[i]
		}
	}
	return nil
}

// InvitationRow is one invitation.
type InvitationRow struct {
	Invitation catalog.Invitation
	Address    CopyField // its Text is empty when the address can no longer be told
	QR         qr.Code
	Live       bool
	State      string // translation key
	Until      time.Time
	Action     string
	Posters    []LanguageLink
	Form       Form // changes it
}

func (p *Pages) invitationRoutes(in gin.IRouter) {
	in.GET("/recording-days/:id/invitations", edge.Handle(p.invitations))
	in.POST("/recording-days/:id/invitations", edge.Handle(p.invite))
	in.POST("/recording-days/:id/invitations/:invitation", edge.Handle(p.changeInvitation))
	in.GET("/recording-days/:id/invitations/:invitation/poster", edge.Handle(p.poster))
}

func invitationsPath(day string) string {
	return "/recording-days/" + url.PathEscape(day) + "/invitations"
}

// invitations is GET /recording-days/:id/invitations.
func (p *Pages) invitations(c *gin.Context) error {
	view, err := p.invitationsView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "invitations", view)
}

func (p *Pages) invitationsView(c *gin.Context) (InvitationsView, error) {
	panel, err := p.invitationsPanel(c, c.Param("id"))
	return InvitationsView{Frame: p.frame(c, "recording-days", "invitation.title"), Panel: panel}, err
}

// invitationsPanel shows the invitations to a day to those who may invite.
func (p *Pages) invitationsPanel(c *gin.Context, id string) (InvitationsPanel, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	day, err := p.RecordingDays.Get(ctx, actor, id)
	if err != nil {
		return InvitationsPanel{}, err
	}
	all, err := p.Invitations.Of(ctx, actor, catalog.RecordingDayID(day.ID))
	if err != nil {
		return InvitationsPanel{}, err
	}
	panel := InvitationsPanel{DayURL: "/recording-days/" + url.PathEscape(day.ID), Day: dayName(l, day.Name()), Action: invitationsPath(day.ID),
		Form: Form{Action: invitationsPath(day.ID), Fields: p.termFields(l, nil)}}
	for _, i := range all {
		row, err := p.invitationRow(l, i)
		if err != nil {
			return InvitationsPanel{}, err
		}
		panel.Rows = append(panel.Rows, row)
	}
	return panel, nil
}

func (p *Pages) invitationRow(l *locale.Localizer, i catalog.Invitation) (InvitationRow, error) {
	row := InvitationRow{Invitation: i, Live: i.Live(p.Now()), State: "link.live", Until: lastMinute(l, i.ValidUntil), Action: invitationsPath(string(i.Day)) + "/" + url.PathEscape(string(i.ID))}
	switch {
	case !i.RevokedAt.IsZero():
		row.State = "link.revoked"
	case !row.Live:
		row.State = "link.expired"
	case i.Refusal(p.Now()) != nil:
		row.State = "invitation.full"
	}
	row.Form = Form{Action: row.Action, Fields: p.termFields(l, &i)}
	address, err := p.guestAddress(i)
	if err != nil || address == "" || !i.RevokedAt.IsZero() {
		return row, err
	}
	row.Address = CopyField{ID: "address-" + string(i.ID), Label: "invitation.address", Text: address, Rows: 1}
	for _, tag := range locale.Languages() {
		row.Posters = append(row.Posters, LanguageLink{Tag: tag, Name: ownName(tag), URL: row.Action + "/poster?in=" + tag, Current: tag == l.Lang()})
	}
	row.QR, err = qr.Make(address)
	return row, err
}

// guestAddress is where people without an account come by an invitation; "" when it was made under another key.
func (p *Pages) guestAddress(i catalog.Invitation) (string, error) {
	code := p.Invitations.Code(i)
	if code == "" {
		return "", nil
	}
	return url.JoinPath(p.cfg.PublicURL, "day", code)
}

// lastMinute tells a time that is midnight as the last minute of the day before, which is what people call it.
func lastMinute(l *locale.Localizer, t time.Time) time.Time {
	if at := t.In(l.Zone()); at.Hour() == 0 && at.Minute() == 0 {
		return t.Add(-time.Minute)
	}
	return t
}

const gigabyte = 1_000_000_000

// termFields are the fields of an invitation's terms: of one that is there, or of a new one, where nothing is filled in.
func (p *Pages) termFields(l *locale.Localizer, i *catalog.Invitation) []Field {
	until, files, size := "", "", ""
	if i != nil {
		until = lastMinute(l, i.ValidUntil).In(l.Zone()).Format(time.DateOnly)
		files, size = strconv.Itoa(i.MaxFiles), l.Decimal(float64(i.MaxBytes)/gigabyte)
	}
	return []Field{
		{Kind: "date", Name: "valid_until", Label: "invitation.valid_until", Hint: "invitation.valid_until.hint", Value: until},
		{Kind: "number", Name: "max_files", Label: "invitation.max_files", Value: files, Inputmode: "numeric"},
		{Kind: "text", Name: "max_bytes", Label: "invitation.max_bytes", Value: size, Inputmode: "decimal"},
	}
}

// readTerms reads what termFields shows. What is empty is left as it is, or set by itself.
func readTerms(l *locale.Localizer, sent url.Values) (terms catalog.InvitationTerms, err error) {
	var refused []catalog.FieldError
	refuse := func(at, key string) { refused = append(refused, catalog.FieldError{Location: at, Key: key}) }
	if s := strings.TrimSpace(sent.Get("valid_until")); s != "" {
		day, err := time.ParseInLocation(time.DateOnly, s, l.Zone())
		if day = day.AddDate(0, 0, 1); err != nil {
			refuse("valid_until", catalog.KeyBadDate)
		}
		terms.ValidUntil = &day
	}
	if s := strings.TrimSpace(sent.Get("max_files")); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			n = 0 // which is out of range
		}
		terms.MaxFiles = &n
	}
	if s := strings.Replace(strings.TrimSpace(sent.Get("max_bytes")), ",", ".", 1); s != "" {
		v, err := strconv.ParseFloat(s, 64)
		bytes := int64(0) // which is out of range
		if err == nil && v > 0 && v <= 1e6 {
			bytes = int64(v * gigabyte)
		}
		terms.MaxBytes = &bytes
	}
	if len(refused) > 0 {
		return terms, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid, Fields: refused}
	}
	return terms, nil
}

// invite is POST /recording-days/:id/invitations.
func (p *Pages) invite(c *gin.Context) error {
	view, err := p.invitationsView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	terms, err := readTerms(p.localizer(c), c.Request.PostForm)
	if err == nil {
		_, err = p.Invitations.Issue(c.Request.Context(), edge.Actor(c), catalog.RecordingDayID(c.Param("id")), terms)
	}
	if err == nil {
		return done(c, view.Panel.Action, "invited")
	}
	view.Panel.Form.fill(c.Request.PostForm, nil)
	if !view.Panel.Form.refuse(err) {
		return err
	}
	return p.show(c, edge.Status(catalog.CodeOf(err)), "invitations", view)
}

// changeInvitation is POST /recording-days/:id/invitations/:invitation: it saves or revokes, as the button says that was
// pressed.
func (p *Pages) changeInvitation(c *gin.Context) error {
	view, err := p.invitationsView(c)
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	ctx, actor, id := c.Request.Context(), edge.Actor(c), catalog.InvitationID(c.Param("invitation"))
	if c.PostForm("action") == "revoke" {
		if err := p.Invitations.Revoke(ctx, actor, id); err != nil {
			return err
		}
		return done(c, view.Panel.Action, "link_revoked")
	}
	if err = p.saveTerms(ctx, actor, id, p.localizer(c), c.Request.PostForm); err == nil {
		return done(c, view.Panel.Action, "saved")
	}
	for n := range view.Panel.Rows {
		row := &view.Panel.Rows[n]
		if row.Invitation.ID != id {
			continue
		}
		row.Form.fill(c.Request.PostForm, nil)
		if row.Form.refuse(err) {
			return p.show(c, edge.Status(catalog.CodeOf(err)), "invitations", view)
		}
	}
	return err
}

func (p *Pages) saveTerms(ctx context.Context, actor catalog.Actor, id catalog.InvitationID, l *locale.Localizer, sent url.Values) error {
	terms, err := readTerms(l, sent)
	if err != nil {
		return err
	}
	_, err = p.Invitations.Change(ctx, actor, id, terms)
	return err
}
