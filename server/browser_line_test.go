package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// line is the line between a browser and the program: it counts the parts that are sent, and can hold them up.
type line struct {
	base string

	mu       sync.Mutex
	turn     *sync.Cond
	answered map[string]int // how often each part was acknowledged, by asset and number
	held     bool
	holds    int          // how often the line was held: what waited before is dropped
	free     int          // parts that pass though it is held
	bytes    atomic.Int64 // of parts, as declared
}

// newLine lays a line to a site.
func newLine(t *testing.T, s *site) *line {
	t.Helper()
	target, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{answered: map[string]int{}}
	l.turn = sync.NewCond(&l.mu)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // signatures cover it
		},
		ModifyResponse: func(res *http.Response) error {
			if isPart(res.Request) && res.StatusCode == http.StatusOK {
				l.mu.Lock()
				l.answered[partOf(res.Request)]++
				l.mu.Unlock()
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPart(r) && !l.pass(r) {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	l.base = server.URL
	t.Cleanup(func() { l.hold(); server.CloseClientConnections(); server.Close() })
	return l
}

func isPart(r *http.Request) bool {
	return r.Method == http.MethodPut && r.URL.Query().Has("partNumber")
}

func partOf(r *http.Request) string { return r.URL.Path + " " + r.URL.Query().Get("partNumber") }

// pass waits until a part may go on; false when it is dropped.
func (l *line) pass(r *http.Request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	since := l.holds
	for l.held && l.free == 0 && l.holds == since {
		l.turn.Wait()
	}
	if l.holds != since {
		return false
	}
	if l.held {
		l.free--
	}
	l.bytes.Add(r.ContentLength)
	return true
}

// hold holds up all parts, and drops those that it holds up already.
func (l *line) hold() { l.set(func() { l.held, l.free, l.holds = true, 0, l.holds+1 }) }

// let lets so many parts pass.
func (l *line) let(parts int) { l.set(func() { l.free += parts }) }

func (l *line) open() { l.set(func() { l.held = false }) }

func (l *line) set(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
	l.turn.Broadcast()
}

// parts tells how many parts were acknowledged, and which of them more than once.
func (l *line) parts() (count int, twice []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for part, n := range l.answered {
		count++
		if n > 1 {
			twice = append(twice, strings.TrimPrefix(part, "/"))
		}
	}
	return count, twice
}
