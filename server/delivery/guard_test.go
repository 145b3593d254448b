package delivery_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// interrupted lets something happen as soon as bytes go out.
type interrupted struct {
	*httptest.ResponseRecorder
	happens func()
}

func (w *interrupted) Write(p []byte) (int, error) {
	if w.happens != nil {
		w.happens()
		w.happens = nil
	}
	return w.ResponseRecorder.Write(p)
}

// brokenOff asks for bytes, lets something happen as soon as the first go out, and tells how many did. head is pairs of header
// names and values. An answer that looks whole is a fault.
func (r *rig) brokenOff(path string, head []string, happens func()) int {
	r.t.Helper()
	w := &interrupted{httptest.NewRecorder(), happens}
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	func() {
		defer func() {
			if recover() != http.ErrAbortHandler {
				r.t.Errorf("half of %s looks whole, asked for with %v", path, head)
			}
		}()
		r.router.ServeHTTP(w, req)
	}()
	return w.Body.Len()
}

// notCleared lets an asset not be shown to the public any more, some time later.
func (r *rig) notCleared(a catalog.Asset) {
	r.t.Helper()
	r.alter(a.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNotAssessed })
	r.ahead.Add(int64(2 * time.Second))
}

func TestReuseLinkStopsHalfWay(t *testing.T) {
	for _, test := range []struct {
		name    string
		head    []string
		happens func(*rig, catalog.Asset, catalog.ReuseLink)
	}{
		{"not cleared", nil, func(r *rig, a catalog.Asset, _ catalog.ReuseLink) { r.notCleared(a) }},
		{"not cleared, from there on", []string{"Range", "bytes=10-"}, func(r *rig, a catalog.Asset, _ catalog.ReuseLink) { r.notCleared(a) }},
		{"revoked", nil, func(r *rig, _ catalog.Asset, l catalog.ReuseLink) {
			if err := r.links.Revoke(context.Background(), catalog.SystemActor("test"), l.ID); err != nil {
				r.t.Fatal(err)
			}
			r.ahead.Add(int64(2 * time.Second))
		}},
		{"expired", nil, func(r *rig, _ catalog.Asset, _ catalog.ReuseLink) { r.ahead.Add(int64(2 * time.Hour)) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			a := r.add(catalog.Photo, nil)
			l, token := r.link(a, catalog.ReuseLink{ExpiresAt: r.now().Add(time.Hour)})
			path := "/r/" + token + "/w2048.jpg"
			whole := len(body(t, r.ask(http.MethodGet, path, "Sec-Fetch-Site", "same-origin")))
			if got := r.brokenOff(path, test.head, func() { test.happens(r, a, l) }); got == 0 || got > whole/2 {
				t.Errorf("%d of %d bytes went out", got, whole)
			}
			r.d.Close()
			opened, err := r.db.ReuseLinks().Get(t.Context(), l.ID)
			if err != nil {
				t.Fatal(err)
			}
			if want := 1 - len(test.head)/2; opened.Opens != want {
				t.Errorf("%d openings, want %d", opened.Opens, want)
			}
		})
	}
}

func TestMediaStopsHalfWay(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	a := r.add(catalog.Photo, nil)
	for _, path := range []string{"/media/" + string(a.ID) + "/1/w2048.jpg", "/api/v1/assets/" + string(a.ID) + "/renditions/w2048", "/api/v1/assets/" + string(a.ID) + "/original"} {
		whole := len(body(t, r.ask(http.MethodGet, path)))
		got := r.brokenOff(path, nil, func() {
			r.alter(a.ID, func(a *catalog.Asset) { a.BinnedAt = r.now() })
			r.ahead.Add(int64(2 * time.Second))
		})
		if got == 0 || got > whole/2 {
			t.Errorf("%s: %d of %d bytes went out after it was binned", path, got, whole)
		}
		r.alter(a.ID, func(a *catalog.Asset) { a.BinnedAt = time.Time{} })
		if again := len(body(t, r.ask(http.MethodGet, path))); again != whole {
			t.Errorf("%s: %d of %d bytes come when it is back", path, again, whole)
		}
	}
}

// TestGoneBeforeTheFirstByte has a consent go while a crop is made: the answer can still be another one.
func TestGoneBeforeTheFirstByte(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Photo, nil)
	_, token := r.link(a, catalog.ReuseLink{})
	r.meanwhile = func() { r.notCleared(a) }
	for _, head := range [][]string{nil, {"Range", "bytes=10-99"}} {
		answer := r.ask(http.MethodGet, "/r/"+token+"/square.jpg", head...)
		if h, size := answer.Header, len(body(t, answer)); answer.StatusCode != http.StatusGone || h.Get("Content-Type") != "image/svg+xml; charset=utf-8" || h.Get("Cache-Control") != "no-store" ||
			h.Get("Content-Length") != strconv.Itoa(size) || h.Get("Content-Range") != "" || h.Get("Etag") != "" {
			t.Errorf("asked for with %v: %d %v", head, answer.StatusCode, h)
		}
		r.alter(a.ID, func(a *catalog.Asset) { a.PeopleStatus = catalog.PeopleNobody })
	}
}
