package edge_test

import (
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

func TestSecure(t *testing.T) {
	tests := []struct {
		policy edge.Policy
		want   map[string]string
	}{
		{edge.Policy{}, map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "",
			"Permissions-Policy": "camera=(), microphone=(), geolocation=()"}},
		{edge.Policy{ContentSecurity: "default-src 'self'", FrameAncestors: []string{"*"}, Referrer: "no-referrer", CrossOrigin: true, Secure: true},
			map[string]string{"Content-Security-Policy": "default-src 'self'; frame-ancestors *", "X-Frame-Options": "", "Referrer-Policy": "no-referrer",
				"Cross-Origin-Resource-Policy": "cross-origin", "Strict-Transport-Security": "max-age=31536000"}},
	}
	for _, tt := range tests {
		d := newDesk(t)
		d.engine.GET("/x", edge.Secure(tt.policy), edge.RequireActor())
		got := d.do("GET", "/x").Header()
		for name, want := range tt.want {
			if got.Get(name) != want {
				t.Errorf("%+v: %s is %q, want %q", tt.policy, name, got.Get(name), want)
			}
		}
	}
}

func TestLimitBody(t *testing.T) {
	d := newDesk(t)
	d.engine.POST("/x", edge.LimitBody(10), edge.Handle(func(c *gin.Context) error {
		_, err := io.Copy(io.Discard, c.Request.Body)
		return err
	}))
	for _, tt := range []struct {
		size    int
		chunked bool
		want    int
	}{{10, false, 200}, {11, false, 413}, {10, true, 200}, {11, true, 413}} {
		req := httptest.NewRequest("POST", "/x", strings.NewReader(strings.Repeat("a", tt.size)))
		if tt.chunked {
			req.ContentLength = -1
		}
		if w := d.serve(req); w.Code != tt.want {
			t.Errorf("%d bytes, chunked %v: %d, want %d", tt.size, tt.chunked, w.Code, tt.want)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	guard, err := edge.SameOrigin("https://mappa.example")
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.engine.Use(guard)
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"} {
		d.engine.Handle(method, "/x", func(c *gin.Context) { c.Status(204) })
	}
	tests := []struct {
		headers []string
		want    int // of methods that change something
	}{
		{nil, 204},
		{[]string{"Sec-Fetch-Site", "same-origin"}, 204},
		{[]string{"Sec-Fetch-Site", "none"}, 204},
		{[]string{"Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{[]string{"Origin", "https://evil.example"}, 403},
		{[]string{"Origin", "null"}, 403},
		{[]string{"Origin", "http://example.com"}, 204},
		{[]string{"Origin", "https://mappa.example", "Sec-Fetch-Site", "cross-site"}, 204},
		{[]string{"Sec-Fetch-Site", "cross-site", "Authorization", "Bearer x"}, 204},
		{[]string{"Sec-Fetch-Site", "cross-site", "Authorization", "Basic x"}, 403},
	}
	for _, tt := range tests {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			w := d.do(method, "/x", tt.headers...)
			if w.Code != tt.want {
				t.Errorf("%s with %v: %d, want %d", method, tt.headers, w.Code, tt.want)
			}
			if w.Code == 403 {
				if p := d.problem(w); p.Code != "forbidden" {
					t.Errorf("problem: %+v", p)
				}
			}
		}
		for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
			if w := d.do(method, "/x", tt.headers...); w.Code != 204 {
				t.Errorf("%s with %v: %d", method, tt.headers, w.Code)
			}
		}
	}
	if _, err := edge.SameOrigin("mappa.example"); err == nil {
		t.Error("an origin without a scheme is trusted")
	}
}

func TestBearer(t *testing.T) {
	tests := []struct {
		header, token string
		ok            bool
	}{
		{"", "", false}, {"Bearer abc", "abc", true}, {"bearer  abc ", "abc", true}, {"Bearer", "", true}, {"Basic abc", "", false}, {"Bearerabc", "", false},
	}
	for _, tt := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", tt.header)
		if token, ok := edge.Bearer(r); ok != tt.ok || ok && token != tt.token {
			t.Errorf("%q: %q %v, want %q %v", tt.header, token, ok, tt.token, tt.ok)
		}
	}
}

func TestLimiter(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	l, err := edge.NewLimiter(edge.LimiterConfig{Tries: 3, Per: time.Minute, Keys: 100}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	steps := []struct {
		after time.Duration
		key   string
		ok    bool
	}{
		{0, "a", true}, {20 * time.Second, "a", true}, {20 * time.Second, "a", true}, {0, "a", false}, {0, "b", true},
		{19 * time.Second, "a", false}, {time.Second, "a", true}, {0, "a", false}, {20 * time.Second, "a", true}, {0, "a", false},
	}
	for i, s := range steps {
		now = now.Add(s.after)
		if err := l.Try(s.key); (err == nil) != s.ok {
			t.Errorf("step %d: %v, want allowed %v", i, err, s.ok)
		} else if err != nil && !catalog.Is(err, catalog.TooMany) {
			t.Errorf("step %d: %v", i, err)
		}
	}
	l.Reset("a")
	if err := l.Try("a"); err != nil {
		t.Errorf("after a reset: %v", err)
	}
}

func TestLimiterRemembersABoundedNumberOfKeys(t *testing.T) {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	l, err := edge.NewLimiter(edge.LimiterConfig{Tries: 1, Per: time.Minute, Keys: 10}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		now = now.Add(time.Second)
		if err := l.Try(fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range map[int]bool{0: true, 11: false} {
		if err := l.Try(fmt.Sprint(i)); (err == nil) != want {
			t.Errorf("key %d: %v, want allowed %v", i, err, want)
		}
	}
}

func TestLimiterUnderConcurrency(t *testing.T) {
	l, err := edge.NewLimiter(edge.LimiterConfig{Tries: 10, Per: time.Hour, Keys: 10}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	var allowed atomic.Int32
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if l.Try("a") == nil {
				allowed.Add(1)
			}
		})
	}
	all.Wait()
	if allowed.Load() != 10 {
		t.Errorf("%d tries were allowed, want 10", allowed.Load())
	}
}
