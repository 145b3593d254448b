package catalog_test

import (
	"errors"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestParseISBN(t *testing.T) {
	tests := []struct{ in, want, hyphenated string }{
		{"9788203365133", "9788203365133", "978-82-03-36513-3"},
		{"8203365132", "9788203365133", "978-82-03-36513-3"},
		{"820500000X", "9788205000001", "978-82-05-00000-1"},
		{"82-05-00000-x", "9788205000001", "978-82-05-00000-1"},
		{"978-82-7001-234-3", "9788270012343", "978-82-7001-234-3"},
		{"829812345X", "9788298123458", "978-82-98123-45-8"},
		{"9788299123457", "9788299123457", "978-82-991234-5-7"},
		{"9788269123456", "9788269123456", "978-82-691234-5-6"},
		{"9788289000003", "9788289000003", "978-82-8900-000-3"},
		{" 9788252531237 ", "9788252531237", "978-82-525-3123-7"},
		{"9780306406157", "9780306406157", "9780306406157"},
	}
	for _, tt := range tests {
		got, err := catalog.ParseISBN(tt.in)
		if err != nil || string(got) != tt.want || got.Hyphenated() != tt.hyphenated {
			t.Errorf("ParseISBN(%q) = %q (%s), %v; want %q (%s)", tt.in, got, got.Hyphenated(), err, tt.want, tt.hyphenated)
		}
	}
}

func TestParseISBNRefuses(t *testing.T) {
	tests := []struct {
		in   string
		want error
	}{
		{"9788203365134", catalog.ErrISBNCheckDigit},
		{"8203365133", catalog.ErrISBNCheckDigit},
		{"", catalog.ErrISBNShape},
		{"978820336513", catalog.ErrISBNShape},
		{"9998203365133", catalog.ErrISBNShape},
		{"X203365132", catalog.ErrISBNShape},
		{"97882033651EE", catalog.ErrISBNShape},
	}
	for _, tt := range tests {
		if got, err := catalog.ParseISBN(tt.in); !errors.Is(err, tt.want) {
			t.Errorf("ParseISBN(%q) = %q, %v; want %v", tt.in, got, err, tt.want)
		}
	}
}

func TestISBNOfTenDigits(t *testing.T) {
	for in, want := range map[catalog.ISBN]string{"9788203365133": "8203365132", "9788205000001": "820500000X", "9791030100044": "", "": ""} {
		if got := in.Ten(); got != want {
			t.Errorf("%s in 10 digits is %q, want %q", in, got, want)
		}
	}
}

func FuzzParseISBN(f *testing.F) {
	f.Add("978-82-03-36513-3")
	f.Add("820500000X")
	f.Fuzz(func(t *testing.T, s string) {
		isbn, err := catalog.ParseISBN(s)
		if err != nil {
			return
		}
		again, err := catalog.ParseISBN(isbn.Hyphenated())
		if err != nil || again != isbn {
			t.Errorf("%q gives %q, which reads back as %q, %v", s, isbn, again, err)
		}
	})
}
