package api_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestRegisters(t *testing.T) {
	tests := []struct {
		path, first, second, patch string
		want                       map[string]any // of the first
		patched                    map[string]any
	}{
		{"/libraries", `{"name":"Tysvær bibliotek","municipality":"Tysvær","number":"NO-2114600","language":"no","instagram":"@tysvaer","aliases":["Tysværtunet"]}`,
			`{"name":"Hå folkebibliotek"}`, `{"facebook":"tysvaer","number":null,"isil":null}`,
			map[string]any{"slug": "tysvaer-bibliotek", "number": "2114600", "isil": "NO-2114600", "language": "nb", "instagram": "tysvaer",
				"aliases": []any{"Tysværtunet"}, "parent": nil, "closed": false},
			map[string]any{"facebook": "tysvaer", "number": nil, "isil": nil, "instagram": "tysvaer"}},
		{"/presenters", `{"name":"Åse Håland"}`, `{"name":"Åse H."}`, `{"active":false,"aliases":["Åsa"]}`,
			map[string]any{"name": "Åse Håland", "active": true, "library": nil, "aliases": []any{}}, map[string]any{"active": false, "aliases": []any{"Åsa"}}},
		{"/books", `{"title":"Fuglane","authors":["Tarjei Vesaas"],"isbns":["82-05-00000-X"],"published":"1957"}`, `{"title":"Isslottet"}`, `{"publisher":"Gyldendal"}`,
			map[string]any{"isbns": []any{"9788205000001"}, "isbns_hyphenated": []any{"978-82-05-00000-1"}, "published": "1957"},
			map[string]any{"publisher": "Gyldendal", "title": "Fuglane"}},
		{"/series", `{"name":"Fredagsboka","description":"Hver fredag"}`, `{"name":"Boklista"}`, `{"description":null}`,
			map[string]any{"description": "Hver fredag"}, map[string]any{"description": "", "name": "Fredagsboka"}},
		{"/recording-days", `{"date":"2025-10-20","content_type":"literature","shots":[{"title":"Fuglane"}]}`, `{"date":"2026-04-01"}`, `{"credit_line":"Foto: Kari"}`,
			map[string]any{"name": "2025-10-20", "place": nil, "content_type": "literature", "people": []any{}, "until": nil},
			map[string]any{"credit_line": "Foto: Kari", "date": "2025-10-20"}},
	}
	s := start(t)
	for _, tt := range tests {
		one := tt.path + "/{id}"
		first := s.told(201, "POST", tt.path, tt.path, tt.first)
		second := s.call(201, "POST", tt.path, tt.second)
		id := tt.path + "/" + text(first, "id")
		same := func(what string, got, want map[string]any) {
			for name, w := range want {
				if !reflect.DeepEqual(got[name], w) {
					t.Errorf("%s %s: %s is %v, want %v", what, tt.path, name, got[name], w)
				}
			}
		}
		same("added", first, tt.want)
		same("read", s.told(200, "GET", one, id, ""), first)
		same("patched", s.told(200, "PATCH", one, id, tt.patch), tt.patched)
		if got := s.with("If-Match", `"1"`).do("PATCH", "/api/v1"+id, "application/json", strings.NewReader(tt.patch)); got.status != 412 {
			t.Errorf("a stale change of %s: %d", tt.path, got.status)
		}
		if got := s.do("GET", "/api/v1"+id, "", nil); got.header.Get("ETag") != `"2"` {
			t.Errorf("%s: ETag %s, want \"2\"", tt.path, got.header.Get("ETag"))
		}
		list := s.told(200, "GET", tt.path, tt.path, "")
		if items := list["items"].([]any); len(items) != 2 || list["next_cursor"] != nil {
			t.Errorf("list of %s: %d, next %v", tt.path, len(items), list["next_cursor"])
		}
		page := s.call(200, "GET", tt.path+"?limit=1", "")
		next := s.call(200, "GET", tt.path+"?limit=1&cursor="+text(page, "next_cursor"), "")
		if len(next["items"].([]any)) != 1 || next["next_cursor"] != nil || reflect.DeepEqual(page["items"], next["items"]) {
			t.Errorf("second page of %s: %v", tt.path, next)
		}
		s.call(422, "POST", tt.path, `{"navn":"x"}`)
		s.call(422, "POST", tt.path, `{}`)
		s.call(422, "GET", tt.path+"?limit=1001", "")
		s.call(422, "GET", tt.path+"?limit=mange", "")
		s.call(422, "GET", tt.path+"?cursor=x", "")
		if p := s.call(422, "POST", id+"/merge", `{"into":"nowhere"}`); !slices.Equal(locations(p), []string{"into"}) {
			t.Errorf("merge %s into nothing: refused at %v", tt.path, locations(p))
		}
		s.call(422, "POST", id+"/merge", fmt.Sprintf(`{"into":%q}`, text(first, "id")))
		if got := s.told(200, "POST", one+"/merge", id+"/merge", fmt.Sprintf(`{"into":%q}`, text(second, "id"))); got["id"] != second["id"] {
			t.Errorf("merge of %s gives %v", tt.path, got["id"])
		}
		s.call(404, "GET", id, "")
		s.call(204, "DELETE", tt.path+"/"+text(second, "id"), "")
		s.call(404, "DELETE", tt.path+"/"+text(second, "id"), "")
		s.as(catalog.Reader).call(403, "POST", tt.path, tt.first)
	}
}

