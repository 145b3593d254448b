package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// The ways in which the form says when an offer comes.
const (
	wayWeekly  = "weekly"
	wayMonthly = "monthly" // the n-th weekday
	wayMonth   = "monthday"
	wayYear    = "date"
	wayEaster  = "easter"
	wayWeek    = "week"
	wayDates   = "dates"
	wayRule    = "rule"
)

func ways() []string {
	return []string{wayWeekly, wayMonthly, wayMonth, wayYear, wayEaster, wayWeek, wayDates, wayRule}
}

// partOf tells to which way to say when it comes a field of the form belongs; empty: to none.
func partOf(field string) string {
	return map[string]string{"weekdays": wayWeekly, "weeks": wayWeekly, "nth": wayMonthly, "weekday": wayMonthly, "months": wayMonthly, "month_day": wayMonth,
		"date": wayYear, "easter_from": wayEaster, "easter_to": wayEaster, "iso_week": wayWeek, "dates": wayDates, "rrule": wayRule}[field]
}

func weekdayCodes() []string { return []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"} }

// plainRule is a rule in the words of the form.
type plainRule struct {
	way      string
	every    int
	weekdays []string // codes
	nth      int
	day      int // of the month
}

var (
	weeklyRule  = regexp.MustCompile(`^FREQ=WEEKLY(?:;INTERVAL=(\d+))?(?:;BYDAY=([A-Z,]+))?$`)
	monthlyRule = regexp.MustCompile(`^FREQ=MONTHLY(?:;INTERVAL=(\d+))?;BYDAY=(-?[1-5])([A-Z]{2})$`)
	monthRule   = regexp.MustCompile(`^FREQ=MONTHLY(?:;INTERVAL=(\d+))?;BYMONTHDAY=(-?\d+)$`)
)

// plainly says a rule in the words of the form, as far as they reach.
func plainly(r catalog.Rule) plainRule {
	p := plainRule{way: wayMonthly, every: 1, nth: -1, weekdays: []string{"TU"}, day: 1}
	number := func(s string) int { n, _ := strconv.Atoi(s); return max(n, 1) }
	switch {
	case r.Date != "":
		p.way = wayYear
	case r.Easter != nil:
		p.way = wayEaster
	case r.ISOWeek != 0:
		p.way = wayWeek
	case len(r.Dates) > 0:
		p.way = wayDates
	case r.RRule != "":
		p.way = wayRule
	}
	if m := weeklyRule.FindStringSubmatch(r.RRule); m != nil {
		p.way, p.every, p.weekdays = wayWeekly, number(m[1]), strings.Split(m[2], ",")
		if m[2] == "" {
			start, _ := time.Parse(time.DateOnly, r.Start)
			p.weekdays = []string{weekdayCodes()[(int(start.Weekday())+6)%7]}
		}
	}
	if m := monthlyRule.FindStringSubmatch(r.RRule); m != nil {
		p.way, p.every, p.weekdays = wayMonthly, number(m[1]), []string{m[3]}
		p.nth, _ = strconv.Atoi(m[2])
	}
	if m := monthRule.FindStringSubmatch(r.RRule); m != nil && number(m[1]) == 1 {
		p.way = wayMonth
		p.day, _ = strconv.Atoi(m[2])
	}
	return p
}

// readRule reads what the form says of when it comes. What cannot be read is left for the catalogue to refuse.
func readRule(sent url.Values, now time.Time) (catalog.Rule, error) {
	r := catalog.Rule{Start: sent.Get("start"), Until: sent.Get("until"), Time: sent.Get("time"), Pause: sent.Get("pause") == "true"}
	var wrong error
	count := func(field string) int {
		n, err := readCount(field, sent)
		if err != nil && wrong == nil {
			wrong = err
		}
		return n
	}
	r.Duration, r.Days = time.Duration(count("duration"))*time.Minute, count("days")
	switch sent.Get("way") {
	case wayWeekly:
		r.RRule = fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d;BYDAY=%s", max(count("weeks"), 1), strings.Join(sent["weekdays"], ","))
		r.RRule = strings.TrimSuffix(r.RRule, ";BYDAY=")
	case wayMonthly:
		r.RRule = fmt.Sprintf("FREQ=MONTHLY;INTERVAL=%d;BYDAY=%s%s", max(count("months"), 1), sent.Get("nth"), sent.Get("weekday"))
	case wayMonth:
		r.RRule = "FREQ=MONTHLY;BYMONTHDAY=" + strings.TrimSpace(sent.Get("month_day"))
	case wayYear:
		r.Date = yearDay(sent.Get("date"))
	case wayEaster:
		r.Easter = &catalog.EasterSpan{From: count("easter_from"), To: count("easter_to")}
	case wayWeek:
		r.ISOWeek = count("iso_week")
	case wayDates:
		for _, day := range splitWords(sent.Get("dates")) {
			r.Dates = append(r.Dates, typedDay(day))
		}
	case wayRule:
		r.RRule = sent.Get("rrule")
	}
	r.RRule = strings.Replace(r.RRule, ";INTERVAL=1;", ";", 1)
	if r.RRule != "" && r.Start == "" && !strings.Contains(strings.ToUpper(r.RRule), "DTSTART") {
		r.Start = now.Format(time.DateOnly)
	}
	if from, to := yearDay(sent.Get("season_from")), yearDay(sent.Get("season_to")); from != "" || to != "" {
		r.Season = &catalog.Season{From: from, To: to}
	}
	return r, wrong
}

// readCount reads a whole number; nothing is 0.
func readCount(field string, sent url.Values) (int, error) {
	s := strings.ReplaceAll(strings.TrimSpace(sent.Get(field)), "−", "-")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyInvalid,
			Fields: []catalog.FieldError{{Location: field, Key: catalog.KeyOutOfRange, Args: catalog.Args{"min": -366, "max": 1000}}}}
	}
	return n, nil
}

