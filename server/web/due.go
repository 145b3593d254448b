package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// DueView is the page that tells what comes, and what can be posted again for it.
type DueView struct {
	Frame
	Libraries []Option
	Accounts  []Option
	Horizons  []Option
	Days      []DueDayRow
	MayPlan   bool
	MoreURL   string
	Back      string // the page's own address, to come back to
	Reader    DueReaderForm
}

// DueDayRow is what comes on one day.
type DueDayRow struct {
	Day   time.Time
	Items []DueRow
}

// DueRow is one occurrence. Fields are hidden in the forms by which its suggestions are taken.
type DueRow struct {
	catalog.DueItem
	ID          string // in the page
	Name        string // of the offer, in the reader's language
	Time        string // of the day; empty: all day
	Last        time.Time
	Started     bool // it is time to think of it
	Fields      []Option
	Suggestions []DueCard
}

// DueCard is a suggestion with its reasons: those that count most, and the rest.
type DueCard struct {
	Card
	Score   int
	Reasons []DueReason
	More    []DueReason
	Alike   []Option // what is all but the same: ids and titles
}

// DueReason is a ground, as people read it.
type DueReason struct {
	catalog.Reason
	Points string // with its sign; empty: it only tells
}

// horizons are the choices of how far to look, in days.
func horizons() []int { return []int{7, 28, 92, 366} }

const usualHorizon = 28

func (p *Pages) dueRoutes(in gin.IRouter) {
	in.GET("/due", edge.Handle(p.due))
	in.POST("/due/plan", edge.Handle(p.takeDue))
	in.POST("/due/subscription", edge.Handle(p.followDue))
}

// due is GET /due.
func (p *Pages) due(c *gin.Context) error {
	view, err := p.dueView(c)
	if err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "due", view)
}

func (p *Pages) dueView(c *gin.Context) (DueView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	view := DueView{Frame: p.frame(c, "due", "due.title"), MayPlan: catalog.MayPlan(actor) == nil, Back: dueAddress(c)}
	library, all := c.Query("library"), c.Request.URL.Query().Has("library")
	if !all {
		library = string(actor.Library)
	}
	days, err := strconv.Atoi(c.Query("days"))
	if err != nil || !slices.Contains(horizons(), days) {
		days = usualHorizon
	}
	now := p.Now().In(l.Zone())
	y, m, d := now.Date()
	list, err := p.Due.List(ctx, actor, catalog.DueFilter{Library: library, Account: c.Query("account"), Cursor: c.Query("cursor"),
		To: time.Date(y, m, d+days, 0, 0, 0, 0, l.Zone()), Limit: 20})
	if err != nil {
		return view, err
	}
	if err := p.dueChoices(c, &view, string(list.Library.ID), days); err != nil {
		return view, err
	}
	view.Days = p.dueDays(l, list, c.Query("account"))
	if list.Next != "" {
		q := c.Request.URL.Query()
		q.Set("cursor", list.Next)
		view.MoreURL = "/due?" + q.Encode()
	}
	view.Reader, err = p.dueReaderForm(c)
	return view, err
}

// dueAddress is the page as it is narrowed now.
func dueAddress(c *gin.Context) string {
	q := url.Values{}
	for _, name := range []string{"library", "account", "days", "cursor"} {
		if all := c.Request.URL.Query(); all.Has(name) {
			q.Set(name, all.Get(name))
		}
	}
	if len(q) == 0 {
		return "/due"
	}
	return "/due?" + q.Encode()
}

