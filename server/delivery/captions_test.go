package delivery_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const spoken = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nHei og velkommen\n"

// say attaches captions to an asset.
func (r *rig) say(a catalog.Asset, language string) {
	r.t.Helper()
	if _, err := r.assets.SetCaption(context.Background(), catalog.SystemActor("test"), a.ID, language, []byte(spoken)); err != nil {
		r.t.Fatal(err)
	}
}

func TestCaptionsForThoseSignedIn(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Video, nil)
	r.say(a, "nb")
	at := "/api/v1/assets/" + string(a.ID) + "/captions/"
	for _, test := range []struct {
		actor catalog.Actor
		path  string
		want  int
	}{
		{catalog.Actor{}, at + "nb", 401},
		{member(catalog.Reader), at + "nb", 200},
		{member(catalog.Reader), at + "nb.vtt", 200},
		{member(catalog.Reader), at + "nn", 404},
		{member(catalog.Reader), at + "..%2Fnb", 404},
		{member(catalog.Reader), "/api/v1/assets/nobody/captions/nb", 404},
	} {
		r.actor = test.actor
		if got := r.ask("GET", test.path).StatusCode; got != test.want {
			t.Errorf("%s GET %s: %d, want %d", test.actor.Role, test.path, got, test.want)
		}
	}
	r.actor = member(catalog.Reader)
	answer := r.ask("GET", at+"nb")
	if text := body(t, answer); text != spoken {
		t.Errorf("got %q, want %q", text, spoken)
	}
	for name, want := range map[string]string{"Content-Type": "text/vtt; charset=utf-8", "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `inline; filename="paskekrim-pa-sola-nb.vtt"`} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := r.ask("GET", at+"nb", "If-None-Match", answer.Header.Get("Etag")).StatusCode; got != http.StatusNotModified {
		t.Errorf("asked again: %d, want 304", got)
	}
	if _, err := r.assets.Bin(context.Background(), catalog.SystemActor("test"), a.ID, 0); err != nil {
		t.Fatal(err)
	}
	if got := r.ask("GET", at+"nb").StatusCode; got != http.StatusNotFound {
		t.Errorf("of what lies in the bin: %d, want 404", got)
	}
}

// That captions are refused as all else is when a link is revoked, expired or withheld is in
// TestRefusedEverywhereAtOnce.
func TestCaptionsOfAReuseLink(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Video, nil)
	r.say(a, "nb")
	r.say(a, "tlh")
	_, token := r.link(a, catalog.ReuseLink{})
	_, still := r.link(a, catalog.ReuseLink{Renditions: []string{"w640"}})
	answer := r.ask("GET", "/r/"+token+"/captions-nb.vtt")
	if text := body(t, answer); answer.StatusCode != http.StatusOK || text != spoken {
		t.Errorf("%d %q, want the captions", answer.StatusCode, text)
	}
	for name, want := range map[string]string{"Content-Type": "text/vtt; charset=utf-8", "Cache-Control": "public, max-age=60, must-revalidate", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, at := range []string{"/r/" + token + "/captions-nn.vtt", "/r/" + token + "/captions-nb", "/r/" + token + "/captions-.vtt", "/r/" + token + "/captions-nb.srt",
		"/r/" + still + "/captions-nb.vtt"} {
		if got := r.ask("GET", at).StatusCode; got != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", at, got)
		}
	}
	for _, at := range []string{"/r/" + token, "/r/" + token + "/embed"} {
		text := body(t, r.ask("GET", at, "Accept-Language", "nb"))
		for _, want := range []string{`<track kind="captions" src="/r/` + token + `/captions-nb.vtt" srclang="nb" label="Bokmål" default>`, `srclang="tlh" label="tlh">`} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", at, want)
			}
		}
		if other := body(t, r.ask("GET", at, "Accept-Language", "en")); strings.Contains(other, " default>") || !strings.Contains(other, `label="Norwegian Bokmål"`) {
			t.Errorf("%s in English shows Norwegian captions without being asked, or names them in Norwegian", at)
		}
	}
}

func TestSoundWithCaptionsShowsThemByScript(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Video, nil)
	_, err := r.db.Assets().Update(context.Background(), "test", a.ID, func(a *catalog.Asset) error { a.Kind = catalog.Audio; return nil })
	if err != nil {
		t.Fatal(err)
	}
	_, token := r.link(a, catalog.ReuseLink{})
	if text := body(t, r.ask("GET", "/r/"+token)); strings.Contains(text, "/words.js") {
		t.Error("sound without captions has the script for them")
	}
	r.say(a, "nb")
	text := body(t, r.ask("GET", "/r/"+token))
	script := regexp.MustCompile(`/r-static/[0-9a-f]+/words\.js`).FindString(text)
	if !strings.Contains(text, `<track kind="captions" src="/r/`+token+`/captions-nb.vtt"`) || r.ask("GET", script).StatusCode != http.StatusOK {
		t.Errorf("sound with captions has none, or no script %q to show them", script)
	}
}
