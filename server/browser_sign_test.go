package main

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// draws moves a finger over the canvas.
func (p *phone) draws() {
	p.t.Helper()
	box := ask[[]float64](p.browser, `(() => { const c = document.getElementById('canvas'); c.scrollIntoView({block: 'center'}); const b = c.getBoundingClientRect(); return [b.left, b.top, b.width, b.height] })()`)
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		cdpCall(p.browser, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
	}
	kind := input.DispatchTouchEventTypeTouchStart
	for _, at := range [][2]float64{{0.1, 0.2}, {0.3, 0.8}, {0.6, 0.2}, {0.9, 0.7}} {
		touch(kind, &input.TouchPoint{X: box[0] + at[0]*box[2], Y: box[1] + at[1]*box[3]})
		kind = input.DispatchTouchEventTypeTouchMove
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
}

// TestBrowserSign lets somebody agree on a phone, by touch, come back by their personal link and take it back.
func TestBrowserSign(t *testing.T) {
	unhurried(t)
	p := newPhone(t, nil)
	p.run("be touched", chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile, chromedp.EmulateTouch))
	p.run("open the page", chromedp.Navigate(p.line.base+"/day/"+p.code+"?lang=nb"))
	p.leads("agree", chromedp.Click(chromedp.CSS(`a[href*="/consent"]`)), chromedp.WaitVisible(chromedp.CSS(`#pad`)))
	p.accessible("1-form")
	if wide := ask[bool](p.browser, `document.documentElement.scrollWidth > innerWidth`); wide {
		t.Error("the page is wider than the phone")
	}
	p.leads("say nothing", chromedp.Click(chromedp.CSS(`#sign [type=submit]`)), chromedp.WaitVisible(chromedp.CSS(`#problems`)))
	p.accessible("2-refused")
	if hidden := ask[bool](p.browser, `document.querySelector('.child').offsetHeight === 0`); !hidden {
		t.Error("what is asked of children is shown to others")
	}
	p.run("choose", chromedp.Click(chromedp.CSS(`#as-adult`)), chromedp.SendKeys(chromedp.CSS(`#field-name`), "Ola Nordmann"), chromedp.Click(chromedp.CSS(`[name=purposes][value=literature]`)),
		chromedp.Click(chromedp.CSS(`[name=channels][value=website]`)), chromedp.Click(chromedp.CSS(`[name=channels][value=instagram]`)))
	p.run("take a picture", chromedp.SetUploadFiles(chromedp.CSS(`#field-picture`), []string{p.file("selfie.jpg", picture(t, 2400, 1800, 1))}))
	p.until("the picture is small", `document.getElementById('field-picture').files[0]?.name === 'bilde.jpg'`)
	p.draws()
	p.shoot("3-filled")
	p.leads("sign", chromedp.Click(chromedp.CSS(`#sign [type=submit]`)), chromedp.WaitVisible(chromedp.CSS(`.good`)))
	p.accessible("4-own")
	given, err := p.site.app.consents.List(t.Context(), catalog.SystemActor("test"), catalog.ConsentFilter{Day: p.day})
	if err != nil || len(given.Items) != 1 {
		t.Fatalf("%d consents, %v", len(given.Items), err)
	}
	kept := map[string]int64{}
	for _, d := range given.Items[0].Documents {
		kept[d.Purpose] = d.Size
	}
	if kept[catalog.DocumentSignature] == 0 || kept[catalog.DocumentPicture] == 0 || kept[catalog.DocumentPicture] > 400_000 {
		t.Errorf("kept: %v", kept)
	}
	p.leads("withdraw", chromedp.Click(chromedp.CSS(`a[href*="/withdraw"]`)), chromedp.WaitVisible(chromedp.CSS(`form[action*="/withdraw"]`)))
	p.accessible("5-withdraw")
	p.leads("confirm", chromedp.Click(chromedp.CSS(`form[action*="/withdraw"] button`)), chromedp.WaitVisible(chromedp.CSS(`.state[data-state="withdrawn"]`)))
	p.accessible("6-withdrawn")
}
