package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestBrowserSearch is how a librarian finds again what is known to be there: by what is suggested, by a long list that
// is searched, by year, and by giving up a filter that leaves nothing.
func TestBrowserSearch(t *testing.T) {
	s := start(t, backends()[0].config(t))
	presenters := s.presenters("Hanne Ørstavik", "Åse Lie", "Per Hansen", "Kari Holm", "Ola Dahl", "Nina Berg", "Jon Vik", "Siv Moe", "Tor Lund", "Eli Ness")
	for i, p := range presenters {
		s.upload(fmt.Sprintf("%d.jpg", i), picture(t, 160, 120, i), map[string]any{"title": fmt.Sprintf("Boktips %d", i), "presenters": []string{p}, "recorded_at": fmt.Sprintf("%d-05-17", 2024+i%2)})
	}
	s.eventually(patience, "all are found", func() bool { return s.call(http.StatusOK, http.MethodGet, "/assets?limit=1", nil)["total"] == 10.0 })
	_, secret, err := s.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	b := openBrowser(t, 1280, 900)
	b.welcome(s.base + "/welcome/" + secret + "?lang=nb")
	b.followsSuggestion(presenters[0])
	b.searchesAList(s.base, presenters[1])
	b.narrowsInTime(s.base)
	b.givesUpAFilter(s.base, presenters[1])
}

// presenters adds presenters and gives their ids.
func (s *site) presenters(names ...string) []string {
	s.t.Helper()
	var ids []string
	for _, name := range names {
		ids = append(ids, s.call(http.StatusCreated, http.MethodPost, "/presenters", map[string]any{"name": name})["id"].(string))
	}
	return ids
}

// followsSuggestion types the beginning of a presenter's name and takes what is suggested, by the keyboard alone.
func (b *browser) followsSuggestion(presenter string) {
	b.t.Helper()
	ask[bool](b, `(() => { const real = window.fetch; window.most = 0; let now = 0;
		window.fetch = (...a) => { window.most = Math.max(window.most, ++now); return real(...a).finally(() => now--); }; return true })()`)
	b.run("type a name", chromedp.SendKeys(chromedp.CSS(`#q`), "ørst"))
	b.until("she is suggested", `document.querySelector('#suggestions li')?.textContent === 'Hanne ØrstavikFormidler'`)
	b.shoot("1-suggested")
	if most := ask[int](b, `window.most`); most != 1 {
		b.t.Errorf("%d requests for suggestions at a time, want 1", most)
	}
	// What was typed before there was a script is heard, too.
	ask[bool](b, `(import(document.querySelector('script[src*="own/app.js"]').src.replace('app.js', 'suggest.js')).then(({ suggestions }) => {
		document.getElementById('suggestions').remove(); suggestions(document.getElementById('q')) }), true)`)
	b.until("she is suggested again", `document.querySelector('#suggestions li')?.textContent === 'Hanne ØrstavikFormidler'`)
	b.run("take the suggestion", chromedp.SendKeys(chromedp.CSS(`#q`), kb.ArrowDown+kb.Enter))
	b.until("what belongs to her is shown", `new URL(location.href).searchParams.get('presenter') === '`+presenter+`' && document.querySelector('#hits')?.textContent === '1 treff'`)
}

// searchesAList finds a presenter within a facet that shows only the first ones, and chooses her.
func (b *browser) searchesAList(base, presenter string) {
	b.t.Helper()
	b.run("open the front page", chromedp.Navigate(base+"/"), chromedp.WaitVisible(chromedp.CSS(`#facet-text-presenter`)))
	b.until("the first presenters are shown", `document.querySelectorAll('#facet-presenter li').length === 8`)
	b.run("search the list", chromedp.SendKeys(chromedp.CSS(`#facet-text-presenter`), "ase"))
	b.until("only she is left", `document.querySelectorAll('#facet-presenter li').length === 1 && document.getElementById('f-presenter-`+presenter+`') !== null`)
	b.shoot("2-list")
	ask[bool](b, `(document.getElementById('f-presenter-`+presenter+`').click(), true)`)
	b.until("the search is narrowed, and the list still searched", `document.querySelector('#hits').textContent === '1 treff' && new URL(location.href).searchParams.get('presenter') === '`+presenter+`' && document.getElementById('facet-text-presenter').value === 'ase'`)
}

// narrowsInTime goes from all years to one, and on to a month of it.
func (b *browser) narrowsInTime(base string) {
	b.t.Helper()
	b.run("open the front page", chromedp.Navigate(base+"/"), chromedp.WaitVisible(chromedp.CSS(`#facet-recorded`)))
	ask[bool](b, `(document.querySelector('#facet-recorded').open = true)`)
	for _, step := range []struct{ from, to string }{{"2024-01-01", "2024-12-31"}, {"2024-05-01", "2024-05-31"}, {"2024-05-17", "2024-05-17"}} {
		ask[bool](b, `(() => { const bar = document.querySelector('.bars a[href*="recorded_from=`+step.from+`"]'); bar.focus(); bar.click(); return true })()`)
		b.until("narrowed to "+step.from, `new URL(location.href).search.includes('`+url.Values{"recorded_from": {step.from}, "recorded_to": {step.to}}.Encode()+`') && document.querySelector('#hits').textContent === '5 treff'`)
		b.shoot("3-" + step.to)
	}
	b.until("the focus is still among the years", `document.activeElement.closest('#facet-recorded') !== null`)
}

// givesUpAFilter searches for what is not there, and takes the way out that finds something.
func (b *browser) givesUpAFilter(base, presenter string) {
	b.t.Helper()
	b.run("search for nothing", chromedp.Navigate(base+"/?presenter="+presenter+"&kind=video"), chromedp.WaitVisible(chromedp.CSS(`#hits`)))
	b.shoot("4-nothing")
	offered := ask[string](b, `document.querySelector('.chips li').textContent`)
	if !strings.Contains(offered, "Film") || !strings.Contains(offered, "gir 1 treff") {
		b.t.Errorf("offers first %q, want to give up films", offered)
	}
	ask[bool](b, `(document.querySelector('.chips a').click(), true)`)
	b.until("something is found", `document.querySelector('#hits')?.textContent === '1 treff'`)
}
