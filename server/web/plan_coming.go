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
func (p *Pages) coming(c *gin.Context, v *PlanView, a planAsking) error {
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
	if found, err = p.Plan.Unplanned(c.Request.Context(), actor, found, catalog.LibraryID(a.library)); err != nil {
		return err
	}
	zone := p.localizer(c).Zone()
	on := map[string][]PlanComing{}
	for _, o := range found {
		day := o.StartsAt.In(zone).Format(time.DateOnly)
		name := o.Offer.NameIn(edge.Lang(c))
		q := url.Values{"offer": {o.Offer.ID}, "offer_day": {o.Day}, "day": {day}, "title": {name}, "library": {string(f.Library)}}
		one := PlanComing{Name: name, URL: "/plan/new?" + q.Encode()}
		for _, l := range o.Offer.Libraries {
			one.Of = append(one.Of, l.Name)
		}
		on[day] = append(on[day], one)
	}
	for i := range v.Weeks {
		for j := range v.Weeks[i].Days {
			d := &v.Weeks[i].Days[j]
			all := byName(on[d.Day])
			at := min(len(all), mostComing)
			d.Coming, d.MoreComing = all[:at], all[at:]
		}
	}
	return nil
}

// byName puts what has one name together: many libraries have the same on one day.
func byName(all []PlanComing) (out []PlanComing) {
	for _, o := range all {
		at := slices.IndexFunc(out, func(had PlanComing) bool { return had.Name == o.Name })
		if at < 0 {
			out = append(out, PlanComing{Name: o.Name})
			at = len(out) - 1
		}
		out[at].Each = append(out[at].Each, o)
	}
	return out
}
