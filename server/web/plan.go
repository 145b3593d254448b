package web

import (
	"fmt"
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

// Views of the plan, as they stand in the address.
const (
	planMonth = "month"
	planWeek  = "week"
	planList  = "list"
	planIdeas = "ideas"
	planMine  = "waiting"
)

// PlanView is the plan over a stretch of days.
type PlanView struct {
	Frame
	View                      string
	Views                     []LinkOption
	Heading                   string
	PrevURL, TodayURL         string
	NextURL                   string
	Hidden                    []Option // what the form of filters keeps
	Libraries, Accounts       []Option
	Statuses                  []Option
	Mine, Narrowed, More      bool
	Weeks                     []PlanWeek
	Days                      []PlanDay  // of the list: those with posts
	Ideas                     []PlanCard // without a day: ideas, or what waits for the reader
	Balance                   PlanBalanceView
	MayPlan                   bool
	ClearURL, NewURL, SelfURL string
}

// LinkOption is a link of a row of which one is shown.
type LinkOption struct {
	Label, URL string
	Chosen     bool
}

// PlanWeek is a week of the calendar.
type PlanWeek struct {
	Number int
	Days   []PlanDay
}

// PlanDay is a day of the calendar.
type PlanDay struct {
	Day            string // 2026-12-24
	Number         int
	Name, Label    string // "torsdag", "torsdag 24. desember 2026"
	Today, Outside bool   // Outside the month that is shown
	Past           bool   // gone by in the month or week that goes on now
	Cards          []PlanCard
	NewURL         string // empty for who may not plan
	Coming         []PlanComing
	MoreComing     []PlanComing // that are listed on demand
}

// PlanComing is an offer that comes on a day, and for which nothing is planned yet: each of those that have one name.
type PlanComing struct {
	Name, URL string
	Of        []string // libraries; none: everybody's
	Each      []PlanComing
}

// PlanCard is a planned post as the calendar shows it.
type PlanCard struct {
	catalog.PlanItem
	Name, Clock string
	URL         string
	Move        string // address that moves it; empty for who may not
	Late        bool   // its deadline has passed, and it is not approved
	Task        string // what the reader has to do with it now, in the view that asks for it
}

// plan is GET /plan.
func (p *Pages) plan(c *gin.Context) error {
	l := p.localizer(c)
	asked := planAsked(c, l, p.Now())
	view := PlanView{Frame: p.frame(c, "plan", "nav.plan"), View: asked.view, Mine: asked.mine, MayPlan: catalog.MayPlan(edge.Actor(c)) == nil}
	if view.MayPlan {
		view.NewURL = "/plan/new"
	}
	if err := p.planFilters(c, &view, &asked); err != nil {
		return err
	}
	view.Narrowed, view.ClearURL, view.SelfURL = asked.narrowed(), asked.address(asked.view, asked.day, false), asked.address(asked.view, asked.day, true)
	items, err := p.planItems(c, &view, asked)
	if err != nil {
		return err
	}
	cards := p.planCards(c, items)
	view.lay(l, asked, cards)
	if err := p.coming(c, &view, asked); err != nil {
		return err
	}
	return p.show(c, http.StatusOK, "plan", view)
}

// planAsking is what the address of a plan asks for.
type planAsking struct {
	view                     string
	day                      time.Time // midnight
	today                    time.Time
	from, to                 time.Time // what the calendar shows
	begin, end               time.Time // what is weighed: the month itself
	library, account, status string
	mine                     bool
	reader                   catalog.Actor
	now                      time.Time
}

func planAsked(c *gin.Context, l *locale.Localizer, now time.Time) planAsking {
	today := now.In(l.Zone())
	a := planAsking{view: c.Query("view"), today: time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, l.Zone()),
		library: c.Query("library"), account: c.Query("account"), status: c.Query("status"), mine: c.Query("mine") == "true", reader: edge.Actor(c), now: now}
	switch a.view {
	case planWeek, planList, planIdeas, planMine:
	default:
		a.view = planMonth
	}
	var err error
	if a.day, err = time.ParseInLocation(time.DateOnly, c.Query("at"), l.Zone()); err != nil || a.day.Year() < 2000 || a.day.Year() > 2100 {
		a.day = a.today
	}
	first := a.day.AddDate(0, 0, 1-a.day.Day())
	a.begin, a.end = first, first.AddDate(0, 1, 0)
	if a.view == planWeek {
		a.begin = monday(a.day)
		a.end = a.begin.AddDate(0, 0, 7)
	}
	a.from, a.to = monday(a.begin), monday(a.end.AddDate(0, 0, 6))
	if a.view == planList {
		a.from, a.to = a.begin, a.end
	}
	return a
}

