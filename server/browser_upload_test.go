package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// sender is somebody at the upload page, over a line that counts.
type sender struct {
	*browser
	*line
	site   *site
	folder string
}

func newSender(t *testing.T) *sender {
	t.Helper()
	s := start(t, backends()[0].config(t))
	_, secret, err := s.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	l := newLine(t, s)
	b := openBrowser(t, 1280, 900)
	u := &sender{b, l, s, t.TempDir()}
	b.welcome(l.base + "/welcome/" + secret + "?lang=nb")
	u.visit()
	return u
}

// visit opens the upload page and waits for its script.
func (u *sender) visit() {
	u.t.Helper()
	u.run("open the upload page", chromedp.Navigate(u.line.base+"/upload"), chromedp.WaitReady(chromedp.CSS(`#files`)))
}

func (u *sender) file(name string, body []byte) string {
	u.t.Helper()
	path := filepath.Join(u.folder, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		u.t.Fatal(err)
	}
	return path
}

func (u *sender) choose(paths ...string) {
	u.t.Helper()
	u.run("choose files", chromedp.SetUploadFiles(chromedp.CSS(`#files`), paths))
}

// count waits until a group of the list says that it has so many files.
func (u *sender) count(group string, n int) {
	u.t.Helper()
	u.until(fmt.Sprintf("%d files in %s", n, group), fmt.Sprintf(`(g => %d === 0 ? g.hidden : !g.hidden && g.querySelector('.count').textContent.replace(/\D/g, '') === '%d')(document.getElementById('group-%s'))`, n, n, group))
}

// arrives waits until so many parts were acknowledged.
func (u *sender) arrives(parts int) {
	u.t.Helper()
	u.site.eventually(patience, fmt.Sprintf("%d parts", parts), func() bool { n, _ := u.parts(); return n >= parts })
}

// hears waits until the page has heard that so many parts of it were acknowledged: those that it has not are sent again.
func (u *sender) hears(parts int) {
	u.t.Helper()
	u.until(fmt.Sprintf("%d parts are heard of", parts), fmt.Sprintf(`performance.getEntriesByType('resource').filter(e => e.name.includes('partNumber=') && e.responseStatus === 200).length >= %d`, parts))
}

// forgets waits until the browser keeps nothing of what has arrived.
func (u *sender) forgets() {
	u.t.Helper()
	u.until("nothing is kept", `(() => { indexedDB.open('fellesmappa-uploads').onsuccess = ({ target: { result: db } }) => { const count = db.transaction('records').objectStore('records').count();
		count.onsuccess = () => { document.body.dataset.kept = count.result; db.close() } }; return document.body.dataset.kept === '0' })()`)
}

// hasArrived checks that the bytes are there, and that no part was sent again after it was acknowledged.
func (u *sender) hasArrived(body []byte, parts int) {
	u.t.Helper()
	if n, twice := u.parts(); n != parts || len(twice) > 0 {
		u.t.Errorf("%d parts were acknowledged, want %d; more than once: %v", n, parts, twice)
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(body))
	u.site.eventually(patience, "the file is there with the same bytes", func() bool {
		_, err := u.site.app.db.Assets().FindBySHA256(context.Background(), sum)
		return err == nil
	})
}

// TestBrowserUploadAsksBeforeItSends chooses files of which some are there already, on the server or in the selection.
func TestBrowserUploadAsksBeforeItSends(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	known, fresh := picture(t, 800, 600, 1), picture(t, 800, 600, 2)
	id := u.site.upload("gammel.jpg", known, map[string]any{"title": "Fra i fjor"})
	u.choose(u.file("igjen.jpg", known), u.file("ny.jpg", fresh), u.file("ny-kopi.jpg", fresh), u.file("lik-storrelse.jpg", append(picture(t, 800, 600, 3), make([]byte, 9)...)), u.file("tom.jpg", nil), u.file("notat.txt", []byte("x")))
	u.count("asking", 2)
	u.count("problems", 2)
	u.count("done", 2)
	u.shoot("1-asks")
	sent := int64(len(fresh) + len(picture(t, 800, 600, 3)) + 9)
	if got := u.bytes.Load(); got != sent {
		t.Errorf("%d bytes were sent, want the %d of the two new files", got, sent)
	}
	said := ask[string](u.browser, `document.querySelector('#group-asking').innerText + document.querySelector('#group-problems').innerText`)
	said = strings.Replace(said, "Finnes allerede: ny\n", "Samme innhold som ny.jpg\n", 1) // which is in by then on a busy machine
	for _, want := range []string{"Finnes allerede: Fra i fjor", "Samme innhold som ny.jpg", "Filen er tom", "Filtypen støttes ikke"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q: %s", want, said)
		}
	}
	u.push(`#group-asking [data-choice=existing]`)
	u.count("asking", 0)
	u.count("done", 4)
	if href := ask[string](u.browser, `document.querySelector('#describe a').href`); strings.Count(href, "id=") != 3 || !strings.Contains(href, id) {
		t.Errorf("what is described afterwards: %s, want 3 files with %s among them", href, id)
	}
	u.choose(u.file("enda-en.jpg", known))
	u.count("asking", 1)
	u.push(`#group-asking [data-choice=both]`)
	u.count("done", 5)
	if got := u.bytes.Load(); got != sent+int64(len(known)) {
		t.Errorf("keeping both sent %d bytes, want %d", got-sent, len(known))
	}
	u.shoot("2-done")
}