func TestLibrariesGoBySlug(t *testing.T) {
	s := start(t)
	county := s.call(201, "POST", "/libraries", `{"name":"Rogaland fylkesbibliotek"}`)
	branch := s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek","parent":"rogaland-fylkesbibliotek"}`)
	if text(branch, "parent", "id") != text(county, "id") || text(branch, "parent", "name") != "Rogaland fylkesbibliotek" {
		t.Errorf("parent: %v", branch["parent"])
	}
	if got := s.call(200, "PATCH", "/libraries/ha-folkebibliotek", `{"language":"nn"}`); got["id"] != branch["id"] || got["language"] != "nn" {
		t.Errorf("patched by slug: %v", got)
	}
	if got := s.call(200, "PATCH", "/libraries/ha-folkebibliotek", `{"parent":null}`); got["parent"] != nil {
		t.Errorf("parent after null: %v", got["parent"])
	}
	presenter := s.call(201, "POST", "/presenters", `{"name":"Åse","library":"ha-folkebibliotek"}`)
	if text(presenter, "library", "id") != text(branch, "id") {
		t.Errorf("library: %v", presenter["library"])
	}
	if p := s.call(409, "DELETE", "/libraries/ha-folkebibliotek", ""); p["code"] != "conflict" {
		t.Errorf("delete while in use: %v", p)
	}
	if p := s.call(409, "POST", "/libraries", `{"name":"Annet","slug":"ha-folkebibliotek"}`); p["code"] != "conflict" {
		t.Errorf("a slug that is taken: %v", p)
	}
	for body, at := range map[string]string{`{"name":"x","parent":"finnes-ikke"}`: "parent", `{"name":"x","number":"12"}`: "number", `{"name":""}`: "name"} {
		if p := s.call(422, "POST", "/libraries", body); !slices.Contains(locations(p), at) {
			t.Errorf("%s: refused at %v", body, locations(p))
		}
	}
	if p := s.call(422, "POST", "/recording-days", `{"date":"20.10.2025","libraries":["ha-folkebibliotek","x"]}`); !slices.Equal(locations(p), []string{"libraries[1]"}) {
		t.Errorf("recording day: refused at %v", locations(p))
	}
	if p := s.call(422, "POST", "/recording-days", `{"date":"2025-10-20","presenters":["x"],"shots":[{"note":"y"}]}`); !slices.Equal(locations(p), []string{"shots[0].title"}) {
		t.Errorf("recording day: refused at %v", locations(p))
	}
}

func TestLookUp(t *testing.T) {
	s := start(t)
	book := s.call(201, "POST", "/books", `{"title":"Fuglane","isbns":["82-05-00000-X"]}`)
	for _, isbn := range []string{"820500000X", "9788205000001", "978-82-05-00000-1"} {
		if got := s.told(200, "GET", "/books/lookup", "/books/lookup?isbn="+isbn, ""); got["id"] != book["id"] {
			t.Errorf("%s: %v", isbn, got)
		}
	}
	for isbn, want := range map[string]int{"9788203365133": 404, "9788203365134": 422, "12": 422, "": 422} {
		p := s.call(want, "GET", "/books/lookup?isbn="+isbn, "")
		if want == 422 && !slices.Equal(locations(p), []string{"isbn"}) {
			t.Errorf("%q: refused at %v", isbn, locations(p))
		}
	}
	if got := s.told(200, "GET", "/books/lookup", "/books/lookup?isbn=820500000X", ""); got["source"] != nil || len(got["unasked"].([]any)) != 0 || got["version"] != 1.0 {
		t.Errorf("a book of the register: %v", got)
	}
}

