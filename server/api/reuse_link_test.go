package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestReuseLinks(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek"}`)
	id := s.upload(1, `{"title":"Sommer"}`)
	p := s.call(409, "POST", "/assets/"+id+"/reuse-links", `{"purpose":"Nettsak"}`)
	if reasons, _ := p["reasons"].([]any); p["code"] != "conflict" || len(reasons) != 2 || strings.HasPrefix(reasons[0].(string), "clearance.") {
		t.Errorf("not cleared: %v", p)
	}
	s.change(id, func(a *catalog.Asset) { a.State = catalog.Ready })
	s.call(200, "PATCH", "/assets/"+id, `{"people_status":"nobody"}`)
	link := s.told(201, "POST", "/assets/{id}/reuse-links", "/assets/"+id+"/reuse-links",
		`{"purpose":"Nettsak","library":"ha-folkebibliotek","channel":"website","expires_at":"2099-01-31","renditions":["w640","square"]}`)
	for _, name := range []string{"id", "url", "image_url", "embed_html", "picture_html", "oembed_url"} {
		if text(link, name) == "" {
			t.Errorf("%s is missing: %v", name, link)
		}
	}
	if text(link, "library", "slug") != "ha-folkebibliotek" || text(link, "asset", "title") != "Sommer" || text(link, "expires_at") != "2099-02-01T00:00:00+01:00" {
		t.Errorf("link: %v", link)
	}
	for _, query := range []string{"", "?asset=" + id, "?library=ha-folkebibliotek", "?live=true"} {
		list := s.told(200, "GET", "/reuse-links", "/reuse-links"+query, "")["items"].([]any)
		if len(list) != 1 || text(list[0].(map[string]any), "url") != text(link, "url") || list[0].(map[string]any)["opens"] != 0.0 {
			t.Errorf("list%s: %v", query, list)
		}
	}
	s.call(204, "DELETE", "/reuse-links/"+text(link, "id"), "")
	gone := s.call(200, "GET", "/reuse-links", "")["items"].([]any)[0].(map[string]any)
	if gone["live"] != false || gone["revoked_at"] == nil {
		t.Errorf("revoked: %v", gone)
	}
	if list := s.call(200, "GET", "/reuse-links?live=true", "")["items"].([]any); len(list) != 0 {
		t.Errorf("%d live links after the revocation", len(list))
	}
	s.call(404, "DELETE", "/reuse-links/nowhere", "")
	s.as(catalog.Reader).call(403, "POST", "/assets/"+id+"/reuse-links", `{}`)
}

func TestBadReuseLinks(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	for body, at := range map[string]string{
		`{"channel":"tiktok"}`: "channel", `{"expires_at":"2020-01-01"}`: "expires_at", `{"expires_at":"snart"}`: "expires_at",
		`{"library":"x"}`: "library", `{"renditions":["w641"]}`: "renditions[0]", `{"utløper":"x"}`: "utløper", `{"purpose":7}`: "purpose",
	} {
		if p := s.call(422, "POST", "/assets/"+id+"/reuse-links", body); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v", body, locations(p))
		}
	}
	s.call(404, "POST", "/assets/nowhere/reuse-links", `{}`)
	s.call(422, "GET", "/reuse-links?library=x", "")
}