// monday is the first day of a day's week.
func monday(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }

func (a planAsking) narrowed() bool {
	return a.library != "" || a.account != "" || a.status != "" || a.mine
}

// shows reports whether the filters leave a post in.
func (a planAsking) shows(i catalog.PlanItem) bool {
	return (a.library == "" || string(i.Library.ID) == a.library) && (a.account == "" || i.Account.ID == a.account) &&
		(a.status == "" || string(i.Status) == a.status) && (!a.mine || i.Concerns(a.reader))
}

// address is the plan in a view around a day, with the filters or without.
func (a planAsking) address(view string, day time.Time, filters bool) string {
	q := url.Values{"view": {view}}
	if !day.Equal(a.today) {
		q.Set("at", day.Format(time.DateOnly))
	}
	if filters {
		for name, v := range map[string]string{"library": a.library, "account": a.account, "status": a.status} {
			if v != "" {
				q.Set(name, v)
			}
		}
		if a.mine {
			q.Set("mine", "true")
		}
	}
	return "/plan?" + q.Encode()
}

// planFilters fills in what the plan can be narrowed to. What the address names and is none of it narrows nothing.
func (p *Pages) planFilters(c *gin.Context, view *PlanView, a *planAsking) error {
	l := p.localizer(c)
	libraries, err := p.libraryChoices(c, catalog.Ref{})
	if err != nil {
		return err
	}
	libraries[0].Label = l.T("plan.all_libraries", nil)
	view.Libraries = chosenOf(libraries, a.library)
	accounts, err := p.Accounts.List(c.Request.Context(), edge.Actor(c), catalog.ListFilter{Limit: 1000})
	if err != nil {
		return err
	}
	view.Accounts = accountChoices(l, "plan.all_accounts", accounts.Items, a.account)
	view.Statuses = coded(l, "plan_status", "plan.all_statuses", catalog.PlanStatuses(), catalog.PlanStatus(a.status))
	a.library, a.account, a.status = offered(view.Libraries, a.library), offered(view.Accounts, a.account), offered(view.Statuses, a.status)
	for _, name := range []string{planMonth, planWeek, planList, planIdeas, planMine} {
		view.Views = append(view.Views, LinkOption{Label: l.T("plan.view."+name, nil), URL: a.address(name, a.day, true), Chosen: name == a.view})
	}
	view.Hidden = []Option{{Label: "view", Value: a.view}, {Label: "at", Value: a.day.Format(time.DateOnly)}}
	return nil
}

// planItems reads what a plan shows, and weighs it.
func (p *Pages) planItems(c *gin.Context, view *PlanView, a planAsking) ([]catalog.PlanItem, error) {
	ctx, actor := c.Request.Context(), edge.Actor(c)
	f := catalog.PlanFilter{ListFilter: catalog.ListFilter{Limit: 1000}, Library: catalog.LibraryID(a.library), Account: a.account}
	if a.mine {
		f.Person = actor.ID
	}
	if a.status != "" {
		f.Statuses = []catalog.PlanStatus{catalog.PlanStatus(a.status)}
	}
	if f.From, f.To = a.from, a.to; a.view == planIdeas {
		f.From, f.To, f.Undated = time.Time{}, time.Time{}, true
	}
	if a.view == planMine {
		items, err := p.Plan.Waiting(ctx, actor)
		return slices.DeleteFunc(items, func(i catalog.PlanItem) bool { return !a.shows(i) }), err
	}
	page, err := p.Plan.List(ctx, actor, f)
	view.More = page.Next != ""
	if err != nil || a.view == planIdeas {
		return page.Items, err
	}
	view.Balance, err = p.planBalance(c, page.Items, a)
	return page.Items, err
}

func (p *Pages) planCards(c *gin.Context, items []catalog.PlanItem) []PlanCard {
	l, actor, now := p.localizer(c), edge.Actor(c), p.Now()
	out := make([]PlanCard, 0, len(items))
	for _, i := range items {
		card := PlanCard{PlanItem: i, Name: planName(l, i), URL: planPath(i.ID), Clock: clock(l, i.PlannedAt),
			Late: !i.Deadline.IsZero() && now.After(i.Deadline) && i.Open() && i.Status != catalog.PlanApproved}
		if i.Open() && catalog.MayChangePlanItem(actor, i) == nil {
			card.Move = card.URL + "/move"
		}
		out = append(out, card)
	}
	return out
}

