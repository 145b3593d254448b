package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

var cardLink = regexp.MustCompile(`class="asset-link" href="/assets/([a-z0-9]+)"`)

func cards(p page) []string {
	var ids []string
	for _, m := range cardLink.FindAllStringSubmatch(p.body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

func TestSearchPagesShowEverythingOnce(t *testing.T) {
	s := start(t)
	const count = 30
	for n := range count {
		s.add(n, catalog.AssetPatch{Title: ptr(fmt.Sprintf("Bilde %d", n)), ContentType: ptr(catalog.Literature)})
	}
	next, seen := "/?content_type=literature", map[string]bool{}
	more := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	for pages := 0; next != ""; pages++ {
		if pages > 5 {
			t.Fatal("the pages do not end")
		}
		got := s.get(next).expect(t, http.StatusOK, "30 treff")
		for _, id := range cards(got) {
			if seen[id] {
				t.Errorf("%s is shown twice", id)
			}
			seen[id] = true
		}
		next = ""
		if m := more.FindStringSubmatch(got.body); m != nil {
			next = html.UnescapeString(m[1])
		}
	}
	if len(seen) != count {
		t.Errorf("the pages show %d assets, want %d", len(seen), count)
	}
}

func TestSearchOpensAsFarAsItHadCome(t *testing.T) {
	s := start(t)
	for n := range 50 {
		s.add(n, catalog.AssetPatch{Title: ptr(fmt.Sprintf("Bilde %d", n))})
	}
	for shown, want := range map[string]int{"48": 48, "1": 24, "9999": 50, "mange": 24} {
		got := s.get("/?shown="+shown).expect(t, http.StatusOK, "50 treff")
		if n := len(cards(got)); n != want {
			t.Errorf("shown=%s: got %d cards, want %d", shown, n, want)
		}
		if strings.Contains(got.body, `rel="next"`) != (want < 50) {
			t.Errorf("shown=%s: the way to more is wrong", shown)
		}
	}
}

func TestSearchStandsInTheAddress(t *testing.T) {
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek", Slug: "tysver"})
	must(t, err)
	s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff"), Libraries: &[]string{lib.ID}, Tags: &[]string{"kaffe"}})
	s.add(2, catalog.AssetPatch{Title: ptr("Strikkekafé"), Tags: &[]string{"kaffe"}})

	got := s.get("/?q=pappatreff&library=tysver&tag=kaffe").expect(t, http.StatusOK, "1 treff", "Pappatreff",
		`name="library" value="`+lib.ID+`" form="search" checked`, `name="tag" value="kaffe" form="search" checked`)
	if strings.Contains(got.body, "Strikkekafé") {
		t.Error("shows what does not belong to the library")
	}
	// A chip leads to the search without it.
	without := "/?" + url.Values{"library": {lib.ID}, "q": {"pappatreff"}}.Encode()
	if !strings.Contains(got.body, `href="`+html.EscapeString(without)+`"`) {
		t.Errorf("no chip leads to %s", without)
	}
	s.get("/?tag=kaffe").expect(t, http.StatusOK, "2 treff")
}

func TestSearchWithoutResultsSaysWhatToLoosen(t *testing.T) {
	s := start(t)
	s.get("/").expect(t, http.StatusOK, "Her er det ingenting ennå", `href="/upload"`)
	s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	s.get("/?q=finnesikke&kind=video").expect(t, http.StatusOK, "Prøv færre ord eller fjern et filter", `href="/?kind=video"`, `href="/?q=finnesikke"`)

	s.add(2, catalog.AssetPatch{Title: ptr("Pappatreff i parken"), Tags: &[]string{"tur"}})
	got := s.get("/?q=pappatreff&tag=tur&kind=video").expect(t, http.StatusOK, "gir 1 treff")
	narrowest := strings.Index(got.main(), `href="/?`+html.EscapeString("q=pappatreff&tag=tur")+`"`)
	if other := strings.Index(got.main(), `href="/?`+html.EscapeString("kind=video&tag=tur")+`"`); narrowest < 0 || other < narrowest {
		t.Errorf("the filter that leaves nothing is not offered first: %d, %d", narrowest, other)
	}
}

func TestSearchPassesOverWhatItDoesNotKnow(t *testing.T) {
	s := start(t)
	s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	for address, says := range map[string]string{
		"sort=alfabetisk&cursor=tull":      "",
		"recorded_from=i+fjor":             "«i fjor» ble ikke forstått som en dato",
		"recorded_from=2025-13-01":         "«2025-13-01» ble ikke forstått",
		"content_type=tull&kind=photo":     "«tull» finnes ikke under «content_type:»",
		"language=%21%21":                  "«!!» finnes ikke under «language:»",
		"facet_q.library=%01&more=ukjent":  "",
		"never_posted=kanskje&shown=mange": "",
	} {
		s.get("/?"+address).expect(t, http.StatusOK, "1 treff", "Pappatreff", says)
	}
	s.get("/bin?cursor=tull").expect(t, http.StatusOK)
	s.get("/reuse-links?cursor=tull").expect(t, http.StatusOK)
}

func TestWhatPeopleTypeIsNoMarkup(t *testing.T) {
	s := start(t)
	const script = `"><script>alert(1)</script>`
	a := s.add(1, catalog.AssetPatch{Title: ptr(script), Description: ptr(script), AltText: ptr(script), CreditLine: ptr(script), Tags: &[]string{script}})
	for _, path := range []string{"/", "/?q=" + url.QueryEscape(script), "/assets/" + string(a.ID), "/assets/" + string(a.ID) + "/edit", "/bulk?id=" + string(a.ID), "/tags",
		"/libraries?name=" + url.QueryEscape(script), "/sign-in?next=/" + url.QueryEscape(script), "/?done=" + url.QueryEscape(script) + "&tag=" + url.QueryEscape(script)} {
		if got := s.get(path); strings.Contains(got.body, "<script>alert") {
			t.Errorf("%s shows what was typed as markup", path)
		}
	}
}

func TestFacetsShowTheirFirstValues(t *testing.T) {
	s := start(t)
	libraries := []string{"Bokn", "Eigersund", "Gjesdal", "Haugesund", "Hå", "Karmøy", "Klepp", "Kvitsøy", "Sauda", "Sola", "Time", "Tysvær"}
	ids := map[string]string{}
	for n, name := range libraries {
		l, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: name + " bibliotek"})
		must(t, err)
		ids[name] = l.ID
		s.add(n, catalog.AssetPatch{Title: ptr("Bilde fra " + name), Libraries: &[]string{l.ID}})
	}
	values := regexp.MustCompile(`id="f-library-([a-z0-9]+)"`)
	tests := []struct {
		address string
		want    int
		holds   []string // libraries
	}{
		{"/", 8, nil},
		{"/?more=library", 12, libraries},
		{"/?facet_q.library=sau", 1, []string{"Sauda"}},
		{"/?facet_q.library=bibl+kar", 1, []string{"Karmøy"}},
		{"/?facet_q.library=sau&library=" + ids["Sola"], 2, []string{"Sauda", "Sola"}},
		{"/?facet_q.library=finnesikke", 0, nil},
	}
	for _, tt := range tests {
		got := s.get(tt.address).expect(t, http.StatusOK, `name="facet_q.library"`)
		if n := len(values.FindAllString(got.body, -1)); n != tt.want {
			t.Errorf("%s: %d libraries, want %d", tt.address, n, tt.want)
		}
		for _, name := range tt.holds {
			if !strings.Contains(got.body, `id="f-library-`+ids[name]+`"`) {
				t.Errorf("%s: %s is missing", tt.address, name)
			}
		}
		if more := strings.Contains(got.body, "more=library#facet-library"); more != (tt.address == "/") {
			t.Errorf("%s: a way to more libraries: %t", tt.address, more)
		}
	}
	s.get("/?facet_q.kind=bil").expect(t, http.StatusOK, `id="f-kind-photo"`) // by the reader's own word
}

