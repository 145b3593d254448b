package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestBrowserImportAgain reads a calendar, changes it at the source and in part by hand, and reads it again.
func TestBrowserImportAgain(t *testing.T) {
	unhurried(t)
	calendar, err := filepath.Abs("catalog/testdata/calendar/nextcloud.ics") // before the storage changes the folder
	if err != nil {
		t.Fatal(err)
	}
	d := &describer{site: start(t, backends()[0].config(t))}
	d.browser = openBrowser(t, 1280, 900)
	d.signIn()
	d.run("open the import", chromedp.Navigate(d.site.base+"/offers/import"))
	d.leads("choose a calendar", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{d.calendarFile(calendar)}), chromedp.Submit(chromedp.CSS(`[name=file]`)),
		chromedp.WaitVisible(chromedp.CSS(`[name=only]`)))
	d.push(`[name=apply]`)
	d.until("what was ticked is saved", `document.querySelector('a[href="/offers"].ds-button') !== null`)
	d.importAgain(calendar)
	d.screen(360, 740)
	if wide := ask[int](d.browser, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("it is %d wide on a phone", wide)
	}
	d.shoot("again")
	d.accessible("again")
	ask[bool](d.browser, `(document.querySelector('[name=overwrite]').click(), true)`)
	d.until("it is ticked", `document.querySelector('[name=overwrite]').checked`)
	d.push(`[name=apply]`)
	d.until("they are corrected", `document.querySelector('a[href="/offers"].ds-button') !== null`)
	d.shoot("corrected")
	d.accessible("corrected")
	if names := d.offerNames(); !slices.Contains(names, "Strikk og te") || !slices.Contains(names, "Prat på norsk") {
		t.Errorf("there are %q", names)
	}
}

// importAgain chooses a calendar that was read before, of which two names were changed, one of them by hand too.
func (d *describer) importAgain(calendar string) {
	d.t.Helper()
	later := d.calendarFile(calendar, "SUMMARY:Strikkekveld", "SUMMARY:Strikk og te", "SUMMARY:Språkkafé", "SUMMARY:Prat på norsk")
	id := ""
	for _, o := range d.site.call(http.StatusOK, "GET", "/offers?occasions=false&limit=100", nil)["items"].([]any) {
		if o := o.(map[string]any); o["name"] == "Strikkekveld" {
			id = o["id"].(string)
		}
	}
	d.site.call(http.StatusOK, "PATCH", "/offers/"+id, map[string]any{"name": "Garn og prat"})
	d.run("open the import again", chromedp.Navigate(d.site.base+"/offers/import"))
	d.leads("choose the calendar again", chromedp.SetUploadFiles(chromedp.CSS(`[name=file]`), []string{later}), chromedp.Submit(chromedp.CSS(`[name=file]`)),
		chromedp.WaitVisible(chromedp.CSS(`[name=overwrite]`)))
}

// calendarFile writes a calendar anew with some words replaced, and what it tells many years later.
func (d *describer) calendarFile(calendar string, words ...string) string {
	d.t.Helper()
	raw, err := os.ReadFile(calendar)
	path := filepath.Join(d.t.TempDir(), "kalender.ics")
	if err == nil {
		err = os.WriteFile(path, []byte(strings.NewReplacer(append(words, ":2026", ":2096", ":2027", ":2097", "=2027", "=2097")...).Replace(string(raw))), 0o600)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return path
}

// offerNames lists the names of the offers.
func (d *describer) offerNames() (names []string) {
	d.t.Helper()
	for _, o := range d.site.call(http.StatusOK, "GET", "/offers?occasions=false&limit=100", nil)["items"].([]any) {
		names = append(names, o.(map[string]any)["name"].(string))
	}
	return names
}
