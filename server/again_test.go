package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPostedAgain tells the story of something that comes again: an offer makes a clip due, it is planned, packed, posted and
// received, the reports count it, and the next time it is due it comes after one that the audience has not seen.
func TestPostedAgain(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) {
			s := start(t, b.config(t))
			today := time.Now().In(s.app.due.Zone)
			again := postedAgain{site: s, days: [2]string{today.AddDate(0, 0, 3).Format(time.DateOnly), today.AddDate(0, 0, 10).Format(time.DateOnly)}}
			again.offers()
			first, score := again.due(0)
			if first != again.best || score <= 0 {
				t.Fatalf("%s is suggested first, with %v points; want %s", first, score, again.best)
			}
			again.plan()
			again.packs()
			again.post()
			again.reports()
			if next, less := again.due(1); next != again.second || less >= score {
				t.Errorf("next time %s is suggested first with %v points, after %s with %v", next, less, first, score)
			}
			again.tired()
		})
	}
}

// postedAgain is an offer that comes twice, with two pictures for it.
type postedAgain struct {
	*site
	posted                                      time.Time
	days                                        [2]string
	library, account, offer, best, second, item string
}

func (p *postedAgain) offers() {
	p.t.Helper()
	p.library = p.call(201, "POST", "/libraries", map[string]any{"name": "Tysvær bibliotek", "slug": "tysvar"})["id"].(string)
	p.account = p.call(201, "POST", "/accounts", map[string]any{"name": "@tysvar", "channel": "instagram", "library": p.library})["id"].(string)
	about := map[string]any{"tags": []string{"pappatreff"}, "people_status": "nobody", "libraries": []string{p.library}, "content_type": "relations", "alt_text": "Et bilde"}
	about["title"], about["editors_pick"] = "Far leser", true
	p.best = p.upload("far.jpg", picture(p.t, 1080, 1350, 31), about)
	about["title"] = "Far synger"
	delete(about, "editors_pick")
	p.second = p.upload("syng.jpg", picture(p.t, 1080, 1350, 37), about)
	p.ready(p.best)
	p.ready(p.second)
	p.offer = p.call(201, "POST", "/offers", map[string]any{"name": "Pappatreff", "libraries": []string{p.library}, "lead_days": 14,
		"rule": map[string]any{"dates": p.days[:], "time": "10:00"}, "match": map[string]any{"tags": []string{"pappatreff"}}})["id"].(string)
}

// occurrence is what is due for the offer on one of its days.
func (p *postedAgain) occurrence(n int) map[string]any {
	p.t.Helper()
	for _, item := range p.call(200, "GET", "/due?library=tysvar&from="+p.days[0]+"&to="+p.days[1], nil)["items"].([]any) {
		if i := item.(map[string]any); i["offer"].(map[string]any)["id"] == p.offer && i["day"] == p.days[n] {
			return i
		}
	}
	p.t.Fatalf("the offer is not due on %s", p.days[n])
	return nil
}

// due gives the first suggestion for a day, with its points.
func (p *postedAgain) due(n int) (asset string, score float64) {
	p.t.Helper()
	list := p.occurrence(n)["suggestions"].([]any)
	if len(list) != 2 {
		p.t.Fatalf("%d are suggested, want both", len(list))
	}
	first := list[0].(map[string]any)
	return first["asset"].(map[string]any)["id"].(string), first["score"].(float64)
}

func (p *postedAgain) plan() {
	p.t.Helper()
	p.item = p.call(201, "POST", "/plan", map[string]any{"title": "Pappatreff", "offer": p.offer, "day": p.days[0], "account": p.account, "library": p.library, "planned_at": p.days[0] + "T09:00:00+01:00",
		"status": "approved", "assets": []string{p.best}, "format": "portrait", "language": "nb", "caption": "Kom på pappatreff!"})["id"].(string)
	planned := p.occurrence(0)["planned"].([]any)
	if len(planned) != 1 || planned[0].(map[string]any)["id"] != p.item {
		p.t.Errorf("planned for it is %v", planned)
	}
}

func (p *postedAgain) packs() {
	p.t.Helper()
	p.eventually(patience, "it is packed", func() bool {
		got := p.do("GET", "/api/v1/plan/"+p.item+"/kit.zip", nil)
		return got.status == 200 && bytes.HasPrefix(got.body, []byte("PK"))
	})
	if text := p.call(200, "GET", "/plan/"+p.item+"/kit", nil)["text"].(string); !strings.Contains(text, "Kom på pappatreff!") {
		p.t.Errorf("its text is %q", text)
	}
}

func (p *postedAgain) post() {
	p.t.Helper()
	p.posted = time.Now()
	post := p.call(201, "POST", "/plan/"+p.item+"/posted", map[string]any{"permalink": "https://www.instagram.com/p/abc/"})
	if assets := post["assets"].([]any); len(assets) != 1 || assets[0].(map[string]any)["id"] != p.best || post["offer"].(map[string]any)["id"] != p.offer {
		p.t.Errorf("posted was %v", post)
	}
	if status := p.call(200, "GET", "/plan/"+p.item, nil)["status"]; status != "published" {
		p.t.Errorf("in the plan it is %v", status)
	}
	p.call(201, "POST", "/posts/"+post["id"].(string)+"/responses", map[string]any{"text": "1 234 visninger, 56 likerklikk"})
}

func (p *postedAgain) reports() {
	p.t.Helper()
	groups := p.call(200, "GET", "/reports/response?by=content_type&measure=views", nil)["groups"].([]any)
	i := slices.IndexFunc(groups, func(g any) bool { return g.(map[string]any)["id"] == "relations" })
	if i < 0 || groups[i].(map[string]any)["sum"] != 1234.0 {
		p.t.Errorf("the report tells of %v", groups)
	}
	if table := string(p.do("GET", "/api/v1/posts/table.csv", nil).body); !strings.Contains(table, "https://www.instagram.com/p/abc/") || !strings.Contains(table, "1234") {
		p.t.Errorf("the table is\n%s", table)
	}
}

// tired holds that the audience's having seen it is told wherever somebody chooses.
func (p *postedAgain) tired() {
	p.t.Helper()
	suggestions := p.occurrence(1)["suggestions"].([]any)
	last := suggestions[1].(map[string]any)
	if shown := last["last_posted"].([]any); len(shown) != 1 || shown[0].(map[string]any)["count"] != 1.0 || !p.saysWhen(fmt.Sprint(last["reasons"]), "@tysvar ") {
		p.t.Errorf("it is suggested again with %v", last)
	}
	for _, at := range []string{"/assets/" + p.best, "/?q=leser", "/due?library=" + p.library, "/assets/" + p.best + "/reuse"} {
		if got := p.do("GET", at, nil, "Accept-Language", "nb"); got.status != 200 || !strings.Contains(string(got.body), "@tysvar") || !p.saysWhen(string(got.body), "") {
			p.t.Errorf("%s does not tell that it was shown today (%d)", at, got.status)
		}
	}
}

// saysWhen reports whether a text says when it was posted: today, or yesterday where midnight has passed since.
func (p *postedAgain) saysWhen(text, before string) bool {
	zone := p.app.due.Zone
	passed := time.Now().In(zone).Day() != p.posted.In(zone).Day()
	return strings.Contains(text, before+"i dag") || passed && strings.Contains(text, before+"i går")
}
