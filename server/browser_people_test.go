package main

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestBrowserPeople looks at the pages about people as a data protection officer does, on a phone and on a desk, and holds
// them against axe-core, which deploy/test brings along.
func TestBrowserPeople(t *testing.T) {
	unhurried(t)
	var axe []byte
	if script := os.Getenv("FELLESMAPPA_TEST_AXE"); script != "" {
		var err error
		if axe, err = os.ReadFile(script); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, backends()[0].config(t))
	person, _ := s.whoIsErased()
	consent := s.call(200, "GET", "/consents?person="+person+"&state=given", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	day := s.call(200, "GET", "/recording-days", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	_, secret, err := s.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "vern@example.org", Name: "Vern Ombud", Role: catalog.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	b := openBrowser(t, 390, 844)
	b.run("sign in", chromedp.Navigate(s.base+"/welcome/"+secret), chromedp.SendKeys(chromedp.CSS(`[name=password]`), "en lang setning om bøker"),
		chromedp.Submit(chromedp.CSS(`[name=password]`)), chromedp.WaitVisible(chromedp.CSS(`#q`)))
	paths := []string{"/people", "/people/" + person, "/people/" + person + "/edit", "/people/" + person + "/consents/new", "/people/" + person + "/merge", "/people/" + person + "/erase",
		"/consents?within=90", "/consents/" + consent, "/consents/" + consent + "/edit", "/privacy", "/audit", "/recording-days/" + day, "/recording-days/" + day + "/people/0"}
	for _, at := range []struct {
		name string
		w, h int64
	}{{"phone", 390, 844}, {"desk", 1280, 900}} {
		for i, path := range paths {
			name := at.name + "-" + string(rune('a'+i))
			b.run("open "+path, chromedp.EmulateViewport(at.w, at.h), chromedp.Navigate(s.base+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
			b.shoot(name)
			if over := ask[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
				t.Errorf("%s on a %s is %d pixels too wide", path, at.name, over)
			}
			if len(axe) == 0 || at.name == "desk" && !strings.Contains(path, "/consents") {
				continue
			}
			ask[bool](b, string(axe)+"\ntrue")
			ask[bool](b, `(axe.run().then(r => document.body.dataset.found = JSON.stringify(r.violations.map(v => [v.id, ...v.nodes.map(n => n.html)]))), true)`)
			b.until("axe has looked", `'found' in document.body.dataset`)
			if found := ask[string](b, `document.body.dataset.found`); found != "[]" {
				t.Errorf("%s on a %s: %s", path, at.name, found)
			}
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
