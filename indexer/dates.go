package indexer

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// parseRange reads a year, a month, a day, or a range of these: 2024, 2024-05, 2024-05-17, 17.05.2024, "mai 2024",
// "17. mai 2024"; a..b with either side open; >=a, >a, <=b, <b; and 2023-2024. From is inclusive, to exclusive; a zero
// time is open. Days begin at midnight in zone.
func parseRange(s string, zone *time.Location) (from, to time.Time, ok bool) {
	s = strings.TrimSpace(s)
	for _, op := range [...]string{">=", "<=", ">", "<"} {
		if rest, found := strings.CutPrefix(s, op); found {
			return bounded(op, rest, zone)
		}
	}
	a, b, isRange := strings.Cut(s, "..")
	if !isRange && len(s) == len("2023-2024") && s[4] == '-' {
		a, b, isRange = s[:4], s[5:], true
	}
	if !isRange {
		return parseDay(a, zone)
	}
	b = strings.TrimLeft(b, ".")
	if a == "" && b == "" {
		return from, to, false
	}
	if a != "" {
		if from, _, ok = parseDay(a, zone); !ok {
			return from, to, false
		}
	}
	if b != "" {
		start, end, ok := parseDay(b, zone)
		if !ok {
			return from, to, false
		}
		if to = end; from.After(start) { // typed the wrong way round
			_, end, _ = parseDay(a, zone)
			from, to = start, end
		}
	}
	return from, to, true
}

func bounded(op, s string, zone *time.Location) (from, to time.Time, ok bool) {
	start, end, ok := parseDay(strings.TrimSpace(s), zone)
	switch op {
	case ">=":
		from = start
	case ">":
		from = end
	case "<=":
		to = end
	case "<":
		to = start
	}
	return from, to, ok
}

// parseDay reads a year, month or day and gives the time from its start to the start of the next.
func parseDay(s string, zone *time.Location) (from, to time.Time, ok bool) {
	if n, err := strconv.Atoi(s); err == nil && len(s) == 4 && n > 0 {
		from = time.Date(n, 1, 1, 0, 0, 0, 0, zone)
		return from, from.AddDate(1, 0, 0), true
	}
	for _, layout := range [...]string{"2006-1", "1.2006", "1/2006"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && t.Year() > 0 {
			return t, t.AddDate(0, 1, 0), true
		}
	}
	if from, to, ok = parseWholeDay(s, zone); ok {
		return from, to, true
	}
	return parseNamedMonth(strings.Fields(norwegian.Fold(s)), zone)
}

// parseWholeDay reads 2024-05-17 and 17.05.2024.
func parseWholeDay(s string, zone *time.Location) (from, to time.Time, ok bool) {
	for _, layout := range [...]string{"2006-1-2", "2.1.2006"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && t.Year() > 0 {
			return t, t.AddDate(0, 0, 1), true
		}
	}
	return from, to, false
}

// parseNamedMonth reads "mai 2024" and "17. mai 2024".
func parseNamedMonth(words []string, zone *time.Location) (from, to time.Time, ok bool) {
	if len(words) < 2 || len(words) > 3 {
		return from, to, false
	}
	month := slices.Index(monthNames(), words[len(words)-2]) + 1
	year, err := strconv.Atoi(words[len(words)-1])
	if month == 0 || err != nil || year < 1 || year > 9999 {
		return from, to, false
	}
	from = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, zone)
	if len(words) == 2 {
		return from, from.AddDate(0, 1, 0), true
	}
	day, err := strconv.Atoi(strings.TrimSuffix(words[0], "."))
	from = from.AddDate(0, 0, day-1)
	return from, from.AddDate(0, 0, 1), err == nil && day >= 1 && int(from.Month()) == month
}

// monthNames are the names of the months, the same in both standards, folded.
func monthNames() []string {
	return []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
		"desember"}
}
