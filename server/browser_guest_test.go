package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// phone is a small screen with somebody at it who has no account, over a line that counts.
type phone struct {
	*sender
	day, code string
}

const phoneWidth, phoneHeight = 360, 740

func newPhone(t *testing.T, terms map[string]any) *phone {
	t.Helper()
	s := start(t, backends()[0].config(t))
	invitation, g := s.invite(terms)
	l := newLine(t, s)
	p := &phone{&sender{openBrowser(t, phoneWidth, phoneHeight), l, s, t.TempDir()}, invitation["recording_day"].(string), g.code}
	p.run("be a phone", chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile))
	return p
}

// visit opens the page that the code leads to and waits for its script.
func (p *phone) visit() {
	p.t.Helper()
	p.run("open the page", chromedp.Navigate(p.line.base+"/day/"+p.code+"?lang=nb"), chromedp.WaitReady(chromedp.CSS(`html.script`)))
}

func (p *phone) says(id, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf("#%s says %q", id, text), fmt.Sprintf(`(e => !e.hidden && e.textContent.includes(%q))(document.getElementById(%q))`, text, id))
}

// TestBrowserGuest sends a film from a phone that loses its network, is locked with the page thrown away, and closes the
// tab, and that writes what the film is when half of it is there.
func TestBrowserGuest(t *testing.T) {
	p := newPhone(t, nil)
	film := wav(40 << 20) // five parts
	p.visit()
	p.shoot("1-start")
	p.hold()
	p.let(1)
	p.choose(p.file("IMG_1.wav", film), p.file("tom.jpg", nil), p.file("notat.txt", []byte("x")))
	p.arrives(1)
	p.run("sign it", chromedp.SendKeys(chromedp.CSS(`#sent_by`), "Ola"), chromedp.SendKeys(chromedp.CSS(`#sent_note`), "Bak kulissene"))
	p.says("signed", "Lagret")
	p.hears(1)
	said := ask[string](p.browser, `document.getElementById('queue').innerText`)
	for _, want := range []string{"Filen er tom", "Filtypen støttes ikke"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q: %s", want, said)
		}
	}
	p.shoot("2-sending")
	p.offline(true)
	p.says("trouble", "Uten nett")
	p.shoot("3-offline")
	p.offline(false)
	p.hold()
	p.let(1)
	p.arrives(2)
	p.warnings()
	p.visit() // as a phone does with a page that it threw away
	p.says("progress-title", "0 av 1 er sendt")
	p.hold()
	p.let(1)
	p.arrives(3)
	p.anotherTab()
	p.visit()
	p.hold()
	p.let(1)
	p.arrives(4)
	p.open()
	p.says("progress-title", "Ferdig, takk!")
	p.shoot("4-done")
	if n, twice := p.parts(); n != 5 || len(twice) > 0 {
		t.Errorf("%d parts were acknowledged, want 5; more than once: %v", n, twice)
	}
	a := p.site.waiting(p.day, 1)[0]
	if a["sent_by"] != "Ola" || a["sent_note"] != "Bak kulissene" || a["original"].(map[string]any)["size"] != float64(len(film)) {
		t.Errorf("it waits as %v from %v, %v", a["sent_note"], a["sent_by"], a["original"])
	}
	p.forgets()
	p.visit()
	if ask[bool](p.browser, `!document.getElementById('progress').hidden`) {
		t.Error("what is done is still shown when the page is opened again")
	}
	if name := ask[string](p.browser, `document.getElementById('sent_by').value`); name != "Ola" {
		t.Errorf("the name is %q when the page is opened again", name)
	}
}

// anotherTab closes the tab, and opens one in the same browser.
func (p *phone) anotherTab() {
	p.t.Helper()
	old := p.ctx
	ctx, stop := chromedp.NewContext(old)
	p.t.Cleanup(stop)
	p.browser.ctx = ctx
	p.run("open a tab", chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile))
	p.run("leave the old page", chromedp.Navigate("about:blank"))
	if _, err := chromedp.Run(old, chromedp.Navigate("about:blank")); err != nil {
		p.t.Fatal(err)
	}
}

// late makes a page wait for what its browser keeps until it may go on.
const late = `(() => {
	const request = navigator.locks.request.bind(navigator.locks), gate = new Promise(open => window.goOn = open);
	navigator.locks.request = async (...more) => { await gate; return request(...more) };
})()`

