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

// PlanClashRow is two posts too close to each other, on a day, or on both sides of midnight.
type PlanClashRow struct {
	First, Second PlanCard
	Days          string
}

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
	weighed, err := p.Plan.Balance(ctx, actor, items, a.own(accounts.Items), libraries, a.begin, a.end)
	return p.balanceView(c, l, weighed), err
}

// own are the accounts of whom a plan shows, whose gaps it tells; none where it is narrowed to some posts of theirs.
func (a planAsking) own(accounts []catalog.Account) (out []catalog.Account) {
	for _, e := range accounts {
		if a.status == "" && !a.mine && (a.account == "" || e.ID == a.account) && (a.library == "" || e.Library.ID == a.library) {
			out = append(out, e)
		}
	}
	return out
}

func (p *Pages) balanceView(c *gin.Context, l *locale.Localizer, b catalog.PlanBalance) PlanBalanceView {
	v := PlanBalanceView{Shown: true, Gaps: b.Gaps}
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
		row := PlanClashRow{First: cards[0], Second: cards[1], Days: l.Date(clash.First.PlannedAt)}
		if last := l.Date(clash.Second.PlannedAt); last != row.Days {
			row.Days += " – " + last
		}
		v.Clashes = append(v.Clashes, row)
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