func TestTimelineNarrowsStepByStep(t *testing.T) {
	s := start(t)
	for n, day := range []string{"2023-02-03", "2025-05-16", "2025-05-17", "2025-05-17", "2025-12-31"} {
		at, err := time.ParseInLocation(time.DateOnly, day, s.Words.Localizer("nb").Zone())
		must(t, err)
		s.add(n, catalog.AssetPatch{Title: ptr("Bilde " + day), RecordedAt: &at})
	}
	bar := func(from, to, label string, count int) string {
		return regexp.QuoteMeta(html.EscapeString("/?recorded_from="+from+"&recorded_to="+to)) + `"[^>]*><span>` + label + `</span>.*?class="count">` + fmt.Sprint(count) + `<`
	}
	tests := []struct {
		address string
		hits    string
		bars    []string
	}{
		{"/", "5 treff", []string{bar("2025-01-01", "2025-12-31", "2025", 4), bar("2023-01-01", "2023-12-31", "2023", 1)}},
		{"/?recorded_from=2025-01-01&recorded_to=2025-12-31", "4 treff", []string{bar("2025-05-01", "2025-05-31", "mai", 3), bar("2025-12-01", "2025-12-31", "desember", 1)}},
		{"/?recorded_from=2025-05-01&recorded_to=2025-05-31", "3 treff", []string{bar("2025-05-16", "2025-05-16", "16. mai", 1), bar("2025-05-17", "2025-05-17", "17. mai", 2)}},
		{"/?recorded_from=2025-05-17&recorded_to=2025-05-17", "2 treff", []string{bar("2025-05-16", "2025-05-16", "16. mai", 1)}},
	}
	for _, tt := range tests {
		got := s.get(tt.address).expect(t, http.StatusOK, tt.hits)
		for _, want := range tt.bars {
			if !regexp.MustCompile(want).MatchString(got.body) {
				t.Errorf("%s: no bar like %s", tt.address, want)
			}
		}
		if n := strings.Count(got.body, "<rect"); n != max(len(tt.bars), 2) {
			t.Errorf("%s: %d bars", tt.address, n)
		}
	}
	s.get("/?recorded_from=2025-05-17&recorded_to=2025-05-17").expect(t, http.StatusOK, `aria-current="true" hx-get="/?recorded_from=2025-05-17`,
		`class="up" href="`+html.EscapeString("/?recorded_from=2025-01-01&recorded_to=2025-12-31")+`"`)
}

