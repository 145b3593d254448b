package cli

import (
	"context"
	"net/http"
	"time"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

// offer makes the libraries' offers, which began in the summer before last, and tells what suits the occasions of the year.
func (f *filler) offer(ctx context.Context, c demo.Collection) error {
	occasions, err := f.offers(ctx)
	if err != nil {
		return err
	}
	for _, o := range c.Offers {
		favourites, err := f.find(ctx, o.Find, 2*min(len(o.Find), 1))
		if err != nil {
			return err
		}
		body := map[string]any{"match": map[string]any{"tags": list(o.Tags), "series": f.series[o.Series]}, "favourites": favourites}
		if o.Library == "" {
			if err := f.Client.Call(ctx, http.MethodPatch, "/offers/"+occasions[o.Name], body, nil); err != nil {
				return err
			}
			continue
		}
		body["name"], body["libraries"], body["lead_days"], body["rule"] = o.Name, []string{f.libraries[o.Library]}, o.LeadDays, ruleOf(o)
		if err := f.Client.Call(ctx, http.MethodPost, "/offers", body, nil); err != nil {
			return err
		}
	}
	return nil
}

// ruleOf is when an offer comes, as the API takes it.
func ruleOf(o demo.Offer) map[string]any {
	begin := time.Now().AddDate(-2, 0, 0).Format("2006") + "-08-01"
	if o.Clock != "" {
		begin += "T" + o.Clock
	}
	rule := map[string]any{"rrule": o.RRule, "dtstart": begin, "duration": o.Minutes * 60, "pause": o.Pause}
	if o.Season[0] != "" {
		rule["season_from"], rule["season_to"] = o.Season[0], o.Season[1]
	}
	return rule
}
