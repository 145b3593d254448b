package api_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestAnswerHoldsWhatTheContractNames(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{"title":"Fredagsboka"}`)
	a := s.told(200, "GET", "/assets/{id}", "/assets/"+id, "")
	for _, name := range strings.Fields(`id state kind title description alt_text content_type libraries presenters books series recording_day tags
		language recorded_at recorded_at_source credit_line creator inspired_by usage_terms music people_status people focal_point original renditions
		placeholder usage clearance created_at updated_at version progress failure poster_at captions orders derived_from`) {
		if _, ok := a[name]; !ok {
			t.Errorf("%s is missing", name)
		}
	}
	for path, names := range map[string]string{"original": "file_name media_type size width height duration sha256", "usage": "count last_posted_at",
		"clearance": "cleared channels reasons until"} {
		for _, name := range strings.Fields(names) {
			if _, ok := a[path].(map[string]any)[name]; !ok {
				t.Errorf("%s.%s is missing", path, name)
			}
		}
	}
	o := a["original"].(map[string]any)
	if o["width"] != 64.0 || o["height"] != 48.0 || o["media_type"] != "image/jpeg" || len(text(o, "sha256")) != 64 || a["kind"] != "photo" {
		t.Errorf("original: %v", o)
	}
	if reasons := a["clearance"].(map[string]any)["reasons"].([]any); len(reasons) != 2 || strings.HasPrefix(reasons[0].(string), "clearance.") {
		t.Errorf("reasons: %v", reasons)
	}
	if strings.Contains(strings.ToLower(fmt.Sprint(a)), "gps") {
		t.Error("the answer speaks of GPS")
	}
}

func TestReferences(t *testing.T) {
	s := start(t)
	library := s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek"}`)
	presenter := text(s.call(201, "POST", "/presenters", `{"name":"Åse"}`), "id")
	book := text(s.call(201, "POST", "/books", `{"title":"Fuglane","authors":["Tarjei Vesaas"]}`), "id")
	series := text(s.call(201, "POST", "/series", `{"name":"Fredagsboka"}`), "id")
	day := text(s.call(201, "POST", "/recording-days", `{"date":"2025-10-20","place":"ha-folkebibliotek"}`), "id")
	id := s.upload(1, "")
	body := fmt.Sprintf(`{"libraries":["ha-folkebibliotek"],"presenters":[%q],"books":[%q],"series":%q,"recording_day":%q}`, presenter, book, series, day)
	a := s.told(200, "PATCH", "/assets/{id}", "/assets/"+id, body)
	want := map[string]any{
		"libraries":     []any{map[string]any{"id": library["id"], "slug": "ha-folkebibliotek", "name": "Hå folkebibliotek"}},
		"presenters":    []any{map[string]any{"id": presenter, "name": "Åse"}},
		"books":         []any{map[string]any{"id": book, "title": "Fuglane", "authors": []any{"Tarjei Vesaas"}}},
		"series":        map[string]any{"id": series, "name": "Fredagsboka"},
		"recording_day": map[string]any{"id": day, "name": "2025-10-20 Hå folkebibliotek"},
	}
	for name, w := range want {
		if !reflect.DeepEqual(a[name], w) {
			t.Errorf("%s: %v, want %v", name, a[name], w)
		}
	}
	p := s.call(422, "PATCH", "/assets/"+id, `{"libraries":["ha-folkebibliotek","finnes-ikke"],"series":"x"}`)
	if got := locations(p); !slices.Equal(got, []string{"libraries[1]", "series"}) {
		t.Errorf("refused at %v", got)
	}
}

