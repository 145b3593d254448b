package catalog

import "time"

// Rule says when something comes back, at most once a day. Exactly one of RRule, Date, Easter, ISOWeek and Dates is set.
type Rule struct {
	// RRule is an RFC 5545 recurrence such as "FREQ=MONTHLY;BYDAY=-1TU", without DTSTART: it begins with Start. UNTIL is a day.
	RRule string
	// Date is a day of every year, as "04-23".
	Date string
	// Easter is a stretch of days around every Easter Sunday.
	Easter *EasterSpan
	// ISOWeek is a week of every year, 1 to 53: it lasts from Monday to Sunday.
	ISOWeek int
	// Dates are days that somebody has typed, as "2026-09-16"; of what lasts they are the first.
	Dates []string

	Start string // the first day, as "2026-09-29"; empty: always. Of an RRule it must be there
	Until string // the last day; empty: no end
	// Time is the time of day by the wall clock in Europe/Oslo, as "10:00"; empty: the whole day.
	Time     string
	Duration time.Duration // 0: not known
	Days     int           // that it lasts, of what lasts days; 0 and 1 are one day. Easter and ISOWeek say it themselves
	// Season narrows it to a part of every year, which may pass New Year.
	Season *Season
	// Also are further days on which it comes, whatever the rule and the season say.
	Also []string
	// Except are days on which the rule has it and it does not come.
	Except []string
	// Moved are single occurrences that come at another time.
	Moved []MovedOccurrence
	// Pause leaves out what falls into the school holidays.
	Pause bool
}

// EasterSpan is a stretch of days around Easter Sunday: From and To are days after it, negative before; both belong to it.
type EasterSpan struct{ From, To int }

// Season is a part of every year, as "08-15" to "06-15"; both days belong to it.
type Season struct{ From, To string }

// MovedOccurrence is one occurrence that comes at another time than the rule has it.
type MovedOccurrence struct {
	Day  string // on which the rule has it
	To   string // the day on which it comes
	Time string // by the wall clock; empty: at the same time as ever
}
