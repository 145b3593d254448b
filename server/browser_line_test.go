package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// line is the line between a browser and the program: it counts the parts that are sent, can hold them up, and can turn
// requests away.
type line struct {
	base string

	mu       sync.Mutex
	turn     *sync.Cond
	answered map[string]int // how often each part was acknowledged, by asset and number
	held     bool
	holds    int          // how often the line was held: what waited before is dropped
	free     int          // parts that pass though it is held
	refusal  *refusal     // nil when nothing is turned away
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
		if l.refuses(w, r) {
			return
		}
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

// refusal is what some requests are answered with in place of the program's word. An answer that is not of the program
// is a page, as of a proxy.
type refusal struct {
	of     func(*http.Request) bool
	status int
	after  string      // Retry-After, or empty
	times  int         // how many requests are still to be refused
	when   []time.Time // when requests came that were refused, and the first one after them
}

// turnAway refuses so many of some requests. It tells afterwards when they came.
func (l *line) turnAway(times, status int, after string, of func(*http.Request) bool) *refusal {
	r := &refusal{of: of, status: status, after: after, times: times}
	l.set(func() { l.refusal = r })
	return r
}

func (l *line) refuses(w http.ResponseWriter, r *http.Request) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := l.refusal
	if f == nil || !f.of(r) {
		return false
	}
	f.when = append(f.when, time.Now())
	if f.times--; f.times < 0 {
		l.refusal = nil
		return false
	}
	if f.after != "" {
		w.Header().Set("Retry-After", f.after)
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(f.status)
	fmt.Fprintf(w, "<!doctype html><title>%d</title>", f.status)
	return true
}

// times tells when requests came that were refused, and the first one after them.
func (l *line) times(f *refusal) (when []time.Time) {
	l.set(func() { when = slices.Clone(f.when) })
	return when
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
