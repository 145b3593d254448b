package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// bookCatalogue is Nasjonalbiblioteket on this machine: it has the books of a list, by number.
func bookCatalogue(t *testing.T, books map[string]string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isbn := strings.TrimPrefix(r.URL.Query().Get("q"), "isbn:")
		items := []any{}
		if title, ok := books[isbn]; ok {
			items = append(items, map[string]any{"metadata": map[string]any{"title": title, "creators": []string{"Nordmann, Kari"},
				"identifiers": map[string]any{"isbn13": []string{isbn}}, "originInfo": map[string]any{"publisher": "Prøveforlaget", "issued": "2019"}}})
		}
		w.Header().Set("Content-Type", "application/hal+json")
		if err := json.NewEncoder(w).Encode(map[string]any{"_embedded": map[string]any{"items": items}}); err != nil {
			t.Errorf("answer: %v", err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// scanner stands in for what Chromium lacks on this machine, a camera and a reader of barcodes: what is in window.codes
// lies before the camera.
const scanner = `(() => {
	window.codes = []; window.stopped = 0;
	window.BarcodeDetector = class { static async getSupportedFormats() { return ["ean_13", "qr_code"] } async detect() { return window.codes.map((rawValue) => ({ rawValue })) } };
	const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"); let n = 0;
	setInterval(() => { pen.fillStyle = n++ % 2 ? "#246" : "#357"; pen.fillRect(0, 0, 300, 150) }, 50);
	navigator.mediaDevices.getUserMedia = async (wanted) => {
		window.wanted = wanted;
		if (window.refuse) throw new DOMException("", window.refuse);
		const stream = canvas.captureStream(10);
		for (const track of stream.getTracks()) { const stop = track.stop.bind(track); track.stop = () => { window.stopped++; stop() } }
		return stream;
	};
	return true })()`

// TestBrowserBook is how a book comes into the register: looked up and filled in, scanned, offered where a file is
// described, and typed when nobody knows it.
func TestBrowserBook(t *testing.T) {
	unhurried(t)
	cfg := backends()[0].config(t)
	nb := bookCatalogue(t, map[string]string{"9788203365133": "En prøvebok", "9788205000001": "Skannet bok", "9788252531237": "Tilbudt bok"})
	cfg.BookLookup, cfg.BookLookupURL = []string{"nb"}, map[string]string{"nb": nb.URL}
	s := start(t, cfg)
	asset := s.upload("a.jpg", picture(t, 160, 120, 1), map[string]any{"title": "Boktips"})
	_, secret, err := s.app.users.Invite(t.Context(), catalog.SystemActor("test"), catalog.User{Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Editor})
	if err != nil {
		t.Fatal(err)
	}
	b := openBrowser(t, 1280, 900)
	b.welcome(s.base + "/welcome/" + secret + "?lang=nb")
	b.fillsInABook(s.base)
	b.scansABook(s.base)
	b.isOfferedABook(s, asset)
	nb.Close()
	b.typesABook(s, asset)
}

// fillsInABook looks a book up on the form for a new one. What was typed before stays.
func (b *browser) fillsInABook(base string) {
	b.t.Helper()
	b.run("open the form", chromedp.Navigate(base+"/books/new"), chromedp.WaitVisible(chromedp.CSS(`#lookup-isbn`)))
	b.until("it is ready", `document.querySelector('#book-lookup[data-ready]') !== null`)
	if ask[bool](b, `[...document.querySelectorAll('[data-scan]')].some((s) => !s.hidden)`) {
		b.t.Error("a browser that reads no barcodes offers to")
	}
	b.run("a wrong number", chromedp.SendKeys(chromedp.CSS(`#lookup-isbn`), "9788203365134"+kb.Enter))
	b.until("it is refused", `document.querySelector('#lookup-said .problem')?.textContent.includes('kontrollsifferet')`)
	ask[bool](b, `(document.querySelector('#lookup-isbn').value = '', true)`)
	b.run("a right one", chromedp.SendKeys(chromedp.CSS(`[name=publisher]`), "Eget forlag"), chromedp.SendKeys(chromedp.CSS(`#lookup-isbn`), "82-03-36513-2"+kb.Enter))
	b.until("the form is filled in", `document.querySelector('#field-title').value === 'En prøvebok' && document.querySelector('#field-authors').value === 'Kari Nordmann'
		&& document.querySelector('#field-isbns').value === '978-82-03-36513-3' && document.querySelector('#field-published').value === '2019' && document.querySelector('#field-publisher').value === 'Eget forlag'`)
	b.shoot("1-filled-in")
	b.leads("save", chromedp.Submit(chromedp.CSS(`#field-title`)), chromedp.WaitVisible(chromedp.CSS(`#notice`)))
	b.run("look it up again", chromedp.Navigate(base+"/books/new"), chromedp.SendKeys(chromedp.CSS(`#lookup-isbn`), "9788203365133"+kb.Enter))
	b.until("it is there", `document.querySelector('#lookup-said a')?.textContent === 'En prøvebok – Kari Nordmann'`)
	b.shoot("2-known")
}

// scansABook reads a barcode with the camera, after one that is no book's, and after the camera was refused.
func (b *browser) scansABook(base string) {
	b.t.Helper()
	b.run("open the form", chromedp.Navigate(base+"/books/new"), chromedp.WaitVisible(chromedp.CSS(`#lookup-isbn`)))
	ask[bool](b, scanner)
	// The page has looked for a reader already, as browsers have one or not: it looks again as a page that is loaded anew.
	b.looksForAScanner()
	ask[bool](b, `(window.refuse = 'NotAllowedError', document.querySelector('[data-scan=lookup-isbn]').click(), true)`)
	b.until("it says that the camera is refused", `document.querySelector('#scan[open] .problem')?.textContent.includes('Kameraet er ikke tillatt')`)
	b.shoot("3-refused")
	b.run("close it", chromedp.Click(chromedp.CSS(`#scan [data-icon]`)))
	b.until("it is closed", `!document.querySelector('#scan').open`)
	ask[bool](b, `(window.refuse = '', window.codes = ['7038010000010'], document.querySelector('[data-scan=lookup-isbn]').click(), true)`)
	b.until("another barcode is told", `document.querySelector('#scan[open] .problem')?.textContent.includes('ikke et ISBN') && window.wanted.video.facingMode === 'environment'`)
	b.shoot("4-scanning")
	ask[bool](b, `(window.codes = ['9788205000001'], true)`)
	b.until("the book is filled in and the camera is off", `document.querySelector('#field-title').value === 'Skannet bok' && !document.querySelector('#scan').open && window.stopped === 1`)
}

// looksForAScanner loads the module anew, so that it finds what has been put in its place.
func (b *browser) looksForAScanner() {
	b.t.Helper()
	ask[bool](b, `(import(document.querySelector('script[src*="own/app.js"]').src.replace('app.js', 'scan.js?again')).then((m) => m.scanButtons(document)), true)`)
	b.until("scanning is offered", `document.querySelector('[data-scan]')?.hidden === false`)
}

// isOfferedABook adds a book where a file is described, by its number.
func (b *browser) isOfferedABook(s *site, asset string) {
	b.t.Helper()
	b.run("open the form", chromedp.Navigate(s.base+"/assets/"+asset+"/edit"), chromedp.WaitVisible(chromedp.CSS(`#field-books-add`)))
	b.until("it is ready", `document.querySelector('#field-books[data-ready]') !== null`)
	b.run("a number of the register", chromedp.SendKeys(chromedp.CSS(`#field-books-add`), "9788203365133"))
	b.until("it is picked", `document.querySelector('#field-books .picked')?.textContent.includes('En prøvebok – Kari Nordmann')`)
	b.run("another number", chromedp.SendKeys(chromedp.CSS(`#field-books-add`), "978-82-525-3123-7"))
	b.until("the book is offered", `document.querySelector('#field-books .offer button')?.textContent === 'Legg til Tilbudt bok (Kari Nordmann)'`)
	b.shoot("5-offered")
	b.run("take it", chromedp.Click(chromedp.CSS(`#field-books .offer button`)))
	b.until("it is picked", `document.querySelectorAll('#field-books .picked input').length === 2 && document.querySelector('#field-books .offer').hidden`)
	if book := s.call(http.StatusOK, http.MethodGet, "/books/lookup?isbn=9788252531237", nil); book["id"] == nil || book["publisher"] != "Prøveforlaget" {
		b.t.Errorf("added: %v", book)
	}
}

// typesABook adds a book that nobody can be asked about, and saves the file.
func (b *browser) typesABook(s *site, asset string) {
	b.t.Helper()
	b.run("a number while the catalogue is down", chromedp.SendKeys(chromedp.CSS(`#field-books-add`), "9788270012343"))
	b.until("it is typed", `document.querySelector('#field-books .offer').textContent.includes('Nasjonalbiblioteket svarte ikke.') && document.querySelectorAll('#field-books .offer input').length === 2`)
	b.shoot("6-typed")
	b.run("type it", chromedp.SendKeys(chromedp.CSS(`#field-books .offer-field:nth-of-type(1) input`), "Ukjent bok"), chromedp.SendKeys(chromedp.CSS(`#field-books .offer-field:nth-of-type(2) input`), "Ola Nordmann; Åse Lie"),
		chromedp.Click(chromedp.CSS(`#field-books .offer button`)))
	b.until("it is picked", `document.querySelector('#field-books .picked').textContent.includes('Ukjent bok – Ola Nordmann, Åse Lie')`)
	b.leads("save", chromedp.Submit(chromedp.CSS(`[name=title]`)), chromedp.WaitNotPresent(chromedp.CSS(`[name=title]`)))
	if books := s.call(http.StatusOK, http.MethodGet, "/assets/"+asset, nil)["books"].([]any); len(books) != 3 {
		b.t.Errorf("books of the file: %v", books)
	}
	if book := s.call(http.StatusOK, http.MethodGet, "/books/lookup?isbn=9788270012343", nil); book["title"] != "Ukjent bok" {
		b.t.Errorf("typed: %v", book)
	}
}
