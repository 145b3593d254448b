package main

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestConnection asks a real server for both kinds of body and for a refusal, over one connection.
func TestConnection(t *testing.T) {
	long := strings.Repeat("søk ", 50_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token" {
			http.Error(w, "no token", http.StatusUnauthorized)
			return
		}
		switch r.URL.Path {
		case "/length":
			_, _ = w.Write([]byte("kort"))
		case "/chunks":
			_, _ = w.Write([]byte(long))
			w.(http.Flusher).Flush()
			_, _ = w.Write([]byte(long))
		default:
			http.Error(w, "too much", http.StatusTooManyRequests)
		}
	}))
	defer server.Close()
	c, err := dial(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 2 {
		for path, want := range map[string]int{"/length": 4, "/chunks": 2 * len(long)} {
			if size, err := c.ask(request(server.URL, "token", path)); err != nil || size != want {
				t.Errorf("%s: %d bytes, %v, want %d", path, size, err, want)
			}
		}
	}
	if _, err := c.ask(request(server.URL, "token", "/other")); err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("a refusal gives %v, want an error with 429", err)
	}
}

func TestLoads(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refused" {
			http.Error(w, "no", http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	l := load{server.URL, [][]byte{request(server.URL, "", "/"), request(server.URL, "", "/refused")}}
	o, err := l.offered(t.Context(), 1, 500, 400*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if all := len(o.waits) + o.failed; all < 100 || all > 350 || o.failed == 0 {
		t.Errorf("%d answered and %d refused of about 200 offered", len(o.waits), o.failed)
	}
	if o, err = l.again(t.Context(), 3, 100*time.Millisecond); err != nil || len(o.waits) == 0 || o.failed == 0 {
		t.Errorf("%d answered and %d refused, %v, want some of each", len(o.waits), o.failed, err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("Content-Length: 4\r\n\r\nkort")
	f.Add("Transfer-Encoding: chunked\r\n\r\n4\r\nkort\r\n0\r\n\r\n")
	f.Add("Content-Length: -5\r\n\r\n")
	f.Add("\r\n-3\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		c := &connection{in: bufio.NewReaderSize(strings.NewReader(text), inBuffer)}
		if size, err := c.body(); err == nil && (size < 0 || size > len(text)) {
			t.Errorf("%d bytes of %d are read as a body", size, len(text))
		}
	})
}
