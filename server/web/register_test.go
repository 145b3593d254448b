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
		{"/presenters", url.Values{"name": {"Nana Jakobsen"}, "library": {lib.ID}, "active": {"true"}}, []string{"Nana Jakobsen", "Tysvær bibliotek", "<td>Ja</td>"}},
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
	s.add(1, catalog.AssetPatch{Tags: &[]string{"pappatref"}})
	s.post("/tags", url.Values{"tag": {"pappatref"}, "into": {""}}).expect(t, http.StatusUnprocessableEntity, "Feltet må fylles ut")
	s.post("/tags", url.Values{"tag": {"pappatref"}, "into": {"pappatreff"}}).expect(t, http.StatusSeeOther)
	got := s.get("/tags").expect(t, http.StatusOK, ">pappatreff<")
	if strings.Contains(got.body, ">pappatref<") {
		t.Error("the old tag is still there")
	}
}
