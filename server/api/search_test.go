package api_test

import (
	"net/url"
	"slices"
	"testing"
)

func TestSearch(t *testing.T) {
	s := start(t)
	s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek"}`)
	first := s.upload(1, `{"title":"Sommerbibliotek","libraries":["ha-folkebibliotek"],"content_type":"service_info","recorded_at":"2025-10-20T23:30:00+02:00"}`)
	second := s.upload(2, `{"title":"Fuglane","content_type":"literature","tags":["bok"],"recorded_at":"2025-10-21"}`)
	tests := []struct {
		query string
		want  []string
	}{
		{"", []string{second, first}},
		{"sort=oldest", []string{first, second}},
		{"q=bibliotek", []string{first}},
		{"library=ha-folkebibliotek", []string{first}},
		{"content_type=literature&content_type=service_info", []string{second, first}},
		{"content_type=literature&tag=bok", []string{second}},
		{"content_type=service_info&tag=bok", nil},
		{"recorded_from=2025-10-21", []string{second}},
		{"recorded_to=2025-10-20", []string{first}},
		{"recorded_from=2025-10-20&recorded_to=2025-10-21", []string{second, first}},
		{"recorded_to=2025-10-20T23:00:00%2B02:00", nil},
		{"never_posted=true", []string{second, first}},
		{"ukjent=x&tag=", []string{second, first}},
	}
	for _, tt := range tests {
		got := s.told(200, "GET", "/assets", "/assets?"+tt.query, "")
		var ids []string
		for _, item := range got["items"].([]any) {
			ids = append(ids, text(item.(map[string]any), "id"))
		}
		if !slices.Equal(ids, tt.want) || got["total"] != float64(len(tt.want)) {
			t.Errorf("%s: %v of %v, want %v", tt.query, ids, got["total"], tt.want)
		}
	}
	page := s.call(200, "GET", "/assets?limit=1&facets=library,content_type&facets=tag", "")
	facets := page["facets"].(map[string]any)
	if len(facets) != 3 || len(facets["content_type"].([]any)) != 2 || text(facets["library"].([]any)[0].(map[string]any), "label") != "Hå folkebibliotek" {
		t.Errorf("facets: %v", facets)
	}
	rest := s.call(200, "GET", "/assets?limit=1&cursor="+url.QueryEscape(text(page, "next_cursor")), "")
	if items := rest["items"].([]any); len(items) != 1 || text(items[0].(map[string]any), "id") != first || rest["next_cursor"] != nil {
		t.Errorf("second page: %v", rest)
	}
	if got := s.told(200, "GET", "/suggest", "/suggest?q=fugl", "")["items"].([]any); len(got) == 0 || text(got[0].(map[string]any), "text") != "Fuglane" {
		t.Errorf("suggestions: %v", got)
	}
}

func TestBadSearches(t *testing.T) {
	s := start(t)
	for query, at := range map[string]string{
		"sort=x": "sort", "limit=201": "limit", "limit=-1": "limit", "limit=mange": "limit", "facets=farge": "facets[0]", "recorded_from=x": "recorded_from",
		"posted_before=2025-13-01": "posted_before", "never_posted=kanskje": "never_posted", "cursor=x": "cursor",
	} {
		if p := s.call(422, "GET", "/assets?"+query, ""); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v", query, locations(p))
		}
	}
}
