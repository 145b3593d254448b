package catalog

import (
	"slices"
	"strings"
	"time"
)

// FactKind says what of an asset may cease to be true.
type FactKind string

// The kinds of facts that age.
const (
	FactDate   FactKind = "date"
	FactHours  FactKind = "hours"
	FactPrice  FactKind = "price"
	FactRoom   FactKind = "room"
	FactPerson FactKind = "person"
)

// FactKinds lists every kind.
func FactKinds() []FactKind {
	return []FactKind{FactDate, FactHours, FactPrice, FactRoom, FactPerson}
}

// FactState is what somebody has said about a fact.
type FactState string

// The states of a fact.
const (
	FactHolds     FactState = "holds"     // it is true until it is to be checked again
	FactOutdated  FactState = "outdated"  // it is true no longer, and the asset still says it
	FactDismissed FactState = "dismissed" // it was suggested, and is nothing that ages
)

const (
	mostAging   = 50
	longestFact = 200 // characters
)

// Fact is something that an asset says or shows and that ages: a date, a price, a room. A person has confirmed it.
type Fact struct {
	ID      string
	Kind    FactKind
	Text    string // as the asset says it
	CheckOn string // the day from which it counts no longer unless somebody looks again, as 2026-06-13; of what holds it must be there
	State   FactState
	By      string // an Actor's ID
	At      time.Time
}

// Past reports whether a fact keeps an asset from being suggested on a day.
func (f Fact) Past(day string) bool {
	return f.State == FactOutdated || f.State == FactHolds && f.CheckOn <= day
}

// ShelfLife is how long what an asset says can be relied on.
type ShelfLife struct {
	Past    []Fact // what counts no longer, and why the asset is not suggested
	CheckOn string // the first day on which something has to be looked at again; empty: nothing that ages is known
}

// Over reports whether an asset says something that counts no longer.
func (s ShelfLife) Over() bool { return len(s.Past) > 0 }

// ShelfLife tells how long what an asset says can be relied on, as seen on the day that it is at a time in the time's own
// zone. What nobody has confirmed does not count.
func (a Asset) ShelfLife(at time.Time) ShelfLife {
	day := at.Format(time.DateOnly)
	var out ShelfLife
	for _, f := range a.Facts {
		if f.Past(day) {
			out.Past = append(out.Past, f)
		}
		if on := f.checkOn(); on != "" && (out.CheckOn == "" || on < out.CheckOn) {
			out.CheckOn = on
		}
	}
	return out
}

// checkOn is the day on which somebody has to look at a fact: of what is outdated the day on which that was said.
func (f Fact) checkOn() string {
	switch f.State {
	case FactHolds:
		return f.CheckOn
	case FactOutdated:
		return f.At.Format(time.DateOnly)
	}
	return ""
}

// CheckOn is the first day on which one of the asset's facts has to be looked at; empty when there is none.
func (a Asset) CheckOn() string { return a.ShelfLife(time.Time{}).CheckOn }

// staleCodes are the codes of the filter ByStale that an asset has.
func (a Asset) staleCodes(suggested []Fact, at time.Time) []string {
	out := []string{StaleNo}
	if a.ShelfLife(at).Over() {
		out[0] = StaleYes
	}
	if len(suggested) > 0 {
		out = append(out, StaleUnconfirmed)
	}
	return out
}

// StaleCodes are the codes of the filter ByStale that an asset has at a time, given what is said in its captions.
func StaleCodes(a Asset, said string, at time.Time) []string {
	return a.staleCodes(SuggestFacts(a, said, at), at)
}

// check refuses what a fact cannot say. What is dismissed or outdated needs no day.
func (f *Fact) check(c *checker) {
	oneOf(c, "kind", &f.Kind, FactKinds()...)
	oneOf(c, "state", &f.State, FactHolds, FactOutdated, FactDismissed)
	c.line("text", &f.Text, longestFact)
	c.noIdentityNumber("text", f.Text)
	if f.Text == "" {
		c.refuse("text", KeyRequired, nil)
	}
	switch _, err := time.Parse(time.DateOnly, f.CheckOn); {
	case f.State == FactHolds && f.CheckOn == "":
		c.refuse("check_on", KeyRequired, nil)
	case f.CheckOn != "" && err != nil:
		c.refuse("check_on", KeyBadDate, nil)
	}
	if f.State != FactHolds {
		f.CheckOn = ""
	}
}

// sameText reports whether two texts say the same, in whatever case and spacing.
func sameText(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// knows reports whether somebody has said something about a fact already.
func (a Asset) knows(f Fact) bool {
	return slices.ContainsFunc(a.Facts, func(had Fact) bool { return had.Kind == f.Kind && sameText(had.Text, f.Text) })
}
