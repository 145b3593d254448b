package indexer

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes clauses so that tests can compare them.
func show(cs []clause) string {
	var out []string
	for _, c := range cs {
		var any []string
		for _, l := range c {
			s := strings.Join(l.words, "+")
			switch l.kind {
			case leafCode:
				s = strings.Join(l.codes, "/")
			case leafDate:
				s = l.from.Format("20060102") + ".." + l.to.Format("20060102")
			case leafPhrase:
				s = "'" + s + "'"
			}
			if l.field != "" {
				s = fmt.Sprint(l.field, ":", s)
			}
			if l.prefix {
				s += "*"
			}
			if l.not {
				s = "-" + s
			}
			any = append(any, s)
		}
		out = append(out, strings.Join(any, "|"))
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	codes := map[Field]map[string]string{FieldKind: {"film": "video"}}
	tests := []struct{ text, want string }{
		{"", ""},
		{"bok", "bok*"},
		{"Bok om hav ", "bok hav"},
		{"og", "og*"},
		{`"nord og ned" krim`, "'nord+og+ned' krim*"},
		{`«Nord og ned»`, "'nord+og+ned'"},
		{`"uten slutt`, "'uten+slutt'"},
		{"-krim bok ", "-krim bok"},
		{"jul - kalender ", "jul kalender"},
		{"e-bok ", "e bok"},
		{"katt OR hund ", "katt|hund"},
		{"OR hund OR", "hund or*"},
		{"formidler:Nana krim", "presenter:nana krim*"},
		{`bibliotek:"Gjesdal folkebibliotek"`, "library:'gjesdal+folkebibliotek'"},
		{"kind:film ", "kind:video"},
		{"kind:photo ", "kind:photo/photo"},
		{"ukjent:ting ", "ukjent ting"},
		{"formidler: nana ", "formidler nana"},
		{"dato:2024-05..2024-06", "20240501..20240701"},
		{"recorded:..2023", "00010101..20240101"},
		{"recorded:i går", "gar*"},
		{"17.5.2024 ", "17 5 2024"},
		{"krim* bok ", "krim* bok"},
		{"http://a.b/c ", "http b c"},
		{":::-- \"\" ( ) AND [", "and"},
	}
	for _, tt := range tests {
		if got := show(parse(tt.text, codes)); got != tt.want {
			t.Errorf("parse(%q) is %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" -d e:f OR g..h`, "formidler:«å", "recorded:2024..", "-", "\"", "OR OR", "\xff\u0301-x:y", "bok:978-82-02-0000-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cs := parse(text, nil)
		leaves := 0
		for _, c := range cs {
			if len(c) == 0 {
				t.Fatalf("parse(%q) has an empty clause", text)
			}
			for _, l := range c {
				leaves++
				if (l.kind == leafWord || l.kind == leafPhrase) && (len(l.words) == 0 || l.words[0] == "") {
					t.Fatalf("parse(%q) has a leaf without words", text)
				}
				if l.at.From < 0 || l.at.To < l.at.From || l.at.To > len(text) {
					t.Fatalf("parse(%q) has a word at %v", text, l.at)
				}
				for _, w := range l.words {
					if !utf8.ValidString(w) {
						t.Fatalf("parse(%q) has the word %q", text, w)
					}
				}
			}
		}
		if leaves > maxLeaves {
			t.Fatalf("parse(%q) has %d leaves", text, leaves)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(formatCursor(hit{rankKey{1, 2}, "id"}, SortNewest))
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseCursor(s, SortNewest)
		if err == nil && h != nil && (h.id == "" || len(h.id) > maxIDBytes) {
			t.Fatalf("cursor %q has id %q", s, h.id)
		}
	})
}