func TestMergePatch(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{"title":"Tittel","description":"Tekst","content_type":"literature","tags":["a","b"],"language":"nn","recorded_at":"2025-10-20T10:00:00+02:00",
		"music":"own","people_status":"nobody","focal_point":{"x":0.25,"y":0.75}}`)
	steps := []struct {
		patch string
		want  map[string]any
	}{
		{`{}`, map[string]any{"title": "Tittel", "description": "Tekst", "content_type": "literature", "tags": []any{"a", "b"}, "language": "nn",
			"recorded_at": "2025-10-20T10:00:00+02:00", "recorded_at_source": "person", "music": "own", "people_status": "nobody",
			"focal_point": map[string]any{"x": 0.25, "y": 0.75}}},
		{`{"description":null,"content_type":null,"tags":null,"language":null,"recorded_at":null,"music":null,"people_status":null,"focal_point":null}`,
			map[string]any{"title": "Tittel", "description": "", "content_type": nil, "tags": []any{}, "language": nil, "recorded_at": nil,
				"recorded_at_source": nil, "music": nil, "people_status": "not_assessed", "focal_point": nil}},
		{`{"title":null}`, map[string]any{"title": "a"}},
		{`{"title":"","content_type":"","tags":["c"]}`, map[string]any{"title": "a", "content_type": nil, "tags": []any{"c"}}},
		{`{"recorded_at":"2025-10-20"}`, map[string]any{"recorded_at": "2025-10-20T00:00:00+02:00"}},
	}
	for _, step := range steps {
		got := s.told(200, "PATCH", "/assets/{id}", "/assets/"+id, step.patch)
		for name, want := range step.want {
			if !reflect.DeepEqual(got[name], want) {
				t.Errorf("after %s: %s is %v, want %v", step.patch, name, got[name], want)
			}
		}
	}
}

func TestBadPatches(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	tests := []struct {
		body, mediaType string
		status          int
		code            string
		at              []string
	}{
		{`{"title":"` + strings.Repeat("å", 201) + `"}`, "application/json", 422, "invalid", []string{"title"}},
		{`{"tittel":"x"}`, "application/json", 422, "invalid", []string{"tittel"}},
		{`{"id":"x"}`, "application/json", 422, "invalid", []string{"id"}},
		{`{"title":7}`, "application/json", 422, "invalid", []string{"title"}},
		{`{"tags":"a"}`, "application/json", 422, "invalid", []string{"tags"}},
		{`{"tags":[1]}`, "application/json", 422, "invalid", []string{"tags[0]"}},
		{`{"focal_point":{"x":0.5}}`, "application/json", 422, "invalid", []string{"focal_point.y"}},
		{`{"focal_point":{"x":1.5,"y":0}}`, "application/json", 422, "invalid", []string{"focal_point.x"}},
		{`{"recorded_at":"i går"}`, "application/json", 422, "invalid", []string{"recorded_at"}},
		{`{"content_type":"reklame","people_status":"mange"}`, "application/json", 422, "invalid", []string{"content_type", "people_status"}},
		{`[]`, "application/json", 422, "invalid", []string{""}},
		{`null`, "application/json", 422, "invalid", []string{""}},
		{`{"title":`, "application/json", 400, "invalid", nil},
		{strings.Repeat(`{"a":`, 20_000), "application/json", 400, "invalid", nil},
		{``, "application/json", 400, "invalid", nil},
		{`title=x`, "application/x-www-form-urlencoded", 415, "unsupported_media", nil},
		{`{}`, "text/plain", 415, "unsupported_media", nil},
		{`{"description":"` + strings.Repeat("a", 1<<20) + `"}`, "application/json", 413, "too_large", nil},
	}
	for _, tt := range tests {
		got := s.do("PATCH", "/api/v1/assets/"+id, tt.mediaType, strings.NewReader(tt.body))
		p := got.json(t)
		if got.status != tt.status || p["code"] != tt.code || !slices.Equal(locations(p), tt.at) || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.60s: %d %v at %q, want %d %s at %q", tt.body, got.status, p["code"], locations(p), tt.status, tt.code, tt.at)
		}
		if strings.Contains(string(got.body), "<no value>") || strings.Contains(string(got.body), `"field.`) || strings.Contains(string(got.body), `"error.`) {
			t.Errorf("%.60s: %s", tt.body, got.body)
		}
	}
	if a := s.call(200, "GET", "/assets/"+id, ""); a["version"] != 1.0 {
		t.Errorf("version %v after nothing but refusals", a["version"])
	}
	s.do("PATCH", "/api/v1/assets/"+id, "application/merge-patch+json; charset=utf-8", strings.NewReader(`{"title":"Ny"}`))
	if a := s.call(200, "GET", "/assets/"+id, ""); a["title"] != "Ny" {
		t.Error("application/merge-patch+json is not taken")
	}
}

func TestIfMatch(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	tests := []struct {
		ifMatch string
		want    int
	}{
		{"", 200}, {"*", 200}, {`"2"`, 412}, {`"0"`, 412}, {`""`, 412}, {`"-3"`, 412}, {`"+3"`, 412}, {`3`, 412}, {`"3", "4"`, 412}, {`"03"`, 412},
		{`"99999999999999999999"`, 412}, {`"3"`, 200}, {`W/"4"`, 200}, {` "5" `, 200},
	}
	for _, tt := range tests {
		got := s.with("If-Match", tt.ifMatch).do("PATCH", "/api/v1/assets/"+id, "application/json", strings.NewReader(`{"title":"x"}`))
		if got.status != tt.want || tt.want == 412 && got.json(t)["code"] != "stale" {
			t.Errorf("If-Match %s: %d, want %d", tt.ifMatch, got.status, tt.want)
		}
		if tt.want == 200 && got.header.Get("ETag") != fmt.Sprintf(`"%v"`, got.json(t)["version"]) {
			t.Errorf("If-Match %s: ETag %s of version %v", tt.ifMatch, got.header.Get("ETag"), got.json(t)["version"])
		}
	}
	if got := s.with("If-Match", `"1"`).do("DELETE", "/api/v1/assets/"+id, "", nil); got.status != 412 {
		t.Errorf("a stale DELETE: %d, want 412", got.status)
	}
}

func TestBinAndBack(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	if got := s.do("DELETE", "/api/v1/assets/"+id, "", nil); got.status != 204 || len(got.body) != 0 {
		t.Fatalf("DELETE: %d %q", got.status, got.body)
	}
	if a := s.call(200, "GET", "/assets/"+id, ""); a["state"] != "binned" || a["binned_at"] == nil {
		t.Errorf("in the bin: %v %v", a["state"], a["binned_at"])
	}
	s.as(catalog.Reader).call(404, "GET", "/assets/"+id, "")
	if a := s.told(200, "POST", "/assets/{id}/restore", "/assets/"+id+"/restore", ""); a["state"] != "pending" || a["binned_at"] != nil {
		t.Errorf("out of the bin: %v", a["state"])
	}
	s.as(catalog.Reader).call(403, "DELETE", "/assets/"+id, "")
	s.call(404, "DELETE", "/assets/nowhere", "")
}

func TestFailureAndRetry(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	s.change(id, func(a *catalog.Asset) { a.State, a.Failure = catalog.Failed, catalog.Reason{Key: catalog.KeyTruncated} })
	a := s.with("Accept-Language", "en").told(200, "GET", "/assets/{id}", "/assets/"+id, "")
	if a["state"] != "failed" || text(a, "failure") == "" || text(a, "failure") == catalog.KeyTruncated {
		t.Errorf("failed: %v %v", a["state"], a["failure"])
	}
	if a := s.told(202, "POST", "/assets/{id}/retry", "/assets/"+id+"/retry", ""); a["state"] != "pending" || a["failure"] != nil {
		t.Errorf("retried: %v %v", a["state"], a["failure"])
	}
}

// change alters an asset behind the API's back, as processing does.
func (s *site) change(id string, change func(*catalog.Asset)) {
	s.t.Helper()
	_, err := s.db.Assets().Update(s.t.Context(), "test", catalog.AssetID(id), func(a *catalog.Asset) error {
		change(a)
		return nil
	})
	check(s.t, err)
}

func TestClearance(t *testing.T) {
	s := start(t)
	id := s.upload(1, "")
	s.change(id, func(a *catalog.Asset) { a.State = catalog.Ready })
	s.call(200, "PATCH", "/assets/"+id, `{"people_status":"nobody","usage_terms":"internal"}`)
	tests := []struct {
		query   string
		cleared bool
	}{{"", false}, {"?channel=instagram", false}, {"?channel=internal", true}, {"?channel=internal&on=2030-01-01", true}}
	for _, tt := range tests {
		got := s.told(200, "GET", "/assets/{id}/clearance", "/assets/"+id+"/clearance"+tt.query, "")
		if got["cleared"] != tt.cleared || len(got["reasons"].([]any)) == 0 != tt.cleared {
			t.Errorf("%s: %v", tt.query, got)
		}
	}
	for query, at := range map[string]string{"?channel=tiktok": "channel", "?on=snart": "on", "?library=finnes-ikke": "library"} {
		if p := s.call(422, "GET", "/assets/"+id+"/clearance"+query, ""); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v", query, locations(p))
		}
	}
}

func TestBulk(t *testing.T) {
	s := start(t)
	first, second := s.upload(1, `{"tags":["sommer"]}`), s.upload(2, `{"tags":["sommer"]}`)
	s.upload(3, `{"tags":["vinter"]}`)
	got := s.told(200, "POST", "/assets/bulk", "/assets/bulk", fmt.Sprintf(`{"ids":[%q,"nowhere",%q],"patch":{"series":null,"title":"Ny"}}`, first, second))
	refused := got["refused"].([]any)
	if got["changed"] != 2.0 || len(refused) != 1 || text(refused[0].(map[string]any), "id") != "nowhere" || text(refused[0].(map[string]any), "code") != "not_found" {
		t.Errorf("bulk: %v", got)
	}
	for i, query := range []string{`"tag=sommer"`, `"?tag=sommer&kind=photo"`, `{"tag":"sommer"}`, `{"tag":["sommer","ukjent"],"kind":"photo"}`} {
		if got := s.call(200, "POST", "/assets/bulk", fmt.Sprintf(`{"query":%s,"patch":{"title":"Nr. %d"}}`, query, i)); got["changed"] != 2.0 {
			t.Errorf("%s: %v", query, got)
		}
	}
	for body, at := range map[string]string{
		`{"patch":{}}`: "ids", `{"ids":[],"query":"","patch":{}}`: "ids", `{"ids":[]}`: "patch", `{"ids":["a"],"patch":{"titel":"x"}}`: "patch.titel",
		`{"ids":["a"],"patch":{"title":"` + strings.Repeat("a", 300) + `"}}`: "patch.title", `{"query":"recorded_from=x","patch":{}}`: "query.recorded_from",
		`{"ids":["a"],"patch":{"recorded_at":"x"}}`: "patch.recorded_at", `{"query":{"sort":"x"},"patch":{}}`: "sort",
	} {
		if p := s.call(422, "POST", "/assets/bulk", body); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%.60s: refused at %v, want %s", body, locations(p), at)
		}
	}
}

func TestLanguageOfRefusals(t *testing.T) {
	s := start(t)
	said := map[string]bool{}
	for _, lang := range []string{"nb-NO", "nn", "en"} {
		p := s.with("Accept-Language", lang).call(422, "POST", "/books", `{"title":"x","isbns":["9788203365134"]}`)
		said[text(p["errors"].([]any)[0].(map[string]any), "message")] = true
	}
	if len(said) != 3 {
		t.Errorf("the same sentence in several languages: %v", said)
	}
}

func TestStrangers(t *testing.T) {
	s := start(t)
	s.token = ""
	for path, item := range s.document()["paths"].(map[string]any) {
		bytes := strings.HasSuffix(path, "/original") || strings.Contains(path, "/renditions/") || strings.Contains(path, "/captions/") || strings.HasSuffix(path, "/documents/{document}")
		for method := range item.(map[string]any) {
			if bytes && method == "get" {
				continue // served by delivery
			}
			got := s.do(strings.ToUpper(method), "/api/v1"+strings.NewReplacer("{id}", "x").Replace(path), "", nil)
			if got.status != http.StatusUnauthorized || got.json(t)["code"] != "unauthenticated" {
				t.Errorf("%s %s: %d, want 401", method, path, got.status)
			}
		}
	}
	s.token = "feil"
	s.call(401, "GET", "/assets", "")
}

func TestAddressesThatDoNotExist(t *testing.T) {
	s := start(t)
	if p := s.call(404, "GET", "/nowhere", ""); p["code"] != "not_found" {
		t.Errorf("problem: %v", p)
	}
	got := s.do("PUT", "/api/v1/assets", "", nil)
	if p := got.json(t); got.status != 405 || p["code"] != "method_not_allowed" || !strings.Contains(got.header.Get("Allow"), "POST") {
		t.Errorf("PUT: %d %v, Allow %q", got.status, p, got.header.Get("Allow"))
	}
}
