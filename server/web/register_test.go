package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestRegisterAddsChangesMergesDeletes(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	s.post("/books/new", url.Values{"title": {""}, "isbns": {"9788203365134"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut",
		"kontrollsifferet stemmer ikke", `id="field-isbns-problem"`, "9788203365134")
	s.post("/books/new", url.Values{"title": {"En prøvebok"}, "authors": {"Kari Nordmann\nOla Nordmann"}, "isbns": {"82-03-36513-2"}}).expect(t, http.StatusSeeOther)
	s.post("/books/new", url.Values{"title": {"En prøvebok (2. opplag)"}}).expect(t, http.StatusSeeOther)
	s.post("/books/new", url.Values{"title": {"Feil"}, "isbns": {"9788203365134\n12345"}}).expect(t, http.StatusUnprocessableEntity, "kontrollsifferet stemmer ikke", "12345» er ikke")
	s.get("/books?name=finnesikke").expect(t, http.StatusOK, "Ingenting passer med «finnesikke»")
	s.get("/books?cursor=tull").expect(t, http.StatusOK, "En prøvebok")
	s.get("/books").expect(t, http.StatusOK, "978-82-03-36513-3", "Kari Nordmann, Ola Nordmann")
	list, err := s.Books.List(ctx, admin, catalog.ListFilter{})
	must(t, err)
	first, second := list.Items[0], list.Items[1]
	s.add(1, catalog.AssetPatch{Books: &[]string{second.ID}})

	path := "/books/" + second.ID
	s.post(path, url.Values{"action": {"save"}, "version": {"1"}, "title": {"Prøveboka"}, "authors": {""}}).expect(t, http.StatusSeeOther)
	s.post(path, url.Values{"action": {"save"}, "version": {"1"}, "title": {"For sent"}}).expect(t, http.StatusPreconditionFailed, "Noen andre har endret dette")
	s.post(path, url.Values{"action": {"delete"}}).expect(t, http.StatusConflict, "1 ting viser fortsatt til denne", `value="Prøveboka"`)
	s.post(path, url.Values{"action": {"merge"}, "into": {"nobody"}}).expect(t, http.StatusUnprocessableEntity, "Vi finner ikke «nobody»")
	s.get(path).expect(t, http.StatusOK, `required><option value="">Velg`)
	s.get(path+"?into=").expect(t, http.StatusUnprocessableEntity, "Velg hva den skal slås sammen med</h2>")
	s.get(path+"?into="+first.ID).expect(t, http.StatusOK, "Slå sammen «Prøveboka» med «En prøvebok»?", `name="into" value="`+first.ID+`"`)
	s.post(path, url.Values{"action": {"merge"}, "into": {first.ID}}).expect(t, http.StatusSeeOther)
	s.get(path).expect(t, http.StatusNotFound)
	s.get("/?book="+first.ID).expect(t, http.StatusOK, "1 treff")
}

func TestRegistersByRole(t *testing.T) {
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	tests := []struct {
		role           catalog.Role
		addBook, enter int // statuses of the page for a new book and of a library's page
	}{
		{catalog.Reader, http.StatusForbidden, http.StatusForbidden},
		{catalog.Contributor, http.StatusOK, http.StatusForbidden},
		{catalog.Editor, http.StatusOK, http.StatusForbidden},
		{catalog.CountyEditor, http.StatusOK, http.StatusOK},
	}
	for _, test := range tests {
		who := s.as(test.role, "")
		who.get("/books/new").expect(t, test.addBook)
		who.get("/libraries/"+lib.ID).expect(t, test.enter)
		list := who.get("/libraries").expect(t, http.StatusOK, "Tysvær bibliotek")
		if got := strings.Contains(list.body, `href="/libraries/`+lib.ID); got != (test.enter == http.StatusOK) {
			t.Errorf("%s: the list links to the library's page: %v", test.role, got)
		}
	}
}

func TestEveryRegisterSaves(t *testing.T) {
	s := start(t)
	lib, err := s.Libraries.Add(t.Context(), s.administrator(), catalog.Library{Name: "Tysvær bibliotek"})
	must(t, err)
	tests := []struct {
		path string
		sent url.Values
		want []string // in the list
	}{
		{"/libraries", url.Values{"name": {"Sola bibliotek"}, "number": {"NO-2112400"}, "language": {"nb"}, "parent": {lib.ID}, "aliases": {"Sola folkebibliotek"}}, []string{"Sola bibliotek", "2112400", "Bokmål"}},
		{"/presenters", url.Values{"name": {"Nana Jakobsen"}, "library": {lib.ID}, "active": {"true"}}, []string{"Nana Jakobsen", "Tysvær bibliotek", `<td data-label="Med nå">Ja</td>`}},
		{"/series", url.Values{"name": {"Fredagsboka"}, "description": {"Ei ny bok kvar fredag"}}, []string{"Fredagsboka", "Ei ny bok kvar fredag"}},
		{"/recording-days", url.Values{"date": {"2025-10-20"}, "place": {lib.ID}, "libraries": {lib.ID}, "libraries_add": {""}, "presenters_add": {""}, "books_add": {""},
			"content_type": {""}, "language": {"nn"}, "credit_line": {"Foto: Kari"}}, []string{"20.\u00a0oktober 2025, Tysvær bibliotek"}},
	}
	for _, test := range tests {
		s.post(test.path+"/new", test.sent).expect(t, http.StatusSeeOther)
		s.get(test.path).expect(t, http.StatusOK, test.want...)
	}
	// A form that lacks fields, as no page of ours sends it, is refused or saved, and never breaks.
	s.post("/recording-days/new", url.Values{"date": {"2025-10-21"}}).expect(t, http.StatusSeeOther)
}

func TestTagsAreRenamed(t *testing.T) {
	s := start(t)
	s.add(1, catalog.AssetPatch{Title: ptr("En"), Tags: &[]string{"pappatref"}})
	s.add(2, catalog.AssetPatch{Title: ptr("To"), Tags: &[]string{"pappatreff", "kaffe"}})
	s.get("/tags").expect(t, http.StatusOK, "1 par ser ut til å være det samme", "Bare én bokstav skiller", `name="from" value="pappatref" form="names"`, `href="/tags/replace?from=pappatref"`)
	s.get("/tags/replace?from=pappatref&ask=1&into_add=").expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.get("/tags/replace?from=pappatref&ask=1&into_add=pappatreff").expect(t, http.StatusOK, "Bytte ut «pappatref» med «pappatreff»?", "Det gjelder 1 fil.", "Endre 1 fil")
	s.get("/tags/replace?from=finnesikke&ask=1&none=true").expect(t, http.StatusOK, "Det gjelder 0 filer.")
	s.post("/tags/replace", url.Values{"from": {"pappatref"}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.post("/tags/replace", url.Values{"from": {"finnesikke"}, "none": {"true"}}).expect(t, http.StatusUnprocessableEntity, "Ingen filer har dette")
	there := s.post("/tags/replace", url.Values{"from": {"pappatref", "kaffe"}, "into": {"pappatreff"}}).expect(t, http.StatusSeeOther).header.Get("Location")
	got := s.get(there).expect(t, http.StatusOK, ">pappatreff<", "Byttet på 2 filer", "Angre")
	if strings.Contains(got.body, ">pappatref<") || strings.Contains(got.body, ">kaffe<") {
		t.Error("an old tag is still there")
	}
	s.post("/tags/replace", url.Values{"from": {"pappatreff"}, "none": {"true"}, "q": {"To"}}).expect(t, http.StatusSeeOther)
	s.get("/?tag=pappatreff").expect(t, http.StatusOK, "1 treff")
	s.as(catalog.Contributor, "").get("/tags/replace?from=x").expect(t, http.StatusForbidden)
}

func TestPresentersAreReplacedAndMerged(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	var ids []string
	for _, name := range []string{"Nana Jakobsen", "Nana Jacobsen", "Ola"} {
		p, err := s.Presenters.Add(ctx, admin, catalog.Presenter{Name: name, Active: true})
		must(t, err)
		ids = append(ids, p.ID)
	}
	a := s.add(1, catalog.AssetPatch{Presenters: &[]string{ids[1]}})
	s.get("/presenters").expect(t, http.StatusOK, "1 par ser ut til å være det samme", `name="from" value="`+ids[0]+`" form="names"`)
	s.get("/presenters/replace?from="+ids[1]+"&into="+ids[0]+"&ask=1").expect(t, http.StatusOK, "Slå sammen «Nana Jacobsen» med «Nana Jakobsen»?", "Det gjelder 1 fil.")
	s.post("/presenters/replace", url.Values{"how": {"replace"}, "from": {ids[1]}, "into": {ids[2]}}).expect(t, http.StatusSeeOther)
	if now, err := s.Assets.Get(ctx, admin, a.ID); err != nil || len(now.Presenters) != 1 || now.Presenters[0].Name != "Ola" {
		t.Errorf("presenters are %v, %v", now.Presenters, err)
	}
	s.post("/presenters/replace", url.Values{"how": {"merge"}, "from": {ids[1], ids[2]}, "into": {ids[0], ids[1]}}).expect(t, http.StatusUnprocessableEntity)
	there := s.post("/presenters/replace", url.Values{"how": {"merge"}, "from": {ids[1], ids[2]}, "into_add": {"Nana Jakobsen"}}).expect(t, http.StatusSeeOther).header.Get("Location")
	s.get(there).expect(t, http.StatusOK, "Slått sammen. 1 fil fikk nytt navn.")
	s.post("/presenters/"+ids[0], url.Values{"action": {"save"}, "name": {"Nana Hansen"}, "keep_name": {"true"}, "aliases": {"Nana Jacobsen\nOla"}, "active": {"true"}}).expect(t, http.StatusSeeOther)
	who, err := s.Presenters.Get(ctx, admin, ids[0])
	must(t, err)
	if got := strings.Join(append(who.Aliases, who.Name), ", "); got != "Nana Jacobsen, Ola, Nana Jakobsen, Nana Hansen" {
		t.Errorf("names are %s", got)
	}
}

// TestAccountsOfOthers: whose an account is decides what may be shown there and who approves it, so that no library alters
// another's or the county's.
func TestAccountsOfOthers(t *testing.T) {
	s := start(t)
	ctx, admin := t.Context(), s.administrator()
	var libraries []catalog.Library
	for _, name := range []string{"Tysvær bibliotek", "Sola bibliotek"} {
		l, err := s.Libraries.Add(ctx, admin, catalog.Library{Name: name})
		must(t, err)
		libraries = append(libraries, l)
	}
	accounts := map[string]string{}
	for name, library := range map[string]string{"@tysvaer": libraries[0].ID, "@sola": libraries[1].ID, "@fylket": ""} {
		a, err := s.Accounts.Add(ctx, admin, catalog.Account{Name: name, Channel: catalog.Instagram, Library: catalog.Ref{ID: library}})
		must(t, err)
		accounts[name] = "/accounts/" + a.ID
	}
	editor := s.as(catalog.Editor, libraries[0].ID)
	list := editor.get("/accounts").expect(t, http.StatusOK, "@tysvaer", "@sola", "@fylket", "Fylket")
	for name, path := range accounts {
		status, own := http.StatusForbidden, name == "@tysvaer"
		if own {
			status = http.StatusOK
		}
		if got := strings.Contains(list.body, path); got != own {
			t.Errorf("%s: the list links to its page: %v", name, got)
		}
		editor.get(path).expect(t, status)
	}
	taken := url.Values{"action": {"save"}, "name": {"@sola"}, "channel": {"instagram"}, "library": {libraries[0].ID}}
	editor.post(accounts["@sola"], taken).expect(t, http.StatusForbidden)
	given := url.Values{"action": {"save"}, "name": {"@tysvaer"}, "channel": {"instagram"}, "library": {libraries[1].ID}}
	editor.post(accounts["@tysvaer"], given).expect(t, http.StatusUnprocessableEntity, `id="field-library-problem"`)
	editor.get("/accounts/new").expect(t, http.StatusOK, `<option value="`+libraries[0].ID+`" selected>`, `name="channel" required`)
	editor.post("/accounts/new", url.Values{"name": {"@fylket2"}, "channel": {"instagram"}, "library": {""}}).expect(t, http.StatusUnprocessableEntity, `id="field-library-problem"`)
}