// planTask says what a reader has to do with a post now.
func planTask(l *locale.Localizer, reader catalog.Actor, i catalog.PlanItem, now time.Time) string {
	task := i.TaskFor(reader, now)
	if task == "" {
		return ""
	}
	ready := deadlineDay(l.Date, i.Deadline)
	if ready == "" {
		ready = l.Date(i.PlannedAt)
	}
	return l.T("plan.task."+string(task), map[string]any{"date": ready})
}

func planPath(id string) string { return "/plan/" + url.PathEscape(id) }

// planName is what people call a planned post.
func planName(l *locale.Localizer, i catalog.PlanItem) string {
	if name := i.ShownTitle(); name != "" {
		return name
	}
	return l.T("plan.untitled", nil)
}

// clock is a time of day: 9.30, in English 9:30.
func clock(l *locale.Localizer, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(l.Zone())
	return l.T("plan.clock", map[string]any{"hour": fmt.Sprintf("%02d", t.Hour()), "minute": fmt.Sprintf("%02d", t.Minute())})
}

// lay puts cards on their days.
func (v *PlanView) lay(l *locale.Localizer, a planAsking, cards []PlanCard) {
	step := func(n int) time.Time {
		if a.view == planWeek {
			return a.day.AddDate(0, 0, 7*n)
		}
		return a.begin.AddDate(0, n, 0)
	}
	v.PrevURL, v.TodayURL, v.NextURL = a.address(a.view, step(-1), true), a.address(a.view, a.today, true), a.address(a.view, step(1), true)
	v.Heading = l.T("month."+strconv.Itoa(int(a.begin.Month())), nil) + " " + strconv.Itoa(a.begin.Year())
	if a.view == planIdeas || a.view == planMine {
		for i := range cards {
			if at := cards[i].PlannedAt; !at.IsZero() {
				cards[i].Clock = l.DateTime(at)
			}
			if a.view == planMine {
				cards[i].Task = planTask(l, a.reader, cards[i].PlanItem, a.now)
			}
		}
		v.Ideas, v.Heading = cards, l.T("plan.view."+a.view, nil)
		return
	}
	if _, week := a.begin.ISOWeek(); a.view == planWeek {
		v.Heading = l.T("plan.week_of", map[string]any{"week": week, "from": l.Date(a.begin), "to": l.Date(a.end.AddDate(0, 0, -1))})
	}
	on := map[string][]PlanCard{}
	for _, card := range cards {
		day := card.PlannedAt.In(l.Zone()).Format(time.DateOnly)
		on[day] = append(on[day], card)
	}
	for day := a.from; day.Before(a.to); day = day.AddDate(0, 0, 1) {
		one := v.day(l, a, day)
		one.Cards = on[one.Day]
		switch {
		case a.view == planList:
			if len(one.Cards) > 0 {
				v.Days = append(v.Days, one)
			}
			continue
		case day.Weekday() == time.Monday:
			_, number := day.ISOWeek()
			v.Weeks = append(v.Weeks, PlanWeek{Number: number})
		}
		week := &v.Weeks[len(v.Weeks)-1]
		week.Days = append(week.Days, one)
	}
}

func (v *PlanView) day(l *locale.Localizer, a planAsking, day time.Time) PlanDay {
	one := PlanDay{Day: day.Format(time.DateOnly), Number: day.Day(), Name: weekday(l, day), Today: day.Equal(a.today),
		Outside: day.Before(a.begin) || !day.Before(a.end), Past: day.Before(a.today) && a.today.Before(a.end)}
	one.Label = one.Name + " " + l.Date(day)
	if v.MayPlan {
		q := url.Values{"day": {one.Day}}
		if a.account != "" {
			q.Set("account", a.account)
		}
		if a.library != "" {
			q.Set("library", a.library)
		}
		one.NewURL = "/plan/new?" + q.Encode()
	}
	return one
}

// weekday is the name of a day's weekday.
func weekday(l *locale.Localizer, day time.Time) string {
	return l.T("weekday."+strconv.Itoa((int(day.Weekday())+6)%7+1), nil)
}
