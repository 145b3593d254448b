package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowserLog holds the pages of the log and the due list against axe-core on a desk and on a phone, on which none is wider than
// the screen, with posts, numbers, reuse and everything that is due of them.
func TestBrowserLog(t *testing.T) {
	unhurried(t)
	d := &describer{site: start(t, backends()[0].config(t))}
	d.browser = openBrowser(t, 1280, 900)
	d.signIn()
	paths := d.logged()
	holds := func(name string) {
		t.Helper()
		for _, at := range []struct {
			name string
			w, h int64
		}{{"desk", 1280, 900}, {"phone", 360, 740}} {
			d.run(at.name, chromedp.EmulateViewport(at.w, at.h))
			d.accessible(name + "-" + at.name)
			if over := ask[int](d.browser, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s on a %s is %d pixels too wide", name, at.name, over)
			}
		}
	}
	for _, at := range paths {
		d.run("open "+at.path, chromedp.Navigate(d.site.base+at.path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		if ask[bool](d.browser, `document.querySelector('`+at.shows+`') === null`) {
			t.Errorf("%s does not show %s", at.path, at.shows)
		}
		holds(at.name)
	}
	d.headStandsApart()
	d.sendsOnce()
	const table = "Permalink,Views,Likes\nhttps://m.instagram.com/reel/Abc/?igsh=x,120,7\nhttps://www.instagram.com/p/Other/,1,1\nhttps://www.instagram.com/p/Abc/,mange,\n"
	d.run("look over a table", chromedp.Navigate(d.site.base+"/posts/responses"), chromedp.SetValue(chromedp.CSS(`[name=text]`), table), chromedp.Submit(chromedp.CSS(`[name=text]`)),
		chromedp.WaitVisible(chromedp.CSS(`[name=column]`)))
	if n := ask[int](d.browser, `document.querySelectorAll('main a[href^="/posts/"]:not([href="/posts/responses"])').length`); n == 0 {
		t.Error("no row leads to its post, whose address was typed in another form")
	}
	holds("preview")
}

// headStandsApart looks at the top of a page on screens of all widths: nothing of it lies upon anything else.
func (d *describer) headStandsApart() {
	d.t.Helper()
	for _, width := range []int64{320, 768, 961, 1024, 1120, 1121, 1280, 1600} {
		d.run("another width", chromedp.EmulateViewport(width, 800))
		upon := ask[string](d.browser, `(() => {
			const ink = (e) => { const all = document.createRange(); all.selectNodeContents(e); return all.getBoundingClientRect(); };
			const boxes = [...document.querySelectorAll('.brand, .menu-button, .search-form, .top nav > ul > li > a, .top nav > ul > li > details > summary')].map(e => [e, ink(e)]).filter(([, r]) => r.width > 0);
			for (const [a, r] of boxes) for (const [b, s] of boxes)
				if (a !== b && Math.min(r.right, s.right) - Math.max(r.left, s.left) > 1 && Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) > 1)
					return a.textContent.trim() + ' and ' + b.textContent.trim();
			return '';
		})()`)
		if upon != "" {
			d.t.Errorf("%d pixels wide: %s lie upon each other", width, upon)
		}
	}
}

// sendsOnce presses the button of a form again and again: it sends it once, says that it is busy, and sends again what was changed.
func (d *describer) sendsOnce() {
	d.t.Helper()
	d.run("open a form", chromedp.Navigate(d.site.base+"/posts/new"))
	d.until("the form has its scripts", `document.querySelector('main form') !== null && document.documentElement.classList.contains('script')`)
	type pressed struct {
		Once, Again int
		Busy        bool
	}
	got := ask[pressed](d.browser, `(() => {
		const form = document.querySelector('main form'), button = form.querySelector('.row > button[name="action"]');
		let sent = 0;
		window.addEventListener('submit', (event) => { if (!event.defaultPrevented) sent++; event.preventDefault(); });
		form.requestSubmit(button);
		form.requestSubmit(button);
		const once = sent, busy = button.matches('[aria-busy="true"]');
		form.elements.permalink.dispatchEvent(new Event('input', { bubbles: true }));
		form.requestSubmit(button);
		return { Once: once, Busy: busy, Again: sent - once };
	})()`)
	if want := (pressed{Once: 1, Again: 1, Busy: true}); got != want {
		d.t.Errorf("pressing twice, and once more after a change: %+v, want %+v", got, want)
	}
}

type loggedPage struct{ name, path, shows string }

// logged posts what another library's is, notes numbers, and tells which pages show it.
func (d *describer) logged() []loggedPage {
	d.t.Helper()
	id := func(v map[string]any) string { return v["id"].(string) }
	sola := id(d.site.call(http.StatusCreated, "POST", "/libraries", map[string]any{"name": "Sola bibliotek"}))
	klepp := id(d.site.call(http.StatusCreated, "POST", "/libraries", map[string]any{"name": "Klepp bibliotek"}))
	presenter := id(d.site.call(http.StatusCreated, "POST", "/presenters", map[string]any{"name": "Åse Lie"}))
	account := id(d.site.call(http.StatusCreated, "POST", "/accounts", map[string]any{"name": "@kleppbibliotek", "channel": "instagram", "library": klepp}))
	asset := d.site.upload("1.jpg", picture(d.t, 160, 120, 9), map[string]any{"title": "Pappatreff i Sola", "alt_text": "Tre fedre leser", "people_status": "nobody", "libraries": []string{sola}, "presenters": []string{presenter}})
	now := time.Now()
	post := func(ago time.Duration, link string) string {
		return id(d.site.call(http.StatusCreated, "POST", "/posts", map[string]any{"account": account, "assets": []string{asset}, "posted_at": now.Add(-ago).Format(time.RFC3339), "permalink": link,
			"content_type": "relations", "language": "nn"}))
	}
	first := post(72*time.Hour, "https://www.instagram.com/p/Abc/")
	post(40*24*time.Hour, "https://www.instagram.com/p/"+strings.Repeat("Lang", 20)+"/")
	d.site.call(http.StatusCreated, "POST", "/posts/"+first+"/responses", map[string]any{"at": now.Add(-20 * time.Hour).Format(time.RFC3339), "views": 12345, "likes": 67, "comments": 8})
	d.site.call(http.StatusCreated, "POST", "/offers", map[string]any{"name": "Pappatreff", "lead_days": 14, "rule": map[string]any{"rrule": "FREQ=DAILY;COUNT=400", "dtstart": now.AddDate(0, 0, -2).Format("2006-01-02") + "T10:00"}})
	return []loggedPage{
		{"list", "/posts", `main a[href="/posts/` + first + `"]`},
		{"post", "/posts/" + first, `main form`},
		{"new", "/posts/new?asset=" + url.QueryEscape(asset), `main form`},
		{"follow-ups", "/posts/follow-ups?all=1", `main a[href^="/posts/"]`},
		{"import", "/posts/responses", `[name=file]`},
		{"report", "/reports?by=presenter", `main table`},
		{"ledger", "/reports/reuse", `main table`},
		{"due", "/due", `main h2`},
	}
}
