package delivery_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

func member(role catalog.Role) catalog.Actor {
	return catalog.Actor{Kind: catalog.Person, ID: "somebody", Role: role}
}

func TestConditionalAndRangeRequests(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	a := r.add(catalog.Video, nil)
	at := "/media/" + string(a.ID) + "/1/web.mp4"
	whole := r.ask("GET", at)
	all := body(t, whole)
	etag := whole.Header.Get("Etag")
	if len(all) < 1000 || !strings.HasPrefix(etag, `"`) || whole.Header.Get("Cache-Control") != "private, max-age=31536000, immutable" {
		t.Fatalf("%d bytes, ETag %s, Cache-Control %s", len(all), etag, whole.Header.Get("Cache-Control"))
	}
	size := len(all)
	for name, test := range map[string]struct {
		method string
		head   []string
		status int
		want   string
	}{
		"first bytes":          {"GET", []string{"Range", "bytes=0-99"}, 206, all[:100]},
		"middle":               {"GET", []string{"Range", "bytes=100-299"}, 206, all[100:300]},
		"from there on":        {"GET", []string{"Range", "bytes=500-"}, 206, all[500:]},
		"last bytes":           {"GET", []string{"Range", "bytes=-50"}, 206, all[size-50:]},
		"beyond the end":       {"GET", []string{"Range", "bytes=500-99999999"}, 206, all[500:]},
		"more than there is":   {"GET", []string{"Range", "bytes=-99999999"}, 206, all},
		"outside":              {"GET", []string{"Range", "bytes=99999999-"}, 416, ""},
		"nonsense":             {"GET", []string{"Range", "bytes=b-a"}, 200, all},
		"several":              {"GET", []string{"Range", "bytes=0-1,5-6,9-10"}, 200, all},
		"if-range holds":       {"GET", []string{"Range", "bytes=0-9", "If-Range", etag}, 206, all[:10]},
		"if-range is old":      {"GET", []string{"Range", "bytes=0-9", "If-Range", `"old"`}, 200, all},
		"not modified":         {"GET", []string{"If-None-Match", etag}, 304, ""},
		"not modified in list": {"GET", []string{"If-None-Match", `"a", W/` + etag}, 304, ""},
		"modified":             {"GET", []string{"If-None-Match", `"other"`}, 200, all},
		"head":                 {"HEAD", nil, 200, ""},
		"head not modified":    {"HEAD", []string{"If-None-Match", etag}, 304, ""},
	} {
		answer := r.ask(test.method, at, test.head...)
		got := body(t, answer)
		if answer.StatusCode != test.status || test.status < 300 && got != test.want {
			t.Errorf("%s: %d with %d bytes, want %d with %d", name, answer.StatusCode, len(got), test.status, len(test.want))
		}
		if test.status == 416 && !strings.HasSuffix(answer.Header.Get("Content-Range"), "/"+strings.TrimPrefix(whole.Header.Get("Content-Length"), "")) {
			t.Errorf("%s: Content-Range %q", name, answer.Header.Get("Content-Range"))
		}
	}
	if got := r.ask("HEAD", at).Header.Get("Content-Length"); got != whole.Header.Get("Content-Length") {
		t.Errorf("HEAD says %s bytes, GET %s", got, whole.Header.Get("Content-Length"))
	}
}

func TestWhoMayOpenWhat(t *testing.T) {
	r := newRig(t)
	a := r.add(catalog.Photo, nil)
	binned := r.add(catalog.Photo, func(a *catalog.Asset) { a.BinnedAt = r.now() })
	pending := r.add(catalog.Photo, func(a *catalog.Asset) { a.State = catalog.Pending })
	api := "/api/v1/assets/"
	for _, test := range []struct {
		actor catalog.Actor
		path  string
		want  int
	}{
		{catalog.Actor{}, "/media/" + string(a.ID) + "/1/w640.jpg", 401},
		{catalog.Actor{}, api + string(a.ID) + "/original", 401},
		{catalog.Actor{}, api + string(a.ID) + "/renditions/w640", 401},
		{member(catalog.Reader), "/media/" + string(a.ID) + "/1/w640.jpg", 200},
		{member(catalog.Reader), "/media/" + string(a.ID) + "/7/w640.jpg", 307},
		{member(catalog.Reader), "/media/" + string(a.ID) + "/1/square.jpg", 200},
		{member(catalog.Reader), api + string(a.ID) + "/renditions/w640", 200},
		{member(catalog.Reader), api + string(a.ID) + "/renditions/portrait", 200},
		{member(catalog.Reader), api + string(a.ID) + "/renditions/web", 404},
		{member(catalog.Reader), api + string(a.ID) + "/renditions/w9999", 404},
		{member(catalog.Reader), api + string(a.ID) + "/renditions/original", 404},
		{member(catalog.Reader), api + string(a.ID) + "/original", 200},
		{member(catalog.Reader), api + "nobody/original", 404},
		{member(catalog.Reader), api + string(binned.ID) + "/original", 404},
		{member(catalog.Reader), "/media/" + string(binned.ID) + "/1/w640.jpg", 404},
		{member(catalog.Administrator), "/media/" + string(binned.ID) + "/1/w640.jpg", 200},
		{member(catalog.Reader), api + string(pending.ID) + "/renditions/square", 404},
	} {
		r.actor = test.actor
		if got := r.ask("GET", test.path).StatusCode; got != test.want {
			t.Errorf("%s GET %s: %d, want %d", test.actor.Role, test.path, got, test.want)
		}
	}
	r.actor = member(catalog.Reader)
	if text := body(t, r.ask("GET", api+string(pending.ID)+"/renditions/square")); !strings.Contains(text, `"status":404`) {
		t.Errorf("a rendition that is not made yet answers %s", text)
	}
}

