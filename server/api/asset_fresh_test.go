package api_test

import "testing"

// What was answered before must not be answered again once it is no longer so: pages are made from copies.
func TestARenamedLibraryIsShownAtOnce(t *testing.T) {
	s := start(t)
	id := text(s.call(201, "POST", "/libraries", `{"name":"Hå folkebibliotek"}`), "id")
	s.upload(1, `{"title":"Sommerbibliotek","libraries":["`+id+`"]}`)
	names := func() [2]string {
		page := s.call(200, "GET", "/assets?facets=library", "")
		item := page["items"].([]any)[0].(map[string]any)
		facet := page["facets"].(map[string]any)["library"].([]any)[0].(map[string]any)
		return [2]string{text(item["libraries"].([]any)[0].(map[string]any), "name"), text(facet, "label")}
	}
	for _, name := range []string{"Hå folkebibliotek", "Nærbø bibliotek", "Varhaug bibliotek"} {
		s.call(200, "PATCH", "/libraries/"+id, `{"name":"`+name+`"}`)
		for range 2 { // the second answer is made from copies
			if got := names(); got != [2]string{name, name} {
				t.Errorf("the asset and the facet say %q, want %q twice", got, name)
			}
		}
	}
}
