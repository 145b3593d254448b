package demo_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

func TestSizes(t *testing.T) {
	c := demo.New(1)
	clips := 0
	for _, a := range c.Assets {
		if a.Kind == demo.Video {
			clips++
		}
	}
	for _, test := range []struct {
		what      string
		got, want int
	}{
		{"libraries", len(c.Libraries), 24},
		{"presenters", len(c.Presenters), 10},
		{"books", len(c.Books), 25},
		{"series", len(c.Series), 5},
		{"days", len(c.Days), 2},
		{"assets", len(c.Assets), 66},
		{"clips", clips, 8},
	} {
		if test.got < test.want {
			t.Errorf("%s: got %d, want at least %d", test.what, test.got, test.want)
		}
	}
}

func TestSameSeedSameCollection(t *testing.T) {
	facts := func(seed uint64) string {
		text, err := json.Marshal(demo.New(seed))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if first, second := facts(7), facts(7); first != second {
		t.Error("got two different collections from one seed")
	}
	if facts(7) == facts(8) {
		t.Error("got the same collection from two seeds")
	}
}

func TestReferences(t *testing.T) {
	c := demo.New(1)
	known := map[string]bool{"": true}
	for _, l := range c.Libraries {
		known["library "+l.Slug] = true
	}
	for _, p := range c.Presenters {
		known["presenter "+p.Name] = true
	}
	for _, b := range c.Books {
		known["book "+b.Key] = true
	}
	for _, s := range c.Series {
		known["series "+s.Name] = true
	}
	for _, d := range c.Days {
		known["day "+d.Date] = true
	}
	check := func(where, kind string, keys ...string) {
		t.Helper()
		for _, key := range keys {
			if !known[kind+" "+key] {
				t.Errorf("%s: unknown %s %q", where, kind, key)
			}
		}
	}
	for _, l := range c.Libraries {
		if l.Parent != "" {
			check(l.Slug, "library", l.Parent)
		}
	}
	for _, p := range c.Presenters {
		check(p.Name, "library", p.Library)
	}
	for _, a := range c.Accounts {
		known["account "+a.Name] = true
		check(a.Name, "library", a.Library)
	}
	for _, o := range c.Offers {
		if o.Library != "" {
			check(o.Name, "library", o.Library)
		}
		if o.Series != "" {
			check(o.Name, "series", o.Series)
		}
	}
	for _, p := range c.Plan {
		if p.Clock != "" {
			check(p.Title, "account", p.Account)
		}
		if p.Library != "" {
			check(p.Title, "library", p.Library)
		}
		check(p.Title, "library", p.Collaborators...)
	}
	for _, p := range c.Posted {
		check(p.Find, "account", p.Account)
	}
	for _, d := range c.Days {
		check(d.Date, "library", append(d.Libraries, d.Place)...)
		check(d.Date, "presenter", d.Presenters...)
		for _, s := range d.Shots {
			known["shot "+d.Date+s.Title] = true
			if s.Presenter != "" {
				check(d.Date, "presenter", s.Presenter)
			}
			if s.Book != "" {
				check(d.Date, "book", s.Book)
			}
		}
	}
	for _, a := range c.Assets {
		check(a.FileName, "library", a.Libraries...)
		check(a.FileName, "presenter", a.Presenters...)
		check(a.FileName, "book", a.Books...)
		if a.Series != "" {
			check(a.FileName, "series", a.Series)
		}
		if a.Day != "" {
			check(a.FileName, "day", a.Day)
		}
		if a.Shot != "" {
			check(a.FileName, "shot", a.Day+a.Shot)
		}
	}
}

func TestEveryAssetIsDescribed(t *testing.T) {
	c := demo.New(1)
	languages := map[string]string{}
	for _, l := range c.Libraries {
		languages[l.Slug] = l.Language
	}
	seen := map[string]bool{}
	for _, a := range c.Assets {
		if seen[a.FileName] {
			t.Errorf("%s: two assets have this name", a.FileName)
		}
		seen[a.FileName] = true
		for field, text := range map[string]string{"title": a.Title, "description": a.Description, "alt text": a.AltText, "credit line": a.CreditLine, "creator": a.Creator} {
			if strings.TrimSpace(text) == "" || !utf8.ValidString(text) || strings.Contains(text, "%!") || strings.Contains(text, "\n") {
				t.Errorf("%s: %s is %q", a.FileName, field, text)
			}
		}
		if n := utf8.RuneCountInString(a.AltText); n > 1000 {
			t.Errorf("%s: alt text of %d characters, want at most 1000", a.FileName, n)
		}
		if !slices.Contains(a.Tags, demo.Tag) || len(a.Tags) < 2 {
			t.Errorf("%s: tags %v, want %q and a real one", a.FileName, a.Tags, demo.Tag)
		}
		if !slices.Contains([]string{"service_info", "literature", "relations"}, a.ContentType) {
			t.Errorf("%s: content type %q", a.FileName, a.ContentType)
		}
		if !slices.Contains([]string{"nobody", "not_assessed"}, a.PeopleStatus) {
			t.Errorf("%s: people status %q", a.FileName, a.PeopleStatus)
		}
		if a.Language != languages[a.Libraries[0]] {
			t.Errorf("%s: language %q, want the library's %q", a.FileName, a.Language, languages[a.Libraries[0]])
		}
		if a.Day != "" && a.RecordedAt.Format(time.DateOnly) != a.Day {
			t.Errorf("%s: recorded %s, want on the recording day %s", a.FileName, a.RecordedAt, a.Day)
		}
	}
}

func TestNynorskIsNotBokmal(t *testing.T) {
	for _, a := range demo.New(1).Assets {
		words := strings.Fields(strings.ToLower(a.Title + " " + a.Description + " " + a.AltText))
		foreign := []string{"eit", "ikkje", "tilrår", "ei", "kva"}
		if a.Language == "nn" {
			foreign = []string{"et", "ikke", "anbefaler", "hva", "jeg", "tegnet"}
		}
		for _, w := range words {
			if slices.Contains(foreign, strings.Trim(w, ".,:!?«»")) && a.Series != "Ett minutt om ei bok" {
				t.Errorf("%s (%s): contains %q", a.FileName, a.Language, w)
			}
		}
	}
}

func TestISBNsAreFormallyValid(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range demo.New(1).Books {
		for _, isbn := range b.ISBNs {
			sum := 0
			for i, r := range isbn {
				sum += int(r-'0') * []int{1, 3}[i%2]
			}
			if len(isbn) != 13 || !strings.HasPrefix(isbn, "97882") || sum%10 != 0 || seen[isbn] {
				t.Errorf("%s: ISBN %s is not valid, not Norwegian or not its own", b.Key, isbn)
			}
			seen[isbn] = true
		}
	}
	if len(seen) < 25 {
		t.Errorf("got %d ISBNs, want at least 25", len(seen))
	}
}
