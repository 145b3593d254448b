package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestBrowserAssess says by keyboard who is shown: nobody, a crowd, persons with a number key and by name, and takes it back.
func TestBrowserAssess(t *testing.T) {
	unhurried(t)
	d := &describer{site: start(t, backends()[0].config(t))}
	kari, err := d.site.app.people.Add(t.Context(), catalog.SystemActor("test"), catalog.PersonShown{DisplayName: "Kari Hansen"})
	if err != nil {
		t.Fatal(err)
	}
	day, err := d.site.app.recordingDays.Add(t.Context(), catalog.SystemActor("test"), catalog.RecordingDay{Date: "2025-10-20",
		People: []catalog.DayPerson{{Name: "Kari Hansen", Person: catalog.PersonID(kari.ID)}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		id := d.site.upload(fmt.Sprintf("%d.jpg", i), picture(t, 160, 120, i), map[string]any{"title": fmt.Sprintf("Bilde %d", i), "recording_day": day.ID, "recorded_at": fmt.Sprintf("2025-10-20T1%d:00:00Z", i)})
		d.ids = append(d.ids, id)
	}
	for _, id := range d.ids {
		d.site.ready(id)
	}
	d.browser = openBrowser(t, 1280, 900)
	d.signIn()
	d.run("open the day's files", chromedp.Navigate(d.site.base+"/assess?recording_day="+day.ID), chromedp.WaitReady(chromedp.CSS(`#grid`)))
	at := func(i int) {
		t.Helper()
		d.until(fmt.Sprintf("file %d is looked at", i), fmt.Sprintf(`document.activeElement?.dataset.asset === %q`, d.ids[i]))
	}
	told := func(i int, status string, people ...string) {
		t.Helper()
		d.site.eventually(patience, status, func() bool {
			a := d.site.call(http.StatusOK, http.MethodGet, "/assets/"+d.ids[i], nil)
			var names []string
			for _, p := range a["people"].([]any) {
				names = append(names, p.(map[string]any)["name"].(string))
			}
			return a["people_status"] == status && strings.Join(names, ", ") == strings.Join(people, ", ")
		})
	}
	at(0)
	d.shoot("1-grid")
	d.press("n") // nobody
	at(1)
	told(0, "nobody")

	d.press("m") // a crowd, whose note is asked for once
	d.until("the note is asked for", `document.getElementById('crowd').open`)
	d.shoot("2-note")
	empty := func(box string) { // DevTools types a key although its keydown was prevented, as no browser does
		t.Helper()
		ask[bool](d.browser, `(document.getElementById('`+box+`').value = '', true)`)
	}
	empty("crowd-note")
	d.run("say why", chromedp.SendKeys(chromedp.CSS(`#crowd-note`), "c) 17. mai-tog"), chromedp.Click(chromedp.CSS(`#crowd button[value=ok]`)))
	at(2)
	told(1, "crowd")
	d.press("v") // one picture at a time
	d.until("the picture is large", `!document.getElementById('stage').hidden && document.querySelector('#stage img').naturalWidth > 0`)
	d.shoot("3-one")
	d.press("m")
	at(3)
	told(2, "crowd")
	if note := d.site.call(http.StatusOK, http.MethodGet, "/assets/"+d.ids[2], nil)["people_note"]; note != "c) 17. mai-tog" {
		t.Errorf("the note of the second crowd is %q", note)
	}

	d.press("1") // who was there that day
	d.press(kb.Enter)
	at(4)
	told(3, "registered", "Kari Hansen")

	d.press("p") // somebody whom the register does not have
	d.until("a name is asked for", `document.getElementById('persons').open`)
	empty("person-name")
	d.run("register her", chromedp.SendKeys(chromedp.CSS(`#person-name`), "Åse Lie"))
	d.until("she may be registered", `!document.getElementById('person-add').hidden`)
	d.shoot("4-register")
	d.run("register her", chromedp.Click(chromedp.CSS(`#person-add`)))
	d.until("she has the second key", `document.querySelectorAll('#slots button').length === 2`)
	at(4)
	d.press("1")
	d.press(kb.Enter)
	at(5)
	told(4, "registered", "Åse Lie", "Kari Hansen")

	d.press("s") // the last one is skipped, then taken back one after the other
	d.press("z")
	told(4, "not_assessed")
	at(4)
	d.press("z")
	told(3, "not_assessed")
	at(3)
	d.press("b")
	at(2)
	if said := ask[string](d.browser, `document.getElementById('left').textContent`); said != "3 igjen" {
		t.Errorf("the page says %q", said)
	}
	d.screen(390, 800)
	if wide := ask[int](d.browser, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d pixels wide on a phone", wide)
	}
	d.shoot("5-phone")
}