func TestHelpHasExamplesThatFind(t *testing.T) {
	s, _ := filled(t)
	example := regexp.MustCompile(`<a href="(/\?q=[^"]+)"><code>`)
	for _, lang := range []string{"nb", "nn", "en"} {
		got := s.get("/help?lang="+lang).expect(t, http.StatusOK)
		addresses := example.FindAllStringSubmatch(got.body, -1)
		if len(addresses) != 8 {
			t.Fatalf("%s: %d examples, want 8", lang, len(addresses))
		}
		for i, m := range addresses[:7] { // the last names days, which this folder need not have
			found := s.get(html.UnescapeString(m[1])).expect(t, http.StatusOK)
			if len(cards(found)) == 0 || strings.Contains(found.body, `class="hints`) {
				t.Errorf("%s: example %d, %s, finds %d and has hints: %t", lang, i, m[1], len(cards(found)), strings.Contains(found.body, `class="hints`))
			}
		}
	}
}

func TestSearchSaysThatItIsBeingBuilt(t *testing.T) {
	s, index := unindexed(t)
	s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	got := s.get("/?q=pappatreff").expect(t, http.StatusServiceUnavailable, "Søket bygges opp", `hx-get="/?q=pappatreff"`, `http-equiv="refresh"`)
	if got.header.Get("Retry-After") == "" {
		t.Error("does not say when to try again")
	}
	s.get("/help").expect(t, http.StatusOK, "Slik søker du")
	index.Start(t.Context())
	s.get("/?q=pappatreff").expect(t, http.StatusOK, "1 treff")
}