// TestBrowserGuestForgotten loses the key by which the server knows the phone, in the middle: the file is sent anew. The
// name is written when all is there and the page was opened again.
func TestBrowserGuestForgotten(t *testing.T) {
	unhurried(t)
	p := newPhone(t, nil)
	film := wav(20 << 20) // three parts
	p.visit()
	p.hold()
	p.let(1)
	p.choose(p.file("IMG_1.wav", film))
	p.arrives(1)
	p.warnings()
	ask[bool](p.browser, `(localStorage.clear(), true)`)
	p.visit()
	p.open()
	p.says("progress-title", "Ferdig, takk!")
	if n, twice := p.parts(); n != 1+3 || len(twice) > 0 {
		t.Errorf("%d parts were acknowledged, want 4; more than once: %v", n, twice)
	}
	cdpCall(p.browser, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: late})
	p.visit()
	p.run("sign it before the page knows what is on its way", chromedp.SendKeys(chromedp.CSS(`#sent_by`), "Ola"))
	ask[bool](p.browser, `(goOn(), true)`)
	p.says("signed", "Lagret")
	if a := p.site.waiting(p.day, 1)[0]; a["sent_by"] != "Ola" {
		t.Errorf("it waits from %q", a["sent_by"])
	}
}

// TestBrowserGuestByRevokedLink takes the link back in the middle.
func TestBrowserGuestByRevokedLink(t *testing.T) {
	unhurried(t)
	p := newPhone(t, nil)
	p.visit()
	p.hold()
	p.let(1)
	p.choose(p.file("IMG_1.wav", wav(20<<20)))
	p.arrives(1)
	for _, i := range p.site.call(200, "GET", "/recording-days/"+p.day+"/invitations", nil)["items"].([]any) {
		p.site.do("DELETE", "/api/v1/invitations/"+i.(map[string]any)["id"].(string), nil)
	}
	p.open()
	p.until("the phone is told", `document.getElementById('queue').innerText.includes('trukket tilbake')`)
	p.shoot("1-revoked")
}

// The page must come at once over a slow line: this much at most, compressed, with all that it needs.
const firstLoad = 100_000 // bytes

func TestBrowserGuestFirstLoad(t *testing.T) {
	unhurried(t)
	p := newPhone(t, nil)
	cdpCall(p.browser, network.Enable, network.EnableParams{})
	// What Chromium's developer tools call 3G.
	cdpCall(p.browser, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 400, DownloadThroughput: 400_000 / 8, UploadThroughput: 400_000 / 8}}})
	var received, requests atomic.Int64
	if err := chromedp.Listen(p.ctx, func(ev any) {
		if e, ok := ev.(*network.EventLoadingFinished); ok {
			received.Add(int64(e.EncodedDataLength))
			requests.Add(1)
		}
	}); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	p.run("open the page", chromedp.Navigate(p.line.base+"/day/"+p.code), chromedp.WaitReady(chromedp.CSS(`html.script`)))
	took := time.Since(begun)
	entries := ask[int64](p.browser, `performance.getEntriesByType('resource').length`)
	p.site.eventually(patience, "all is told of", func() bool { return requests.Load() > entries })
	paint := ask[float64](p.browser, `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1`)
	t.Logf("first load: %d bytes in %d requests; painted after %.0f ms, usable after %d ms at 3G", received.Load(), requests.Load(), paint, took.Milliseconds())
	if n := received.Load(); n == 0 || n > firstLoad {
		t.Errorf("the first load is %d bytes, want at most %d", n, firstLoad)
	}
}

// TestBrowserPoster prints the poster: one sheet of A4 in every language, with a code that a reader reads.
func TestBrowserPoster(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	invitation, g := u.site.invite(nil)
	path := strings.TrimPrefix(invitation["poster_url"].(string), u.site.base)
	for lang, title := range map[string]string{"nb": "Har du tatt", "nn": "Har du teke", "en": "Took photos"} {
		u.run("open the poster", chromedp.Navigate(u.line.base+path+"?in="+lang), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		if got := ask[string](u.browser, `document.querySelector('h1').textContent`); !strings.HasPrefix(got, title) {
			t.Errorf("%s: the title is %q", lang, got)
		}
		if over := ask[int](u.browser, `(m => m.scrollHeight - m.clientHeight)(document.querySelector('main'))`); over > 0 {
			t.Errorf("%s: %d pixels do not fit on the sheet", lang, over)
		}
		pdf, err := chromedp.Run(u.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); pages != 1 {
			t.Errorf("%s: %d pages, want 1", lang, pages)
		}
		if !regexp.MustCompile(`/MediaBox\s*\[\s*0\s+0\s+59[45][.\d]*\s+84[12]`).Match(pdf) {
			t.Errorf("%s: the sheet is not A4", lang)
		}
	}
	u.shoot("1-poster")
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Skip("zbarimg is not installed")
	}
	picture, err := chromedp.Run(u.ctx, chromedp.Screenshot(chromedp.CSS(`.qr`)))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := exec.Command("zbarimg", "-q", "--raw", file).Output()
	if want := invitation["url"].(string); err != nil || string(bytes.TrimSpace(read)) != want || !strings.HasSuffix(want, g.code) {
		t.Errorf("the code reads %q, %v; want %s", read, err, want)
	}
}

