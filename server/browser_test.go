package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a real Chromium with one tab.
type browser struct {
	t   *testing.T
	ctx context.Context
}

// openBrowser starts Chromium without any network of its own; it ends with the test, which fails when a script threw
// what nobody caught. Screenshots are kept in the folder
// that FELLESMAPPA_TEST_SCREENSHOTS names, for looking at.
func openBrowser(t *testing.T, w, h int) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(w, h),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true), chromedp.Flag("lang", "nb"), chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.WSURLReadTimeout(patience))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocator)
	t.Cleanup(closeTab)
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Listen(ctx, func(ev any) {
		if thrown, ok := ev.(*runtime.EventExceptionThrown); ok {
			t.Errorf("a script of the page failed: %v", thrown.ExceptionDetails)
		}
	}); err != nil {
		t.Fatal(err)
	}
	return &browser{t, ctx}
}

func (b *browser) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.shoot("failed")
		b.t.Fatalf("%s: %v", what, err)
	}
}

// accessible holds the page that is open against axe-core, where deploy/test has brought it along.
func (b *browser) accessible(name string) {
	b.t.Helper()
	b.until("the page is there", `delete document.body.dataset.found`)
	b.shoot(name)
	axe, err := os.ReadFile(os.Getenv("FELLESMAPPA_TEST_AXE"))
	if err != nil {
		return
	}
	ask[bool](b, string(axe)+"\ntrue")
	ask[bool](b, `(axe.run().then(r => document.body.dataset.found = JSON.stringify(r.violations.map(v => [v.id, ...v.nodes.map(n => n.html)]))), true)`)
	b.until("axe has looked", `'found' in document.body.dataset`)
	if found := ask[string](b, `document.body.dataset.found`); found != "[]" {
		b.t.Errorf("%s: %s", name, found)
	}
}

// ask evaluates an expression on the page.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.shoot("failed")
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// shoot keeps a picture of the page.
func (b *browser) shoot(name string) {
	folder := os.Getenv("FELLESMAPPA_TEST_SCREENSHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png"), png, 0o600)
	}
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
	}
}

// TestBrowser is the way of a librarian on a first day: password, upload, search, description, reuse link, and the
// picture embedded on a page of another origin.
func TestBrowser(t *testing.T) {
	p := serve(t, t.TempDir())
	folder := t.TempDir()
	var files []string
	for i, name := range []string{"pappatreff-tysvaer.jpg", "bokhylle.jpg"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, picture(t, 1600, 1200, i), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	b := openBrowser(t, 1280, 900)
	b.welcomeFirst(p)
	b.shoot("1-empty")
	b.leads("sign out", chromedp.Submit(chromedp.CSS(`form[action="/sign-out"]`)), chromedp.WaitVisible(chromedp.CSS(`[name=password]`)))
	b.leads("sign in", chromedp.SendKeys(chromedp.CSS(`[name=email]`), "kari@example.org"), chromedp.SendKeys(chromedp.CSS(`[name=password]`), password), chromedp.Submit(chromedp.CSS(`[name=password]`)),
		chromedp.WaitVisible(chromedp.CSS(`input[type=search]`)))
	b.run("upload two files", chromedp.Navigate(p.base+"/upload"), chromedp.SetUploadFiles(chromedp.CSS(`#files`), files), chromedp.WaitVisible(chromedp.CSS(`#finished`)))
	b.shoot("2-uploaded")
	b.run("find one of them", chromedp.Navigate(p.base+"/"), chromedp.WaitVisible(chromedp.CSS(`input[type=search]`)), chromedp.SendKeys(chromedp.CSS(`input[type=search]`), "pappatreff\r"))
	b.until("only that one is found", `new URL(location.href).searchParams.get('q') === 'pappatreff' && new Set([...document.querySelectorAll('main a[href^="/assets/"]')].map(a => a.getAttribute('href'))).size === 1`)
	b.seesThumbnail()
	b.shoot("3-found")
	address := ask[string](b, `document.querySelector('main a[href^="/assets/"]').href`)
	b.run("open it", chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS(`h1`)))
	b.shoot("4-asset")
	b.describe(address)
	b.shoot("5-described")
	snippets := b.makeLink(address)
	b.shoot("6-link")
	b.embeds(snippets)
	b.shoot("7-embedded")
	p.stop(t)
}

