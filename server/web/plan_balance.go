package web

import (
	"strconv"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// PlanBalanceView tells how the posts of a plan are spread.
type PlanBalanceView struct {
	Shown     bool
	Types     []PlanBar
	Libraries []PlanBar
	Unplanned []string // libraries without a post
	Clashes   []PlanClashRow
	Gaps      []catalog.PlanGap
}

// PlanBar is a count with its share of the largest, in percent.
type PlanBar struct {
	Label string
	Count int
	Width string
}

// PlanClashRow is two posts too close to each other.
type PlanClashRow struct{ First, Second PlanCard }

func (p *Pages) planBalance(c *gin.Context, items []catalog.PlanItem, a planAsking) (PlanBalanceView, error) {
	ctx, actor, l := c.Request.Context(), edge.Actor(c), p.localizer(c)
	accounts, err := p.Accounts.List(ctx, actor, catalog.ListFilter{Limit: 1000})
	if err != nil {
		return PlanBalanceView{}, err
	}
	var libraries []catalog.Library
	if !a.narrowed() {
		page, err := p.Libraries.List(ctx, actor, catalog.ListFilter{Limit: 1000})
		if err != nil {
			return PlanBalanceView{}, err
		}
		libraries = page.Items
	}
	from := a.begin
	if from.Before(a.today) { // what is over has no gaps to fill
		from = a.today
	}
	weighed := catalog.BalancePlan(items, nil, libraries, a.begin, a.end, l.Zone())
	gaps := catalog.BalancePlan(items, a.own(accounts.Items), nil, from, a.end, l.Zone()).Gaps
	return p.balanceView(c, l, weighed, gaps), nil
}

// own are the accounts that a plan may have gaps on: of whom it shows, and none where not all of their posts are shown.
func (a planAsking) own(accounts []catalog.Account) (out []catalog.Account) {
	for _, e := range accounts {
		if a.status == "" && !a.mine && (a.account == "" || e.ID == a.account) && (a.library == "" || e.Library.ID == a.library) {
			out = append(out, e)
		}
	}
	return out
}

func (p *Pages) balanceView(c *gin.Context, l *locale.Localizer, b catalog.PlanBalance, gaps []catalog.PlanGap) PlanBalanceView {
	v := PlanBalanceView{Shown: true, Gaps: gaps}
	for _, t := range b.Types {
		label := l.T("plan.no_content_type", nil)
		if t.ID != "" {
			label = l.T("content_type."+t.ID, nil)
		}
		v.Types = append(v.Types, PlanBar{Label: label, Count: t.Count})
	}
	for _, n := range b.Libraries {
		switch {
		case n.Count == 0:
			v.Unplanned = append(v.Unplanned, n.Name)
			continue
		case n.ID == "":
			n.Name = l.T("plan.county", nil)
		}
		v.Libraries = append(v.Libraries, PlanBar{Label: n.Name, Count: n.Count})
	}
	scale(v.Types)
	scale(v.Libraries)
	for _, clash := range b.Clashes {
		cards := p.planCards(c, []catalog.PlanItem{clash.First, clash.Second})
		v.Clashes = append(v.Clashes, PlanClashRow{cards[0], cards[1]})
	}
	return v
}

func scale(bars []PlanBar) {
	most := 1
	for _, b := range bars {
		most = max(most, b.Count)
	}
	for i := range bars {
		bars[i].Width = strconv.Itoa(100*bars[i].Count/most) + "%"
	}
}
