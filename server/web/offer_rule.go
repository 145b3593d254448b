package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// The ways in which the form says when an offer comes.
const (
	wayWeekly  = "weekly"
	wayMonthly = "monthly" // the n-th weekday
	wayMonth   = "monthday"
	wayYearly  = "yearly" // the n-th weekday of a month
	wayYear    = "date"
	wayEaster  = "easter"
	wayWeek    = "week"
	wayDates   = "dates"
	wayRule    = "rule"
)

func ways() []string {
	return []string{wayWeekly, wayMonthly, wayMonth, wayYearly, wayYear, wayEaster, wayWeek, wayDates, wayRule}
}

// partOf tells to which way to say when it comes a field of the form belongs; empty: to none.
func partOf(field string) string {
	return map[string]string{"weekdays": wayWeekly, "weeks": wayWeekly, "nth": wayMonthly, "weekday": wayMonthly, "months": wayMonthly, "month_day": wayMonth, "year_nth": wayYearly, "year_weekday": wayYearly, "year_month": wayYearly,
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
	month    int
}

// nths are the places of a weekday in the month that the form offers.
func nths() []int { return []int{1, 2, 3, 4, 5, -2, -1} }

// plainly says a rule in the words of the form, as far as they reach: what the form cannot say back stays a rule.
func plainly(r catalog.Rule) plainRule {
	p := plainRule{way: wayMonthly, every: 1, nth: -1, weekdays: []string{"TU"}, day: 1, month: 1}
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
		p.recur(partsOf(r.RRule), r.Start)
	}
	return p
}

// recur says an RRULE in the words of the form.
func (p *plainRule) recur(r ruleParts, start string) {
	p.way = wayRule
	if r["COUNT"] != "" || r["UNTIL"] != "" {
		return
	}
	every, days := r.number("INTERVAL", 1), r.list("BYDAY")
	nth, weekday := 0, ""
	if len(days) == 1 && len(days[0]) > 2 {
		weekday = days[0][len(days[0])-2:]
		nth, _ = strconv.Atoi(days[0][:len(days[0])-2])
	}
	switch freq := r["FREQ"]; {
	case freq == "WEEKLY" && r.holds("BYDAY") && (every == 1 || r["WKST"] == "" || r["WKST"] == "MO"):
		if p.way, p.every, p.weekdays = wayWeekly, every, days; len(days) == 0 {
			p.weekdays = []string{weekdayOfStart(start)}
		}
	case freq == "MONTHLY" && r.holds("BYDAY") && slices.Contains(nths(), nth):
		p.way, p.every, p.nth, p.weekdays = wayMonthly, every, nth, []string{weekday}
	case freq == "MONTHLY" && every == 1 && r.holds("BYMONTHDAY") && r.number("BYMONTHDAY", 0) != 0:
		p.way, p.day = wayMonth, r.number("BYMONTHDAY", 1)
	case freq == "YEARLY" && every == 1 && r.holds("BYMONTH", "BYDAY") && r.number("BYMONTH", 0) != 0 && slices.Contains(nths(), nth):
		p.way, p.nth, p.weekdays, p.month = wayYearly, nth, []string{weekday}, r.number("BYMONTH", 1)
	}
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
	case wayYearly:
		r.RRule = fmt.Sprintf("FREQ=YEARLY;BYMONTH=%s;BYDAY=%s%s", sent.Get("year_month"), sent.Get("year_nth"), sent.Get("year_weekday"))
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
	for _, day := range splitWords(sent.Get("also")) {
		r.Also = append(r.Also, typedDay(day))
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
