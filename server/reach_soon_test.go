package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// listings are where somebody of another library comes upon files without asking for one: what is like another file, and the
// day on which they were recorded.
func listings(live, day string) []string {
	return []string{"/api/v1/assets/" + live + "/similar?limit=50", "/api/v1/assets?recording_day=" + day + "&limit=100", "/api/v1/assets/" + live + "/duplicates?limit=50",
		"/assets/" + live, "/alike?recording_day=" + day, "/recording-days/" + day, "/recording-days/" + day + "/alike", "/api/v1/recording-days/" + day, "/api/v1/recording-days/" + day + "/assets",
		"/?recording_day=" + day}
}

// findsAll holds that the first of the listings give every file while it may be shown: that they do not later says something.
func (s *site) findsAll(all []*reached, found []string, other string) {
	s.t.Helper()
	reader := s.as(catalog.Editor, other)
	for _, at := range found[:2] {
		for _, r := range all[1:] {
			s.eventually(patience, at+" gives another library "+r.name, func() bool {
				return strings.Contains(string(reader.do("GET", s.base+at, nil).body), r.id)
			})
		}
	}
}

// refused asks every node at once for every surface until it refuses, and tells in how many cases. The longest time after
// which a request was sent that was still answered with anything is what it takes; it must not be more than a second.
func refused(t *testing.T, nodes []*site, r *reached, found []string, other string, since time.Time) (cases int) {
	t.Helper()
	var (
		all     sync.WaitGroup
		longest = make([]time.Duration, len(nodes))
		asked   = make([]int, len(nodes))
	)
	for i, node := range nodes {
		anybody, reader := *node, node.as(catalog.Editor, other)
		anybody.token = ""
		until := func(by *site, at string, ok func(answer) bool) {
			asked[i]++
			for sent := time.Since(since); !ok(by.do(http.MethodGet, node.base+at, nil)); sent = time.Since(since) {
				if longest[i] = max(longest[i], sent); sent > time.Second {
					t.Errorf("%s: %s is still given %s after", r.name, at, sent.Round(time.Millisecond))
					return
				}
			}
		}
		all.Go(func() {
			for _, at := range r.addresses {
				switch {
				case public(at):
					until(&anybody, at, func(got answer) bool { return got.status == http.StatusGone })
				case r.hidden && !strings.HasSuffix(at, "/edit") && !strings.HasSuffix(at, "/reuse") && !strings.HasSuffix(at, "/posts"):
					until(reader, at, func(got answer) bool { return got.status == http.StatusNotFound })
				}
			}
			for _, at := range found {
				if r.hidden {
					until(reader, at, func(got answer) bool { return !strings.Contains(string(got.body), r.id) })
				}
			}
		})
	}
	all.Wait()
	for i := range nodes {
		t.Logf("%s: node %d gave nothing any more %s after; all %d surfaces had refused after %s", r.name, i+1, longest[i].Round(time.Millisecond), asked[i], time.Since(since).Round(time.Millisecond))
		cases += asked[i]
	}
	return cases
}
