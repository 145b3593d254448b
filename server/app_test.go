package main

import (
	"bytes"
	"image"
	_ "image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestStory is the product's story: a library and its people are registered, a photo and a clip go in, are described,
// found, handed out, embedded, withdrawn, binned and brought back.
func TestStory(t *testing.T) {
	for _, b := range backends() {
		t.Run(b.name, func(t *testing.T) { story(t, start(t, b.config(t))) })
	}
}

func story(t *testing.T, s *site) {
	library := s.call(201, "POST", "/libraries", map[string]any{"name": "Tysvær bibliotek", "municipality": "Tysvær", "number": "NO-2114600", "language": "nb"})
	if library["slug"] != "tysvaer-bibliotek" || library["isil"] != "NO-2114600" {
		t.Errorf("library: %v", library)
	}
	presenter := s.call(201, "POST", "/presenters", map[string]any{"name": "Åse Håland", "library": library["id"], "active": true})
	book := s.call(201, "POST", "/books", map[string]any{"title": "Fuglane", "authors": []string{"Tarjei Vesaas"}, "isbns": []string{"82-05-00000-X"}})
	series := s.call(201, "POST", "/series", map[string]any{"name": "Fredagsboka"})
	day := s.call(201, "POST", "/recording-days", map[string]any{"date": "2025-10-20", "place": library["id"], "libraries": []any{library["id"]}, "presenters": []any{presenter["id"]}})

	start := time.Now()
	photo := s.upload("sommerbibliotek.jpg", picture(t, 4000, 3000, 1), map[string]any{"title": "Sommerbibliotek i idrettshallen",
		"content_type": "service_info", "libraries": []string{"tysvaer-bibliotek"}, "tags": []string{"sommer"}})
	ready := s.ready(photo)
	found := s.call(200, "GET", "/assets?q=bibliotek&facets=library,content_type,kind,presenter,tag", nil)
	t.Logf("a 12 MP photo was processed and found %d ms after it was sent", time.Since(start).Milliseconds())
	if found["total"] != 1.0 {
		t.Errorf("a part of a compound finds %v assets, want 1", found["total"])
	}
	facet := found["facets"].(map[string]any)["library"].([]any)[0].(map[string]any)
	if facet["value"] != library["id"] || facet["label"] != "Tysvær bibliotek" || facet["count"] != 1.0 {
		t.Errorf("library facet: %v", facet)
	}
	s.seesRenditions(ready, 2000, 1500)

	movie := s.upload("boktips.mp4", clip(t, "c.mp4"), nil)
	described := s.call(200, "PATCH", "/assets/"+movie, map[string]any{"title": "Åse anbefaler Fuglane", "presenters": []any{presenter["id"]},
		"books": []any{book["id"]}, "series": series["id"], "recording_day": day["id"], "content_type": "literature", "libraries": []any{library["id"]}})
	for _, query := range []string{"q=fuglane", "q=vesaas", "q=aase", "presenter=" + presenter["id"].(string), "book=" + book["id"].(string),
		"series=" + series["id"].(string), "recording_day=" + day["id"].(string), "content_type=literature", "kind=video", "author=Tarjei+Vesaas", "q=presenter:håland"} {
		got := s.call(200, "GET", "/assets?"+query, nil)
		if got["total"] != 1.0 || got["items"].([]any)[0].(map[string]any)["id"] != movie {
			t.Errorf("%s finds %v", query, got["total"])
		}
	}
	s.ready(movie)
	s.saves(movie, described)
	s.handsOut(photo, library["id"].(string))
	s.bins(photo)
	s.merges(presenter["id"].(string), movie)
}

// seesRenditions opens the pictures of a photo that is larger than they are.
func (s *site) seesRenditions(a map[string]any, _, _ int) {
	s.t.Helper()
	names := map[string]map[string]any{}
	for _, r := range a["renditions"].([]any) {
		r := r.(map[string]any)
		names[r["name"].(string)] = r
	}
	want := map[string][2]int{"w320": {320, 240}, "w640": {640, 480}, "w1280": {1280, 960}, "w2048": {2048, 1536}, "square": {1080, 1080},
		"portrait": {1080, 1350}, "tall": {1080, 1440}, "landscape": {1200, 630}, "story": {1080, 1920}}
	for name, size := range want {
		got := s.do("GET", "/api/v1/assets/"+a["id"].(string)+"/renditions/"+name, nil)
		cfg, _, err := image.DecodeConfig(bytes.NewReader(got.body))
		if got.status != 200 || err != nil || cfg.Width != size[0] || cfg.Height != size[1] {
			s.t.Errorf("rendition %s: status %d, %d × %d, %v; want %v", name, got.status, cfg.Width, cfg.Height, err, size)
		}
		if got.header.Get("Etag") == "" || strings.HasPrefix(got.header.Get("Etag"), "W/") {
			s.t.Errorf("rendition %s has no strong ETag: %q", name, got.header.Get("Etag"))
		}
	}
	address := names["w640"]["url"].(string)
	if i := strings.Index(address, "/media/"); i > 0 {
		address = address[i:]
	}
	got := s.do("GET", address, nil)
	if got.status != 200 || !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
		s.t.Errorf("%s: status %d, Cache-Control %q", address, got.status, got.header.Get("Cache-Control"))
	}
	if again := s.do("GET", address, nil, "If-None-Match", got.header.Get("Etag")); again.status != 304 {
		s.t.Errorf("with its ETag: status %d, want 304", again.status)
	}
	if got := s.do("GET", "/api/v1/assets/"+a["id"].(string)+"/renditions/w321", nil); got.status != 404 {
		s.t.Errorf("a size that does not exist: status %d, want 404", got.status)
	}
}

