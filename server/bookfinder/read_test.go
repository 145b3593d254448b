package bookfinder_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/server/bookfinder"
	"github.com/fellesmappa/fellesmappa/server/catalog"
)

const isbn catalog.ISBN = "9788203365133"

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// whole is what every catalogue knows of the book in the fixtures.
func whole() catalog.FoundBook {
	return catalog.FoundBook{Title: "En prøvebok: fortellinger", Authors: []string{"Kari Nordmann"}, Publisher: "Prøveforlaget", Published: "2019"}
}

func TestReadEveryShape(t *testing.T) {
	odd, nothing := whole(), catalog.FoundBook{}
	odd.Title = "En prøvebok"
	short := whole()
	short.Publisher = ""
	tests := []struct {
		endpoint, file string
		want           catalog.FoundBook
	}{
		{"nb", "nb.json", whole()}, {"nb", "nb-empty.json", nothing}, {"nb", "nb-odd.json", odd},
		{"nb", "nb-creators.json", catalog.FoundBook{Title: "En prøvebok", Authors: []string{"Kari Nordmann", "Ola Nordmann"}, Published: "2019"}},
		{"bibbi", "bibbi.json", short}, {"bibbi", "bibbi-empty.json", nothing}, {"bibbi", "bibbi-odd.json", odd},
		{"bibbi-sru", "bibbi-sru.xml", whole()}, {"bibbi-sru", "bibbi-sru-empty.xml", nothing}, {"bibbi-sru", "bibbi-sru-odd.xml", odd},
		{"openlibrary", "openlibrary.json", whole()}, {"openlibrary", "openlibrary-empty.json", nothing},
		{"openlibrary", "openlibrary-odd.json", catalog.FoundBook{Title: "En prøvebok", Authors: []string{"Kari Nordmann", "5"}, Publisher: "Prøveforlaget", Published: "2019"}},
		{"google", "google.json", whole()}, {"google", "google-empty.json", nothing}, {"google", "google-odd.json", odd},
	}
	for _, tt := range tests {
		got, err := bookfinder.Readers()[tt.endpoint](fixture(t, tt.file), isbn)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, %v; want %+v", tt.file, got, err, tt.want)
		}
		if strings.Contains(tt.file, "empty") {
			continue
		}
		if got, err := bookfinder.Readers()[tt.endpoint](fixture(t, tt.file), "9788252531237"); err != nil || got.Title != "" {
			t.Errorf("%s, asked about another book: %+v, %v", tt.file, got, err)
		}
	}
}

func TestReadRefusesWhatIsNoAnswer(t *testing.T) {
	for endpoint, read := range bookfinder.Readers() {
		for _, body := range []string{"", "null", "[]", "7", `"x"`, "<html><body>Logg inn</body></html>", `{"a":`, "<searchRetrieveResponse>", "\x00\xff"} {
			if got, err := read([]byte(body), isbn); err == nil || got.Title != "" {
				t.Errorf("%s, %q: %+v, %v", endpoint, body, got, err)
			}
		}
	}
	if _, err := bookfinder.Readers()["bibbi-sru"](fixture(t, "bibbi-sru-diagnostic.xml"), isbn); err == nil || !strings.Contains(err.Error(), "Unsupported index") {
		t.Errorf("a diagnostic: %v", err)
	}
}

// No more hits are read than a person would look at, however many an answer holds.
func TestReadStopsAfterSomeHits(t *testing.T) {
	other := `{"metadata":{"title":"En annen bok","identifiers":{"isbn13":["9788205000001"]}}},`
	ours := `{"metadata":{"title":"En prøvebok","identifiers":{"isbn13":["9788203365133"]}}}`
	for n, want := range map[int]string{9: "En prøvebok", 10: ""} {
		got, err := bookfinder.Readers()["nb"]([]byte(`{"_embedded":{"items":[`+strings.Repeat(other, n)+ours+`]}}`), isbn)
		if err != nil || got.Title != want {
			t.Errorf("after %d others: %+v, %v", n, got, err)
		}
	}
}

