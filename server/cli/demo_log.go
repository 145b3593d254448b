package cli

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

// log writes down what was posted over the last year, and how it was received.
func (f *filler) log(ctx context.Context, c demo.Collection) error {
	offers, err := f.offers(ctx)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		return err
	}
	now := time.Now().In(zone)
	for i, p := range c.Posted {
		found, err := f.find(ctx, p.Find, p.Files)
		if err != nil {
			return err
		}
		if len(found) == 0 { // clips, where there is no ffmpeg
			continue
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", now.AddDate(0, 0, -p.DaysAgo).Format(time.DateOnly)+" "+p.Clock, zone)
		if err != nil {
			return err
		}
		body := map[string]any{"account": f.accounts[p.Account], "assets": found, "posted_at": at.Format(time.RFC3339), "language": p.Language, "outcome": p.Outcome,
			"permalink": permalink(c, p.Account, i+1), "response": responses(p, at, now)}
		if id := offers[p.Offer]; id != "" {
			body["offer"] = id
		}
		if err := f.Client.Call(ctx, http.MethodPost, "/posts", body, nil); err != nil {
			return err
		}
	}
	return nil
}

// permalink is an address of the n-th post on the channel of an account.
func permalink(c demo.Collection, account string, n int) string {
	for _, a := range c.Accounts {
		if a.Name == account && a.Channel == "facebook" {
			return "https://www.facebook.com/rogalandfylkesbibliotek/posts/" + strconv.Itoa(n)
		}
	}
	return "https://www.instagram.com/p/demo" + strconv.Itoa(n) + "/"
}

// offers finds offers and occasions by their names.
func (f *filler) offers(ctx context.Context) (ids, error) {
	var found struct {
		Items []struct{ ID, Name string } `json:"items"`
	}
	err := f.Client.Call(ctx, http.MethodGet, "/offers?limit=1000", nil, &found)
	out := ids{}
	for _, o := range found.Items {
		out[o.Name] = o.ID
	}
	return out, err
}

// mostAgreed is how many assets of a series show only those who have agreed: the others are left to be assessed.
const mostAgreed = 3

// agree notes that the presenters of some series have agreed to be shown, and that they are whom the first assets show.
func (f *filler) agree(ctx context.Context, c demo.Collection) error {
	people := ids{}
	for _, series := range c.Agreed {
		var found struct {
			Items []struct {
				ID         string                  `json:"id"`
				Presenters []struct{ Name string } `json:"presenters"`
			} `json:"items"`
		}
		q := url.Values{"series": {f.series[series]}, "limit": {strconv.Itoa(mostAgreed)}}
		if err := f.Client.Call(ctx, http.MethodGet, "/assets?"+q.Encode(), nil, &found); err != nil {
			return err
		}
		for _, a := range found.Items {
			var shown []string
			for _, p := range a.Presenters {
				if err := f.agreed(ctx, people, p.Name); err != nil {
					return err
				}
				shown = append(shown, people[p.Name])
			}
			if len(shown) == 0 {
				continue
			}
			if err := f.Client.Call(ctx, http.MethodPatch, "/assets/"+a.ID, map[string]any{"people": shown}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// agreed adds a member of staff to those who are shown, with a consent for everything.
func (f *filler) agreed(ctx context.Context, people ids, name string) error {
	if people[name] != "" {
		return nil
	}
	if err := f.add(ctx, "/people", people, name, map[string]any{"display_name": name, "category": "staff"}); err != nil {
		return err
	}
	consent := map[string]any{"person": people[name], "channels": []string{"website", "instagram", "facebook", "print", "screen", "internal"}, "reuse_by_others": true,
		"valid_from": time.Now().AddDate(-2, 0, 0).Format(time.DateOnly)}
	return f.Client.Call(ctx, http.MethodPost, "/consents", consent, nil)
}

// responses are the numbers after two days, when four in five have seen it, and after thirty, as far as these are over.
func responses(p demo.Posted, at, now time.Time) []map[string]any {
	out := []map[string]any{}
	for _, after := range []struct{ days, fifths int }{{2, 4}, {30, 5}} {
		if then := at.AddDate(0, 0, after.days); p.DaysAgo > after.days && !then.After(now) {
			part := func(n int) int { return n * after.fifths / 5 }
			out = append(out, map[string]any{"at": then.Format(time.RFC3339), "views": part(p.Views), "reach": part(p.Views) * 4 / 5, "likes": part(p.Likes),
				"comments": part(p.Comments), "shares": part(p.Shares), "saves": part(p.Saves)})
		}
	}
	return out
}

// choose has an editor choose some assets to be shown before others.
func (f *filler) choose(ctx context.Context, c demo.Collection) error {
	for _, text := range c.Picks {
		found, err := f.find(ctx, text, 1)
		if err != nil {
			return err
		}
		for _, id := range found {
			if err := f.Client.Call(ctx, http.MethodPatch, "/assets/"+id, map[string]any{"editors_pick": true}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// age confirms what assets seem to say that ages.
func (f *filler) age(ctx context.Context, c demo.Collection) error {
	for _, a := range c.Aging {
		found, err := f.find(ctx, a.Find, a.Files)
		if err != nil {
			return err
		}
		for _, id := range found {
			if err := f.confirm(ctx, "/assets/"+url.PathEscape(id)+"/facts", a.CheckIn); err != nil {
				return err
			}
		}
	}
	return nil
}

// confirm confirms the first thing that an asset seems to say that ages.
func (f *filler) confirm(ctx context.Context, path string, days int) error {
	var sheet struct {
		Suggested []struct {
			Kind    string `json:"kind"`
			Text    string `json:"text"`
			CheckOn string `json:"check_on"`
		} `json:"suggested"`
	}
	if err := f.Client.Call(ctx, http.MethodGet, path, nil, &sheet); err != nil || len(sheet.Suggested) == 0 {
		return err
	}
	first := sheet.Suggested[0]
	if days > 0 {
		first.CheckOn = time.Now().AddDate(0, 0, days).Format(time.DateOnly)
	}
	return f.Client.Call(ctx, http.MethodPost, path, map[string]any{"kind": first.Kind, "text": first.Text, "check_on": first.CheckOn}, nil)
}