// TestBrowserUploadGoesOn pauses, goes on, loads the page anew in the middle, and at last has only the same file.
func TestBrowserUploadGoesOn(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	film := wav(40 << 20) // five parts
	path := u.file("opptak.wav", film)
	u.hold()
	u.let(1)
	u.choose(path)
	u.arrives(1)
	u.push(`#pause`)
	u.until("it rests", `document.querySelector('#progress-title').textContent.startsWith('På pause')`)
	u.hold()
	u.push(`#pause`)
	u.let(1)
	u.arrives(2)
	u.shoot("1-on-its-way")
	warned := u.warnings()
	u.visit()
	if warned.Load() != 1 {
		t.Errorf("leaving in the middle warned %d times, want once", warned.Load())
	}
	u.count("going", 1) // by itself, with the copy that the browser keeps
	u.hold()
	u.let(1)
	u.arrives(3)
	u.forgetsCopies()
	u.visit()
	u.count("lost", 1)
	u.shoot("2-choose-again")
	u.hold()
	u.choose(path)
	u.let(1)
	u.arrives(4)
	u.open()
	u.count("done", 1)
	u.hasArrived(film, 5)
	u.forgets()
	u.visit()
	if ask[bool](u.browser, `!document.querySelector('#progress').hidden`) {
		t.Error("what is done is still shown after a reload")
	}
}

// warnings counts how often the browser asks whether the page may be left, and says that it may.
func (b *browser) warnings() *atomic.Int32 {
	b.t.Helper()
	var warned atomic.Int32
	tab := *b
	err := chromedp.Listen(b.ctx, func(ev any) {
		if e, ok := ev.(*page.EventJavascriptDialogOpening); ok && e.Type == page.DialogTypeBeforeunload {
			warned.Add(1)
			go cdpCall(&tab, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return &warned
}

// forgetsCopies takes the copies of files away that the browser keeps, as where there was no room for them.
func (u *sender) forgetsCopies() {
	u.t.Helper()
	ask[bool](u.browser, `(indexedDB.open('fellesmappa-uploads').onsuccess = (e) => { const t = e.target.result.transaction('copies', 'readwrite'); t.objectStore('copies').clear(); t.oncomplete = () => document.body.dataset.forgot = '' }, true)`)
	u.until("copies are gone", `'forgot' in document.body.dataset`)
}

func cdpCall[P, R any](b *browser, command cdp.Command[P, R], params P) {
	_, err := chromedp.Run(b.ctx, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, command, params)
		return chromedp.Void{}, err
	})
	if err != nil {
		b.t.Errorf("%s: %v", command.Method, err)
	}
}

// offline takes the browser's network away, or gives it back.
func (u *sender) offline(yes bool) {
	u.t.Helper()
	cdpCall(u.browser, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1})
	cdpCall(u.browser, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1}}})
}

// TestBrowserUploadWithoutNetwork loses the network in the middle.
func TestBrowserUploadWithoutNetwork(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	film := wav(40 << 20)
	u.hold()
	u.let(2)
	u.choose(u.file("opptak.wav", film))
	u.arrives(2)
	u.hears(2)
	u.offline(true)
	u.until("it says so", `!document.querySelector('#network').hidden && document.querySelector('#network').innerText.includes('Uten nett')`)
	u.shoot("1-offline")
	u.hold()
	u.open()
	u.offline(false)
	u.count("done", 1)
	u.hasArrived(film, 5)
}