// seesThumbnail waits until a thumbnail has been made and drawn.
func (b *browser) seesThumbnail() {
	b.t.Helper()
	for end := time.Now().Add(patience); ; {
		if ask[bool](b, `[...document.querySelectorAll('main img')].some(i => i.complete && i.naturalWidth >= 320)`) {
			return
		}
		if time.Now().After(end) {
			b.shoot("failed")
			b.t.Fatalf("no thumbnail within %s", patience)
		}
		time.Sleep(300 * time.Millisecond)
		b.run("reload", chromedp.Reload())
	}
}

// describe says in the form that nobody can be recognised, with a title and an alternative text.
func (b *browser) describe(address string) {
	b.t.Helper()
	b.run("open the form", chromedp.Navigate(address+"/edit"), chromedp.WaitVisible(chromedp.CSS(`[name=title]`)))
	ask[bool](b, `(() => { const s = document.querySelector('select[name=people_status]'); if (s) { s.value = 'nobody' } else { document.querySelector('[name=people_status][value=nobody]').checked = true } return true })()`)
	b.leads("describe it", chromedp.SetValue(chromedp.CSS(`[name=title]`), "Pappatreff i Tysvær"), chromedp.SetValue(chromedp.CSS(`[name=alt_text]`), "Farger og former"),
		chromedp.Submit(chromedp.CSS(`[name=title]`)))
	if title := ask[string](b, `document.querySelector('h1').textContent`); !strings.Contains(title, "Pappatreff i Tysvær") {
		b.t.Errorf("title: %q", title)
	}
}

// makeLink takes a reuse link in the dialog and gives the snippets it shows.
func (b *browser) makeLink(address string) []string {
	b.t.Helper()
	b.run("open the dialog", chromedp.Navigate(address+"/reuse"))
	b.leads("take a reuse link", chromedp.SendKeys(chromedp.CSS(`[name=purpose]`), "Nettsaken om pappatreff"), chromedp.Submit(chromedp.CSS(`[name=purpose]`)), chromedp.WaitVisible(chromedp.CSS(`#made`)))
	return ask[[]string](b, `[...document.querySelectorAll('main textarea, main input')].map(e => e.value).filter(v => v.includes('/r/'))`)
}

// embeds puts the snippets on a page of another origin, as a library's own site would, and looks at them.
func (b *browser) embeds(snippets []string) {
	b.t.Helper()
	var frame, picture string
	for _, s := range snippets {
		switch {
		case strings.Contains(s, "<iframe"):
			frame = s
		case strings.Contains(s, "<picture") || strings.Contains(s, "<img"):
			picture = s
		}
	}
	if frame == "" || picture == "" {
		b.t.Fatalf("no snippets among %q", snippets)
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'none'") // as in a CMS that allows no scripts
		fmt.Fprintf(w, "<!doctype html><title>%s</title><h1>Biblioteket</h1>%s<hr>%s", html.EscapeString("Nettside"), picture, frame)
	}))
	b.t.Cleanup(other.Close)
	b.run("embed on another origin", chromedp.Navigate(other.URL), chromedp.WaitReady(chromedp.CSS(`iframe`)))
	ask[bool](b, `(document.querySelector('iframe').scrollIntoView(), true)`)
	b.until("the picture is drawn", `document.querySelector('img').naturalWidth >= 320`)
	var frames []string
	for end := time.Now().Add(patience); len(frames) != 1 || !strings.Contains(frames[0], "/embed"); frames = b.frames() {
		if time.Now().After(end) {
			b.t.Fatalf("frames: %q", frames)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// frames lists the addresses of the frames of other origins on the page.
func (b *browser) frames() []string {
	b.t.Helper()
	targets, err := chromedp.Targets(b.ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, t := range targets {
		if t.Type == "iframe" {
			out = append(out, t.URL)
		}
	}
	return out
}
