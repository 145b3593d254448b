package catalog

import (
	"bytes"
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asked is a rule that other programs expand too, from a start by the wall clock.
type asked struct {
	Rule  string `json:"rule"`
	Start string `json:"start"`
	Skip  bool   `json:"skip"`
}

// negativePlace finds what rrule.js gets wrong: places from the end that are not there, and those that are the same day as another.
var negativePlace = regexp.MustCompile(`BYSETPOS=(-[2-9]|[^;]*,|-1,)`)

// drawn makes a rule by chance. Weekdays with and without a number are not mixed: there the others are known to be wrong.
func drawn(r *rand.Rand) asked {
	freq := []string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}[r.IntN(4)]
	parts := []string{"FREQ=" + freq}
	some := func(one int, name string, count int, value func() string) {
		if r.IntN(one) > 0 {
			return
		}
		var list []string
		for range 1 + r.IntN(count) {
			if v := value(); !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
		parts = append(parts, name+"="+strings.Join(list, ","))
	}
	signed := func(most int) func() string {
		return func() string {
			if n := 1 + r.IntN(most); r.IntN(4) > 0 {
				return strconv.Itoa(n)
			} else {
				return strconv.Itoa(-n)
			}
		}
	}
	weekday := func() string { i := 2 * r.IntN(7); return weekdayCodes[i : i+2] }
	some(2, "INTERVAL", 1, func() string { return strconv.Itoa(1 + r.IntN(5)) })
	some(4, "BYMONTH", 4, func() string { return strconv.Itoa(1 + r.IntN(12)) })
	some(4, "WKST", 1, weekday)
	weeks := freq == "YEARLY" && r.IntN(4) == 0
	if weeks {
		some(1, "BYWEEKNO", 3, signed(51)) // the others count the last week of the year before by the length of this year
	}
	if freq == "YEARLY" {
		some(5, "BYYEARDAY", 5, signed(366))
	}
	if freq != "WEEKLY" {
		some(4, "BYMONTHDAY", 4, signed(31))
	}
	switch {
	case !weeks && (freq == "MONTHLY" || freq == "YEARLY") && r.IntN(3) == 0:
		some(1, "BYDAY", 3, func() string { return signed(5)() + weekday() })
	default:
		some(2, "BYDAY", 4, weekday)
	}
	if len(parts) > 2 {
		if freq == "DAILY" {
			some(4, "BYSETPOS", 1, signed(1))
		} else {
			some(4, "BYSETPOS", 2, signed(4))
		}
	}
	start := time.Date(1990+r.IntN(40), time.Month(1+r.IntN(12)), 1+r.IntN(31), 3+r.IntN(20), 5*r.IntN(12), 0, 0, time.UTC)
	switch r.IntN(5) {
	case 0:
		parts = append(parts, fmt.Sprintf("COUNT=%d", 1+r.IntN(60)))
	case 1:
		parts = append(parts, "UNTIL="+start.AddDate(r.IntN(20), r.IntN(12), r.IntN(31)).Format("20060102")+"T235959")
	}
	return asked{Rule: strings.Join(parts, ";"), Start: start.Format("2006-01-02T15:04:05")}
}

// TestRecurrenceAsOthers expands rules as python-dateutil and rrule.js do, over 30 years with the changes of the clock: the same
// ones every time and some new ones. FELLESMAPPA_TEST_RULES says how many.
func TestRecurrenceAsOthers(t *testing.T) {
	if testing.Short() {
		t.Skip("only computes")
	}
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	count, err := strconv.Atoi(os.Getenv("FELLESMAPPA_TEST_RULES"))
	if err != nil {
		count = 150
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("new rules from seed %d", seed)
	var rules []asked
	for _, r := range []*rand.Rand{rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(seed, 2))} {
		for range count {
			rules = append(rules, drawn(r))
		}
	}
	python, javascript := expand(t, rules, "/usr/bin/python3", "testdata/rules.py"), []string(nil)
	if script := os.Getenv("FELLESMAPPA_TEST_RRULE"); script != "" {
		asked := slices.Clone(rules)
		for i := range asked {
			// rrule.js looks for what never comes until the year 9999, and is wrong of some places.
			asked[i].Skip = negativePlace.MatchString(asked[i].Rule) || python != nil && strings.HasPrefix(python[i], "0 ")
		}
		javascript = expand(t, asked, "node", "testdata/rules.js", script)
	}
	for i, rule := range rules {
		days, instants := expanded(t, rule, zone)
		if got := digest(instants); python != nil && got != python[i] {
			t.Errorf("%+v: %s, python-dateutil says %s", rule, got, python[i])
		}
		if got := digest(days); javascript != nil && javascript[i] != "skipped" && got != javascript[i] {
			t.Errorf("%+v: %s, rrule.js says %s", rule, got, javascript[i])
		}
	}
	var easters []string
	for year := 1990; year <= 2100; year++ {
		easters = append(easters, easterSunday(year).Format(time.DateOnly))
	}
	if got := "easter " + strings.Join(easters, ","); python != nil && got != python[len(rules)] {
		t.Errorf("got %s\nwant %s", got, python[len(rules)])
	}
	if python == nil && javascript == nil {
		t.Skip("neither python-dateutil nor rrule.js is here; deploy/test brings them")
	}
}

// expand has another program expand rules; nil where it is missing.
func expand(t *testing.T, rules []asked, name string, args ...string) []string {
	t.Helper()
	var lines bytes.Buffer
	for _, rule := range rules {
		line, err := json.Marshal(rule)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	if _, err := exec.LookPath(name); err != nil || strings.Contains(name, "python") && exec.Command(name, "-c", "import dateutil").Run() != nil {
		return nil
	}
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stderr = &lines, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// expanded gives the days and the moments at which a rule comes in the 30 years from its start.
func expanded(t *testing.T, a asked, zone *time.Location) (days, instants []string) {
	t.Helper()
	rule := Rule{RRule: strings.ReplaceAll(a.Rule, "T235959", ""), Start: a.Start}
	rule.settle(zone)
	if _, wrong := parseRecurrence(rule.RRule); wrong != nil {
		t.Fatalf("%+v: %v", a, wrong)
	}
	start, _ := parseCivil(rule.Start)
	from := start.at("", zone)
	for _, one := range (Offer{Rule: rule}).Between(from, (start+30*365+1).at("", zone), zone, nil) {
		days, instants = append(days, one.Day), append(instants, strconv.FormatInt(one.StartsAt.Unix(), 10))
	}
	return days, instants
}

func digest(list []string) string {
	return fmt.Sprintf("%d %x", len(list), sha1.Sum([]byte(strings.Join(list, ","))))
}
