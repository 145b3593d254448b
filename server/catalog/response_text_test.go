package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// told writes a response as "views 1234 likes 5".
func told(r catalog.Response) string {
	var out []string
	for _, m := range catalog.Measures() {
		if n, known := r.Number(m); known {
			out = append(out, fmt.Sprintf("%s %d", m, n))
		}
	}
	return strings.Join(out, " ")
}

func TestReadResponse(t *testing.T) {
	tests := []struct{ text, want string }{
		{"1 234 visninger", "views 1234"},
		{"1\u00a0234 visninger, 56 likerklikk og 7 kommentarer", "views 1234 likes 56 comments 7"},
		{"Visninger: 1.234\nRekkevidde: 987\nLagringer: 0", "views 1234 reach 987 saves 0"},
		{"Visninger 1234 Rekkevidde 987 Delinger 3", "views 1234 reach 987 shares 3"},
		{"Visningar\n1 234\nRekkjevidd\n987\nLikarklikk\n56\nLagra\n2", "views 1234 reach 987 likes 56 saves 2"},
		{"1,234 views\n56 likes\n7 comments\n8 shares\n9 saves", "views 1234 likes 56 comments 7 shares 8 saves 9"},
		{"12,3k views · 1.2M reach · 2 tusen likes", "views 12300 reach 1200000 likes 2000"},
		{"Siste 30 dager\nVisninger 40\n62,5 % fra følgere", "views 40"},
		{"40 visninger, 45 visninger av bildet", "views 40"},
		{"Fin dag på biblioteket", ""},
		{"", ""},
		{"99999999999999999999 visninger", ""},
		{"1,5 visninger", ""},
	}
	for _, test := range tests {
		if got := told(catalog.ReadResponse(test.text)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// FuzzReadResponse: whatever is pasted, every number that is read stands in the text and can be noted.
func FuzzReadResponse(f *testing.F) {
	f.Add("1 234 visninger, 56 likerklikk")
	f.Add("Visninger\n1.2M\n\xff12 % likes")
	f.Fuzz(func(t *testing.T, text string) {
		r := catalog.ReadResponse(text)
		if !r.At.IsZero() {
			t.Error("a text tells no time")
		}
		for _, m := range catalog.Measures() {
			if n, known := r.Number(m); known && (n < 0 || !strings.ContainsAny(text, "0123456789")) {
				t.Errorf("%s %d in %q", m, n, text)
			}
		}
	})
}
