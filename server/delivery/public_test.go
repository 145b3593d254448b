package delivery_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// addresses lists every address below a link.
func addresses(token string) []string {
	r := "/r/" + token
	return []string{r, r + "/w320", r + "/w640.jpg", r + "/w2048.jpg", r + "/poster.jpg", r + "/web.mp4", r + "/web", r + "/sprite.vtt", r + "/captions-nb.vtt", r + "/square.jpg", r + "/embed",
		"/oembed?url=" + url.QueryEscape(publicURL+r)}
}

// TestRefusedEverywhereAtOnce holds every address of a link, in every way of asking, to the state of the link and of its
// asset.
func TestRefusedEverywhereAtOnce(t *testing.T) {
	ways := map[string][]string{"GET": nil, "HEAD": nil, "GET range": {"Range", "bytes=0-99"}, "GET conditional": {"If-None-Match", "*"},
		"GET if-range": {"Range", "bytes=0-9", "If-Range", `"x"`}}
	for name, test := range map[string]struct {
		spoil func(r *rig, a catalog.Asset, l catalog.ReuseLink) error
		want  int
	}{
		"live": {func(*rig, catalog.Asset, catalog.ReuseLink) error { return nil }, http.StatusOK},
		"revoked": {func(r *rig, _ catalog.Asset, l catalog.ReuseLink) error {
			return r.links.Revoke(context.Background(), catalog.SystemActor("test"), l.ID)
		}, http.StatusGone},
		"expired": {func(r *rig, _ catalog.Asset, _ catalog.ReuseLink) error {
			r.ahead.Store(int64(2 * time.Hour))
			return nil
		}, http.StatusGone},
		"not cleared": {func(r *rig, a catalog.Asset, _ catalog.ReuseLink) error {
			status := catalog.PeopleRegistered
			_, err := r.assets.Edit(context.Background(), catalog.SystemActor("test"), a.ID, 0, catalog.AssetPatch{PeopleStatus: &status})
			return err
		}, http.StatusGone},
		"internal": {func(r *rig, a catalog.Asset, _ catalog.ReuseLink) error {
			terms := catalog.TermsInternal
			_, err := r.assets.Edit(context.Background(), catalog.SystemActor("test"), a.ID, 0, catalog.AssetPatch{UsageTerms: &terms})
			return err
		}, http.StatusGone},
		"binned": {func(r *rig, a catalog.Asset, _ catalog.ReuseLink) error {
			_, err := r.assets.Bin(context.Background(), catalog.SystemActor("test"), a.ID, 0)
			return err
		}, http.StatusGone},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a := r.add(catalog.Video, nil)
			r.say(a, "nb")
			l, token := r.link(a, catalog.ReuseLink{ExpiresAt: r.now().Add(time.Hour)})
			for _, at := range addresses(token) { // opened once before: nothing is remembered
				if answer := r.ask("GET", at); answer.StatusCode != http.StatusOK {
					t.Fatalf("GET %s before: %d, want 200", at, answer.StatusCode)
				}
			}
			if err := test.spoil(r, a, l); err != nil {
				t.Fatal(err)
			}
			for way, head := range ways {
				method, _, _ := strings.Cut(way, " ")
				for _, at := range addresses(token) {
					answer := r.ask(method, at, head...)
					if test.want == http.StatusGone && answer.StatusCode != http.StatusGone || test.want == http.StatusOK && answer.StatusCode >= 400 {
						t.Errorf("%s %s: %d, want %d", way, at, answer.StatusCode, test.want)
					}
					if test.want == http.StatusGone && answer.Header.Get("Cache-Control") != "no-store" {
						t.Errorf("%s %s: Cache-Control %q of a refusal, want no-store", way, at, answer.Header.Get("Cache-Control"))
					}
				}
			}
		})
	}
}

