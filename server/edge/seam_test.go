package edge_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

func TestRequestID(t *testing.T) {
	d := newDesk(t)
	d.engine.GET("/x", func(c *gin.Context) { c.String(200, edge.RequestID(c)) })
	tests := []struct{ sent, want string }{
		{"", "made"},
		{"abc-123_X.y", "abc-123_X.y"},
		{strings.Repeat("a", 64), strings.Repeat("a", 64)},
		{strings.Repeat("a", 65), "made"},
		{"a b", "made"},
		{"<script>", "made"},
		{"ab\u00e5", "made"},
	}
	for _, tt := range tests {
		w := d.do("GET", "/x", "X-Request-Id", tt.sent)
		if w.Body.String() != tt.want || w.Header().Get("X-Request-Id") != tt.want {
			t.Errorf("%q: body %q, header %q, want %q", tt.sent, w.Body, w.Header().Get("X-Request-Id"), tt.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ query, cookie, accept, want string }{
		{"", "", "", "nb"},
		{"", "", "no", "nb"},
		{"", "", "nb-NO,nb;q=0.9,en;q=0.5", "nb"},
		{"", "", "nn-NO", "nn"},
		{"", "", "de, en-GB;q=0.8, nb;q=0.5", "en"},
		{"", "", "de-DE", "nb"},
		{"", "", "en;q=0, nn;q=0.1", "nn"},
		{"", "", "*", "nb"},
		{"", "", ";;;===", "nb"},
		{"", "", strings.Repeat("en,", 400), "nb"},
		{"", "nn", "en", "nn"},
		{"", "klingon", "en", "en"},
		{"en", "nn", "nb", "en"},
		{"xx", "nn", "en", "nn"},
	}
	d := newDesk(t)
	d.engine.GET("/x", func(c *gin.Context) { c.String(200, edge.Lang(c)) })
	for _, tt := range tests {
		headers := []string{"Accept-Language", tt.accept}
		if tt.cookie != "" {
			headers = append(headers, "Cookie", edge.LangCookie+"="+tt.cookie)
		}
		if got := d.do("GET", "/x?lang="+tt.query, headers...).Body.String(); got != tt.want {
			t.Errorf("query %q, cookie %q, Accept-Language %q: %q, want %q", tt.query, tt.cookie, tt.accept, got, tt.want)
		}
	}
}

func FuzzLanguage(f *testing.F) {
	for _, s := range []string{"nb", "en-GB;q=0.8", "*;q=0", "x-klingon", "zh-Hant-TW;q=1.000", "a--b", "\xff", "en-u-co-phonebk"} {
		f.Add(s)
	}
	gin.SetMode(gin.TestMode)
	f.Fuzz(func(t *testing.T, header string) {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest("GET", "/", nil)
		c.Request.Header.Set("Accept-Language", header)
		if got := edge.Lang(c); got != "nb" && got != "nn" && got != "en" {
			t.Errorf("%q: %q", header, got)
		}
	})
}

func TestAccessLine(t *testing.T) {
	d := newDesk(t)
	d.engine.GET("/r/:token", func(c *gin.Context) {
		edge.SetActor(c, catalog.Actor{Kind: catalog.Person, ID: "u1", Name: "Kari Nordmann", Role: catalog.Reader})
		c.String(201, "hello")
	})
	d.do("GET", "/r/hemmelig?X-Amz-Signature=hemmelig", "Authorization", "Bearer hemmelig")
	line := d.line("request")
	want := map[string]any{"method": "GET", "route": "/r/:token", "status": 201.0, "bytes": 5.0, "request_id": "made", "actor_id": "u1"}
	for k, v := range want {
		if line[k] != v {
			t.Errorf("%s: %v, want %v", k, line[k], v)
		}
	}
	if _, ok := line["duration_ms"].(float64); !ok {
		t.Errorf("duration_ms: %v", line["duration_ms"])
	}
	d.do("GET", "/hemmelig")
	if log := d.log.String(); strings.Contains(log, "hemmelig") || strings.Contains(log, "Kari") {
		t.Errorf("the log tells secrets or names:\n%s", log)
	}
}

func TestOnlyOurOwnFailuresAreErrorsInTheLog(t *testing.T) {
	tests := []struct {
		err   error
		level string
	}{
		{catalog.Missing("asset"), ""},
		{&catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyStorageDown, Err: errors.New("dial tcp")}, "WARN"},
		{errors.New("disk on fire"), "ERROR"},
	}
	for _, tt := range tests {
		d := newDesk(t)
		d.fails("/x", tt.err)
		d.do("GET", "/x")
		if tt.level == "" {
			if strings.Contains(d.log.String(), "request failed") {
				t.Errorf("%v is logged as a failure", tt.err)
			}
		} else if line := d.line("request failed"); line["level"] != tt.level || !strings.Contains(line["error"].(string), tt.err.Error()) {
			t.Errorf("%v: %v", tt.err, line)
		}
	}
}

func TestPanics(t *testing.T) {
	d := newDesk(t)
	d.engine.GET("/panic", func(*gin.Context) { panic("hemmelig") })
	d.engine.GET("/half", func(c *gin.Context) { c.String(200, "half"); panic("late") })
	d.engine.GET("/abort", func(*gin.Context) { panic(http.ErrAbortHandler) })
	w := d.do("GET", "/panic")
	if p := d.problem(w); p.Status != 500 || !strings.Contains(p.Detail, "made") || strings.Contains(w.Body.String(), "hemmelig") {
		t.Errorf("problem: %+v", p)
	}
	if line := d.line("request failed"); !strings.Contains(line["error"].(string), "hemmelig") || !strings.Contains(line["error"].(string), "seam_test.go") {
		t.Errorf("log: %v", line)
	}
	for _, path := range []string{"/half", "/abort"} {
		func() {
			defer func() {
				if v := recover(); v != http.ErrAbortHandler {
					t.Errorf("%s: recovered %v, want http.ErrAbortHandler", path, v)
				}
			}()
			d.do("GET", path)
		}()
		if line := d.line("request"); line["route"] != path {
			t.Errorf("%s left no access line", path)
		}
	}
}

func TestNewNeedsAll(t *testing.T) {
	if _, err := edge.New(edge.Deps{}); err == nil {
		t.Error("a seam without its parts")
	}
}
