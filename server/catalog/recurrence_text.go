package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a recurrence: what comes more often or for longer has no end instead.
const (
	mostTimes    = 3_660
	mostInterval = 1_000
)

const weekdayCodes = "MOTUWETHFRSASU"

// parseRecurrence reads an RFC 5545 recurrence rule of days, such as "FREQ=MONTHLY;BYDAY=-1TU". A refusal names the part that it
// is about.
func parseRecurrence(text string) (recurrence, *FieldError) {
	r := recurrence{interval: 1, until: lastCivil}
	seen := map[string]bool{}
	for _, part := range strings.Split(strings.TrimSuffix(text, ";"), ";") {
		name, value, _ := strings.Cut(part, "=")
		if slices.Contains([]string{"FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY"}, part) || slices.Contains([]string{"BYHOUR", "BYMINUTE", "BYSECOND"}, name) {
			return r, &FieldError{Key: KeyTooOften}
		}
		if seen[name] || value == "" || !r.set(name, value) {
			return r, refusePart(part)
		}
		seen[name] = true
	}
	switch {
	case r.freq == "":
		return r, refusePart("FREQ")
	case r.count > mostTimes:
		return r, &FieldError{Key: KeyTooManyTimes, Args: Args{"max": mostTimes, "count": r.count}}
	case seen["COUNT"] && seen["UNTIL"]:
		return r, refusePart("COUNT, UNTIL")
	case len(r.nth) > 0 && r.freq != monthly && r.freq != yearly:
		return r, refusePart("BYDAY")
	}
	return r, nil
}

func refusePart(part string) *FieldError {
	return &FieldError{Key: KeyBadRule, Args: Args{"part": part}}
}

// set takes one part of a rule, and reports whether it can be understood.
func (r *recurrence) set(name, value string) bool {
	switch name {
	case "FREQ":
		r.freq = frequency(value)
		return slices.Contains([]frequency{yearly, monthly, weekly, daily}, r.freq)
	case "INTERVAL":
		return number(&r.interval, value, 1, mostInterval)
	case "COUNT":
		return number(&r.count, value, 1, 1<<31)
	case "UNTIL":
		return r.setUntil(value)
	case "WKST":
		r.first = strings.Index(weekdayCodes, value) / 2
		return weekdayOf(value) >= 0
	case "BYMONTH":
		r.byMonth = true
		var months []int
		ok := numbers(&months, value, 1, 12, false)
		for _, m := range months {
			r.months[m] = true
		}
		return ok
	case "BYWEEKNO":
		return numbers(&r.weeks, value, 1, 53, true)
	case "BYYEARDAY":
		return numbers(&r.yearDays, value, 1, 366, true)
	case "BYMONTHDAY":
		return numbers(&r.days, value, 1, 31, true)
	case "BYSETPOS":
		return numbers(&r.places, value, 1, 366, true)
	case "BYDAY":
		r.byDay = true
		return r.setWeekdays(value)
	}
	return false
}

// setUntil takes the last day; a time of day was made into one before.
func (r *recurrence) setUntil(value string) bool {
	if len(value) != 8 {
		return false
	}
	c, ok := parseCivil(value[:4] + "-" + value[4:6] + "-" + value[6:])
	r.until = c
	return ok
}

func (r *recurrence) setWeekdays(value string) bool {
	for _, one := range strings.Split(value, ",") {
		if len(one) < 2 {
			return false
		}
		wd, n := weekdayOf(one[len(one)-2:]), 0
		if wd < 0 {
			return false
		}
		if one = one[:len(one)-2]; one == "" {
			r.weekdays[wd] = true
			continue
		}
		if !number(&n, strings.TrimPrefix(one, "+"), -53, 53) || n == 0 {
			return false
		}
		r.nth = append(r.nth, nthWeekday{wd, n})
	}
	return true
}

// weekdayOf counts from 0 for MO; -1: no weekday.
func weekdayOf(code string) int {
	if i := strings.Index(weekdayCodes, code); len(code) == 2 && i%2 == 0 {
		return i / 2
	}
	return -1
}

func number(to *int, s string, least, most int) bool {
	n, err := strconv.Atoi(s)
	*to = n
	return err == nil && n >= least && n <= most
}

// numbers reads a list of numbers; with both signs they may count from the end.
func numbers(to *[]int, s string, least, most int, signs bool) bool {
	for _, one := range strings.Split(s, ",") {
		var n int
		if !number(&n, strings.TrimPrefix(one, "+"), -most, most) || n < least && !(signs && n <= -least) {
			return false
		}
		*to = append(*to, n)
	}
	return true
}

// ruleParts takes a rule as people paste it apart: without the property's name, blanks and small letters. The one time of day that
// some calendars write into the rule is given apart, and so is a line of DTSTART.
func ruleParts(text string) (rule, start, clock string) {
	var parts []string
	hour, minute := -1, 0
	for _, line := range strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.ReplaceAll(strings.TrimSpace(line), " ", "")
		if strings.HasPrefix(line, "DTSTART") {
			start = line[strings.LastIndexByte(line, ':')+1:]
			continue
		}
		for _, part := range strings.Split(strings.TrimPrefix(line, "RRULE:"), ";") {
			name, value, _ := strings.Cut(part, "=")
			switch {
			case name == "BYHOUR" && number(&hour, value, 0, 23), name == "BYMINUTE" && number(&minute, value, 0, 59), part == "BYSECOND=0", part == "":
			default:
				parts = append(parts, part)
			}
		}
	}
	if hour >= 0 {
		clock = fmt.Sprintf("%02d:%02d", hour, minute)
	}
	return strings.Join(parts, ";"), start, clock
}
