package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// GuestFrame is what the pages for people without an account show around their content: no more than they need, since
// they are opened on phones over slow lines.
type GuestFrame struct {
	Title     string
	Languages []LanguageLink
}

// GuestView is the page on which people without an account send files for a recording day.
type GuestView struct {
	GuestFrame
	Day        string
	Base       string // address of the page
	Scope      string // what the browser keeps its memory of this link under
	MaxSize    int64  // bytes of one file
	Extensions string // of files that are taken
	Accepted   string // for people
	Until      time.Time
	SignURL    string          // where those who are shown agree to it; empty: nowhere
	Closed     *catalog.Reason // why nothing new is taken; nil when it is
	Modules    []string
	SentBy     string // what was written in the form, when it comes back
	SentNote   string
	Taken      int // files that the form has brought
	Refused    []Refusal
}

// GuestClosedView says why there is nothing to send here. Advice is a translation key, or empty.
type GuestClosedView struct {
	GuestFrame
	Text    string
	Advice  string
	MayType bool // the code may have been typed wrong
}

// GuestRoutes adds the pages for people without an account to the group /day/:token, which must have told edge by which
// invitation they come. It makes the group answer errors with pages of their own; call it before the door is put in.
func (p *Pages) GuestRoutes(group *gin.RouterGroup) {
	r := p.openable(group)
	r.GET("", edge.Handle(p.guestPage))
	r.POST("", edge.Handle(p.guestForm))
	p.signingRoutes(r)
}

// GuestErrors makes a group of routes answer errors with pages for people without an account.
func (p *Pages) GuestErrors() gin.HandlerFunc { return edge.ErrorPages(p.guestError) }

// GuestEntry adds the page on which a code is typed.
func (p *Pages) GuestEntry(group *gin.RouterGroup) {
	r := p.openable(group)
	r.GET("/day", edge.Handle(p.guestEntry))
	r.POST("/day", edge.Handle(p.guestTyped))
}

func (p *Pages) guestFrame(c *gin.Context, title string) GuestFrame {
	return GuestFrame{Title: p.localizer(c).T(title, nil), Languages: p.languages(c)}
}

// guestModules are what the page's script needs, so that they come all at once.
func guestModules() []string {
	return []string{"own/transfer.js", "own/item.js", "own/journal.js", "own/lanes.js", "own/line.js", "own/pace.js", "own/twins.js", "own/figures.js"}
}

// guestPage is GET /day/:token.
func (p *Pages) guestPage(c *gin.Context) error {
	view, status, err := p.guestView(c)
	if err != nil {
		return err
	}
	view.Taken, _ = strconv.Atoi(c.Query("sent")) // what is no number is none
	return p.show(c, status, "guest", view)
}

// guestView makes the page. Where nothing new is taken but what is on its way may go on, it says so with the status that
// a new file would be refused with.
func (p *Pages) guestView(c *gin.Context) (GuestView, int, error) {
	i, day, err := p.Guests.Welcome(c.Request.Context(), edge.Actor(c))
	if err != nil {
		return GuestView{}, 0, err
	}
	view := GuestView{GuestFrame: p.guestFrame(c, "guest.title"), Day: dayName(p.localizer(c), day.Name()), Base: c.Request.URL.EscapedPath(), Scope: "day:" + string(i.ID),
		MaxSize: min(i.MaxFileBytes, p.Uploads.Limits().MaxUpload), Extensions: strings.Join(catalog.AcceptedExtensions(), ","),
		Accepted: catalog.Accepted(), Until: lastMinute(p.localizer(c), i.ValidUntil), Modules: guestModules()}
	refused := i.Refusal(p.Now())
	if !catalog.Is(refused, catalog.Withheld) {
		view.SignURL = view.Base + "/consent"
	}
	if refused == nil {
		return view, http.StatusOK, nil
	}
	problem := edge.ProblemOf(c, refused)
	if err := i.GoesOn(p.Now()); err != nil {
		return GuestView{}, 0, err
	}
	view.Closed = &catalog.Reason{Key: problem.Detail}
	return view, problem.Status, nil
}

// guestError answers a failed request of somebody without an account.
func (p *Pages) guestError(c *gin.Context, problem edge.Problem) error {
	view := GuestClosedView{GuestFrame: p.guestFrame(c, problem.Title), Text: problem.Detail}
	due := strings.HasPrefix(c.FullPath(), "/due/")
	own := due || strings.HasPrefix(c.FullPath(), "/consent/") // nobody sends files there
	switch problem.Status {
	case http.StatusNotFound:
		view.MayType = !own
	case http.StatusGone:
		if due {
			view.Text, view.Advice = p.localizer(c).T("due.closed", nil), "due.closed.advice"
		}
		if own {
			break
		}
		view.Title, view.Advice = p.localizer(c).T("guest.closed", nil), "guest.closed.advice"
	}
	return p.show(c, problem.Status, "guest_closed", view)
}

// guestEntry is GET /day, for those who cannot read the QR code.
func (p *Pages) guestEntry(c *gin.Context) error {
	return p.show(c, http.StatusOK, "guest_closed", GuestClosedView{GuestFrame: p.guestFrame(c, "guest.title"), Text: p.localizer(c).T("guest.entry", nil), MayType: true})
}

// guestTyped is POST /day. What was typed stands in the address from there on, as if it had been scanned.
func (p *Pages) guestTyped(c *gin.Context) error {
	code := catalog.ReadCode(c.PostForm("code"))
	if code == "" {
		return catalog.NewError(catalog.NotFound, catalog.KeyInvitationUnknown, nil)
	}
	c.Redirect(http.StatusSeeOther, "/day/"+url.PathEscape(catalog.GroupCode(code)))
	return nil
}
