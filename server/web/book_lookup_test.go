package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// outside is the open catalogues of books: one knows a book, and one is silent about another.
type outside struct{}

func (outside) Find(_ context.Context, isbn catalog.ISBN) catalog.BookFinding {
	switch isbn {
	case "9788252531237":
		return catalog.BookFinding{Found: catalog.FoundBook{Title: "Fuglane & <vi>", Authors: []string{"Tarjei Vesaas", "Kari Nordmann"}, Publisher: "Prøveforlaget",
			Published: "1957", Source: catalog.Ref{ID: "nb", Name: "Nasjonalbiblioteket"}}}
	case "9788270012343":
		return catalog.BookFinding{Unasked: []catalog.Ref{{ID: "openlibrary", Name: "Open Library"}}}
	}
	return catalog.BookFinding{}
}

func TestBookIsLookedUpWithoutScript(t *testing.T) {
	s := start(t)
	s.get("/books/new").expect(t, http.StatusOK, `action="/books/new" method="get"`, `name="isbn" value=""`)
	s.get("/books/new?isbn=978-82-525-3123-7").expect(t, http.StatusOK, "Fylt ut fra Nasjonalbiblioteket.", `name="isbn" value="978-82-525-3123-7"`,
		`name="title" value="Fuglane &amp; &lt;vi&gt;"`, ">Tarjei Vesaas\nKari Nordmann</textarea>", ">978-82-525-3123-7</textarea>", `value="Prøveforlaget"`, `name="published" value="1957"`)
	s.get("/books/new?isbn=9788270012343").expect(t, http.StatusOK, "Fant ikke boka. Skriv inn tittel og forfatter selv.", "Open Library svarte ikke.", ">978-82-7001-234-3</textarea>")
	s.get("/books/new?lang=nn&isbn=9788252531236").expect(t, http.StatusOK, "kontrollsifferet stemmer ikkje", `aria-invalid="true"`)
	s.get("/books/new?lang=nb&isbn=%3Cb%3E").expect(t, http.StatusOK, "«&lt;b&gt;» er ikke et ISBN")

	// What is not found is saved as it is typed, and is known from then on, to each by the address that is open to them.
	s.post("/books/new", url.Values{"title": {"Ei anna bok"}, "isbns": {"978-82-7001-234-3"}}).expect(t, http.StatusSeeOther)
	s.get("/books/new?isbn=9788270012343").expect(t, http.StatusOK, `Boka er her allerede: <a href="/books/`, ">Ei anna bok</a>")
	s.as(catalog.Contributor, "").get("/books/new?isbn=9788270012343").expect(t, http.StatusOK, `<a href="/?book=`, ">Ei anna bok</a>")
}

// A form for a file takes a book of the register by any of its numbers, and says so of one that is not there.
func TestBookIsPickedByNumberWithoutScript(t *testing.T) {
	s := start(t)
	book, err := s.Books.Add(t.Context(), s.administrator(), catalog.Book{Title: "Fuglane", ISBNs: []catalog.ISBN{"9788205000001"}})
	must(t, err)
	a := s.add(1, catalog.AssetPatch{})
	s.post(assetPage(a)+"/edit", url.Values{"version": {"0"}, "books_add": {"82-05-00000-X"}}).expect(t, http.StatusSeeOther)
	if got, err := s.Assets.Get(t.Context(), s.administrator(), a.ID); err != nil || len(got.Books) != 1 || string(got.Books[0].ID) != book.ID {
		t.Errorf("books: %+v, %v", got.Books, err)
	}
	s.post(assetPage(a)+"/edit", url.Values{"version": {"0"}, "books_add": {"9788252531237"}}).expect(t, http.StatusUnprocessableEntity, "9788252531237")
}

func TestOnlyPagesThatScanMayUseTheCamera(t *testing.T) {
	s := start(t)
	a := s.add(1, catalog.AssetPatch{})
	for path, want := range map[string]bool{"/books/new": true, "/upload": true, assetPage(a) + "/edit": true, "/bulk?id=" + string(a.ID): true,
		"/recording-days/new": true, "/": false, assetPage(a): false, "/series/new": false} {
		got := s.get(path).expect(t, http.StatusOK).header.Get("Permissions-Policy")
		if strings.Contains(got, "camera=(self)") != want {
			t.Errorf("%s: Permissions-Policy %q", path, got)
		}
	}
}
