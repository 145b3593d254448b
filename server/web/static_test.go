package web_test

import (
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/web"
)

func TestStaticFiles(t *testing.T) {
	s := start(t)
	current := regexp.MustCompile(`/static/[0-9a-f]{12}/own/app\.css`).FindString(s.get("/help").body)
	if current == "" {
		t.Fatal("the page names no style sheet")
	}
	old := strings.Replace(current, current[8:20], "000000000000", 1)
	tests := []struct {
		path  string
		want  int
		cache string
		kind  string
	}{
		{current, http.StatusOK, "public, max-age=31536000, immutable", "text/css; charset=utf-8"},
		{old, http.StatusOK, "no-cache", "text/css; charset=utf-8"},
		{strings.Replace(current, "own/app.css", "own/app.js", 1), http.StatusOK, "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"},
		{strings.Replace(current, "own/app.css", "dist/LICENCES.txt", 1), http.StatusOK, "public, max-age=31536000, immutable", "text/plain; charset=utf-8"},
		{strings.Replace(current, "own/app.css", "own/none.css", 1), http.StatusNotFound, "", ""},
		{strings.Replace(current, "own/app.css", "own/../../pages.go", 1), http.StatusNotFound, "", ""},
		{strings.Replace(current, "own/app.css", "source/package.json", 1), http.StatusNotFound, "", ""},
	}
	for _, test := range tests {
		got := s.get(test.path).expect(t, test.want)
		if got.header.Get("Cache-Control") != test.cache || got.header.Get("Content-Type") != test.kind {
			t.Errorf("%s: %q %q, want %q %q", test.path, got.header.Get("Cache-Control"), got.header.Get("Content-Type"), test.cache, test.kind)
		}
	}
	for accept, want := range map[string]string{"gzip": "gzip", "identity": ""} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+current, nil)
		must(t, err)
		req.Header.Set("Accept-Encoding", accept)
		res, err := s.client.Do(req)
		must(t, err)
		_, err = io.Copy(io.Discard, res.Body)
		must(t, err)
		must(t, res.Body.Close())
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %s: Content-Encoding %q, want %q", accept, got, want)
		}
	}
}

// html/template takes what follows data- for the attribute's name, and what begins with on for script: it would quote it.
func TestTemplatesHaveNoDataThatLooksLikeScript(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		seen++
		text, err := os.ReadFile(path)
		if found := regexp.MustCompile(`\sdata-on[\w-]*=`).Find(text); found != nil {
			t.Errorf("%s has the attribute%s", path, found)
		}
		return err
	})
	must(t, err)
	if seen == 0 {
		t.Error("there are no templates")
	}
}

func TestPagesAreNotKept(t *testing.T) {
	s := start(t)
	if got := s.get("/").header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("Cache-Control: %q", got)
	}
}

func TestConfig(t *testing.T) {
	if err := web.DefaultConfig().Validate(); err != nil {
		t.Errorf("the default: %v", err)
	}
	tests := map[string]func(*web.Config){
		"no address":        func(c *web.Config) { c.PublicURL = "" },
		"another scheme":    func(c *web.Config) { c.PublicURL = "ftp://example.org" },
		"slash at the end":  func(c *web.Config) { c.PublicURL = "https://example.org/" },
		"bin without life":  func(c *web.Config) { c.BinLife = 0 },
		"link without life": func(c *web.Config) { c.LinkLife = -time.Hour },
	}
	for name, spoil := range tests {
		cfg := web.DefaultConfig()
		spoil(&cfg)
		if cfg.Validate() == nil {
			t.Errorf("%s: is taken", name)
		}
	}
	if _, err := web.New(web.DefaultConfig(), web.Deps{}); err == nil {
		t.Error("pages without services are made")
	}
}
