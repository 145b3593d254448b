package catalog

import "time"

// civil is a day of the calendar without a time zone, as days since 1970-01-01: recurrence counts days, and only what comes
// of it has a time.
type civil int

// firstCivil and lastCivil are 1000-01-01 and 9990-12-31. What lies around a day between them, such as a deadline before it or an
// end after it, can be written too: nothing can of a year of five digits.
const (
	firstCivil = civil(-354285)
	lastCivil  = civil(2929609)
)

func civilOf(year, month, day int) civil {
	return civil(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// civilIn is the day that it is at a time in a zone.
func civilIn(t time.Time, zone *time.Location) civil {
	y, m, d := t.In(zone).Date()
	return civilOf(y, int(m), d)
}

// parseCivil reads a day as 2026-09-29. It reports whether there is such a day.
func parseCivil(s string) (civil, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return civil(t.Unix() / 86400), err == nil && datePattern.MatchString(s)
}

func (c civil) date() (year, month, day int) {
	y, m, d := time.Unix(int64(c)*86400, 0).UTC().Date()
	return y, int(m), d
}

func (c civil) String() string { return time.Unix(int64(c)*86400, 0).UTC().Format(time.DateOnly) }

// weekday counts from 0, Monday, to 6, Sunday.
func (c civil) weekday() int { return ((int(c)+3)%7 + 7) % 7 }

// at is a time of that day by the wall clock, given as 10:00 or empty for midnight. What the clock leaves out in spring is as
// long after midnight as the time says.
func (c civil) at(clock string, zone *time.Location) time.Time {
	y, m, d := c.date()
	t, _ := time.Parse("15:04", clock)
	return time.Date(y, time.Month(m), d, t.Hour(), t.Minute(), 0, 0, zone)
}

// monthDays is how many days a month has.
func monthDays(year, month int) int {
	_, _, d := (civilOf(year, month+1, 1) - 1).date()
	return d
}

// weekOf is the week that a day is in: its year, its number and how many weeks that year has. Weeks begin on first, 0 for Monday,
// and the first of a year is the one with at least four of its days: from Monday they are those of ISO 8601.
func weekOf(c civil, first int) (year, number, of int) {
	begin := c - civil((c.weekday()-first+7)%7)
	year, _, _ = (begin + 3).date()
	start := firstWeek(year, first)
	return year, int(begin-start)/7 + 1, int(firstWeek(year+1, first)-start) / 7
}

// firstWeek is the day on which the first week of a year begins.
func firstWeek(year, first int) civil {
	fourth := civilOf(year, 1, 4)
	return fourth - civil((fourth.weekday()-first+7)%7)
}
