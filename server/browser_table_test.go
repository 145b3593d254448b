package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// describer is somebody who describes files in the table, by keyboard alone.
type describer struct {
	*browser
	site *site
	ids  []string
}

// newDescriber opens the table with a number of files, titled Fil 0 and on.
func newDescriber(t *testing.T, files int) *describer {
	t.Helper()
	d := &describer{site: start(t, backends()[0].config(t))}
	for i := range files {
		d.ids = append(d.ids, d.site.upload(fmt.Sprintf("%d.jpg", i), picture(t, 160, 120, i), map[string]any{"title": fmt.Sprintf("Fil %d", i)}))
	}
	d.browser = openBrowser(t, 1280, 900)
	d.signIn()
	d.visit()
	return d
}

func (d *describer) signIn() {
	d.t.Helper()
	_, secret, err := d.site.app.users.Invite(d.t.Context(), catalog.SystemActor("test"), catalog.User{Email: "kari@example.org", Name: "Kari Nordmann", Role: catalog.Administrator})
	if err != nil {
		d.t.Fatal(err)
	}
	d.welcome(d.site.base + "/welcome/" + secret + "?lang=nb")
}

func (d *describer) visit() {
	d.t.Helper()
	d.run("open the table", chromedp.Navigate(d.site.base+"/table?id="+strings.Join(d.ids, "&id=")), chromedp.WaitReady(chromedp.CSS(`.sheet-live`)))
	d.until("it is ready", `document.querySelector('#sheet-status').textContent === 'Alt er lagret'`)
}

func (d *describer) press(keys string, options ...chromedp.KeyOption) {
	d.t.Helper()
	d.run("press "+keys, chromedp.KeyEvent(keys, options...))
}

func (d *describer) control(key string) {
	d.t.Helper()
	d.press(key, chromedp.KeyModifiers(chromedp.ModifierCtrl))
}
func (d *describer) shift(key string) {
	d.t.Helper()
	d.press(key, chromedp.KeyModifiers(chromedp.ModifierShift))
}

// enter goes to a cell, by the row and the name of the column.
func (d *describer) enter(row int, column string) {
	d.t.Helper()
	ask[bool](d.browser, fmt.Sprintf(`(document.querySelectorAll('#sheet tbody tr')[%d].querySelector('td[data-column=%s]').focus(), true)`, row, column))
}

// holds waits until all is saved and a field of the files holds what is wanted.
func (d *describer) holds(field string, want ...string) {
	d.t.Helper()
	d.until("all is saved", `document.querySelector('#sheet-status').textContent === 'Alt er lagret'`)
	for i, w := range want {
		if got := d.told(i, field); got != w {
			d.t.Errorf("%s of file %d is %q, want %q", field, i, got, w)
		}
	}
}

// told is what the API tells of a field, names divided by commas.
func (d *describer) told(i int, field string) string {
	d.t.Helper()
	var names []string
	switch v := d.site.call(http.StatusOK, http.MethodGet, "/assets/"+d.ids[i], nil)[field].(type) {
	case string:
		return v
	case bool:
		return fmt.Sprint(v)
	case []any:
		for _, one := range v {
			if ref, ok := one.(map[string]any); ok {
				name, _ := ref["name"].(string)
				title, _ := ref["title"].(string)
				names = append(names, name+title)
			} else {
				names = append(names, fmt.Sprint(one))
			}
		}
	case map[string]any:
		return fmt.Sprint(v["name"])
	}
	return strings.Join(names, ", ")
}

// paste pastes a text where the focus is.
func (d *describer) paste(text string) {
	d.t.Helper()
	ask[bool](d.browser, fmt.Sprintf(`(() => { const data = new DataTransfer(); data.setData('text/plain', %q); document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); return true })()`, text))
}

