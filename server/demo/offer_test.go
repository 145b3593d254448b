package demo_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/demo"
)

// aMonth is how often an offer comes in four weeks.
func aMonth(o demo.Offer) int {
	switch {
	case strings.Contains(o.RRule, "MONTHLY"):
		return 1
	case strings.Contains(o.RRule, "INTERVAL=2"):
		return 2
	default:
		return 4 * (strings.Count(o.RRule, ",") + 1)
	}
}

func TestACountyOffersDifferentThings(t *testing.T) {
	spelt := map[string]string{"Spelkveld for ungdom": "Spillkveld for ungdom", "Slektsgransking for nybyrjarar": "Slektsgransking for nybegynnere", "Bokbyte": "Bokbytte", "Frøbyte": "Frøbytte"}
	all, kinds, same, libraries := 0, map[string]int{}, map[string]int{}, map[string]int{}
	for _, o := range demo.New(1).Offers {
		if o.RRule == "" {
			continue
		}
		name := o.Name
		if nb := spelt[name]; nb != "" {
			name = nb
		}
		n := aMonth(o)
		all += n
		kinds[name] += n
		libraries[o.Library]++
		same[name+" "+o.RRule[strings.LastIndex(o.RRule, "BYDAY"):]+" "+o.Clock]++
	}
	if len(kinds) < 15 || len(libraries) != 24 {
		t.Errorf("got %d kinds of offers of %d libraries, want 15 of 24", len(kinds), len(libraries))
	}
	for name, n := range kinds {
		if 4*n > all {
			t.Errorf("%s comes %d of %d times, want at most a quarter", name, n, all)
		}
	}
	for when, n := range same {
		if n > 2 {
			t.Errorf("%d libraries have %s, want at most 2 at the same time", n, when)
		}
	}
}

func TestEveryOfferHasSomethingThatSuitsIt(t *testing.T) {
	c := demo.New(1)
	for _, o := range c.Offers {
		if !slices.ContainsFunc(c.Assets, func(a demo.Asset) bool {
			return o.Series != "" && a.Series == o.Series || slices.ContainsFunc(a.Tags, func(tag string) bool { return slices.Contains(o.Tags, tag) })
		}) {
			t.Errorf("%s of %s: nothing has its tags %v or is of its series", o.Name, o.Library, o.Tags)
		}
	}
}
