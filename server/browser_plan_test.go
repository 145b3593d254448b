package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBrowserPlan moves a post by keyboard and by dragging it, and finds it where the plan says.
func TestBrowserPlan(t *testing.T) {
	unhurried(t)
	calendar, err := filepath.Abs("catalog/testdata/calendar/nextcloud.ics") // before the storage changes the folder
	if err != nil {
		t.Fatal(err)
	}
	d := &describer{site: start(t, backends()[0].config(t))}
	account := d.site.call(http.StatusCreated, "POST", "/accounts", map[string]any{"name": "@tysvaer", "channel": "instagram"})["id"]
	item := d.site.call(http.StatusCreated, "POST", "/plan", map[string]any{"title": "Pappatreff", "account": account, "planned_at": "2027-03-27T10:00:00+01:00", "content_type": "relations"})
	path := "/plan/" + item["id"].(string)
	d.browser = openBrowser(t, 1280, 900)
	d.signIn()
	d.run("open the month", chromedp.Navigate(d.site.base+"/plan?at=2027-03-01"), chromedp.WaitVisible(chromedp.CSS(`.plan-link`)))
	d.accessible("month")
	on := func(day string) {
		t.Helper()
		d.until("it is on "+day, fmt.Sprintf(`document.querySelector('[data-day="%s"] .plan-link') !== null`, day))
	}
	ask[bool](d.browser, `(document.querySelector('.plan-link').focus(), true)`)
	d.press(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierAlt))
	on("2027-03-28")
	d.until("the focus has moved along", `document.activeElement.matches('[data-day="2027-03-28"] .plan-link')`)
	ask[bool](d.browser, `(() => {
		const data = new DataTransfer(), fire = (at, type) => at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
		const to = document.querySelector('[data-day="2027-03-31"]');
		fire(document.querySelector('.plan-card'), 'dragstart');
		fire(to, 'dragover');
		return fire(to, 'drop') === false;
	})()`)
	on("2027-03-31")
	if at := d.site.call(http.StatusOK, "GET", path, nil)["planned_at"]; at != "2027-03-31T08:00:00Z" {
		t.Errorf("planned at %v, want 10 o'clock in summer time", at)
	}
	// out of the month it is followed into the next
	ask[bool](d.browser, `(document.querySelector('.plan-link').focus(), true)`)
	d.press(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierAlt))
	on("2027-04-07")
	d.until("the next month is shown, with the focus on it", `document.activeElement.matches('[data-day="2027-04-07"] .plan-link') && document.querySelector('#stretch').textContent === 'april 2027' && location.search.includes('at=2027-04-07')`)
	// what somebody else has changed meanwhile is refused with a sentence
	d.site.call(http.StatusOK, "PATCH", path, map[string]any{"title": "Pappatreff i Tysvær"})
	ask[bool](d.browser, `(document.querySelector('.plan-link').focus(), true)`)
	d.press(kb.ArrowUp, chromedp.KeyModifiers(chromedp.ModifierAlt))
	d.until("it is refused", `document.querySelector('#plan > [role=alert]')?.textContent.includes('Noen andre har endret')`)
	d.run("open the post", chromedp.Navigate(d.site.base+path), chromedp.WaitVisible(chromedp.CSS(`#comments`)))
	d.accessible("post")
	d.run("open the form", chromedp.Navigate(d.site.base+path+"/edit"), chromedp.WaitVisible(chromedp.CSS(`#plan-form`)))
	d.accessible("form")
	d.screen(360, 740)
	for _, view := range []string{"month", "week", "list", "ideas", "waiting"} {
		d.run(view, chromedp.Navigate(d.site.base+"/plan?at=2027-03-01&view="+view), chromedp.WaitVisible(chromedp.CSS(`#plan`)))
		d.accessible(view + "-phone")
		if wide := ask[int](d.browser, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("%s is %d wide on a phone", view, wide)
		}
	}
	d.offers(calendar)
}

// offers looks at the pages of offers on a desk and on a phone, on which nothing is wider than the screen, however long a word is.
func (d *describer) offers(calendar string) {
	d.t.Helper()
	offer := d.site.call(http.StatusCreated, "POST", "/offers", map[string]any{"name": "Høytlesingsstundforeldrebarngruppeformiddagsarrangement", "lead_days": 14, "rule": map[string]any{"rrule": "FREQ=MONTHLY;BYDAY=-1TU", "dtstart": "2099-09-01T10:00"}})
	path := "/offers/" + offer["id"].(string)
	holds := func(name string) {
		d.t.Helper()
		for _, at := range []struct {
			name string
			w, h int64
		}{{"desk", 1280, 900}, {"phone", 360, 740}} {
			d.screen(at.w, at.h)
			if d.shoot(name + "-" + at.name); at.name == "phone" {
				d.accessible(name)
			}
			if over := ask[int](d.browser, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				d.t.Errorf("%s on a %s is %d pixels too wide", name, at.name, over)
			}
		}
	}
	for name, path := range map[string]string{"offers": "/offers", "offer": path, "offer-form": path + "/edit", "holidays": "/school-holidays"} {
		d.run("open "+name, chromedp.Navigate(d.site.base+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		holds(name)
	}
	d.run("open the import", chromedp.Navigate(d.site.base+"/offers/import"))
	d.leads("choose a calendar", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{calendar}), chromedp.Submit(chromedp.CSS(`[name=file]`)),
		chromedp.WaitVisible(chromedp.CSS(`[name=only]`)))
	holds("import")
}