// dueChoices fills in whose list can be shown, for which account, and how far.
func (p *Pages) dueChoices(c *gin.Context, view *DueView, library string, days int) error {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	libraries, err := p.Libraries.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	view.Libraries = []Option{{Label: l.T("due.county", nil), Chosen: library == ""}}
	for _, one := range libraries.Items {
		view.Libraries = append(view.Libraries, Option{Value: one.ID, Label: one.Name, Chosen: one.ID == library})
	}
	accounts, err := p.Accounts.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	view.Accounts = accountChoices(l, "due.account.own", accounts.Items, c.Query("account"))
	for _, n := range horizons() {
		view.Horizons = append(view.Horizons, Option{Value: strconv.Itoa(n), Label: l.T("due.horizon."+strconv.Itoa(n), nil), Chosen: n == days})
	}
	return nil
}

// dueDays puts what comes under its days.
func (p *Pages) dueDays(l *locale.Localizer, list catalog.DueList, account string) []DueDayRow {
	var out []DueDayRow
	for i, item := range list.Items {
		row := p.dueRow(l, item, strconv.Itoa(i))
		row.Fields = []Option{{Label: "offer", Value: item.Offer.ID}, {Label: "day", Value: item.Day}, {Label: "at", Value: item.StartsAt.Format(time.RFC3339)},
			{Label: "library", Value: string(list.Library.ID)}, {Label: "account", Value: account}}
		day := item.StartsAt.In(l.Zone())
		if len(out) == 0 || out[len(out)-1].Day.In(l.Zone()).Format(time.DateOnly) != day.Format(time.DateOnly) {
			out = append(out, DueDayRow{Day: day})
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, row)
	}
	return out
}

func (p *Pages) dueRow(l *locale.Localizer, item catalog.DueItem, id string) DueRow {
	row := DueRow{DueItem: item, ID: id, Name: item.Offer.NameIn(l.Lang()), Started: !item.Deadline.After(p.Now())}
	if starts := item.StartsAt.In(l.Zone()); !item.AllDay {
		row.Time = l.TimeOfDay(starts)
	}
	if item.EndsAt.Sub(item.StartsAt) > 24*time.Hour {
		row.Last = item.EndsAt.Add(-time.Second)
	}
	for _, proposal := range item.Proposals {
		row.Suggestions = append(row.Suggestions, p.dueCard(l, proposal))
	}
	return row
}

// dueCard tells apart what counts from what is good to know.
func (p *Pages) dueCard(l *locale.Localizer, proposal catalog.Proposal) DueCard {
	card := DueCard{Card: p.card(l, *proposal.Asset, false), Score: proposal.Score}
	told := 0 // of the audiences, by the reasons
	for _, a := range proposal.Alike {
		card.Alike = append(card.Alike, Option{Value: string(a.ID), Label: a.ShownTitle()})
	}
	for _, g := range proposal.Grounds {
		reason := DueReason{Reason: g.Reason}
		if g.Shown() {
			told++
		}
		if g.Points != 0 {
			reason.Points = signed(g.Points)
		}
		if g.Minor() {
			card.More = append(card.More, reason)
		} else {
			card.Reasons = append(card.Reasons, reason)
		}
	}
	if told < len(proposal.Exposures) {
		card.Seen = p.seenBy(l, proposal.Exposures)
	}
	return card
}

// signed writes points with their sign.
func signed(n int) string {
	if n < 0 {
		return "−" + strconv.Itoa(-n)
	}
	return "+" + strconv.Itoa(n)
}

// takeDue is POST /due/plan: it takes a suggestion into the plan.
func (p *Pages) takeDue(c *gin.Context) error {
	if err := c.Request.ParseForm(); err != nil {
		return malformed(err)
	}
	sent := c.Request.PostForm
	at, err := time.Parse(time.RFC3339, sent.Get("at"))
	if err != nil {
		at = time.Time{}
	}
	item, err := p.Due.Take(c.Request.Context(), edge.Actor(c), catalog.Taken{Offer: sent.Get("offer"), Day: sent.Get("day"), At: at, Library: sent.Get("library"),
		Account: sent.Get("account"), Asset: catalog.AssetID(sent.Get("asset"))})
	if err != nil {
		return err
	}
	return done(c, "/plan/"+item.ID, "due_planned")
}
