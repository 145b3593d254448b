package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of looking for facts.
const (
	mostSuggested = 20      // of one asset
	mostScanned   = 100_000 // bytes of one text
)

// How long after it was confirmed a fact without a day of its own is to be looked at again, in months.
const (
	hoursHold   = 12
	priceHolds  = 12
	roomHolds   = 24
	personHolds = 12
)

// SuggestFacts finds what an asset seems to say that ages, in its title, its description and the words of its captions: days
// to come when it was recorded, times of day, prices, rooms and persons to turn to, in both written standards of Norwegian and
// in English. It looks for little and leaves out what tells of the past or of a book, since a person has to confirm each.
// What somebody has said something about is left out. Their days to be checked are as of now.
func SuggestFacts(a Asset, said string, now time.Time) []Fact {
	base := a.RecordedAt
	if base.IsZero() {
		base = a.CreatedAt
	}
	var out []Fact
	for _, text := range []string{a.Title, a.Description, said} {
		for _, f := range factsIn(text, base, now) {
			again := slices.ContainsFunc(out, func(had Fact) bool { return had.Kind == f.Kind && sameText(had.Text, f.Text) })
			if !again && !a.knows(f) && len(out) < mostSuggested {
				out = append(out, f)
			}
		}
	}
	return out
}

// found is a fact and where in the text it stands.
type found struct {
	Fact
	from, to int
}

// factsIn finds the facts of one text in the order in which it says them. Of two that overlap the longer one counts.
func factsIn(text string, base, now time.Time) []Fact {
	text = text[:min(len(text), mostScanned)]
	if !mayAge(text) {
		return nil
	}
	var all []found
	for _, look := range factPatterns() {
		for _, m := range look.pattern.FindAllStringSubmatchIndex(text, -1) {
			if !bounded(text, m[0], m[1]) {
				continue
			}
			words := make([]string, len(m)/2)
			for i := range words {
				if m[2*i] >= 0 {
					words[i] = text[m[2*i]:m[2*i+1]]
				}
			}
			if on := look.checkOn(words, base, now); on != "" {
				shown := strings.TrimSuffix(strings.Join(strings.Fields(words[0]), " "), ".") // the end of a sentence
				all = append(all, found{Fact{Kind: look.kind, Text: shown, CheckOn: on, State: FactHolds}, m[0], m[1]})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y found) int {
		return cmp.Or(cmp.Compare(y.to-y.from, x.to-x.from), cmp.Compare(x.from, y.from))
	})
	var kept []found
	for _, f := range all {
		if len(f.Text) <= longestFact && !slices.ContainsFunc(kept, func(k found) bool { return f.from < k.to && k.from < f.to }) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(x, y found) int { return cmp.Compare(x.from, y.from) })
	out := make([]Fact, len(kept))
	for i, f := range kept {
		out[i] = f.Fact
	}
	return out
}

// mayAge is a cheap look for anything that could be found.
func mayAge(text string) bool {
	if strings.ContainsAny(text, "0123456789") {
		return true
	}
	lower := strings.ToLower(text)
	for _, hint := range factHints() {
		if strings.Contains(lower, hint) {
			return true
		}
	}
	return false
}

// bounded reports whether a match neither begins nor ends within a word or a number.
func bounded(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after))
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// factPattern finds one kind of fact. checkOn tells, from the words of a match and its groups, when to look again; "" means
// that it is no fact that ages.
type factPattern struct {
	kind    FactKind
	pattern *regexp.Regexp
	checkOn func(words []string, base, now time.Time) string
}

// after gives the day some months from now.
func after(months int) func([]string, time.Time, time.Time) string {
	return func(_ []string, _, now time.Time) string { return now.AddDate(0, months, 0).Format(time.DateOnly) }
}
