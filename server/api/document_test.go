package api_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// document fetches the OpenAPI document, as anybody may.
func (s *site) document() map[string]any {
	s.t.Helper()
	anybody := *s
	anybody.token = ""
	got := anybody.do("GET", "/api/openapi.json", "", nil)
	if got.status != 200 {
		s.t.Fatalf("openapi.json: %d", got.status)
	}
	return got.json(s.t)
}

func TestDocument(t *testing.T) {
	s := start(t)
	doc := s.document()
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi: %v", doc["openapi"])
	}
	raw, err := json.Marshal(doc)
	check(t, err)
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllSubmatch(raw, -1) {
		if schemas[string(ref[1])] == nil {
			t.Errorf("%s is not described", ref[1])
		}
	}
	ids := map[any]bool{}
	for path, item := range doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			op := op.(map[string]any)
			if ids[op["operationId"]] || text(op, "summary") == "" || len(op["tags"].([]any)) != 1 || op["responses"].(map[string]any)["default"] == nil {
				t.Errorf("%s %s is described badly: %v", method, path, op["operationId"])
			}
			ids[op["operationId"]] = true
		}
	}
	for _, path := range strings.Fields(`/assets /assets/{id} /assets/bulk /assets/{id}/restore /assets/{id}/clearance /assets/{id}/reuse-links /assets/{id}/original
		/assets/{id}/renditions/{name} /uploads /uploads/{id} /uploads/{id}/parts /uploads/{id}/complete /suggest /libraries /libraries/{id}/merge /presenters
		/assets/batch /batches/last /batches/{id}/undo /books /books/lookup /series /recording-days /recording-days/{id}/progress /recording-days/{id}/offered /people /people/{id}/export /consents/{id}/withdraw /consents/{id}/documents/{document} /audit /tags /reuse-links /reuse-links/{id} /users /tokens /me`) {
		if doc["paths"].(map[string]any)[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
	if schemas["ErrorModel"] != nil || schemas["Problem"] == nil {
		t.Error("errors are not described as problems")
	}
}

func TestDocumentationPage(t *testing.T) {
	s := start(t)
	s.token = ""
	page := s.do("GET", "/api/docs", "", nil)
	if page.status != 200 || !strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatalf("docs: %d, %s", page.status, page.header.Get("Content-Security-Policy"))
	}
	for _, bad := range []string{"<script", "<style", " style=", "http://", "https://", " onclick"} {
		if bytes.Contains(page.body, []byte(bad)) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, anchor := range regexp.MustCompile(`href="#([^"]+)"`).FindAllSubmatch(page.body, -1) {
		if !bytes.Contains(page.body, []byte(`id="`+string(anchor[1])+`"`)) {
			t.Errorf("nothing is at #%s", anchor[1])
		}
	}
	for _, want := range []string{"/assets/{id}/reuse-links", "people_status", "id=\"schema-Asset\""} {
		if !bytes.Contains(page.body, []byte(want)) {
			t.Errorf("the page does not tell of %s", want)
		}
	}
	if style := s.do("GET", "/api/docs.css", "", nil); style.status != 200 || !strings.HasPrefix(style.header.Get("Content-Type"), "text/css") {
		t.Errorf("docs.css: %d %s", style.status, style.header.Get("Content-Type"))
	}
}
