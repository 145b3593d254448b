package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

const srt = "1\n00:00:00,200 --> 00:00:01,000\nVelkommen til pappatreff\n\n2\n00:00:01,200 --> 00:00:02,500\nVi drikker kaffe\n"

// TestBrowserClip is what a librarian does to a clip before it is posted: captions, another poster, a crop as film, and
// a part of it by itself.
func TestBrowserClip(t *testing.T) {
	unhurried(t)
	p := serve(t, t.TempDir())
	folder := t.TempDir()
	film, captions := filepath.Join(folder, "pappatreff.mp4"), filepath.Join(folder, "pappatreff.nn.srt")
	for path, content := range map[string][]byte{film: clip(t, "pappatreff.mp4", "-g", "25"), captions: []byte(srt)} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := openBrowser(t, 1280, 900)
	b.welcomeFirst(p)
	b.run("upload a clip", chromedp.Navigate(p.base+"/upload"), chromedp.SetUploadFiles(chromedp.CSS(`#files`), []string{film}), chromedp.WaitVisible(chromedp.CSS(`#finished`)))
	b.run("find it", chromedp.Navigate(p.base+"/"), chromedp.WaitVisible(chromedp.CSS(`main a[href^="/assets/"]`)))
	address := ask[string](b, `document.querySelector('main a[href^="/assets/"]').href`)
	b.run("wait for the player", chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS(`video`)))
	b.until("the web version plays, and no more is made", `document.querySelector('video')?.readyState >= 1 && !document.querySelector('#pending[hx-get]')`)

	ask[bool](b, `document.querySelector('#captions').open = true`)
	b.leads("add captions", chromedp.SetUploadFiles(chromedp.CSS(`#captions [type=file]`), []string{captions}),
		chromedp.SetValue(chromedp.CSS(`#captions [name=language]`), "nn"), chromedp.Submit(chromedp.CSS(`#captions [type=file]`)), chromedp.WaitReady(chromedp.CSS(`video track[srclang=nn]`)))
	b.until("the player has the captions", `(track => (track.mode = 'showing', track.cues?.length === 2))(document.querySelector('video').textTracks[0])`)
	b.shoot("1-captions")

	ask[bool](b, `(() => { document.querySelector('#poster').open = true; document.querySelector('video').currentTime = 1.5; return true })()`)
	b.until("the player is at the moment", `Math.abs(document.querySelector('video').currentTime - 1.5) < 0.1 && !document.querySelector('video').seeking`)
	before := ask[string](b, `document.querySelector('#poster-state img')?.src ?? ''`)
	b.push(`#poster-now`)
	b.until("the new poster is there", `/0:01[.,]5/.test(document.querySelector('#poster-state').textContent) && document.querySelector('#poster-state img').src !== '`+before+`'`)
	b.shoot("2-poster")

	b.push(`#clip-square-make`)
	b.until("it can be downloaded", `document.querySelector('#clip-square-get') !== null`)
	b.shoot("3-crop")

	ask[bool](b, `document.querySelector('#trim').open = true`)
	b.run("cut out a part", chromedp.SetValue(chromedp.CSS(`#field-from`), "0:01"), chromedp.SetValue(chromedp.CSS(`#field-to`), "0:02"),
		chromedp.Submit(chromedp.CSS(`#field-to`)))
	b.until("the cut has a page of its own that names the clip", `location.href.split(/[?#]/)[0] !== '`+address+`' && [...document.querySelectorAll('main a')].some(a => a.href === '`+address+`')`)
	b.shoot("4-cut")
	p.stop(t)
}