// saves checks optimistic locking and that people win over what the file says.
func (s *site) saves(id string, before map[string]any) {
	s.t.Helper()
	etag := s.do("GET", "/api/v1/assets/"+id, nil).header.Get("Etag")
	after := s.call(200, "PATCH", "/assets/"+id, map[string]any{"title": "Åse anbefaler Fuglane av Vesaas"}, "If-Match", etag)
	if after["version"].(float64) <= before["version"].(float64) {
		s.t.Errorf("version went from %v to %v", before["version"], after["version"])
	}
	stale := s.do("PATCH", "/api/v1/assets/"+id, strings.NewReader(`{"title":"x"}`), "Content-Type", "application/merge-patch+json", "If-Match", etag)
	if stale.status != 412 || stale.json(s.t)["code"] != "stale" {
		s.t.Errorf("a stale change: status %d, want 412", stale.status)
	}
	cleared := s.call(200, "PATCH", "/assets/"+id, map[string]any{"description": "x"})
	if cleared["description"] != "x" {
		s.t.Errorf("description: %v", cleared["description"])
	}
	if gone := s.call(200, "PATCH", "/assets/"+id, map[string]any{"description": nil}); gone["description"] != "" && gone["description"] != nil {
		s.t.Errorf("null leaves the description %v", gone["description"])
	}
}