// TestOnlyExactAddressesOpenBytes tries what looks like an address and is none.
func TestOnlyExactAddressesOpenBytes(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Photo, nil)
	_, token := r.link(a, catalog.ReuseLink{})
	_, narrow := r.link(a, catalog.ReuseLink{Renditions: []string{"w640"}})
	for _, at := range []string{
		"/R/" + token, "/r/" + strings.ToUpper(token), "/r/" + token + "x", "/r//" + token, "//r/" + token + "/w640", "/r/" + token + "//w640",
		"/r/" + token + "/W640", "/r/" + token + "/w640.JPG", "/r/" + token + "/w640.png", "/r/" + token + "/w641", "/r/" + token + "/w640/",
		"/r/" + token + "/original", "/r/" + token + "/original.jpg", "/r/" + token + "/../" + token + "/w640", "/r/" + token + "/%77640%00",
		"/r/" + token + "/w640%2f", "/r/" + token + "/web.mp4", "/r/" + token + "/w640.jpg.jpg", "/r/" + token + "/square-500-500.jpg", "/r/x/w640",
		"/r/" + narrow + "/w320", "/r/" + narrow + "/w2048.jpg", "/r/" + narrow + "/square",
	} {
		answer := r.ask("GET", at)
		if answer.StatusCode == http.StatusOK || answer.StatusCode == http.StatusPartialContent {
			t.Errorf("GET %s: %d, want nothing opened", at, answer.StatusCode)
		}
		if strings.HasPrefix(body(t, answer), "\xff\xd8") {
			t.Errorf("GET %s answers with a JPEG", at)
		}
	}
	if answer := r.ask("GET", "/r/"+narrow+"/w640"); answer.StatusCode != http.StatusOK {
		t.Errorf("the rendition that the link is for: %d, want 200", answer.StatusCode)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
		if answer := r.ask(method, "/r/"+token+"/w640"); answer.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want 405", method, answer.StatusCode)
		}
	}
}

func TestHeadersOfPublicAnswers(t *testing.T) {
	r := newRig(t)
	_, token := r.link(r.add(catalog.Video, nil), catalog.ReuseLink{})
	for at, want := range map[string]map[string]string{
		"/r/" + token: {"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY", "Cache-Control": "no-cache", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer",
			"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff"},
		"/r/" + token + "/embed": {"Content-Security-Policy": "frame-ancestors *", "X-Frame-Options": "", "Cross-Origin-Resource-Policy": "cross-origin"},
		"/r/" + token + "/w640.jpg": {"Content-Security-Policy": "sandbox; frame-ancestors 'none'", "Cache-Control": "public, max-age=60, must-revalidate", "Cross-Origin-Resource-Policy": "cross-origin",
			"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes", "Content-Disposition": `inline; filename="paskekrim-pa-sola-w640.jpg"`},
		"/r/" + token + "/web.mp4":    {"Content-Type": "video/mp4"},
		"/r/" + token + "/sprite.vtt": {"Content-Type": "text/vtt; charset=utf-8", "Content-Disposition": `inline; filename="paskekrim-pa-sola-sprite.vtt"`},
	} {
		answer := r.ask("GET", at)
		for name, part := range want {
			if got := answer.Header.Get(name); !strings.Contains(got, part) || part == "" && got != "" {
				t.Errorf("GET %s: %s is %q, want %q", at, name, got, part)
			}
		}
		if answer.Header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s sets a cookie", at)
		}
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	const evil = `"><script>alert(1)</script><meta http-equiv="refresh" content="0;url=//evil.example">'`
	r := newRig(t)
	a := r.add(catalog.Photo, func(a *catalog.Asset) { a.Title, a.AltText, a.CreditLine = evil, evil, evil })
	l, token := r.link(a, catalog.ReuseLink{})
	links := r.d.Links()
	texts := map[string]string{"picture": links.PictureHTML(token, l, a), "iframe": links.EmbedHTML(token, l, a)}
	for _, at := range []string{"/r/" + token, "/r/" + token + "/embed"} {
		texts[at] = body(t, r.ask("GET", at))
		if strings.Count(texts[at], "<main>") != 1 {
			t.Errorf("%s has no main part", at)
		}
	}
	for at, text := range texts {
		if strings.Contains(text, "<script>") || strings.Contains(text, "<meta http-equiv") || strings.Contains(text, `=""><`) {
			t.Errorf("%s lets the title out of its place: %s", at, text)
		}
	}
}

func TestPageHoldsWhatOthersPaste(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Photo, nil)
	_, token := r.link(a, catalog.ReuseLink{})
	for lang, words := range map[string]string{"nb": "Bruk dette", "nn": "løyvet", "en": "Use this"} {
		text := body(t, r.ask("GET", "/r/"+token, "Accept-Language", lang))
		if !strings.Contains(text, words) {
			t.Errorf("page in %s lacks %q", lang, words)
		}
		for _, part := range []string{`<html lang="` + lang + `">`, "Påskekrim på Sola", "Foto: Sola bibliotek", "Ei bok på eit bord",
			`type="application/json&#43;oembed"`, publicURL + "/r/" + token + "/w1280.jpg", `<a href="/r/` + token + `/w2048.jpg" download>`, "&lt;iframe src=", "&lt;picture&gt;", `data-done=`} {
			if !strings.Contains(text, part) && !strings.Contains(text, strings.ReplaceAll(part, "&#43;", "+")) {
				t.Errorf("page in %s lacks %q", lang, part)
			}
		}
	}
	gone := body(t, r.ask("GET", "/r/AAAAAAAAAAAAAAAAAAAAAAAA", "Accept-Language", "nn"))
	if !strings.Contains(gone, "Vi finn ikkje denne sida") {
		t.Errorf("page of an unknown link says %q", gone)
	}
}

