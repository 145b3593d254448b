package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameInUse is a tag or a presenter with how many assets outside the bin carry it. The ID of a tag is its word.
type NameInUse struct {
	ID, Name string
	Aliases  []string
	Count    int
}

// Likeness of two names.
const (
	SameWord  = "same_word"  // but for case, accents, æ or ae, blanks and marks
	SameForm  = "form"       // but for an ending: singular and plural
	SameTyped = "mistyping"  // but for one letter
	SameAlias = "other_name" // one is another name of the other
)

// Double is two names that are likely to mean the same: Into is the one that more assets carry.
type Double struct {
	From, Into NameInUse
	Why        string
}

// mostDoubles bounds how many doubles are told of.
const mostDoubles = 200

// Doubles suggests which tags or presenters may be merged, those first that are the most alike and carried the most.
func (s *Assets) Doubles(ctx context.Context, actor Actor, kind Kind) ([]Double, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	names, err := s.store.NamesInUse(ctx, kind)
	if err != nil {
		return nil, err
	}
	return doubles(names, kind == KindTag), nil
}

// doubles pairs names that are alike. Words have endings; the names of people have none.
func doubles(names []NameInUse, words bool) []Double {
	var out []Double
	paired := map[[2]string]bool{}
	pair := func(why string, group []NameInUse, really func(a, b NameInUse) bool) {
		for i, a := range group {
			for _, b := range group[i+1:] {
				into, from := order(a, b)
				if key := [2]string{from.ID, into.ID}; from.ID != into.ID && !paired[key] && really(a, b) {
					paired[key] = true
					out = append(out, Double{From: from, Into: into, Why: why})
				}
			}
		}
	}
	always := func(NameInUse, NameInUse) bool { return true }
	for _, group := range grouped(names, func(n NameInUse) []string { return []string{bare(n.Name)} }) {
		pair(SameWord, group, always)
	}
	for _, group := range grouped(names, otherNames) {
		pair(SameAlias, group, always)
	}
	if words {
		for _, group := range grouped(names, func(n NameInUse) []string { return stems(bare(n.Name)) }) {
			pair(SameForm, group, sameForm)
		}
	}
	for _, group := range grouped(names, func(n NameInUse) []string { return shortened(bare(n.Name)) }) {
		pair(SameTyped, group, func(a, b NameInUse) bool { return mistyped(bare(a.Name), bare(b.Name)) })
	}
	return out[:min(len(out), mostDoubles)]
}

// order puts the name first that more carry; of equals the one that comes first in the alphabet.
func order(a, b NameInUse) (into, from NameInUse) {
	if a.Count > b.Count || a.Count == b.Count && a.Name <= b.Name {
		return a, b
	}
	return b, a
}

// grouped puts names together that share a key; of the groups those come first that more assets carry.
func grouped(names []NameInUse, keys func(NameInUse) []string) [][]NameInUse {
	by := map[string][]NameInUse{}
	for _, n := range names {
		for _, k := range distinctWords(keys(n)) {
			by[k] = append(by[k], n)
		}
	}
	var out [][]NameInUse
	for _, group := range by {
		if len(group) > 1 {
			out = append(out, group)
		}
	}
	weight := func(group []NameInUse) (n int) {
		for _, one := range group {
			n += one.Count
		}
		return n
	}
	slices.SortFunc(out, func(a, b []NameInUse) int {
		return cmp.Or(weight(b)-weight(a), strings.Compare(a[0].Name, b[0].Name), strings.Compare(a[1].Name, b[1].Name))
	})
	return out
}

func distinctWords(words []string) []string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	slices.Sort(words)
	return slices.Compact(words)
}

// otherNames are the name and the aliases, as they are compared.
func otherNames(n NameInUse) []string {
	out := []string{bare(n.Name)}
	for _, a := range n.Aliases {
		out = append(out, bare(a))
	}
	return out
}

// bare is a name without all that people write in different ways: case, accents, æ, ø and å or what stands for them,
// blanks and marks.
func bare(name string) string {
	name = strings.NewReplacer("æ", "ae", "ä", "ae", "ø", "o", "ö", "o", "oe", "o", "å", "a", "aa", "a", "&", "og").
		Replace(norm.NFC.String(strings.ToLower(name)))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFD.String(name))
}

// endings are those of Norwegian nouns and adjectives, and of English plurals.
func endings() []string {
	return []string{"", "e", "a", "n", "r", "s", "t", "en", "et", "er", "ar", "or", "ene", "ane", "one", "ets", "ens"}
}

// stems are what may be left of a word without its ending; of short words none are taken.
func stems(word string) []string {
	var out []string
	for _, end := range endings() {
		if stem, ok := strings.CutSuffix(word, end); ok && len(stem) >= 4 {
			out = append(out, stem)
		}
	}
	return out
}

// sameForm reports whether two words are forms of one: what they share is all but endings, and the longer one tells it.
func sameForm(a, b NameInUse) bool {
	short, long := bare(a.Name), bare(b.Name)
	if len(short) > len(long) {
		short, long = long, short
	}
	if numbered(short) || numbered(long) {
		return false
	}
	for _, end := range endings() {
		stem, ok := strings.CutSuffix(short, end)
		if rest, within := strings.CutPrefix(long, stem); ok && within && len(stem) >= 4 && slices.Contains(endings(), rest) {
			return true
		}
	}
	return false
}

// numbered reports whether a word holds a digit: 2024 and 2025 are no mistyping.
func numbered(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) }

// shortened are a name and what is left when one letter of it goes: names that differ in one letter share one of them.
func shortened(name string) []string {
	letters := []rune(name)
	if len(letters) < 5 || len(letters) > 60 || numbered(name) {
		return nil
	}
	out := []string{name}
	for i := range letters {
		out = append(out, string(letters[:i])+string(letters[i+1:]))
	}
	return out
}

// mistyped reports whether two names differ by one letter that is missing, wrong, or in the other's place.
func mistyped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	from := 0
	for from < len(x) && x[from] == y[from] {
		from++
	}
	to := 0
	for to < len(x)-from && x[len(x)-1-to] == y[len(y)-1-to] {
		to++
	}
	left, right := x[from:len(x)-to], y[from:len(y)-to]
	switch {
	case len(left) <= 1:
		return len(right) == 1
	case len(left) == 2 && len(right) == 2:
		return left[0] == right[1] && left[1] == right[0]
	}
	return false
}
