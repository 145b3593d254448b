package api_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const subtitles = "1\n00:00:01,000 --> 00:00:02,000\nVelkommen til språkkafé\n"

// film uploads a clip of three seconds with a key frame every half second and gives its id.
func (s *site) film(metadata string) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "film.mp4")
	out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=3", "-g", "5", "-pix_fmt", "yuv420p", path).CombinedOutput()
	if err != nil {
		s.t.Fatalf("ffmpeg: %v %s", err, out)
	}
	body, err := os.ReadFile(path)
	check(s.t, err)
	got := s.post("?duplicate=keep", part{"metadata", "", metadata}, part{"file", "IMG_7.mp4", string(body)})
	if got.status != http.StatusCreated {
		s.t.Fatalf("upload: status %d %s", got.status, got.body)
	}
	return got.json(s.t)["id"].(string)
}

func TestCaptions(t *testing.T) {
	s := start(t)
	id := s.film("{}")
	put := func(language, mediaType, body string) reply {
		return s.do("PUT", "/api/v1/assets/"+id+"/captions/"+language, mediaType, strings.NewReader(body))
	}
	got := put("no", "application/x-subrip", subtitles)
	a := got.json(t)
	if err := s.answers.Check("PUT", "/assets/{id}/captions/{language}", "200", any(a)); got.status != 200 || err != nil {
		t.Fatalf("status %d, %v: %s", got.status, err, got.body)
	}
	list := a["captions"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["language"] != "nb" || list[0].(map[string]any)["url"] != "/api/v1/assets/"+id+"/captions/nb" {
		t.Errorf("captions: %v", list)
	}
	if found := s.call(200, "GET", "/assets?q=språkkafé", ""); found["total"] != 1.0 {
		t.Errorf("what is said finds %v, want 1", found["total"])
	}

	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	w, err := parts.CreateFormFile("file", "en.vtt")
	check(t, err)
	fmt.Fprint(w, "WEBVTT\n\n00:01.000 --> 00:02.000\nWelcome\n")
	check(t, parts.Close())
	if got := put("en", parts.FormDataContentType(), form.String()); got.status != 200 || len(got.json(t)["captions"].([]any)) != 2 {
		t.Errorf("form: %d %s", got.status, got.body)
	}
	for _, test := range []struct {
		language, mediaType, body string
		status                    int
		says                      string
	}{
		{"nb", "text/vtt", "Kjære alle\n", 422, "1"}, {"nb", "text/vtt", "", 422, ""}, {"zz-??", "text/vtt", subtitles, 422, ""},
		{"nb", "application/json", "{}", 415, "text/vtt"}, {"nb", "text/plain", strings.Repeat("x", catalog.MaxCaption+1), 413, ""},
		{"nb", "multipart/form-data; boundary=x", "--x--\r\n", 422, ""}, {"nb", "multipart/form-data", "", 400, ""},
	} {
		if got := put(test.language, test.mediaType, test.body); got.status != test.status || !strings.Contains(text(got.json(t), "detail"), test.says) {
			t.Errorf("%s %s: %d %s, want %d that says %q", test.language, test.mediaType, got.status, got.body, test.status, test.says)
		}
	}
	if got := s.as(catalog.Reader).do("PUT", "/api/v1/assets/"+id+"/captions/nb", "text/vtt", strings.NewReader(subtitles)); got.status != 403 {
		t.Errorf("a reader: %d, want 403", got.status)
	}
	s.call(204, "DELETE", "/assets/"+id+"/captions/nb", "")
	s.call(404, "DELETE", "/assets/"+id+"/captions/nb", "")
	if found := s.call(200, "GET", "/assets?q=språkkafé", ""); found["total"] != 0.0 {
		t.Errorf("removed captions find %v, want 0", found["total"])
	}
	photo := s.upload(1, "")
	if got := s.do("PUT", "/api/v1/assets/"+photo+"/captions/nb", "text/vtt", strings.NewReader(subtitles)); got.status != 409 {
		t.Errorf("captions of a photo: %d, want 409", got.status)
	}
}

func TestPosterAt(t *testing.T) {
	s := start(t)
	film, photo := s.film("{}"), s.upload(1, "")
	a := s.told(200, "PATCH", "/assets/{id}", "/assets/"+film, `{"poster_at":1.25}`)
	if a["poster_at"] != 1.25 || !slices.Contains(orders(a), "poster") {
		t.Errorf("poster at %v, orders %v", a["poster_at"], a["orders"])
	}
	if a := s.told(200, "PATCH", "/assets/{id}", "/assets/"+film, `{"poster_at":null}`); a["poster_at"] != nil {
		t.Errorf("poster at %v after it was cleared", a["poster_at"])
	}
	s.call(200, "PATCH", "/assets/"+photo, `{"poster_at":null}`)
	for id, values := range map[string][]string{film: {"-1", "3.5", "1e300", `"1"`}, photo: {"0"}} {
		for _, v := range values {
			if p := s.call(422, "PATCH", "/assets/"+id, `{"poster_at":`+v+`}`); !slices.Equal(locations(p), []string{"poster_at"}) {
				t.Errorf("%s: errors at %v, want poster_at", v, locations(p))
			}
		}
	}
}

// orders lists the names of an asset's orders.
func orders(a map[string]any) (names []string) {
	for _, o := range a["orders"].([]any) {
		names = append(names, text(o.(map[string]any), "name"))
	}
	return names
}

func TestOrders(t *testing.T) {
	s := start(t)
	film, photo := s.film("{}"), s.upload(1, "")
	const documented = "/assets/{id}/renditions/{name}"
	for range 2 {
		if a := s.told(202, "POST", documented, "/assets/"+film+"/renditions/clip-square", ""); !slices.Equal(orders(a), []string{"clip-square"}) {
			t.Errorf("orders %v, want one", a["orders"])
		}
	}
	_, err := s.db.Assets().Update(t.Context(), "test", catalog.AssetID(film), func(a *catalog.Asset) error {
		a.Delivered("clip-square")
		a.Orders = append(a.Orders, catalog.Order{Name: "clip-story", Failure: catalog.Reason{Key: catalog.KeyProcessing}})
		a.Renditions = append(a.Renditions, catalog.Rendition{Name: "clip-square", Ext: "mp4", MediaType: "video/mp4", Width: 1080, Height: 1080, Size: 1})
		return nil
	})
	check(t, err)
	if a := s.told(200, "POST", documented, "/assets/"+film+"/renditions/clip-square", ""); len(a["renditions"].([]any)) != 1 {
		t.Errorf("renditions: %v", a["renditions"])
	}
	failed := s.call(200, "GET", "/assets/"+film, "")["orders"].([]any)[0].(map[string]any)
	if f := text(failed, "failure"); f == "" || strings.HasPrefix(f, "error.") {
		t.Errorf("failure %q, want a sentence", f)
	}
	if a := s.told(202, "POST", documented, "/assets/"+film+"/renditions/clip-story", ""); a["orders"].([]any)[0].(map[string]any)["failure"] != nil {
		t.Errorf("orders %v, want the failed one tried again", a["orders"])
	}
	s.call(404, "POST", "/assets/"+film+"/renditions/w320", "")
	s.call(404, "POST", "/assets/"+photo+"/renditions/clip-square", "")
	if got := s.as(catalog.Reader).do("POST", "/api/v1/assets/"+film+"/renditions/clip-square", "", nil); got.status != 403 {
		t.Errorf("a reader: %d, want 403", got.status)
	}
}

func TestTrim(t *testing.T) {
	s := start(t)
	film := s.film(`{"title":"Boktips","tags":["krim"],"people_status":"registered","usage_terms":"internal","music":"platform","recorded_at":"2025-10-20T10:00:00Z"}`)
	a := s.told(201, "POST", "/assets/{id}/trim", "/assets/"+film+"/trim", `{"from":1.2,"to":2.2}`)
	for name, want := range map[string]any{"derived_from": film, "title": "Boktips", "people_status": "registered", "usage_terms": "internal", "music": "platform",
		"state": "pending", "kind": "video"} {
		if a[name] != want {
			t.Errorf("%s is %v, want %v", name, a[name], want)
		}
	}
	at, err := time.Parse(time.RFC3339, text(a, "recorded_at"))
	if err != nil || at.Sub(time.Date(2025, 10, 20, 10, 0, 1, 0, time.UTC)).Abs() > 300*time.Millisecond {
		t.Errorf("recorded at %v, %v, want a second after the clip", at, err)
	}
	if o := a["original"].(map[string]any); o["duration"].(float64) < 0.9 || o["duration"].(float64) > 2 || !strings.HasPrefix(text(o, "file_name"), "IMG_7_0m01-") {
		t.Errorf("original: %v", o)
	}
	for body, at := range map[string]string{`{"from":2,"to":1}`: "to", `{"from":1,"to":1.2}`: "to", `{"from":-1,"to":2}`: "from", `{"from":1,"to":9}`: "to",
		`{"from":1e300,"to":2}`: "from", `{"from":1}`: "to"} {
		if p := s.call(422, "POST", "/assets/"+film+"/trim", body); !slices.Contains(locations(p), at) {
			t.Errorf("%s: errors at %v, want %s", body, locations(p), at)
		}
	}
	s.call(409, "POST", "/assets/"+s.upload(1, "")+"/trim", `{"from":0,"to":1}`)
	if got := s.as(catalog.Reader).do("POST", "/api/v1/assets/"+film+"/trim", "application/json", strings.NewReader(`{"from":0,"to":1}`)); got.status != 403 {
		t.Errorf("a reader: %d, want 403", got.status)
	}
	s.call(204, "DELETE", "/assets/"+film, "")
	s.call(409, "POST", "/assets/"+film+"/trim", `{"from":0,"to":1}`)
}
