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
		{"bok -kri", "bok -kri"},
		{"jul - kalender ", "jul kalender"},
		{"e-bok ", "e bok"},
		{"katt OR hund ", "katt|hund"},
		{"OR hund OR", "hund or*"},
		{"formidler:Nana krim", "presenter:nana krim*"},
		{`bibliotek:"Gjesdal folkebibliotek"`, "library:'gjesdal+folkebibliotek'"},
		{"kind:film ", "kind:video"},
		{"kind:photo ", "kind:photo"},
		{"kind:Photo ", "kind:Photo/photo"},
		{"ukjent:ting ", "ukjent ting"},
		{"formidler: nana ", "formidler nana"},
		{"dato:2024-05..2024-06", "20240501..20240701"},
		{"recorded:..2023", "00010101..20240101"},
		{"recorded:i går", "gar*"},
		{"17.5.2024 ", "20240517..20240518|'17+5+2024'"},
		{"-2024-05-17 ", "-20240517..20240518 -'2024+05+17'"},
		{"hund OR 2024-05-17 ", "hund|20240517..20240518|'2024+05+17'"},
		{"2024-05-17 krim", "20240517..20240518|'2024+05+17' krim*"},
		{"-e-bok krim ", "-'e+bok' krim"},
		{"dato:mai 2025 krim ", "20250501..20250601 krim"},
		{"dato:17. mai 2025 ", "20250517..20250518"},
		{`dato:"17. mai 2025"`, "20250517..20250518"},
		{"dato:>=2024 ", "20240101..00010101"},
		{"dato:<2024-03 ", "00010101..20240301"},
		{"dato:2023-2024 ", "20230101..20250101"},
		{"dato:2025..2023 ", "20230101..20260101"},
		{"978-82-02-00002-1 ", "9788202000021"},
		{"978 82 02 00002 1 bok ", "9788202000021 bok"},
		{"ISBN 978 82 02 00002 1 ", "9788202000021"},
		{"isbn:9788202000021 ", "book:9788202000021"},
		{"hå bibliotek ", "ha bibliotek"},
		{"🎄 jul ", "🎄 jul"},
		{"C++ ", "c"},
		{"O'Connor ", "o connor"},
		{"@sola_bibliotek #krim ", "sola bibliotek krim"},
		{"Читаємо قراءة ", "читаємо قراءة"},
		{"krim* bok ", "krim* bok"},
		{"http://a.b/c ", "http b c"},
		{":::-- \"\" ( ) AND [", "and"},
	}
	for _, tt := range tests {
		cs, _ := parse(tt.text, codes, nil)
		if got := show(cs); got != tt.want {
			t.Errorf("parse(%q) is %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a "b c" -d e:f OR g..h`, "formidler:«å", "recorded:2024..", "-", "\"", "OR OR", "\xff\u0301-x:y", "bok:978-82-02-0000-1",
		"ISBN 978 82 02 00002 1", "dato:17. mai 2025 jul", "dato:>=2024..", "-e-bok 2024-05-17", "a:\"b", "j. nesbø 🎄"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cs, hints := parse(text, nil, nil)
		for _, h := range hints {
			if !utf8.ValidString(h.Text) || len(h.Text) > maxHintBytes || h.Kind == "" {
				t.Fatalf("parse(%q) has the hint %q", text, h)
			}
		}
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