// TestBrowserTable describes files as in a spreadsheet.
func TestBrowserTable(t *testing.T) {
	unhurried(t)
	d := newDescriber(t, 6)
	d.site.presenters("Hanne Ørstavik", "Åse Lie")
	d.shoot("1-table")

	d.enter(0, "title") // down a column
	for _, title := range []string{"Pappatreff", "Boktips", "Påskekrim"} {
		d.press(title)
		d.press(kb.Enter)
	}
	d.holds("title", "Pappatreff", "Boktips", "Påskekrim", "Fil 3")

	d.enter(0, "credit_line") // copied down a range
	d.press("Foto: Kari")
	d.press(kb.Enter)
	d.press(kb.ArrowUp)
	for range 3 {
		d.shift(kb.ArrowDown)
	}
	d.control("d")
	d.holds("credit_line", "Foto: Kari", "Foto: Kari", "Foto: Kari", "Foto: Kari", "")
	d.shoot("2-filled")
	d.control("z")
	d.until("it is taken back", `[...document.querySelectorAll('td[data-column=credit_line]')].filter(td => td.textContent).length === 1`)
	d.holds("credit_line", "Foto: Kari", "", "", "")

	d.enter(0, "presenters") // completed from the register, which the page does not know yet
	d.press("hann")
	d.until("she is suggested", `document.querySelector('#sheet-list li')?.textContent === 'Hanne Ørstavik'`)
	d.shoot("3-suggested")
	d.press(kb.Enter)
	d.holds("presenters", "Hanne Ørstavik", "")

	d.enter(0, "tags")
	d.press("kaffe; far")
	d.press(kb.Tab)
	if at := ask[string](d.browser, `document.activeElement.dataset.column`); at != "libraries" {
		t.Errorf("Tab leads to %q", at)
	}
	d.holds("tags", "kaffe, far", "")

	d.enter(0, "content_type")
	d.press("rela")
	d.press(kb.Enter)
	d.holds("content_type", "relations", "")

	d.enter(1, "title") // from a spreadsheet, with a name that the register does not know
	d.paste("Én\tåse lie; Ny Person\r\n\"To\nlinjer\"\tÅSE LIE\r\n")
	d.until("one name is not known", `document.querySelector('#sheet-status').textContent === 'Celler som ikke er lagret: 1' && document.querySelector('td[aria-invalid] .sheet-note').textContent.includes('Vi finner ikke «Ny Person»')`)
	d.shoot("4-pasted")
	if got := d.told(1, "title") + "|" + d.told(2, "title") + "|" + d.told(1, "presenters") + "|" + d.told(2, "presenters"); got != "Én|To linjer||Åse Lie" {
		t.Errorf("pasted: %s", got)
	}
	d.press(kb.Escape) // where the focus is does not matter: the button leads there
	d.push(`#sheet-problem`)
	d.press(kb.Tab)
	d.press(kb.Enter)
	d.holds("presenters", "Hanne Ørstavik", "Åse Lie, Ny Person", "Åse Lie")

	d.enter(0, "presenters") // cleared
	d.shift(kb.ArrowDown)
	d.press(kb.Delete)
	d.holds("presenters", "", "", "Åse Lie")
	d.control("z")
	d.until("it is back", `document.querySelector('td[data-column=presenters]').textContent === 'Hanne Ørstavik'`)
	d.holds("presenters", "Hanne Ørstavik", "Åse Lie, Ny Person")

	d.enter(0, "title") // refused: too long
	d.press(kb.Enter)
	ask[bool](d.browser, `(document.querySelector('.sheet-box').value = 'x'.repeat(201), true)`)
	d.press(kb.Enter)
	d.until("it is refused in words", `document.querySelector('td[aria-invalid] .sheet-note')?.textContent.includes('200')`)
	d.enter(0, "title")
	d.press("Kort")
	d.press(kb.Enter)
	d.holds("title", "Kort")

	for _, column := range []string{"rights_until", "book_cover"} { // a date and a box
		ask[bool](d.browser, `(document.querySelector('#sheet-columns [data-column=`+column+`] input').click(), true)`)
	}
	d.enter(0, "rights_until")
	d.press("31.12.2026")
	d.press(kb.Enter)
	d.holds("rights_until", "2026-12-31T23:00:00Z")
	d.enter(0, "book_cover")
	d.press("ja")
	d.press(kb.Enter)
	d.holds("book_cover", "true")

	d.chooseColumns()
}

