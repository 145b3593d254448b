package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// reached is an asset in one state, with every address that it was ever given out under.
type reached struct {
	name      string
	spoil     func(r *reached) // nil: it stays live
	hidden    bool             // other libraries no longer find it either
	later     bool             // spoilt by the clock: last of all, since it is live for a while only
	ends      time.Time
	clip      bool
	id        string
	token     string
	link      string
	person    catalog.PersonShown
	consent   catalog.Consent
	addresses []string
	etags     map[string]string
}

// TestNothingIsReachedAfterwards collects every address that was ever given out for an asset, takes the leave to show it
// away in every way there is, and asks for each of them in every way it can be asked for: at every node at once, and a
// minute later through the reverse proxy that has kept it.
func TestNothingIsReachedAfterwards(t *testing.T) {
	unhurried(t)
	backend := backends()[len(backends())-1] // two nodes where there are peers for them
	proxy := freeAddress(t)
	cfg := backend.config(t)
	cfg.SecretKey = strings.Repeat("reach ", 8)
	nodes := []*site{startBehind(t, cfg, "http://"+proxy)}
	if backend.database != "" {
		second := *cfg
		second.Data, second.Listen = t.TempDir(), "127.0.0.1:0"
		nodes = append(nodes, startBehind(t, &second, "http://"+proxy))
	}
	nginx(t, proxy, nodes[0].base)
	s := nodes[0]
	own := s.call(201, "POST", "/libraries", map[string]any{"name": "Eget bibliotek"})["id"].(string)
	other := s.call(201, "POST", "/libraries", map[string]any{"name": "Et annet bibliotek"})["id"].(string)
	all, day := s.states(t), s.day()
	for i, r := range all {
		s.prepare(t, r, i, own, day)
	}
	through := *s
	through.base, through.token = "http://"+proxy, ""
	filled := time.Now()
	for _, r := range slices.Backward(all) { // caches are filled; the link that expires is the last that was made
		for _, at := range r.addresses {
			if public(at) {
				got := through.do("GET", at, nil)
				if got.status != 200 {
					t.Fatalf("%s: %s through the proxy: %d", r.name, at, got.status)
				}
				r.etags[at] = got.header.Get("Etag")
			}
		}
	}
	began := time.Now()
	cases := 0
	found := listings(all[0].id, day)
	for _, node := range nodes {
		node.findsAll(all, found, other)
	}
	for _, r := range all {
		if r.spoil == nil || r.later {
			continue
		}
		r.spoil(r)
		began = time.Now()
		cases += refused(t, nodes, r, found, other, began)
		if kept := through.do("GET", "/r/"+r.token+"/w320", nil); r.name == "withdrawn" && kept.status != 200 && time.Since(filled) < 50*time.Second {
			t.Errorf("the proxy keeps nothing (%d): that nothing comes from it later says nothing", kept.status)
		}
		for _, node := range nodes { // everything once more, and in every other way
			cases += node.asksAll(r, other)
		}
	}
	for _, r := range all {
		if r.spoil == nil {
			cases += s.stillThere(r, other)
		}
	}
	wait := max(time.Until(began.Add(61*time.Second)), time.Until(all[len(all)-1].ends))
	t.Logf("%d cases at %d nodes; waiting %s for the proxy", cases, len(nodes), wait.Round(time.Second))
	time.Sleep(wait)
	for _, r := range all {
		if r.later {
			for _, node := range nodes {
				cases += node.asksAll(r, other)
			}
		}
	}
	for _, r := range all {
		if r.spoil != nil {
			cases += through.asksPublic(r)
		}
	}
	t.Logf("%d cases in all", cases)
	if cases < 200 {
		t.Errorf("only %d cases", cases)
	}
}

func public(at string) bool { return strings.HasPrefix(at, "/r/") || strings.HasPrefix(at, "/oembed") }