func TestLookUpOutside(t *testing.T) {
	s := start(t).as(catalog.Contributor)
	got := s.told(200, "GET", "/books/lookup", "/books/lookup?isbn=978-82-525-3123-7", "")
	if got["id"] != nil || got["title"] != "En prøvebok: fortellinger" || got["publisher"] != "Prøveforlaget" || got["published"] != "2019" ||
		text(got, "source", "id") != "openlibrary" || text(got, "source", "name") != "Open Library" || text(got["unasked"].([]any)[0].(map[string]any), "id") != "nb" {
		t.Errorf("proposal: %v", got)
	}
	proposal, err := json.Marshal(map[string]any{"title": got["title"], "authors": got["authors"], "isbns": got["isbns"], "publisher": got["publisher"], "published": got["published"]})
	check(t, err)
	if s.as(catalog.Reader).call(404, "GET", "/books/lookup?isbn=9788252531237", "")["code"] != "not_found" {
		t.Error("a reader, who may not add the book, has others asked")
	}
	book := s.call(201, "POST", "/books", string(proposal))
	if again := s.as(catalog.Reader).told(200, "GET", "/books/lookup", "/books/lookup?isbn=9788252531237", ""); again["id"] != book["id"] || again["source"] != nil {
		t.Errorf("once it is added: %v", again)
	}
	p := s.call(404, "GET", "/books/lookup?isbn=9788270012343", "")
	if p["code"] != "not_found" || p["detail"] != "Fant ikke boka. Skriv inn tittel og forfatter selv." || !slices.Equal(p["reasons"].([]any), []any{"Nasjonalbiblioteket svarte ikke."}) {
		t.Errorf("nobody has it, and one did not answer: %v", p)
	}
	if p := s.call(404, "GET", "/books/lookup?isbn=9788289000003", ""); p["reasons"] != nil {
		t.Errorf("what the register would not take: %v", p)
	}
}

func TestTags(t *testing.T) {
	s := start(t)
	id := s.upload(1, `{"tags":["Sommer","barn"]}`)
	list := s.told(200, "GET", "/tags", "/tags", "")["items"].([]any)
	if len(list) != 2 || text(list[0].(map[string]any), "name") != "barn" {
		t.Errorf("tags: %v", list)
	}
	if got := s.told(200, "POST", "/tags/{id}/merge", "/tags/sommer/merge", `{"into":"sommerbibliotek"}`); got["changed"] != 1.0 {
		t.Errorf("merge: %v", got)
	}
	if tags := s.call(200, "GET", "/assets/"+id, "")["tags"].([]any); !slices.Contains(tags, any("sommerbibliotek")) {
		t.Errorf("tags of the asset: %v", tags)
	}
	s.call(404, "POST", "/tags/ukjent/merge", `{"into":"x"}`)
	s.call(422, "POST", "/tags/barn/merge", `{"into":""}`)
	s.call(422, "POST", "/tags/barn/merge", `{}`)
}

// presenter adds a presenter and gives its id.
func (s *site) presenter(name string) string {
	return text(s.call(201, "POST", "/presenters", fmt.Sprintf(`{"name":%q}`, name)), "id")
}

