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
	mostSuggested = 20     // of one asset
	mostScanned   = 50_000 // bytes of one text
	pieceStep     = 300    // bytes of a text in which facts are looked for at once; what begins in them may go on
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
	var all []found
	for from := 0; from < len(text); from += pieceStep {
		all = append(all, factsNear(text, from, base, now)...)
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

// factsNear finds the facts that begin in one piece of a text. Patterns are slow and most pieces hold nothing: a pattern is
// tried only where one of the words stands without which it finds nothing.
func factsNear(text string, from int, base, now time.Time) (all []found) {
	piece := text[from:min(len(text), from+pieceStep+longestFact)]
	lower, digits := strings.ToLower(piece), strings.ContainsAny(piece, "0123456789")
	for _, look := range factPatterns() {
		if !look.may(lower, digits) {
			continue
		}
		for _, m := range look.pattern.FindAllStringSubmatchIndex(piece, -1) {
			if m[0] >= pieceStep || !bounded(text, from+m[0], from+m[1]) {
				continue
			}
			words := make([]string, len(m)/2)
			for i := range words {
				if m[2*i] >= 0 {
					words[i] = piece[m[2*i]:m[2*i+1]]
				}
			}
			if on := look.checkOn(words, base, now); on != "" {
				shown := strings.TrimSuffix(strings.Join(strings.Fields(words[0]), " "), ".") // the end of a sentence
				all = append(all, found{Fact{Kind: look.kind, Text: shown, CheckOn: on, State: FactHolds}, from + m[0], from + m[1]})
			}
		}
	}
	return all
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
	hints   []string // one of which is in whatever it finds, in small letters
	digits  bool     // and so is a digit
	pattern *regexp.Regexp
	checkOn func(words []string, base, now time.Time) string
}

// may reports whether the pattern may find something in a text of small letters.
func (p factPattern) may(lower string, digits bool) bool {
	return (digits || !p.digits) && slices.ContainsFunc(p.hints, func(hint string) bool { return strings.Contains(lower, hint) })
}

// after gives the day some months from now.
func after(months int) func([]string, time.Time, time.Time) string {
	return func(_ []string, _, now time.Time) string { return now.AddDate(0, months, 0).Format(time.DateOnly) }
}
