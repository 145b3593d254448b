package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/gin-gonic/gin"
)

// mostComing bounds what is listed of what comes on one day.
const mostComing = 3

// coming puts on their days the offers that come and for which nothing is planned, each with a link that plans a post for it.
func (p *Pages) coming(c *gin.Context, v *PlanView, a planAsking, items []catalog.PlanItem) error {
	if !v.MayPlan || len(v.Weeks) == 0 || a.account != "" || a.status != "" || a.mine { // what is planned for it may be left out
		return nil
	}
	actor := edge.Actor(c)
	f := catalog.OccurrenceFilter{From: a.from, To: a.to, Library: catalog.LibraryID(a.library)}
	if f.Library == "" {
		f.Library = actor.Library
	}
	found, err := p.Offers.Occurrences(c.Request.Context(), actor, f)
	if catalog.Is(err, catalog.Invalid) { // more than anybody could read in a calendar
		return nil
	}
	if err != nil {
		return err
	}
	type occurrence struct{ offer, day string }
	planned := map[occurrence]bool{}
	for _, i := range items {
		if i.Status != catalog.PlanCancelled {
			planned[occurrence{i.Offer.ID, i.Day}] = true
		}
	}
	zone := p.localizer(c).Zone()
	on := map[string][]PlanComing{}
	for _, o := range found {
		if day := o.StartsAt.In(zone).Format(time.DateOnly); !planned[occurrence{o.Offer.ID, o.Day}] {
			name := o.Offer.NameIn(edge.Lang(c))
			q := url.Values{"offer": {o.Offer.ID}, "offer_day": {o.Day}, "day": {day}, "title": {name}, "library": {string(f.Library)}}
			on[day] = append(on[day], PlanComing{Name: name, URL: "/plan/new?" + q.Encode()})
		}
	}
	for i := range v.Weeks {
		for j := range v.Weeks[i].Days {
			d := &v.Weeks[i].Days[j]
			all := namesFirst(on[d.Day])
			d.Coming, d.MoreComing = all[:min(len(all), mostComing)], max(len(all)-mostComing, 0)
		}
	}
	return nil
}

// namesFirst puts one of each name first: many libraries have the same on one day, and few are shown.
func namesFirst(all []PlanComing) []PlanComing {
	var first, again []PlanComing
	for _, o := range all {
		if slices.ContainsFunc(first, func(had PlanComing) bool { return had.Name == o.Name }) {
			again = append(again, o)
		} else {
			first = append(first, o)
		}
	}
	return append(first, again...)
}
