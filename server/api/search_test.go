package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
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
		{"never_posted=false", []string{second, first}},
		{"clearance=not_assessed&language=nb-NO", nil},
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
		"kind=film": "kind", "content_type=literature&content_type=bok": "content_type", "clearance=ja": "clearance", "used=ofte": "used", "state=klar": "state",
		"orientation=hei": "orientation", "language=!": "language", "histogram=week": "histogram", "facets=tag&facet_size=201": "facet_size",
		"facets=tag&facet_size=mange": "facet_size", "facet_q.tag=%01": "facet_q.tag", "facet_q.farge=x&limit=x": "limit",
	} {
		if p := s.call(422, "GET", "/assets?"+query, ""); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v", query, locations(p))
		}
	}
}

func TestSearchTellsWhatIsAllowed(t *testing.T) {
	s := start(t)
	p := s.call(422, "GET", "/assets?kind=film", "")
	if said := text(p["errors"].([]any)[0].(map[string]any), "message"); !strings.Contains(said, "photo, video, audio") {
		t.Errorf("refused with %q", said)
	}
}

func TestFacets(t *testing.T) {
	s := start(t)
	for i, name := range []string{"Hanne Ørstavik", "Per Hansen", "Åse Lie"} {
		id := text(s.call(201, "POST", "/presenters", `{"name":"`+name+`"}`), "id")
		s.upload(i, `{"presenters":["`+id+`"],"language":"nn","content_type":"literature"}`)
	}
	s.upload(3, `{"content_type":"relations"}`)
	tests := []struct {
		query, facet string
		want         []string // labels
	}{
		{"facets=content_type&facet_size=1", "content_type", []string{"Formidling av litteratur"}},
		{"facets=presenter&facet_q.presenter=han", "presenter", []string{"Hanne Ørstavik", "Per Hansen"}},
		{"facet_q.presenter=han+or", "presenter", []string{"Hanne Ørstavik"}},
		{"facet_q.presenter=han&content_type=relations", "presenter", nil},
		{"facet_q.content_type=formidling", "content_type", []string{"Formidling av litteratur"}},
		{"facet_q.content_type=lit", "content_type", []string{"Formidling av litteratur"}},
		{"facet_q.language=nyn", "language", []string{"Nynorsk"}},
		{"facet_q.kind=finnesikke", "kind", nil},
	}
	for _, tt := range tests {
		var got []string
		values := s.told(200, "GET", "/assets", "/assets?"+tt.query, "")["facets"].(map[string]any)[tt.facet].([]any)
		for _, v := range values {
			got = append(got, text(v.(map[string]any), "label"))
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.query, got, tt.want)
		}
	}
}

func TestHistogramAndHints(t *testing.T) {
	s := start(t)
	for i, day := range []string{"2024-12-31T23:30:00Z", "2025-01-01", "2025-01-31"} { // the first is New Year's morning in Norway
		s.upload(i, `{"recorded_at":"`+day+`"}`)
	}
	for query, want := range map[string]string{
		"":                                     "",
		"histogram=year":                       "2025-01-01:3",
		"histogram=month":                      "2025-01-01:3",
		"histogram=day":                        "2025-01-01:2 2025-01-31:1",
		"histogram=day&recorded_to=2025-01-01": "2025-01-01:2 2025-01-31:1",
		"histogram=day&kind=audio":             "",
	} {
		var got []string
		for _, b := range s.told(200, "GET", "/assets", "/assets?"+query, "")["histogram"].([]any) {
			b := b.(map[string]any)
			got = append(got, fmt.Sprint(b["from"], ":", b["count"]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for typed, want := range map[string]string{"farge:rød": "unknown_field", "dato:2024-13": "bad_date", `"siste tirsdag`: "open_quote", "bok": ""} {
		hints := s.with("Accept-Language", "nn").told(200, "GET", "/assets", "/assets?q="+url.QueryEscape(typed), "")["hints"].([]any)
		if want == "" && len(hints) > 0 || want != "" && (len(hints) != 1 || text(hints[0].(map[string]any), "code") != want) {
			t.Errorf("%s: hints %v, want %q", typed, hints, want)
		}
		for _, h := range hints {
			if said := text(h.(map[string]any), "message"); len(said) < 20 || strings.Contains(said, "hint.") {
				t.Errorf("%s: says %q", typed, said)
			}
		}
	}
}
