package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBrowserDay is the end of a recording day: the shot list is pasted, shots are marked by keyboard, and the numbers
// follow.
func TestBrowserDay(t *testing.T) {
	unhurried(t)
	p := serve(t, t.TempDir())
	b := openBrowser(t, 1280, 900)
	b.welcomeFirst(p)
	b.run("open the form of a new day", chromedp.Navigate(p.base+"/recording-days/new"), chromedp.WaitVisible(chromedp.CSS(`[name=date]`)))
	b.send("[name=date]", "2025-10-20")
	b.until("the day is there", `document.querySelector('[name=lines]') !== null`)
	b.send("[name=lines]", `Åpning\nBoktips; Kari; Sult; ute\nSlutt`)
	b.until("its shots are there", `document.querySelector('.shot:nth-child(3) .marks') !== null`)
	b.run("mark two by keyboard", chromedp.Focus(chromedp.CSS(`.shot:nth-child(1) .marks button`)), chromedp.KeyEvent("3"))
	b.until("the first is marked, and the focus stays there", `document.activeElement.closest('.shot')?.matches(':nth-child(1)[data-state=in]')`)
	b.run("go down and mark the next", chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent("4"))
	b.until("the next is marked", `document.querySelector('.shot:nth-child(2)[data-state=edited]') !== null`)
	b.shoot("marked")
	if tiles := ask[string](b, `[...document.querySelectorAll('.tile')].map(t => t.innerText.replace(/\s+/g, ' ')).join(', ')`); tiles != "2 of 3 planned are in, 1 of 3 edited, 0 files" {
		t.Errorf("the day says %q", tiles)
	}
	// The first answer is an error: the form is sent as browsers send it, with the button that was pressed.
	ask[bool](b, `(() => { const open = XMLHttpRequest.prototype.open; XMLHttpRequest.prototype.open = function (method, address, ...rest) { return open.call(this, method, '/nowhere', ...rest) }; return true })()`)
	b.leads("mark the last with an error between", chromedp.Click(chromedp.CSS(`.shot:nth-child(3) .marks button:nth-child(2)`)), chromedp.WaitVisible(chromedp.CSS(`.shot:nth-child(3)[data-state="filmed"]`)))
	b.screen(390, 800)
	if wide := ask[int](b, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d pixels wide on a phone", wide)
	}
	b.shoot("phone")
	p.stop(t)
}

// send fills a field as a script does, and sends its form.
func (b *browser) send(field, value string) {
	b.t.Helper()
	ask[bool](b, `(() => { const f = document.querySelector('`+field+`'); f.value = '`+value+`'; setTimeout(() => f.form.requestSubmit(), 0); return true; })()`)
}
