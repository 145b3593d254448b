package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestBrowserPeople looks at the pages about people as a data protection officer does, on a phone and on a desk, and holds
// them against axe-core, which deploy/test brings along.
func TestBrowserPeople(t *testing.T) {
	unhurried(t)
	s := start(t, backends()[0].config(t))
	person, _ := s.whoIsErased()
	consent := s.call(200, "GET", "/consents?person="+person+"&state=given", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	day := s.call(200, "GET", "/recording-days", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	s.posted(day)
	_, secret, err := s.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "vern@example.org", Name: "Vern Ombud", Role: catalog.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	b := openBrowser(t, 390, 844)
	b.welcome(s.base + "/welcome/" + secret)
	paths := []string{"/people", "/people/" + person, "/people/" + person + "/edit", "/people/" + person + "/consents/new", "/people/" + person + "/merge", "/people/" + person + "/erase",
		"/consents?within=90", "/consents/" + consent, "/consents/" + consent + "/edit", "/privacy", "/audit", "/recording-days/" + day, "/recording-days/" + day + "/people/0",
		"/recording-days/" + day + "/consents", "/consents/ending", "/consent-texts", "/accounts", "/takedowns?show=all", "/takedowns/remaining"}
	for _, at := range []struct {
		name string
		w, h int64
	}{{"phone", 390, 844}, {"desk", 1280, 900}} {
		b.screen(at.w, at.h)
		for i, path := range paths {
			name := at.name + "-" + string(rune('a'+i))
			b.run("open "+path, chromedp.Navigate(s.base+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
			if over := ask[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s on a %s is %d pixels too wide", path, at.name, over)
			}
			if at.name == "desk" && !strings.Contains(path, "/consents") {
				b.shoot(name)
				continue
			}
			b.accessible(name)
		}
	}
	b.run("a new consent", chromedp.Navigate(s.base+"/people/"+person+"/consents/new"), chromedp.WaitVisible(chromedp.CSS(`[name=guardians]`)))
	shown := func(field string) bool {
		return ask[bool](b, `document.querySelector('[name="`+field+`"]').checkVisibility()`)
	}
	if shown("witness") {
		t.Error("a form is asked for a witness")
	}
	b.run("an adult agrees orally", chromedp.Click(chromedp.CSS(`[name=category][value=adult]`)), chromedp.Click(chromedp.CSS(`[name=given][value=oral]`)))
	if shown("guardians") || shown("child_asked") || !shown("witness") {
		t.Errorf("of an adult: guardians %v, asked %v, witness %v", shown("guardians"), shown("child_asked"), shown("witness"))
	}
}

// posted posts a file of a day with somebody who has said no since, and lets a consent end soon.
func (s *site) posted(day string) {
	s.t.Helper()
	id := func(v map[string]any) string { return v["id"].(string) }
	person := id(s.call(201, "POST", "/people", map[string]any{"display_name": "Ola Nordmann"}))
	consent := id(s.call(201, "POST", "/consents", map[string]any{"person": person, "channels": []string{"instagram"}, "recording_day": day}))
	other := id(s.call(201, "POST", "/people", map[string]any{"display_name": "Åse Lie"}))
	s.call(201, "POST", "/consents", map[string]any{"person": other, "channels": []string{"print"}, "recording_day": day, "valid_until": time.Now().AddDate(0, 0, 20).Format(time.DateOnly)})
	asset := id(s.call(200, "GET", "/assets?recording_day="+day, nil)["items"].([]any)[0].(map[string]any))
	s.call(200, "POST", "/assets/bulk", map[string]any{"ids": []string{asset}, "patch": map[string]any{"people": map[string]any{"add": []string{person}}}})
	account := id(s.call(201, "POST", "/accounts", map[string]any{"name": "@sandnesbibliotek", "channel": "instagram"}))
	s.call(201, "POST", "/posts", map[string]any{"account": account, "assets": []string{asset}, "permalink": "https://www.instagram.com/p/" + strings.Repeat("abc", 20)})
	s.call(200, "POST", "/consents/"+consent+"/withdraw", nil)
	if n := s.call(200, "GET", "/assets?recording_day="+day, nil)["total"]; n != 1.0 {
		s.t.Errorf("who answers for it finds %v files that somebody has said no to, want 1", n)
	}
}
