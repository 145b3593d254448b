package main

import (
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// whole says that a page is there with its scripts, and that what htmx has put into it is ready to be used.
const whole = `document.readyState === 'complete' && !document.querySelector('.htmx-swapping, .htmx-settling, .htmx-added')`

// until waits for a condition on the page, which looks for news by itself and may be about to give way to another. What has
// come can be used at once.
func (b *browser) until(what, condition string) {
	b.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("("+condition+") && "+whole))
		if ok && err == nil {
			return
		}
		if time.Now().After(end) {
			b.shoot("failed")
			b.t.Fatalf("%s: not within %s (%v)", what, patience, err)
		}
	}
}

// leads does what leads to another page, and waits until that one is there.
func (b *browser) leads(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ask[bool](b, `(window.before = true)`)
	b.run(what, steps...)
	b.until(what+": the next page is there", `!window.before`)
}

// screen gives the page a screen of so many pixels, and waits until it has it.
func (b *browser) screen(w, h int64) {
	b.t.Helper()
	b.run(fmt.Sprintf("a screen of %d × %d", w, h), chromedp.EmulateViewport(w, h))
	b.until("it has that width", fmt.Sprintf(`innerWidth === %d`, w))
}

// push presses a button by keyboard: a page that moves just then makes a pointer miss.
func (b *browser) push(selector string) {
	b.t.Helper()
	b.until(selector+" can be pressed", fmt.Sprintf(`(e => e !== null && !e.disabled && e.checkVisibility() && (e.focus(), document.activeElement === e))(document.querySelector(%q))`, selector))
	b.run("press "+selector, chromedp.KeyEvent(kb.Enter))
}

// welcome sets a password by the address of an invitation, and waits for the first page.
func (b *browser) welcome(address string, more ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.run("follow the invitation", append([]chromedp.Action[chromedp.Void]{chromedp.Navigate(address)}, more...)...)
	b.leads("set a password", chromedp.SendKeys(chromedp.CSS(`[name=password]`), password), chromedp.Submit(chromedp.CSS(`[name=password]`)))
	b.until("somebody is signed in", `document.getElementById('q') !== null`)
}

// welcomeFirst is welcome for the first administrator of a program.
func (b *browser) welcomeFirst(p *process) {
	b.t.Helper()
	b.welcome(p.base+welcomeLink(b.t, p.out.String()), chromedp.SendKeys(chromedp.CSS(`[name=email]`), "kari@example.org"), chromedp.SendKeys(chromedp.CSS(`[name=name]`), "Kari Nordmann"))
}

const password = "en lang setning om bøker"