func TestOEmbed(t *testing.T) {
	r := newRig(t)
	photo, clip := r.add(catalog.Photo, nil), r.add(catalog.Video, nil)
	_, photoToken := r.link(photo, catalog.ReuseLink{})
	_, clipToken := r.link(clip, catalog.ReuseLink{})
	ask := func(query string) (*http.Response, map[string]any) {
		answer := r.ask("GET", "/oembed?"+query)
		got := map[string]any{}
		if answer.StatusCode == http.StatusOK {
			if err := json.Unmarshal([]byte(body(t, answer)), &got); err != nil {
				t.Fatal(err)
			}
		}
		return answer, got
	}
	at := "url=" + url.QueryEscape(publicURL+"/r/"+photoToken)
	_, got := ask(at + "&maxwidth=700")
	for name, want := range map[string]any{"type": "photo", "version": "1.0", "title": "Påskekrim på Sola", "width": 640.0, "height": 480.0,
		"url": publicURL + "/r/" + photoToken + "/w640.jpg", "thumbnail_width": 320.0, "provider_name": "Fellesmappa", "cache_age": 60.0} {
		if got[name] != want {
			t.Errorf("photo: %s is %v, want %v", name, got[name], want)
		}
	}
	_, got = ask("url=" + url.QueryEscape(publicURL+"/r/"+clipToken) + "&maxwidth=400&maxheight=300")
	markup, _ := got["html"].(string)
	if got["type"] != "video" || got["width"].(float64) > 400 || got["height"].(float64) > 300 || !strings.Contains(markup, publicURL+"/r/"+clipToken+"/embed") {
		t.Errorf("clip: %v", got)
	}
	_, got = ask(at + "&maxheight=100")
	if got["width"].(float64) > 134 || got["height"].(float64) != 100 {
		t.Errorf("photo 100 pixels high: %v", got)
	}
	for query, want := range map[string]int{
		at + "&format=xml": http.StatusNotImplemented,
		"":                 http.StatusNotFound,
		"url=" + url.QueryEscape("https://other.example/r/"+photoToken):      http.StatusNotFound,
		"url=" + url.QueryEscape(publicURL+"/r/AAAAAAAAAAAAAAAAAAAAAAAA"):    http.StatusNotFound,
		"url=" + url.QueryEscape(publicURL+"/assets/"+string(photo.ID)):      http.StatusNotFound,
		"url=" + url.QueryEscape("javascript:"+publicURL+"/r/"+photoToken):   http.StatusNotFound,
		"url=" + url.QueryEscape(publicURL+"@evil.example/r/"+photoToken):    http.StatusNotFound,
		"url=" + url.QueryEscape(publicURL+"/r/"+photoToken+"/../x/"):        http.StatusNotFound,
		"url=" + url.QueryEscape(publicURL+"/r/"+photoToken+"/embed?lang=x"): http.StatusOK,
	} {
		if answer, _ := ask(query); answer.StatusCode != want {
			t.Errorf("oembed?%s: %d, want %d", query, answer.StatusCode, want)
		}
	}
}

func TestOpeningsAreCounted(t *testing.T) {
	r := newRig(t)
	l, token := r.link(r.add(catalog.Photo, nil), catalog.ReuseLink{})
	r.ask("GET", "/r/"+token)
	r.ask("GET", "/r/"+token+"/embed")
	etag := r.ask("GET", "/r/"+token+"/w640.jpg").Header.Get("Etag")
	for _, uncounted := range [][]string{
		{"HEAD", "/r/" + token + "/w640.jpg"}, {"HEAD", "/r/" + token}, {"GET", "/r/" + token + "/w640.jpg", "If-None-Match", etag},
		{"GET", "/r/" + token + "/w640.jpg", "Range", "bytes=0-9"}, {"GET", "/r/" + token + "/w640.jpg", "Sec-Fetch-Site", "same-origin"},
		{"GET", "/r/" + token + "/w641.jpg"},
	} {
		r.ask(uncounted[0], uncounted[1], uncounted[2:]...)
	}
	r.d.Close()
	got, err := r.db.ReuseLinks().Get(t.Context(), l.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Opens != 3 || got.LastOpenedAt.IsZero() {
		t.Errorf("%d openings, last %v, want 3: a page, a frame and a picture", got.Opens, got.LastOpenedAt)
	}
}
