package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

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
}

func TestSearchRefusesADayThatIsNone(t *testing.T) {
	s := start(t)
	s.get("/?recorded_from=i+fjor").expect(t, http.StatusUnprocessableEntity, "Skriv datoen som 2025-10-20")
}

func TestSearchPassesOverWhatItDoesNotKnow(t *testing.T) {
	s := start(t)
	s.add(1, catalog.AssetPatch{Title: ptr("Pappatreff")})
	s.get("/?sort=alfabetisk&cursor=tull").expect(t, http.StatusOK, "1 treff", "Pappatreff")
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