// chooseColumns hides a column and moves one; both is remembered.
func (d *describer) chooseColumns() {
	d.t.Helper()
	shown := `[...document.querySelectorAll('#sheet thead th:not([hidden])')].slice(1, 4).map(th => th.dataset.column).join()`
	d.run("open the list of columns", chromedp.Click(chromedp.CSS(`.menu-holder:has(#sheet-columns) > summary`)), chromedp.WaitVisible(chromedp.CSS(`#sheet-columns`)),
		chromedp.Click(chromedp.CSS(`#sheet-columns [data-column=presenters] input`)), chromedp.Click(chromedp.CSS(`#sheet-columns [data-column=content_type] [data-move="-1"]`)))
	const want = "title,content_type,books"
	if got := ask[string](d.browser, shown); got != want {
		d.t.Errorf("columns are %s, want %s", got, want)
	}
	d.shoot("5-columns")
	d.visit()
	if got := ask[string](d.browser, shown); got != want {
		d.t.Errorf("after a reload columns are %s, want %s", got, want)
	}
}

// TestBrowserTableLosesNothing has others write in the same cells, loses the network, and closes the tab.
func TestBrowserTableLosesNothing(t *testing.T) {
	unhurried(t)
	d := newDescriber(t, 2)
	other := func(i int, patch map[string]any) {
		d.site.call(http.StatusOK, http.MethodPatch, "/assets/"+d.ids[i], patch)
	}

	other(0, map[string]any{"language": "nn"}) // another cell of the row: no conflict, and it is shown
	d.enter(0, "title")
	d.press("Mitt")
	d.press(kb.Enter)
	d.holds("title", "Mitt")
	d.holds("language", "nn")
	d.until("theirs is shown", `document.querySelector('td[data-column=language]').textContent === 'Nynorsk'`)

	d.bringsUpToDate(other)

	other(0, map[string]any{"title": "Deres"})
	other(1, map[string]any{"title": "Deres også"})
	d.enter(0, "title")
	d.press("Mitt igjen")
	d.press(kb.Enter)
	d.press("Mitt også")
	d.press(kb.Enter)
	d.until("both are shown", `[...document.querySelectorAll('.sheet-note')].map(n => n.innerText).join().match(/Behold mitt: Mitt igjen[^]*Bruk deres: Deres[^]*Behold mitt: Mitt også[^]*Bruk deres: Deres også/)`+` !== null`)
	d.shoot("1-conflict")
	d.push(`#sheet-problem`) // the first
	d.press(kb.Tab)
	d.press(kb.Enter) // mine
	d.until("one is left", `document.querySelectorAll('.sheet-note').length === 1`)
	d.push(`#sheet-problem`) // the other
	d.press(kb.Tab)
	d.press(kb.Tab)
	d.press(kb.Enter) // theirs
	d.holds("title", "Mitt igjen", "Deres også")

	d.emptied(other)

	ask[bool](d.browser, `(window.real = window.fetch, window.fetch = () => Promise.reject(new TypeError('no network')), true)`)
	d.enter(1, "title")
	d.press("Uten nett")
	d.press(kb.Enter)
	d.until("it says so", `document.querySelector('#sheet-status').textContent.startsWith('Får ikke lagret akkurat nå')`)
	d.shoot("2-offline")
	warned := d.warnings()
	d.run("leave", chromedp.Reload())
	if warned.Load() != 1 {
		t.Errorf("leaving unsaved work was warned of %d times", warned.Load())
	}
	d.until("it is ready", `document.querySelector('#sheet-status')?.textContent === 'Alt er lagret'`)
	ask[bool](d.browser, `(window.real = window.fetch, window.fetch = () => Promise.reject(new TypeError('no network')), true)`)
	d.enter(1, "title")
	d.press("Med nett")
	d.press(kb.Enter)
	d.until("it says so", `document.querySelector('#sheet-status').textContent.startsWith('Får ikke lagret akkurat nå')`)
	ask[bool](d.browser, `(window.fetch = window.real, true)`)
	d.control("s")
	d.holds("title", "Mitt igjen", "Med nett")
	d.run("leave", chromedp.Reload())
	if warned.Load() != 1 {
		t.Errorf("leaving saved work was warned of")
	}

	d.until("it is ready", `document.querySelector('#sheet-status')?.textContent === 'Alt er lagret'`)
	if err := chromedp.Listen(d.ctx, func(ev any) {
		if e, ok := ev.(*page.EventJavascriptDialogOpening); ok && e.Type == page.DialogTypeConfirm {
			go cdpCall(d.browser, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	}); err != nil {
		t.Fatal(err)
	}
	d.enter(1, "title") // what was done before the page was opened is undone when asked for
	d.control("z")
	d.until("it is undone", `document.querySelectorAll('td[data-column=title]')[1]?.textContent === 'Deres også'`)
	d.holds("title", "Mitt igjen", "Deres også")
}

// bringsUpToDate leaves while a row that others have written in is being brought up to date: what was written is not saved yet.
func (d *describer) bringsUpToDate(other func(int, map[string]any)) {
	d.t.Helper()
	other(0, map[string]any{"language": "nb"})
	ask[bool](d.browser, `(() => { const real = window.fetch;
		window.fetch = (address, init) => init?.method === 'GET' ? new Promise(go => { window.release = () => { window.fetch = real; go(real(address, init)) } }) : real(address, init); return true })()`)
	d.enter(0, "title")
	d.press("Mitt nå")
	d.press(kb.Enter)
	d.until("the row is asked for", `'release' in window`)
	if ask[bool](d.browser, `dispatchEvent(new Event('beforeunload', { cancelable: true }))`) {
		d.t.Error("leaving what is not saved yet is not warned of")
	}
	ask[bool](d.browser, `(release(), true)`)
	d.holds("title", "Mitt nå")
}

// emptied writes in a cell that others have emptied meanwhile. A line that is bad just then, and somebody in between who
// answers in the server's place, delay what is saved and lose nothing.
func (d *describer) emptied(other func(int, map[string]any)) {
	d.t.Helper()
	d.enter(0, "credit_line")
	d.press("Foto: meg")
	d.press(kb.Enter)
	d.holds("credit_line", "Foto: meg")
	other(0, map[string]any{"credit_line": ""})
	ask[bool](d.browser, `(() => {
		const real = window.fetch, bad = new Set();
		window.fetch = (address, init) => {
			if (bad.has(address)) return real(address, init);
			bad.add(address);
			return address.endsWith('/batch') ? Promise.resolve(new Response('<!doctype html>')) : Promise.reject(new TypeError('no network'));
		};
		window.restore = () => { window.fetch = real };
		return true })()`)
	d.enter(0, "credit_line")
	d.press("Foto: oss")
	d.press(kb.Enter)
	d.until("both are shown", `/Behold mitt: Foto: oss[^]*Bruk deres: \(tomt\)/.test(document.querySelector('.sheet-note')?.innerText)`)
	d.push(`#sheet-problem`)
	d.press(kb.Tab)
	d.press(kb.Enter)
	d.holds("credit_line", "Foto: oss")
	ask[bool](d.browser, `(restore(), true)`)
}

// TestBrowserTableReadsSpreadsheets holds what is on a clipboard against what a spreadsheet means by it.
func TestBrowserTableReadsSpreadsheets(t *testing.T) {
	unhurried(t)
	d := newDescriber(t, 1)
	module := ask[string](d.browser, `[...document.scripts].find(s => s.src.endsWith('own/table.js')).src.replace('table.js', 'tsv.js')`)
	ask[bool](d.browser, `(import('`+module+`').then(m => { window.tsv = m; document.body.dataset.tsv = '' }), true)`)
	d.until("it is there", `'tsv' in document.body.dataset`)
	for text, want := range map[string]string{
		"":                      `[[""]]`,
		"a":                     `[["a"]]`,
		"a\tb\nc\td":            `[["a","b"],["c","d"]]`,
		"a\tb\r\nc\td\r\n":      `[["a","b"],["c","d"]]`,
		"a\n\nb":                `[["a"],[""],["b"]]`,
		"\t\n\t":                `[["",""],["",""]]`,
		"\"a\nb\"\tc":           `[["a\nb","c"]]`,
		"\"a \"\"b\"\"\"\nc":    `[["a \"b\""],["c"]]`,
		"\"Hei\" sa han\tx":     `[["\"Hei\" sa han","x"]]`,
		"\"ikke lukket\tx\ny":   `[["\"ikke lukket","x"],["y"]]`,
		"en \"to\" tre":         `[["en \"to\" tre"]]`,
		"\"\"\t\"\"\"\"\n\"a\"": `[["","\""],["a"]]`,
	} {
		if got := ask[string](d.browser, fmt.Sprintf(`JSON.stringify(tsv.parse(%q))`, text)); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	back := ask[bool](d.browser, `(() => { const rows = [['a', 'b\tc', 'd\ne', '"f" g'], ['', '"', 'h', '\r\n']]; return JSON.stringify(tsv.parse(tsv.format(rows))) === JSON.stringify(rows) })()`)
	if !back {
		t.Error("what is written is not read back as it was")
	}
}

// TestBrowserTableOnAPhone shows a list there that leads to each file's form.
func TestBrowserTableOnAPhone(t *testing.T) {
	unhurried(t)
	d := newDescriber(t, 2)
	d.screen(390, 844)
	d.run("open it", chromedp.Navigate(d.site.base+"/table?id="+strings.Join(d.ids, "&id=")), chromedp.WaitVisible(chromedp.CSS(`#sheet a`)))
	d.shoot("1-phone")
	if live, wide := ask[bool](d.browser, `document.querySelector('.sheet-live') !== null`), ask[int](d.browser, `document.documentElement.scrollWidth`); live || wide > 390 {
		t.Errorf("cells on a phone: %v; the page is %d wide", live, wide)
	}
	d.run("open a form", chromedp.Click(chromedp.CSS(`#sheet a`)), chromedp.WaitVisible(chromedp.CSS(`#field-title`)))
}

// TestBrowserTableOfManyRows writes in a table of 500 rows; how long it takes stands in its log.
func TestBrowserTableOfManyRows(t *testing.T) {
	unhurried(t)
	d := newDescriber(t, 1)
	admin := catalog.SystemActor("test")
	a, err := d.site.app.assets.Get(context.Background(), admin, catalog.AssetID(d.ids[0]))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 499 {
		a.ID, a.Title, a.Original.SHA256 = catalog.AssetID(fmt.Sprintf("m%05d", i)), fmt.Sprintf("Fil %d", i), ""
		if err := d.site.app.db.Assets().Create(context.Background(), "test", a, false); err != nil {
			t.Fatal(err)
		}
		d.ids = append(d.ids, string(a.ID))
	}
	d.visit()
	time.Sleep(2 * time.Second) // what a browser does with a new page is not what is looked at
	ask[bool](d.browser, `(() => { window.took = []; addEventListener('keydown', () => { const t = performance.now(); requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - t))) }, true); return true })()`)
	cdpCall(d.browser, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	before := d.worked()
	took := func(what string) {
		t.Helper()
		d.until("it is painted", `took.length > 0`)
		keys := ask[[]float64](d.browser, `took.splice(0).sort((a, b) => a - b)`)
		now := d.worked()
		t.Logf("%s: key to paint %.0f ms at the median, %.0f at most; the page's own work is %.0f ms for each of %d keys", what, keys[len(keys)/2], keys[len(keys)-1],
			(now-before)*1000/float64(len(keys)), len(keys))
		before = now
	}
	d.enter(0, "title")
	for range 20 {
		d.press(kb.ArrowDown)
	}
	took("moving down")
	d.control(kb.End)
	d.control(kb.Home)
	took("to the end and back")
	for range 10 {
		d.shift(kb.ArrowRight)
	}
	d.press(kb.End, chromedp.KeyModifiers(chromedp.ModifierCtrl|chromedp.ModifierShift))
	took("selecting all")
	d.enter(250, "credit_line")
	d.press("F")
	took("opening a cell far away")
	for _, letter := range "oto:Kari" {
		d.press(string(letter))
	}
	took("typing")
	d.press(kb.Enter)
	took("leaving it")
	d.holds("credit_line", "")
	d.enter(0, "credit_line")
	d.press("Alle")
	d.press(kb.Enter)
	d.press(kb.ArrowUp)
	d.press(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierCtrl|chromedp.ModifierShift))
	d.control("d")
	took("filling 500 cells")
	d.until("all cells hold it", `[...document.querySelectorAll('td[data-column=credit_line]')].every(td => td.textContent === 'Alle')`)
	d.holds("credit_line", "Alle", "Alle")
	d.shoot("1-many")
}

// worked tells for how many seconds the page's thread has been at work.
func (d *describer) worked() float64 {
	d.t.Helper()
	told, err := chromedp.Call(d.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, m := range told.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	d.t.Fatal("the browser does not tell")
	return 0
}