// yearDay makes 04-23 of 23.4. What is neither stays as it was typed.
func yearDay(s string) string {
	s = strings.TrimSpace(s)
	if t, err := time.Parse("2.1.2006", strings.TrimSuffix(s, ".")+".2024"); err == nil {
		return t.Format("01-02")
	}
	return s
}

// saidDay is the counterpart of yearDay.
func saidDay(s string) string {
	if t, err := time.Parse("2006-01-02", "2024-"+s); err == nil {
		return t.Format("2.1.")
	}
	return s
}

// typedDay makes 2026-09-16 of 16.9.2026.
func typedDay(s string) string {
	if t, err := time.Parse("2.1.2006", s); err == nil {
		return t.Format(time.DateOnly)
	}
	return s
}

// ruleWords says a rule in plain words.
func ruleWords(l *locale.Localizer, r catalog.Rule) string {
	if r.Empty() {
		return l.T("offers.says.none", nil)
	}
	p := plainly(r)
	args := map[string]any{"count": p.every}
	switch p.way {
	case wayWeekly:
		var days []string
		for _, code := range p.weekdays {
			days = append(days, l.T("weekday."+strconv.Itoa(slices.Index(weekdayCodes(), code)+1), nil))
		}
		args["days"] = strings.Join(days, ", ")
	case wayMonthly:
		args["nth"], args["day"] = l.T("offers.nth."+strconv.Itoa(p.nth), nil), l.T("weekday."+strconv.Itoa(slices.Index(weekdayCodes(), p.weekdays[0])+1), nil)
	case wayMonth:
		args["day"] = strconv.Itoa(p.day)
	case wayYear:
		args["day"] = saidDay(r.Date)
	case wayEaster:
		args["from"], args["to"] = strconv.Itoa(r.Easter.From), strconv.Itoa(r.Easter.To)
	case wayWeek:
		args["week"] = strconv.Itoa(r.ISOWeek)
	case wayDates:
		args["count"] = len(r.Dates)
	case wayRule:
		args["rule"] = r.RRule
	}
	said := []string{l.T("offers.says."+p.way, args)}
	if r.Time != "" {
		said = append(said, l.T("offers.says.time", map[string]any{"time": strings.Replace(r.Time, ":", ".", 1)}))
	}
	if r.Season != nil {
		said = append(said, l.T("offers.says.season", map[string]any{"from": saidDay(r.Season.From), "to": saidDay(r.Season.To)}))
	}
	if r.Pause {
		said = append(said, l.T("offers.says.pause", nil))
	}
	return strings.Join(said, ", ")
}
