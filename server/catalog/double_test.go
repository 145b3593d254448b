package catalog

import (
	"fmt"
	"slices"
	"testing"
)

func TestDoubles(t *testing.T) {
	names := func(words ...string) []NameInUse {
		var out []NameInUse
		for i, w := range words {
			out = append(out, NameInUse{ID: w, Name: w, Count: len(words) - i})
		}
		return out
	}
	tests := []struct {
		names []NameInUse
		tags  bool
		want  []string
	}{
		{names("påskekrim", "Påske-krim", "paaskekrim"), true, []string{"Påske-krim → påskekrim same_word", "paaskekrim → påskekrim same_word", "paaskekrim → Påske-krim same_word"}},
		{names("særlig", "saerlig"), true, []string{"saerlig → særlig same_word"}},
		{names("boktips", "boktipset", "bok", "boka"), true, []string{"boktipset → boktips form"}},
		{names("lesetips", "lestips"), true, []string{"lestips → lesetips mistyping"}},
		{names("pappatreff", "pappaterff", "pappatref"), true, []string{"pappaterff → pappatreff mistyping", "pappatref → pappatreff mistyping"}},
		{names("utstillinger", "utstilling", "utstillingen", "utstillingene"), true, []string{"utstilling → utstillinger form", "utstillingen → utstillinger form",
			"utstillingene → utstillinger form", "utstillingen → utstilling form", "utstillingene → utstilling form", "utstillingene → utstillingen form"}},
		{names("2024", "2025", "sommer2024", "sommer2025"), true, nil},
		{names("hest", "fest", "krim", "kram", "hav", "sommer", "vinter"), true, nil},
		{names("Nana Jakobsen", "Nana Jacobsen", "nana jakobsen"), false, []string{"nana jakobsen → Nana Jakobsen same_word", "Nana Jacobsen → Nana Jakobsen mistyping", "nana jakobsen → Nana Jacobsen mistyping"}},
		{names("Hanne", "Hannes"), false, []string{"Hannes → Hanne mistyping"}},
		{[]NameInUse{{ID: "1", Name: "Kari Nordmann", Aliases: []string{"Kari N."}, Count: 1}, {ID: "2", Name: "kari n"}}, false, []string{"kari n → Kari Nordmann other_name"}},
		{[]NameInUse{{ID: "1", Name: "Kari"}, {ID: "2", Name: "Kari"}}, false, []string{"Kari → Kari same_word"}},
		{names("日本語", "e\u0301", "é", "  "), true, []string{"é → e\u0301 same_word"}},
	}
	for _, test := range tests {
		var got []string
		for _, d := range doubles(test.names, test.tags) {
			got = append(got, fmt.Sprintf("%s → %s %s", d.From.Name, d.Into.Name, d.Why))
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.Equal(got, test.want) {
			t.Errorf("%v:\ngot  %q\nwant %q", test.names, got, test.want)
		}
	}
}

func TestListEdits(t *testing.T) {
	key := func(s string) string { return s }
	tests := []struct {
		edit listEdit[string]
		want string
	}{
		{listEdit[string]{}, "[a b c]"},
		{listEdit[string]{add: []string{"d", "a"}}, "[a b c d]"},
		{listEdit[string]{remove: []string{"b", "x"}}, "[a c]"},
		{listEdit[string]{remove: []string{"a", "c"}, instead: []string{"x", "b", "y"}}, "[x y b]"},
		{listEdit[string]{remove: []string{"x"}, instead: []string{"y"}}, "[a b c]"},
		{listEdit[string]{remove: []string{"b"}, instead: []string{"b"}, add: []string{"d"}}, "[a b c d]"},
		{listEdit[string]{remove: []string{"a", "b", "c"}}, "[]"},
	}
	for _, test := range tests {
		if got := fmt.Sprint(test.edit.apply([]string{"a", "b", "c"}, key)); got != test.want {
			t.Errorf("%+v: got %s, want %s", test.edit, got, test.want)
		}
	}
}