func TestNamesAreReplaced(t *testing.T) {
	s := start(t)
	kari, ola := s.presenter("Kari Nordmann"), s.presenter("Karri Nordmann")
	first := s.upload(1, fmt.Sprintf(`{"title":"En","tags":["Sommer","barn"],"presenters":[%q]}`, kari))
	second := s.upload(2, fmt.Sprintf(`{"title":"To","tags":["sommer"],"presenters":[%q]}`, kari))
	tags := func(id string) string { return fmt.Sprint(s.call(200, "GET", "/assets/"+id, "")["tags"]) }

	replace := func(want int, path, body string) map[string]any {
		t.Helper()
		return s.told(want, "POST", path, path, body)
	}
	if got := replace(200, "/tags/replace", `{"from":["SOMMER"],"into":["ferie","sol"],"preview":true}`); got["files"] != 2.0 || got["changed"] != 0.0 || got["batch"] != nil || tags(first) != "[Sommer barn]" {
		t.Errorf("preview: %v, tags %s", got, tags(first))
	}
	got := replace(200, "/tags/replace", `{"from":["SOMMER"],"into":["ferie","sol"]}`)
	if got["files"] != 2.0 || got["changed"] != 2.0 || tags(first) != "[ferie sol barn]" {
		t.Errorf("replaced: %v, tags %s", got, tags(first))
	}
	if found := s.call(200, "GET", "/assets?tag=ferie", ""); found["total"] != 2.0 {
		t.Errorf("the next search finds %v", found["total"])
	}
	s.call(200, "POST", "/batches/"+text(got, "batch")+"/undo", "")
	if got := replace(200, "/tags/replace", `{"from":["sommer"],"into":[],"query":{"q":"To"}}`); got["changed"] != 1.0 || tags(first) != "[Sommer barn]" || tags(second) != "[]" {
		t.Errorf("taken away within a search: %v, tags %s and %s", got, tags(first), tags(second))
	}
	s.as(catalog.Contributor).call(403, "POST", "/tags/replace", `{"from":["sommer"],"into":[]}`)
	s.as(catalog.Editor)

	if got := replace(200, "/presenters/replace", fmt.Sprintf(`{"from":[%q],"into":[%q],"query":"?q=En"}`, kari, ola)); got["files"] != 1.0 || got["changed"] != 1.0 {
		t.Errorf("presenters replaced: %v", got)
	}
	if p := s.call(422, "POST", "/presenters/replace", `{"from":["nobody"],"into":[]}`); !slices.Equal(locations(p), []string{"from[0]"}) {
		t.Errorf("refused at %v", locations(p))
	}
	doubles := s.told(200, "GET", "/presenters/doubles", "/presenters/doubles", "")["items"].([]any)
	if len(doubles) != 1 || text(doubles[0].(map[string]any), "why") != "mistyping" {
		t.Errorf("doubles: %v", doubles)
	}
	if got := replace(200, "/presenters/merge", fmt.Sprintf(`{"from":[%q],"into":%q,"preview":true}`, ola, kari)); got["files"] != 1.0 || got["presenter"] != nil {
		t.Errorf("preview: %v", got)
	}
	merged := replace(200, "/presenters/merge", fmt.Sprintf(`{"from":[%q,%q],"into":%q}`, ola, ola, kari)) // named twice, it goes once
	if who := merged["presenter"].(map[string]any); text(who, "id") != kari || fmt.Sprint(who["aliases"]) != "[Karri Nordmann]" {
		t.Errorf("merged: %v", merged)
	}
	s.call(404, "GET", "/presenters/"+ola, "")
	s.call(422, "POST", "/presenters/merge", fmt.Sprintf(`{"from":[],"into":%q}`, kari))
	if who := s.told(200, "POST", "/presenters/{id}/rename", "/presenters/"+kari+"/rename", `{"name":"Kari Hansen"}`); text(who, "name") != "Kari Hansen" || fmt.Sprint(who["aliases"]) != "[Karri Nordmann Kari Nordmann]" {
		t.Errorf("renamed: %v", who)
	}
	if found := s.call(200, "GET", "/assets?q=Kari+Nordmann", ""); found["total"] != 2.0 {
		t.Errorf("by the old name the search finds %v", found["total"])
	}
}

func TestListsAreChangedEntryByEntry(t *testing.T) {
	s := start(t)
	kari := s.presenter("Kari")
	first, second := s.upload(1, `{"tags":["a","b"]}`), s.upload(2, `{"tags":["c"]}`)
	patch := fmt.Sprintf(`{"ids":[%q,%q],"patch":{"tags":{"add":["c"],"remove":["B"]},"presenters":{"add":[%q]},"libraries":[]}}`, first, second, kari)
	if got := s.told(200, "POST", "/assets/bulk", "/assets/bulk", patch); got["changed"] != 2.0 {
		t.Errorf("changed: %v", got)
	}
	for id, want := range map[string]string{first: "[a c]", second: "[c]"} {
		if a := s.call(200, "GET", "/assets/"+id, ""); fmt.Sprint(a["tags"]) != want || len(a["presenters"].([]any)) != 1 {
			t.Errorf("tags %v, want %s; presenters %v", a["tags"], want, a["presenters"])
		}
	}
	s.call(200, "PATCH", "/assets/"+first, `{"tags":null}`)
	for body, at := range map[string]string{`{"tags":"x"}`: "tags", `{"tags":{"ad":[]}}`: "tags", `{"presenters":{"add":["nobody"]}}`: "presenters.add[0]"} {
		if p := s.call(422, "PATCH", "/assets/"+first, body); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%s: refused at %v, want %s", body, locations(p), at)
		}
	}
}
