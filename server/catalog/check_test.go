package catalog_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

func TestCleanFileName(t *testing.T) {
	tests := []struct{ in, want string }{
		{"IMG_1034.HEIC", "IMG_1034.HEIC"},
		{"../../etc/passwd", "passwd"},
		{`C:\bilder\høst på øya.jpg`, "høst på øya.jpg"},
		{"line\nbreak\r\x00.jpg", "linebreak.jpg"},
		{"a\u202egpj.exe\u2066.png", "agpj.exe.png"},
		{"", "uten-navn"},
		{"..", "uten-navn"},
		{"pappatreff 🎉.mov", "pappatreff 🎉.mov"},
	}
	for _, tt := range tests {
		if got := catalog.CleanFileName(tt.in); got != tt.want {
			t.Errorf("CleanFileName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	long := catalog.CleanFileName(strings.Repeat("å", 300) + ".jpeg")
	if utf8.RuneCountInString(long) != 200 || !strings.HasSuffix(long, ".jpeg") {
		t.Errorf("a long name became %d characters, %q", utf8.RuneCountInString(long), long)
	}
}

func FuzzCleanFileName(f *testing.F) {
	f.Add("../a\nb\u202e.jpg")
	f.Fuzz(func(t *testing.T, s string) {
		got := catalog.CleanFileName(s)
		if got == "" || strings.ContainsAny(got, "/\\\x00\n\r") || utf8.RuneCountInString(got) > 200 || !utf8.ValidString(got) {
			t.Errorf("%q became %q", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%q kept %U", s, r)
			}
		}
	})
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Hå folkebibliotek": "ha-folkebibliotek", "Tysvær bibliotek": "tysvaer-bibliotek", "Kvitsøy": "kvitsoy",
		"Sølvberget / Stavanger": "solvberget-stavanger", "  É -- x ": "e-x",
	} {
		if got := catalog.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}
