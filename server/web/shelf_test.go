package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// TestEditorsPickInForms: editors choose in the form of one file, in that of many and in the table; others find no field for
// it, and are refused if they send one.
func TestEditorsPickInForms(t *testing.T) {
	s := start(t)
	a, b := s.add(1, catalog.AssetPatch{Title: ptr("Eventyrstund")}), s.add(2, catalog.AssetPatch{Title: ptr("Bokbad")})
	path, both := "/assets/"+string(a.ID), []string{string(a.ID), string(b.ID)}
	pages := []string{path + "/edit", "/bulk?id=" + both[0] + "&id=" + both[1], "/table?id=" + both[0]}
	picked := func(want ...bool) {
		t.Helper()
		for i, id := range []catalog.AssetID{a.ID, b.ID} {
			if got := s.now(id).EditorsPick; got != want[i] {
				t.Errorf("%s is an editor's pick: %v", id, got)
			}
		}
	}
	for _, page := range pages {
		s.get(page).expect(t, http.StatusOK, "editors_pick", "Redaktørens valg")
	}
	s.post(path+"/edit", url.Values{"version": {"1"}, "title": {"Eventyrstund"}, "editors_pick_shown": {"true"}, "editors_pick": {"true"}}).expect(t, http.StatusSeeOther)
	picked(true, false)
	s.get(path+"/edit").expect(t, http.StatusOK, `name="editors_pick" value="true" checked`)
	s.post("/bulk", url.Values{"id": both, "editors_pick": {"true"}}).expect(t, http.StatusSeeOther)
	picked(true, true)
	s.post(path+"/edit", url.Values{"title": {"Eventyrstund"}, "editors_pick_shown": {"true"}}).expect(t, http.StatusSeeOther)
	picked(false, true)

	l, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Sola bibliotek"})
	must(t, err)
	contributor := s.as(catalog.Contributor, l.ID)
	own := s.add(3, catalog.AssetPatch{Title: ptr("Vår egen"), Libraries: &[]string{l.ID}})
	mine := "/assets/" + string(own.ID)
	for _, page := range []string{mine + "/edit", "/bulk?id=" + string(own.ID), "/table?id=" + string(own.ID)} {
		if got := contributor.get(page).expect(t, http.StatusOK); strings.Contains(got.body, "editors_pick") {
			t.Errorf("%s offers a contributor to choose", page)
		}
	}
	contributor.post(mine+"/edit", url.Values{"title": {"Vår egen"}, "editors_pick_shown": {"true"}, "editors_pick": {"true"}}).expect(t, http.StatusForbidden)
	contributor.post("/bulk", url.Values{"id": {string(own.ID)}, "editors_pick": {"true"}})
	if s.now(own.ID).EditorsPick {
		t.Error("a contributor has chosen")
	}
	contributor.post(mine+"/edit", url.Values{"title": {"Fortsatt vår egen"}}).expect(t, http.StatusSeeOther)
}

// TestSeenWhereverAChoiceIsMade: who chooses a file is told on each page, in each language, which audiences have seen it, and
// how long ago.
func TestSeenWhereverAChoiceIsMade(t *testing.T) {
	s := start(t)
	_, a := s.dueOffer("")
	accounts, err := s.Accounts.List(t.Context(), s.administrator(), catalog.ListFilter{})
	must(t, err)
	post := catalog.Post{Account: catalog.Ref{ID: accounts.Items[0].ID}, PostedAt: time.Now().AddDate(0, 0, -430), Permalink: "https://instagram.example/p/1", Assets: []catalog.PostedAsset{{ID: a.ID}}}
	_, err = s.Posts.Add(t.Context(), s.administrator(), post)
	must(t, err)
	kit := s.kitOf(nil, a.ID)
	path := "/assets/" + string(a.ID)
	for lang, ago := range map[string]string{"nb": "for 14 måneder siden", "nn": "for 14 månader sidan", "en": "14 months ago"} {
		for _, page := range []string{path, "/?q=barn", path + "/reuse", "/due"} {
			sep := "?"
			if strings.Contains(page, "?") {
				sep = "&"
			}
			s.get(page+sep+"lang="+lang).expect(t, http.StatusOK, "Fylket", ago)
		}
	}
	for lang, seen := range map[string]string{"nb": "Fylket: vist én gang", "nn": "Fylket: vist éin gong", "en": "Fylket: shown once"} {
		for _, page := range []string{"/plan/" + kit.ID, "/plan/" + kit.ID + "/edit"} {
			s.get(page+"?lang="+lang).expect(t, http.StatusOK, seen)
		}
		s.post("/plan/new?lang="+lang, url.Values{"action": {"find"}, "find": {"barn"}}).expect(t, http.StatusOK, seen)
	}
	s.get("/plan/"+kit.ID+"/kit?lang=nb").expect(t, http.StatusOK, "Fylket: vist én gang")
	if due := s.get("/due?lang=nb").expect(t, http.StatusOK, "sist lagt ut på Fylket for 14 måneder siden"); strings.Contains(due.body, "Vist for:") {
		t.Error("what the reasons tell is told again below them")
	}
}

// TestStaleIsSaidWhereverAChoiceIsMade: what says something that counts no longer is not suggested, and whoever comes upon it all
// the same is told, with a way to say that it holds.
func TestStaleIsSaidWhereverAChoiceIsMade(t *testing.T) {
	s := start(t)
	_, a := s.dueOffer("")
	path := "/assets/" + string(a.ID)
	s.post(path+"/facts", url.Values{"kind": {"price"}, "text": {"50 kr"}, "check_on": {"2026-01-01"}, "state": {"holds"}}).expect(t, http.StatusSeeOther)
	if got := s.get("/due").expect(t, http.StatusOK); strings.Contains(got.body, string(a.ID)) {
		t.Error("it is suggested")
	}
	kit := s.kitOf(nil, a.ID)
	const told = "Må sjekkes på nytt"
	for _, page := range []string{"/?q=barn", path + "/reuse", "/plan/" + kit.ID} {
		s.get(page).expect(t, http.StatusOK, told)
	}
	s.post("/plan/new", url.Values{"action": {"find"}, "find": {"barn"}}).expect(t, http.StatusOK, told)
	s.get("/shelf").expect(t, http.StatusOK, "Far &amp; &lt;b&gt;barn", "skulle sjekkes på nytt 1.\u00a0januar 2026")
	page := s.get(path).expect(t, http.StatusOK, "Blir ikke foreslått", "skulle sjekkes på nytt 1.\u00a0januar 2026", "Stemmer fortsatt")
	fact := regexp.MustCompile(`name="fact" value="([^"]+)"`).FindStringSubmatch(page.body)
	if fact == nil {
		t.Fatal("the page has no form by which to look at it again")
	}
	s.post(path+"/facts", url.Values{"fact": {fact[1]}, "check_on": {"tull"}, "state": {"holds"}}).expect(t, http.StatusUnprocessableEntity, "ato")
	s.post(path+"/facts", url.Values{"fact": {fact[1]}, "check_on": {"2099-01-01"}, "state": {"holds"}}).expect(t, http.StatusSeeOther)
	s.get("/due").expect(t, http.StatusOK, string(a.ID))
	if got := s.get("/?q=barn").expect(t, http.StatusOK); strings.Contains(got.body, `<span>`+told) {
		t.Error("it is said still")
	}
}
