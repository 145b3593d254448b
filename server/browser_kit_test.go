package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// handset stands in for what a browser without a screen lacks: the sheet from which an app is chosen, and a clipboard that may be
// used unasked. What is handed over is kept to be looked at.
const handset = `(() => {
	window.handed = [], window.copied = [];
	Object.defineProperty(navigator, 'canShare', { value: ({ files }) => files.every(f => f instanceof File) });
	Object.defineProperty(navigator, 'share', { value: async ({ files, text }) => {
		if (!navigator.userActivation.isActive) throw new DOMException('too late', 'NotAllowedError');
		handed.push({ text, files: await Promise.all(files.map(async f => [f.name, f.type, (await createImageBitmap(f)).width, (await createImageBitmap(f)).height].join(' '))) });
	} });
	navigator.clipboard.writeText = async text => void copied.push(text);
})()`

// TestBrowserKit posts from a phone what is planned: looks, moves the crop, copies, shares, and says that it is out.
func TestBrowserKit(t *testing.T) {
	unhurried(t)
	d := &describer{site: start(t, backends()[0].config(t))}
	var ids []any
	for i, title := range []string{"Tre fedre", "Blå & grønn 🦄"} {
		ids = append(ids, d.site.upload(title+".jpg", picture(t, 1600, 1200, i), map[string]any{"title": title, "alt_text": "Tre fedre leser", "people_status": "nobody", "creator": "Nina"}))
	}
	for _, id := range ids {
		d.site.ready(id.(string))
	}
	account := d.site.call(http.StatusCreated, "POST", "/accounts", map[string]any{"name": "@tysvaer", "channel": "instagram"})["id"]
	item := d.site.call(http.StatusCreated, "POST", "/plan", map[string]any{"title": "Pappatreff", "account": account, "planned_at": "2027-03-27T10:00:00+01:00", "assets": ids,
		"hashtags": []string{"blåbær"}, "language": "nb"})
	path := "/plan/" + item["id"].(string)
	d.browser = openBrowser(t, 360, 800)
	cdpCall(d.browser, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: handset})
	d.signIn()
	d.screen(360, 800)
	d.run("open the kit", chromedp.Navigate(d.site.base+path+"/kit"), chromedp.WaitVisible(chromedp.CSS(`#kit-actions`)))
	d.accessible("kit")
	if wide := ask[int](d.browser, `document.documentElement.scrollWidth`); wide > 360 {
		t.Errorf("the page is %d pixels wide", wide)
	}
	// the crop, edited on the spot
	ask[bool](d.browser, `document.querySelector('#adjust').open = true`)
	ask[bool](d.browser, `(document.querySelector('#adjust img').scrollIntoView({ block: 'center' }), true)`)
	d.until("the picture is there", `document.querySelector('#adjust img').naturalWidth > 0`)
	before := d.site.kitFile(path, 0)
	ask[bool](d.browser, `(() => { const at = document.querySelector('#adjust .focal'), box = at.getBoundingClientRect();
		at.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: box.left + 0.1 * box.width, clientY: box.top + 0.5 * box.height })); return true })()`)
	if got := ask[string](d.browser, `document.querySelector('[name="assets[0].focal_point"]').value`); got != "10, 50" {
		t.Errorf("the point is %q", got)
	}
	d.leads("save it", chromedp.Submit(chromedp.CSS(`#adjust [name=caption]`)))
	d.until("the files are there", `!document.querySelector('#adjust').open && document.querySelector('#share') !== null`)
	if d.site.kitFile(path, 0) == before {
		t.Error("the crop has not moved")
	}
	// copying
	ask[bool](d.browser, `(() => { window.said = []; const button = document.querySelector('[data-copy=kit-text]');
		new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true }); return true })()`) // for a moment only
	d.push(`[data-copy=kit-text]`)
	d.until("the button says so, and a screen reader too", `said[0] === document.body.dataset.copied && document.getElementById('live').textContent === document.body.dataset.copied`)
	const text = "Tre fedre\n\nFoto: Nina\n\n#blåbær"
	if got := ask[string](d.browser, `copied.pop()`); got != text {
		t.Errorf("copied %q", got)
	}
	// sharing: pictures are fetched before they are asked for
	d.until("the files are fetched", `document.querySelector('#share').textContent === document.querySelector('#share').dataset.go`)
	d.push(`#share`)
	d.until("the button says so", `document.querySelector('#share').textContent === document.querySelector('#share').dataset.shared`)
	if got := ask[string](d.browser, `handed.map(h => [h.text, ...h.files].join('|')).join()+'|'+copied.pop()`); got != strings.Join([]string{text, "1-tre-fedre-portrait.jpg image/jpeg 1080 1350", "2-bla-gronn-portrait.jpg image/jpeg 1080 1350", text}, "|") {
		t.Errorf("handed over %q", got)
	}
	// said in ten seconds: an address, and a press
	d.leads("say that it is out", chromedp.SendKeys(chromedp.CSS(`#field-permalink`), "https://www.facebook.com/p/1"), chromedp.Submit(chromedp.CSS(`#field-permalink`)), chromedp.WaitVisible(chromedp.CSS(`#problems`)))
	d.accessible("wrong channel")
	d.run("with the right address", chromedp.SetValue(chromedp.CSS(`#field-permalink`), "https://www.instagram.com/p/1/"), chromedp.Submit(chromedp.CSS(`#field-permalink`)))
	d.until("it is out", `location.pathname === '`+path+`'`)
	after := d.site.call(http.StatusOK, "GET", path, nil)
	if after["status"] != "published" || after["post"] == nil {
		t.Errorf("the planned post is %v", after)
	}
}

// kitFile tells the bytes of a file of a kit apart.
func (s *site) kitFile(path string, place int) string {
	s.t.Helper()
	got := s.do("GET", "/api/v1"+path+"/kit/files/"+string(rune('0'+place)), nil)
	if got.status != http.StatusOK {
		s.t.Fatalf("file %d of %s: %d", place, path, got.status)
	}
	return got.header.Get("ETag")
}