func TestDisplayName(t *testing.T) {
	for in, want := range map[string]string{
		"Nordmann, Kari": "Kari Nordmann", "Nordmann, Kari, 1950-": "Kari Nordmann", "Ibsen, Henrik, 1828-1906": "Henrik Ibsen", "Kari Nordmann": "Kari Nordmann",
		"Saint-Exupéry, Antoine de": "Antoine de Saint-Exupéry", "King, Martin Luther, Jr.": "Martin Luther King Jr.", "Aschehoug, AS": "Aschehoug AS",
		" Nordmann ,  Kari \n": "Kari Nordmann", "": "", ",": "", "Harald, V, konge": "Harald, V, konge", "Snorre Sturlason, ca. 1178-1241": "Snorre Sturlason",
	} {
		if got := bookfinder.DisplayName(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}

func TestYear(t *testing.T) {
	for in, want := range map[string]string{
		"2019": "2019", "[2019]": "2019", "cop. 2019": "2019", "2019-05-01": "2019", "20190501": "2019", "May 1, 2019": "2019", "1. utg. 1890": "1890",
		"": "", "18uu": "", "0001": "", "9999": "", "12345": "", strings.Repeat("x", 300) + "2019": "",
	} {
		if got := bookfinder.Year(in); got != want {
			t.Errorf("%.20q is of the year %q, want %q", in, got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	tests := []struct{ main, sub, want string }{
		{"En prøvebok :", "fortellinger /", "En prøvebok: fortellinger"}, {"En prøvebok : fortellinger", "Fortellinger", "En prøvebok: fortellinger"}, {"", "fortellinger", ""},
		{"Prøve\u202ebok\x07 \n 2", "", "Prøvebok 2"}, {strings.Repeat("å", 400), "", strings.Repeat("å", 299) + "…"},
	}
	for _, tt := range tests {
		if got := bookfinder.Title(tt.main, tt.sub); got != tt.want {
			t.Errorf("%.20q and %.20q: %.40q, want %.40q", tt.main, tt.sub, got, tt.want)
		}
	}
}

// fuzzReader holds a reader to what the register takes, whatever comes.
func fuzzReader(f *testing.F, endpoint string, files ...string) {
	for _, name := range files {
		f.Add(fixture(f, name))
	}
	f.Add([]byte("{}"))
	read := bookfinder.Readers()[endpoint]
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := read(body, isbn)
		if err != nil && b.Title != "" {
			t.Fatalf("a book and an error: %+v, %v", b, err)
		}
		line(t, b.Title, 300)
		line(t, b.Publisher, 120)
		for _, a := range b.Authors {
			line(t, a, 120)
		}
		if len(b.Authors) > 50 || b.Published != "" && len(b.Published) != 4 {
			t.Errorf("%d authors, published %q", len(b.Authors), b.Published)
		}
	})
}

func line(t *testing.T, s string, most int) {
	t.Helper()
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, unicode.IsControl) || s != strings.TrimSpace(s) {
		t.Errorf("%q is no line of at most %d characters", s, most)
	}
}

func FuzzNB(f *testing.F) {
	fuzzReader(f, "nb", "nb.json", "nb-empty.json", "nb-odd.json", "nb-creators.json")
}
func FuzzBibbi(f *testing.F) {
	fuzzReader(f, "bibbi", "bibbi.json", "bibbi-empty.json", "bibbi-odd.json")
}
func FuzzMARC(f *testing.F) {
	fuzzReader(f, "bibbi-sru", "bibbi-sru.xml", "bibbi-sru-odd.xml", "bibbi-sru-diagnostic.xml")
}
func FuzzOpenLibrary(f *testing.F) {
	fuzzReader(f, "openlibrary", "openlibrary.json", "openlibrary-odd.json")
}
func FuzzGoogle(f *testing.F) { fuzzReader(f, "google", "google.json", "google-odd.json") }