// handsOut checks reuse links from the refusal to the revocation.
func (s *site) handsOut(id, library string) {
	s.t.Helper()
	refused := s.call(409, "POST", "/assets/"+id+"/reuse-links", map[string]any{"purpose": "Nettsaken"}, "Accept-Language", "en")
	if refused["reasons"] == nil || len(refused["reasons"].([]any)) == 0 {
		s.t.Errorf("a refusal without reasons: %v", refused)
	}
	s.call(200, "PATCH", "/assets/"+id, map[string]any{"people_status": "nobody", "alt_text": "Hylle i en idrettshall"})
	link := s.call(201, "POST", "/assets/"+id+"/reuse-links", map[string]any{"purpose": "Nettsaken", "library": library, "channel": "website",
		"expires_at": time.Now().Add(time.Hour)})
	public := *s
	public.token = ""
	page, picture := link["url"].(string), link["image_url"].(string)
	oembed := link["oembed_url"].(string)
	for _, address := range []string{page, picture, page + "/embed", page + "/w640", oembed} {
		if got := public.do("GET", address, nil); got.status != 200 {
			s.t.Errorf("GET %s: status %d, want 200\n%.300s", address, got.status, got.body)
		}
	}
	if got := public.do("GET", page, nil); !bytes.Contains(got.body, []byte("application/json+oembed")) {
		s.t.Error("the page does not tell of its oEmbed address")
	}
	if got := public.do("GET", page+"/original", nil); got.status == 200 {
		s.t.Error("the original is public")
	}
	if e := public.do("GET", oembed, nil).json(s.t); e["type"] != "photo" || e["version"] != "1.0" {
		s.t.Errorf("oEmbed: %v", e)
	}
	s.eventually(patience, "openings are counted", func() bool {
		list := s.call(200, "GET", "/reuse-links", nil)["items"].([]any)
		return len(list) == 1 && list[0].(map[string]any)["opens"].(float64) > 0
	})
	if used := s.call(200, "GET", "/assets/"+id, nil)["usage"].(map[string]any); used["count"] != 1.0 {
		s.t.Errorf("usage: %v", used)
	}
	s.call(200, "PATCH", "/assets/"+id, map[string]any{"people_status": "not_assessed"})
	s.withheld(public, page, picture, oembed)
	s.call(200, "PATCH", "/assets/"+id, map[string]any{"people_status": "nobody"})
	if got := public.do("GET", picture, nil); got.status != 200 {
		s.t.Errorf("cleared again: status %d", got.status)
	}
	if got := s.do("DELETE", "/api/v1/reuse-links/"+link["id"].(string), nil); got.status >= 300 {
		s.t.Errorf("revoke: status %d", got.status)
	}
	s.withheld(public, page, picture, oembed)
}

// withheld expects 410 on every address of a link, however it is asked for.
func (s *site) withheld(public site, page, picture, oembed string) {
	s.t.Helper()
	for _, address := range []string{page, picture, page + "/embed", page + "/w320", page + "/square", oembed, s.base + "/oembed?url=" + url.QueryEscape(page)} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			for _, header := range [][]string{nil, {"Range", "bytes=0-99"}, {"If-None-Match", "*"}, {"If-Modified-Since", time.Now().Format(http.TimeFormat)}} {
				if got := public.do(method, address, nil, header...); got.status != http.StatusGone {
					s.t.Errorf("%s %s %v: status %d, want 410", method, address, header, got.status)
				}
			}
		}
	}
}

// bins checks that the bin hides, keeps and gives back.
func (s *site) bins(id string) {
	s.t.Helper()
	if got := s.do("DELETE", "/api/v1/assets/"+id, nil); got.status >= 300 {
		s.t.Fatalf("bin: status %d %s", got.status, got.body)
	}
	reader := s.as(catalog.Reader, "")
	s.eventually(patience, "a reader finds no binned assets", func() bool {
		return reader.call(200, "GET", "/assets?q=idrettshallen", nil)["total"] == 0.0
	})
	if got := s.call(200, "GET", "/assets?q=idrettshallen", nil); got["total"] != 0.0 {
		s.t.Errorf("without asking for the bin %v binned assets are found", got["total"])
	}
	if got := reader.do("GET", "/api/v1/assets/"+id, nil); got.status != 404 {
		s.t.Errorf("a reader sees a binned asset: status %d", got.status)
	}
	if got := s.call(200, "GET", "/assets?state=binned", nil); got["total"] != 1.0 {
		s.t.Errorf("the bin holds %v", got["total"])
	}
	s.call(200, "POST", "/assets/"+id+"/restore", nil)
	if got := s.call(200, "GET", "/assets?q=idrettshallen", nil); got["total"] != 1.0 {
		s.t.Errorf("after bringing it back %v are found", got["total"])
	}
}

// merges checks that a merged presenter's assets are found under the other, and that what is used is not deleted.
func (s *site) merges(presenter, asset string) {
	s.t.Helper()
	s.call(409, "DELETE", "/presenters/"+presenter, nil)
	other := s.call(201, "POST", "/presenters", map[string]any{"name": "Åse H. Berg", "active": true})["id"].(string)
	s.call(200, "POST", "/presenters/"+presenter+"/merge", map[string]any{"into": other})
	if got := s.call(200, "GET", "/assets?presenter="+other, nil); got["total"] != 1.0 || got["items"].([]any)[0].(map[string]any)["id"] != asset {
		s.t.Errorf("after the merge %v assets are found", got["total"])
	}
	s.call(404, "GET", "/presenters/"+presenter, nil)
}