func TestOriginalIsSavedUnderItsName(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	for name, want := range map[string]string{
		"IMG_1.jpg":         `attachment; filename="IMG_1.jpg"`,
		"bilde på Sola.jpg": `attachment; filename="bilde p_ Sola.jpg"; filename*=UTF-8''bilde%20p%C3%A5%20Sola.jpg`,
		`a"; x=y\.jpg`:      `attachment; filename="a_; x=y_.jpg"; filename*=UTF-8''a%22%3B%20x%3Dy%5C.jpg`,
		"<script>.jpg.html": `attachment; filename="<script>.jpg.html"`,
		"emoji 🎉 100%.jpg":  `attachment; filename="emoji _ 100_.jpg"; filename*=UTF-8''emoji%20%F0%9F%8E%89%20100%25.jpg`,
	} {
		a := r.add(catalog.Photo, func(a *catalog.Asset) { a.Original.FileName = name })
		answer := r.ask("GET", "/api/v1/assets/"+string(a.ID)+"/original")
		if got := answer.Header.Get("Content-Disposition"); got != want {
			t.Errorf("%q is sent as %s, want %s", name, got, want)
		}
		if got := answer.Header.Get("Content-Security-Policy"); !strings.Contains(got, "sandbox") || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q comes with policy %q", name, got)
		}
	}
}

func TestObjectThatIsGoneIsNotFound(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	a := r.add(catalog.Photo, nil)
	key, err := storage.RenditionKey(string(a.ID), "1", "w640", "jpg")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.bucket.Remove(context.Background(), key); err != nil {
		t.Fatal(err)
	}
	answer := r.ask("GET", "/media/"+string(a.ID)+"/1/w640.jpg")
	if answer.StatusCode != http.StatusNotFound || strings.Contains(answer.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("status %d, Cache-Control %q, want 404 that nobody keeps", answer.StatusCode, answer.Header.Get("Cache-Control"))
	}
}

func TestEveryRenditionHasItsOwnVersion(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	a := r.add(catalog.Video, nil)
	newer := picture(t, 640, 360)
	made := catalog.Rendition{Name: "w640", Ext: "jpg", MediaType: "image/jpeg", Width: 640, Height: 360, Size: int64(len(newer)), Version: 3}
	now := a
	now.RenditionVersion = made.Version
	r.put(now, made, newer)
	_, err := r.db.Assets().Update(context.Background(), "test", a.ID, func(a *catalog.Asset) error {
		a.RenditionVersion = made.Version
		for i := range a.Renditions {
			if a.Renditions[i].Name == made.Name {
				a.Renditions[i] = made
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	at := "/media/" + string(a.ID)
	for path, want := range map[string]int{at + "/3/w640.jpg": 200, at + "/1/w640.jpg": 307, at + "/1/web.mp4": 200, at + "/3/web.mp4": 307} {
		if got := r.ask("GET", path).StatusCode; got != want {
			t.Errorf("GET %s: %d, want %d", path, got, want)
		}
	}
	if got := body(t, r.ask("GET", at+"/3/w640.jpg")); got != string(newer) {
		t.Errorf("the new rendition has %d bytes, want %d", len(got), len(newer))
	}
}

func TestCropAsFilmMustBeOrdered(t *testing.T) {
	r := newRig(t)
	r.actor = member(catalog.Reader)
	a := r.add(catalog.Video, nil)
	for _, path := range []string{"/api/v1/assets/" + string(a.ID) + "/renditions/clip-story", "/media/" + string(a.ID) + "/1/clip-story.mp4"} {
		answer := r.ask("GET", path, "Accept", "application/json", "Accept-Language", "en")
		if text := body(t, answer); answer.StatusCode != http.StatusNotFound || !strings.Contains(text, "Order it on the clip's page") {
			t.Errorf("GET %s: %d %s, want 404 that says how to order", path, answer.StatusCode, text)
		}
	}
}
