package cli

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

// plan makes the accounts and plans posts on them, in the weeks after this one, with assets that the search finds.
func (f *filler) plan(ctx context.Context, c demo.Collection) error {
	for _, a := range c.Accounts {
		if err := f.add(ctx, "/accounts", f.accounts, a.Name, map[string]any{"name": a.Name, "channel": a.Channel, "library": f.libraries[a.Library]}); err != nil {
			return err
		}
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return err
	}
	for _, p := range c.Plan {
		body, err := f.planned(ctx, p, time.Now().In(zone))
		if err != nil {
			return err
		}
		items := ids{}
		if err := f.add(ctx, "/plan", items, p.Title, body); err != nil {
			return err
		}
		if p.Comment == "" {
			continue
		}
		if err := f.Client.Call(ctx, http.MethodPost, "/plan/"+items[p.Title]+"/comments", map[string]any{"text": p.Comment}, nil); err != nil {
			return err
		}
	}
	return nil
}

// planned is a post as the API takes it.
func (f *filler) planned(ctx context.Context, p demo.Planned, now time.Time) (map[string]any, error) {
	body := map[string]any{"title": p.Title, "caption": p.Caption, "content_type": p.ContentType, "hashtags": list(p.Hashtags), "collaborators": f.libraries.of(p.Collaborators)}
	if p.Library != "" {
		body["library"] = f.libraries[p.Library]
	}
	if p.Clock != "" {
		at, err := time.ParseInLocation("2006-01-02 15:04", now.Format(time.DateOnly)+" "+p.Clock, now.Location())
		if err != nil {
			return nil, err
		}
		at = at.AddDate(0, 0, 7*p.Week+p.Weekday-(int(now.Weekday())+6)%7-1)
		body["planned_at"], body["account"], body["status"] = at.Format(time.RFC3339), f.accounts[p.Account], p.Status
	}
	found, err := f.find(ctx, p.Find, p.Files)
	body["assets"] = found
	return body, err
}

// find gives the ids of the first assets that may be shown and that are of a series, or that a search finds.
func (f *filler) find(ctx context.Context, text string, most int) ([]string, error) {
	out := []string{}
	if most == 0 {
		return out, nil
	}
	var found struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	q := url.Values{"q": {text}, "limit": {strconv.Itoa(most)}, "clearance": {"cleared"}}
	if id := f.series[text]; id != "" {
		q.Del("q")
		q.Set("series", id)
	}
	err := f.Client.Call(ctx, http.MethodGet, "/assets?"+q.Encode(), nil, &found)
	for _, a := range found.Items {
		out = append(out, a.ID)
	}
	return out, err
}