// states are the ways in which the leave to show something ends.
func (s *site) states(t *testing.T) []*reached {
	admin := catalog.SystemActor("test")
	edit := func(patch catalog.AssetPatch) func(*reached) {
		return func(r *reached) {
			if _, err := s.app.assets.Edit(t.Context(), admin, catalog.AssetID(r.id), 0, patch); err != nil {
				t.Fatal(err)
			}
		}
	}
	past, ahead, terms := time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour), catalog.TermsInternal
	unknown := catalog.PeopleNotAssessed
	withdraw := func(r *reached) {
		if _, err := s.app.consents.Withdraw(t.Context(), admin, r.consent.Permission.Consent, "ringte"); err != nil {
			t.Fatal(err)
		}
	}
	return []*reached{
		{name: "live"},
		{name: "withdrawn", hidden: true, spoil: withdraw},
		{name: "withdrawn clip", hidden: true, clip: true, spoil: withdraw},
		{name: "erased", hidden: true, spoil: func(r *reached) {
			if err := s.app.records.Erase(t.Context(), admin, r.person.ID); err != nil {
				t.Fatal(err)
			}
		}},
		{name: "consent ended", spoil: func(r *reached) {
			_, err := s.app.consents.Edit(t.Context(), admin, r.consent.Permission.Consent, 0, func(c *catalog.Consent) {
				c.ValidFrom, c.ValidUntil = past.AddDate(-1, 0, 0), past
			})
			if err != nil {
				t.Fatal(err)
			}
		}},
		{name: "consent for another channel", spoil: func(r *reached) {
			_, err := s.app.consents.Edit(t.Context(), admin, r.consent.Permission.Consent, 0, func(c *catalog.Consent) {
				c.Channels = []catalog.Channel{catalog.Print}
			})
			if err != nil {
				t.Fatal(err)
			}
		}},
		{name: "link revoked", spoil: func(r *reached) { s.do("DELETE", "/api/v1/reuse-links/"+r.link, nil) }},
		{name: "binned", hidden: true, spoil: func(r *reached) { s.do("DELETE", "/api/v1/assets/"+r.id, nil) }},
		{name: "embargo", spoil: edit(catalog.AssetPatch{EmbargoUntil: &ahead})},
		{name: "rights ended", spoil: edit(catalog.AssetPatch{RightsUntil: &past})},
		{name: "internal terms", spoil: edit(catalog.AssetPatch{UsageTerms: &terms})},
		{name: "not assessed", spoil: edit(catalog.AssetPatch{PeopleStatus: &unknown})},
		{name: "person added without consent", spoil: func(r *reached) {
			stranger, err := s.app.people.Add(t.Context(), admin, catalog.PersonShown{DisplayName: "Ola Nordmann"})
			if err != nil {
				t.Fatal(err)
			}
			people := []string{r.person.ID, stranger.ID}
			edit(catalog.AssetPatch{People: &people})(r)
		}},
		{name: "link expired", later: true, spoil: func(*reached) {}},
	}
}

// prepare makes a live asset that shows somebody who has agreed, hands it out, posts it, and collects its addresses.
func (s *site) prepare(t *testing.T, r *reached, seed int, own, day string) {
	t.Helper()
	admin := catalog.SystemActor("test")
	var err error
	if r.person, err = s.app.people.Add(t.Context(), admin, catalog.PersonShown{DisplayName: fmt.Sprint("Kari Nordmann ", seed)}); err != nil {
		t.Fatal(err)
	}
	r.consent, err = s.app.consents.Add(t.Context(), admin, catalog.Consent{Person: catalog.Ref{ID: r.person.ID},
		Permission: catalog.Permission{Channels: catalog.Channels(), ReuseByOthers: true}})
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]any{"title": "Kanarifugl " + r.name, "alt_text": "Kanari på stang", "credit_line": "Kanari foto", "libraries": []string{own}}
	if r.clip {
		r.id = s.upload("k.mp4", clip(t, "k.mp4"), described)
	} else {
		r.id = s.upload(fmt.Sprintf("k%d.jpg", seed), picture(t, 900, 700, 500+seed), described)
	}
	s.ready(r.id)
	s.call(200, "PATCH", "/assets/"+r.id, map[string]any{"people": []string{r.person.ID}, "recording_day": day})
	if r.clip {
		got := s.do("PUT", "/api/v1/assets/"+r.id+"/captions/nb", strings.NewReader("WEBVTT\n\n00:00.000 --> 00:01.000\nKanari\n"), "Content-Type", "text/vtt")
		if got.status >= 300 {
			t.Fatalf("captions: %d %s", got.status, got.body)
		}
	}
	wish := map[string]any{"purpose": "Nettsak", "library": own}
	if r.later {
		r.ends = time.Now().Add(40 * time.Second)
		wish["expires_at"] = r.ends
	}
	link := s.call(201, "POST", "/assets/"+r.id+"/reuse-links", wish)
	r.link = link["id"].(string)
	r.token = link["url"].(string)[strings.LastIndex(link["url"].(string), "/")+1:]
	r.addresses, r.etags = s.crawl(r.id, r.token), map[string]string{}
	for _, at := range []string{"/w320", "/square.jpg", "/story"} { // given out where a link is for one rendition
		r.addresses = append(r.addresses, "/r/"+r.token+at)
	}
	if count := len(r.addresses); count < 20 {
		t.Errorf("%s: only %d addresses: %v", r.name, count, r.addresses)
	}
}