// TestBrowserUploadManyFiles drops a folder of 300 files.
func TestBrowserUploadManyFiles(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	small := picture(t, 64, 48, 1)
	var paths []string
	for i := range 300 {
		body := append(append([]byte{}, small...), fmt.Sprintf("%06d", i)...)
		paths = append(paths, u.file(fmt.Sprintf("bilde-%03d.jpg", i), body))
	}
	begun := time.Now()
	u.choose(paths...)
	u.count("done", 300)
	t.Logf("300 files in %s", time.Since(begun).Round(time.Millisecond))
	u.shoot("1-done")
	if rows := ask[int](u.browser, `document.querySelectorAll('.file').length`); rows > 30 {
		t.Errorf("%d rows are drawn", rows)
	}
	u.site.eventually(patience, "all files are found", func() bool {
		found, err := u.site.app.assets.Find(t.Context(), catalog.SystemActor("test"), catalog.Query{})
		return err == nil && found.Total == 300
	})
}

// scene is a picture of large shapes, encoded with a quality: with another one it has other bytes.
func scene(t *testing.T, quality int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 900, 600))
	for y := range 600 {
		for x := range 900 {
			v := 60 + x/9
			for i, c := range [][3]int{{200, 150, 120}, {620, 200, 160}, {330, 430, 140}, {760, 480, 90}} {
				if dx, dy := x-c[0], y-c[1]; dx*dx+dy*dy < c[2]*c[2] {
					v = 230 - i*60
				}
			}
			img.SetGray(x, y, color.Gray{uint8(v)})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBrowserUploadShowsWhatIsAlike sends another encoding of a picture that is there, and decides about the pair.
func TestBrowserUploadShowsWhatIsAlike(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	id := u.site.upload("gammel.jpg", scene(t, 90), map[string]any{"title": "Fra i fjor"})
	u.site.ready(id)
	u.choose(u.file("igjen.jpg", scene(t, 60)))
	u.count("done", 1)
	u.until("the pair is shown", `document.querySelectorAll('#alike:not([hidden]) .pair').length === 1`)
	ask[bool](u.browser, `(document.querySelector('#alike').scrollIntoView(), true)`)
	u.shoot("1-pair")
	u.push(`.pair [value=bin_later]`)
	u.until("it is decided", `document.querySelector('#pairs').dataset.count === '0'`)
	u.site.eventually(patience, "the first is left", func() bool {
		left, err := u.site.app.assets.Find(t.Context(), catalog.SystemActor("test"), catalog.Query{})
		return err == nil && left.Total == 1 && string(left.Items[0].ID) == id
	})
	u.shoot("2-decided")
}

// asks reports whether a request asks for something of the uploads' API.
func asks(method, suffix string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, suffix) }
}

// warns waits until the page says what it is waiting for.
func (u *sender) warns(text string) {
	u.t.Helper()
	u.until("it says "+text, fmt.Sprintf(`(n => !n.hidden && n.innerText.includes(%q))(document.getElementById('network'))`, text))
}

// comesBack is what a browser tells a page that somebody has come back to.
func (u *sender) comesBack() {
	u.t.Helper()
	ask[bool](u.browser, `(dispatchEvent(new Event('focus')), true)`)
}

// TestBrowserUploadSignedOut loses its session in the middle: what is on its way waits, as does what is chosen after that,
// until somebody has signed in again in another tab.
func TestBrowserUploadSignedOut(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	film := wav(40 << 20) // five parts
	u.hold()
	u.let(1)
	u.choose(u.file("opptak.wav", film))
	u.arrives(1)
	u.fetches("/sign-out", "")
	u.open()
	u.arrives(5) // their addresses are signed
	u.warns("Du er logget ut")
	u.choose(u.file("ny.jpg", picture(t, 320, 240, 5)))
	u.count("going", 2)
	u.shoot("1-signed-out")
	if ask[bool](u.browser, `document.getElementById('sign-in').hidden`) {
		t.Error("nothing leads to signing in")
	}
	u.fetches("/sign-in", "email=kari%40example.org&password="+url.QueryEscape(password))
	u.comesBack()
	u.count("done", 2)
	u.hasArrived(film, 6)
	u.until("the warning is gone", `document.getElementById('network').hidden`)
	u.count("problems", 0)
}

