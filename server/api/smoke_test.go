package api_test

import (
	"os"
	"testing"
)

func TestSmoke(t *testing.T) {
	s := start(t)
	t.Logf("%v", s.call(200, "GET", "/me", ""))
	id := s.upload(1, `{"title":"Hei","tags":["a"]}`)
	t.Logf("%v", s.call(200, "GET", "/assets/"+id, ""))
	t.Logf("%v", s.call(200, "GET", "/assets?facets=tag,kind&q=hei", ""))
	for _, p := range []string{"/api/openapi.json", "/api/docs", "/api/docs.css"} {
		got := s.do("GET", p, "", nil)
		t.Log(got.status, got.header, len(got.body))
		os.WriteFile("/tmp/api-"+p[5:], got.body, 0o600)
	}
}
