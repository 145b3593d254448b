package web

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// TestRuleWords holds the plain words of rules in all languages: of every kind that the form makes, of what is shipped, and of
// what other calendars write.
func TestRuleWords(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	texts, err := locale.New(zone)
	if err != nil {
		t.Fatal(err)
	}
	rules := []catalog.Rule{}
	for _, rrule := range []string{"FREQ=WEEKLY;BYDAY=TU,MO,TH", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;WKST=MO;UNTIL=20270616;BYDAY=WE", "FREQ=MONTHLY;BYDAY=-1TU", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU,3TU",
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=12", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=TU",
		"FREQ=MONTHLY;BYMONTH=1,6;BYDAY=5FR", "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=5", "FREQ=YEARLY;BYMONTH=11;BYDAY=2SU", "FREQ=YEARLY;BYWEEKNO=46;BYDAY=MO", "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3;BYMONTH=7",
		"FREQ=DAILY;BYDAY=SA,SU", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"} {
		rules = append(rules, catalog.Rule{RRule: rrule, Start: "2026-09-01"})
	}
	rules = append(rules, catalog.Rule{Date: "04-23", Time: "19:00", Duration: 90 * time.Minute}, catalog.Rule{Easter: &catalog.EasterSpan{From: -14, To: 1}}, catalog.Rule{ISOWeek: 46, Until: "2030-12-31"},
		catalog.Rule{Easter: &catalog.EasterSpan{From: 20, To: 20}}, catalog.Rule{Dates: []string{"2026-09-16", "2027-09-22"}, Days: 5},
		catalog.Rule{RRule: "FREQ=WEEKLY;BYDAY=TU", Start: "2026-09-01", Time: "10:00", Season: &catalog.Season{From: "08-15", To: "06-15"}, Pause: true, Also: []string{"2026-12-24"}}, catalog.Rule{})
	shipped, err := catalog.Occasions()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range shipped {
		rules = append(rules, o.Rule)
	}
	var got strings.Builder
	for _, lang := range locale.Languages() {
		l := texts.Localizer(lang)
		for _, r := range rules {
			words := strings.ReplaceAll(ruleWords(l, r), "\u00a0", " ")
			got.WriteString(lang + ": " + words + "\n")
			if strings.Contains(words, "FREQ=") != (r.RRule == "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR") || strings.Contains(words, "offers.") {
				t.Errorf("%+v is told as %q", r, words)
			}
		}
	}
	const golden = "testdata/rules.txt"
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("%v; got\n%s", err, got.String())
	}
}
