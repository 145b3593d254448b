package norwegian_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// FuzzForm: whatever stands in a text becomes words in order, and every form of a word is proper text.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"Høytlesing på lørdag", "978-82-02-00002-1", "bussjåfør", "\xff\u0301å", "🎄🎄 a", "قراءة Читаємо", "1-", "ååå-aaa"} {
		f.Add(s)
	}
	lex := norwegian.Shipped()
	learned := lex.Learn([]string{"hundvag", "fjomp"})
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, at := range norwegian.Words(text) {
			if at.From < end || at.To <= at.From || at.To > len(text) {
				t.Fatalf("words of %q have the span %v after %d", text, at, end)
			}
			end = at.To
			form := lex.Form(norwegian.Surface(text[at.From:at.To]), learned)
			for _, s := range append(form.Parts, form.Surface, form.Canonical) {
				if !utf8.ValidString(s) || strings.ContainsAny(s, " \x00") {
					t.Fatalf("a form of %q is %q", text, s)
				}
			}
			for _, p := range form.Parts {
				if p == "" {
					t.Fatalf("%q has an empty part: %v", text, form)
				}
			}
		}
	})
}
