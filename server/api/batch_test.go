package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestBatchAndUndo(t *testing.T) {
	s := start(t)
	first, second := s.upload(1, `{"title":"En","tags":["sommer"]}`), s.upload(2, `{"title":"To"}`)
	s.call(404, "GET", "/batches/last", "")
	got := s.told(200, "POST", "/assets/batch", "/assets/batch", fmt.Sprintf(`{"changes":[{"id":%q,"version":1,"patch":{"title":"Første","tags":[]}},
		{"id":%q,"version":7,"patch":{"title":"Andre"}},{"id":"nowhere","patch":{"title":"Tredje"}},{"id":"x","patch":{"series":"nowhere"}}]}`, first, second))
	var why []string
	for _, r := range got["refused"].([]any) {
		why = append(why, text(r.(map[string]any), "code"))
	}
	if slices.Sort(why); got["changed"] != 1.0 || !slices.Equal(why, []string{"invalid", "not_found", "stale"}) {
		t.Fatalf("batch: %v", got)
	}
	batch := text(got, "batch")
	if last := s.told(200, "GET", "/batches/last", "/batches/last", ""); text(last, "id") != batch || last["changed"] != 1.0 {
		t.Errorf("last batch: %v", last)
	}
	if found := s.call(200, "GET", "/assets?q=F%C3%B8rste", ""); found["total"] != 1.0 {
		t.Errorf("the next search does not find the change: %v", found["total"])
	}

	s.as(catalog.Contributor).call(403, "POST", "/batches/"+batch+"/undo", "")
	editor := s.as(catalog.Editor)
	if got := editor.told(200, "POST", "/batches/{id}/undo", "/batches/"+batch+"/undo", ""); got["changed"] != 1.0 {
		t.Errorf("undo: %v", got)
	}
	if a := s.call(200, "GET", "/assets/"+first, ""); text(a, "title") != "En" || len(a["tags"].([]any)) != 1 {
		t.Errorf("undone: %v", a["title"])
	}
	if found := editor.call(200, "GET", "/assets?q=F%C3%B8rste", ""); found["total"] != 0.0 { // who has undone it sees it at once
		t.Errorf("the next search still finds what was undone: %v", found["total"])
	}
	s.call(409, "POST", "/batches/"+batch+"/undo", "")
	s.call(404, "GET", "/batches/last", "")
	s.call(404, "POST", "/batches/nowhere/undo", "")

	// What somebody has changed since stays as it is; another field of the same file is no matter.
	bulk := s.call(200, "POST", "/assets/bulk", fmt.Sprintf(`{"ids":[%q,%q],"patch":{"language":"nn"}}`, first, second))
	s.call(200, "PATCH", "/assets/"+first, `{"title":"Ny"}`)
	s.call(200, "PATCH", "/assets/"+second, `{"language":"se"}`)
	undone := s.with("Accept-Language", "en").call(200, "POST", "/batches/"+text(bulk, "batch")+"/undo", "")
	refused := undone["refused"].([]any)
	if undone["changed"] != 1.0 || len(refused) != 1 || text(refused[0].(map[string]any), "id") != second || !strings.Contains(text(refused[0].(map[string]any), "detail"), "since") {
		t.Errorf("undo: %v", undone)
	}
	if a, b := s.call(200, "GET", "/assets/"+first, ""), s.call(200, "GET", "/assets/"+second, ""); a["language"] != nil || text(a, "title") != "Ny" || text(b, "language") != "se" {
		t.Errorf("undone: %v %v %v", a["language"], a["title"], b["language"])
	}
	if none := s.call(200, "POST", "/assets/bulk", fmt.Sprintf(`{"ids":[%q],"patch":{"title":"Ny"}}`, first)); none["batch"] != nil {
		t.Errorf("a batch of no difference: %v", none["batch"])
	}

	for body, at := range map[string]string{
		`{"changes":[{"id":"a","patch":{}},{"id":"a","patch":{}}]}`:                                "changes[1].id",
		`{"changes":[{"id":"a","patch":{"recorded_at":"x"}}]}`:                                     "changes[0].patch.recorded_at",
		`{"changes":[{"id":"a","patch":{"titel":"x"}}]}`:                                           "changes[0].patch.titel",
		`{"changes":[` + strings.Repeat(`{"id":"a","patch":{}},`, 500) + `{"id":"a","patch":{}}]}`: "changes",
	} {
		if p := s.call(422, "POST", "/assets/batch", body); !slices.Equal(locations(p), []string{at}) {
			t.Errorf("%.60s: refused at %v, want %s", body, locations(p), at)
		}
	}
}