// asksAll asks a node for everything, as the public and as somebody of another library.
func (s *site) asksAll(r *reached, other string) int {
	cases := s.asksPublic(r)
	reader := s.as(catalog.Editor, other)
	for _, at := range r.addresses {
		if public(at) || strings.HasSuffix(at, "/edit") || strings.HasSuffix(at, "/reuse") || strings.HasSuffix(at, "/posts") {
			continue
		}
		want := 200
		if r.hidden {
			want = 404
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			if method == http.MethodHead && (strings.HasPrefix(at, "/assets/") || strings.Count(at, "/") == 4) {
				continue // pages and JSON answer GET alone
			}
			got := reader.do(method, s.base+at, nil)
			cases++
			if got.status != want && !(want == 200 && got.status == 307) {
				s.t.Errorf("%s: another library's %s %s: %d, want %d", r.name, method, at, got.status, want)
			}
			if r.hidden && leaks(got.body) != "" {
				s.t.Errorf("%s: another library's %s %s gives %s", r.name, method, at, leaks(got.body))
			}
		}
	}
	if r.hidden {
		for _, at := range []string{"/api/v1/assets?q=Kanari&limit=100", "/?q=Kanari", "/api/v1/suggest?q=Kanarifugl", "/api/v1/assets?limit=100&facets=library,tag", "/?cursor="} {
			s.eventually(patience, r.name+": "+at+" no longer gives it to another library", func() bool {
				got := reader.do("GET", s.base+at, nil)
				return !strings.Contains(string(got.body), r.id)
			})
			cases++
		}
		for _, at := range []string{"/reuse-links?show=all&by=all", "/api/v1/reuse-links?limit=1000"} {
			if got := reader.do("GET", s.base+at, nil); got.status != 200 || strings.Contains(string(got.body), "Kanarifugl "+r.name+"<") || strings.Contains(string(got.body), "Kanarifugl "+r.name+`"`) {
				s.t.Errorf("%s: %s names it to another library (%d)", r.name, at, got.status)
			}
			cases++
		}
	}
	return cases
}

// asksPublic asks for every public address in every way.
func (s *site) asksPublic(r *reached) int {
	anybody, cases := *s, 0
	anybody.token = ""
	ask := func(exact bool, method, at string, header ...string) {
		cases++
		got := anybody.do(method, s.base+at, nil, header...)
		if exact && got.status != http.StatusGone || got.status < 300 && !strings.HasPrefix(at, "/oembed/") || got.status == http.StatusNotModified {
			s.t.Errorf("%s: %s %s %v: %d, want 410", r.name, method, at, header, got.status)
		}
		if what := leaks(got.body); what != "" {
			s.t.Errorf("%s: %s %s %v gives %s", r.name, method, at, header, what)
		}
		if kept := got.header.Get("Cache-Control"); exact && kept != "no-store" {
			s.t.Errorf("%s: %s %s may be kept: %q", r.name, method, at, kept)
		}
	}
	for _, at := range r.addresses {
		if !public(at) {
			continue
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			ask(true, method, at)
			ask(true, method, at, "Range", "bytes=0-99")
			ask(true, method, at, "If-None-Match", r.etags[at])
			ask(true, method, at, "If-None-Match", "*")
			ask(true, method, at, "If-Modified-Since", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		}
		for _, other := range variants(at) {
			if strings.HasPrefix(other, "/") {
				ask(false, http.MethodGet, other)
			}
		}
	}
	for lang, words := range map[string]string{"nb": "Ikke lenger tilgjengelig", "nn": "Ikkje lenger tilgjengeleg", "en": "No longer available"} {
		got := anybody.do("GET", s.base+"/r/"+r.token+"/embed", nil, "Accept-Language", lang)
		if !strings.Contains(string(got.body), "<svg") || !strings.Contains(string(got.body), words) {
			s.t.Errorf("%s: the frame in %s shows no placeholder: %.300s", r.name, lang, got.body)
		}
		cases++
	}
	return cases
}

// stillThere asks for what is live: the test would say nothing if that were refused too.
func (s *site) stillThere(r *reached, other string) int {
	anybody := *s
	anybody.token = ""
	for _, at := range r.addresses {
		if got := anybody.do("GET", s.base+at, nil); public(at) && got.status != 200 {
			s.t.Errorf("live: %s: %d", at, got.status)
		}
	}
	if got := s.as(catalog.Reader, other).call(200, "GET", "/assets?q="+url.QueryEscape("Kanarifugl live"), nil); got["total"].(float64) < 1 {
		s.t.Error("another library does not find what is live")
	}
	return len(r.addresses) + 1
}