// TestBrowserReview accepts and bins by keyboard, and takes it back.
func TestBrowserReview(t *testing.T) {
	u := newSender(t)
	invitation, g := u.site.invite(nil)
	day := invitation["recording_day"].(string)
	for i := range 5 {
		g.sends(fmt.Sprintf("IMG_%d.jpg", i), picture(t, 200, 150, 40+i), map[string]any{"sent_by": "Ola"})
	}
	u.site.waiting(day, 5)
	u.run("open the grid", chromedp.Navigate(u.line.base+"/recording-days/"+day+"/review"), chromedp.WaitReady(chromedp.CSS(`#grid`)))
	u.until("the first is there to be decided", `document.activeElement?.matches('#grid .asset-link')`)
	u.shoot("1-grid")
	left := func(n int) {
		t.Helper()
		u.until(fmt.Sprintf("%d cards", n), fmt.Sprintf(`document.querySelectorAll('#grid > li').length === %d`, n))
		u.site.waiting(day, n)
	}
	key := func(keys string, options ...chromedp.KeyOption) {
		t.Helper()
		u.run("press "+keys, chromedp.KeyEvent(keys, options...))
	}
	key("a")
	left(4)
	key("x")
	left(3)
	key(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierShift))
	u.until("two are chosen", `document.querySelectorAll('.review-pick :checked').length === 2`)
	key(kb.Delete)
	left(1)
	for _, n := range []int{3, 4, 5} {
		key("z")
		left(n)
	}
	key("a")
	left(4)
	u.site.eventually(patience, "the one that was accepted is found by all, and no other", func() bool {
		return u.site.call(200, "GET", "/assets?recording_day="+day, nil)["total"] == 1.0
	})
}

// TestBrowserAccessible holds the pages against axe-core, which deploy/test brings along.
func TestBrowserAccessible(t *testing.T) {
	unhurried(t)
	if os.Getenv("FELLESMAPPA_TEST_AXE") == "" {
		t.Skip("FELLESMAPPA_TEST_AXE does not name axe-core's script; deploy/test does")
	}
	p := newPhone(t, nil)
	holds := p.accessible
	p.visit()
	holds("start")
	p.hold()
	p.choose(p.file("IMG_1.wav", wav(20<<20)), p.file("tom.jpg", nil))
	p.until("it is on its way", `document.querySelector('[data-state=sending]') !== null`)
	holds("sending")
	p.open()
	p.says("progress-title", "1 av 2")
	p.run("take the empty one away", chromedp.Click(chromedp.CSS(`#queue .remove`)))
	p.says("progress-title", "Ferdig, takk!")
	holds("done")
	p.run("an unknown code", chromedp.Navigate(p.line.base+"/day/aaaa-bbbb-cccc"), chromedp.WaitVisible(chromedp.CSS(`h1`)))
	holds("unknown")
	_, secret, err := p.site.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Editor})
	if err != nil {
		t.Fatal(err)
	}
	p.welcome(p.line.base + "/welcome/" + secret)
	p.site.waiting(p.day, 1)
	id := p.site.call(200, "GET", "/recording-days/"+p.day+"/invitations", nil)["items"].([]any)[0].(map[string]any)["id"].(string)
	for name, path := range map[string]string{"review": "/review", "invitations": "/invitations", "poster": "/invitations/" + id + "/poster"} {
		p.run("open "+name, chromedp.Navigate(p.line.base+"/recording-days/"+p.day+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		holds(name)
	}
	asset := "/assets/" + p.site.upload("1.jpg", picture(t, 160, 120, 9), map[string]any{"tags": []string{"kaffe", "kafe"}, "description": "Kvar tysdag kl. 10–12 i 2. etasje"})
	p.site.call(201, "POST", asset+"/facts", map[string]any{"kind": "price", "text": "50 kr", "check_on": "2026-01-01"})
	p.screen(1280, 900)
	for _, path := range []string{"/table", "/bulk?all=1&from=%2F%3Ftag%3Dkaffe", "/tags", "/tags/replace?from=kafe&into=kaffe&ask=1", "/presenters", "/assess?tag=kaffe", "/?tag=kaffe", "/shelf", asset, asset + "/edit"} {
		p.run("open "+path, chromedp.Navigate(p.line.base+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		holds(strings.ReplaceAll(strings.Split(path, "?")[0], "/", "-"))
	}
	p.screen(390, 800)
	for _, path := range []string{"/assess?tag=kaffe", "/shelf", asset, asset + "/edit"} {
		p.run("open "+path+" on a phone", chromedp.Navigate(p.line.base+path), chromedp.WaitVisible(chromedp.CSS(`h1`)))
		holds("phone" + strings.ReplaceAll(strings.Split(path, "?")[0], "/", "-"))
		if wide := ask[int](p.browser, `document.documentElement.scrollWidth`); wide > 390 {
			t.Errorf("%s is %d pixels wide on a phone", path, wide)
		}
	}
}