// fetches sends a form as another tab does.
func (u *sender) fetches(path, form string) {
	u.t.Helper()
	ask[bool](u.browser, fmt.Sprintf(`(delete document.body.dataset.fetched, fetch(%q, { method: 'POST', body: new URLSearchParams(%q) }).then(r => document.body.dataset.fetched = r.status), true)`, path, form))
	u.until(path+" is answered", `document.body.dataset.fetched === '200'`)
}

// TestBrowserUploadWaitsForTheServer is told that the storage is full, and that the server is busy and when to come again.
func TestBrowserUploadWaitsForTheServer(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	film := wav(40 << 20)
	full := u.turnAway(1000, http.StatusInsufficientStorage, "", isPart)
	u.choose(u.file("opptak.wav", film))
	u.warns("Lageret på serveren er fullt")
	u.shoot("1-full")
	time.Sleep(3 * time.Second)
	if n := len(u.times(full)); n > 10 {
		t.Errorf("a full storage was asked %d times in three seconds", n)
	}
	const wait = 4 * time.Second
	busy := u.turnAway(1000, http.StatusServiceUnavailable, "4", asks(http.MethodPost, "/complete"))
	u.comesBack() // space has been made
	u.warns("Serveren har det travelt")
	u.comesBack() // which is no reason to come before the time
	u.set(func() { busy.times = 0 })
	u.count("done", 1)
	u.hasArrived(film, 5)
	when := u.times(busy)
	for i := range when[1:] {
		if when[i+1].Sub(when[i]) < wait {
			t.Errorf("asked at %v, want %s apart", when, wait)
		}
	}
	if len(when) < 2 {
		t.Errorf("asked at %v only", when)
	}

	soon := u.turnAway(3, http.StatusServiceUnavailable, "0", asks(http.MethodPost, "/api/v1/uploads"))
	u.choose(u.file("ny.jpg", picture(t, 320, 240, 5)))
	u.count("done", 2)
	if when := u.times(soon); len(when) != 4 || when[3].Sub(when[0]) < 3*time.Second {
		t.Errorf("“at once” was taken at its word: asked at %v", when)
	}

	u.turnAway(1000, http.StatusForbidden, "", asks(http.MethodPost, "/api/v1/uploads")) // by somebody in between
	ask[bool](u.browser, `(window.hurry = setInterval(() => dispatchEvent(new Event('focus')), 300), true)`)
	u.choose(u.file("enda-en.jpg", picture(t, 320, 240, 6)))
	u.count("problems", 1)
	ask[bool](u.browser, `(clearInterval(window.hurry), true)`)
	if !ask[bool](u.browser, `document.getElementById('network').hidden`) {
		t.Error("the page still says that it tries again when it has given up")
	}
	u.set(func() { u.refusal = nil })
	u.push(`#again`)
	u.count("done", 3)
}

// uploading is the id of the upload that the page asked for last.
func (u *sender) uploading() string {
	u.t.Helper()
	return ask[string](u.browser, `performance.getEntriesByType('resource').map(e => /uploads\/([^/]+)\/parts$/.exec(e.name)?.[1]).filter(Boolean).at(-1) ?? ''`)
}

// TestBrowserUploadBegunAnew has an upload taken away in the middle by somebody else.
func TestBrowserUploadBegunAnew(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	film := wav(40 << 20)
	u.hold()
	u.let(1)
	u.choose(u.file("opptak.wav", film))
	u.arrives(1)
	u.site.call(http.StatusNoContent, http.MethodDelete, "/uploads/"+u.uploading(), nil)
	u.open()
	u.count("done", 1)
	u.hasArrived(film, 1+5)
}

// TestBrowserUploadWithoutWorker does not get the worker that looks for duplicates at first: what is chosen then is sent,
// and of what is chosen later it is told that it is there.
func TestBrowserUploadWithoutWorker(t *testing.T) {
	unhurried(t)
	u := newSender(t)
	known := picture(t, 800, 600, 1)
	u.site.upload("gammel.jpg", known, nil)
	u.turnAway(1, http.StatusServiceUnavailable, "", asks(http.MethodGet, "/own/digest.js"))
	u.choose(u.file("igjen.jpg", known))
	u.count("done", 1)
	u.choose(u.file("enda-en.jpg", known))
	u.count("asking", 1)
}
