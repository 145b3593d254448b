package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Bounds of a rule.
const (
	mostDates    = 500
	mostRule     = 500 // characters of an RRULE
	mostExcept   = 1_000
	mostMoved    = 500
	mostDays     = 366
	mostDuration = 31 * 24 * time.Hour
	firstEaster  = -80 // days from Easter Sunday that lie in the same year, whenever it is
	lastEaster   = 250
	// searched is how far ahead is looked for the first time that a rule comes: after 400 years the calendar begins anew.
	searched = civil(146_097)
)

var (
	clockPattern  = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	seasonPattern = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
)

// Empty reports whether nobody has said when it comes.
func (r Rule) Empty() bool {
	return r.RRule == "" && r.Date == "" && r.Easter == nil && r.ISOWeek == 0 && len(r.Dates) == 0
}

// settle brings a rule as people and other calendars write it into the form in which it is kept. Times in other zones become
// those of a zone.
func (r *Rule) settle(zone *time.Location) {
	var start, clock string
	r.RRule, start, clock = ruleParts(r.RRule)
	if start != "" && r.Start == "" {
		r.Start = start
	}
	if clock != "" {
		r.Time = clock
	}
	if day, at, ok := readStart(r.Start, zone); ok {
		if r.Start = day.String(); r.Time == "" {
			r.Time = at
		}
	}
	r.settleUntil(zone)
	r.Dates, r.Also, r.Except = inOrder(r.Dates), inOrder(r.Also), inOrder(r.Except)
	slices.SortStableFunc(r.Moved, func(a, b MovedOccurrence) int { return strings.Compare(a.Day, b.Day) })
}

// settleUntil makes the last moment that an RRULE may name into the last day: the day before where it comes later in the day.
func (r *Rule) settleUntil(zone *time.Location) {
	parts := strings.Split(r.RRule, ";")
	for i, part := range parts {
		value, found := strings.CutPrefix(part, "UNTIL=")
		if day, clock, ok := readStart(value, zone); found && ok {
			if clock != "" && r.Time > clock {
				day--
			}
			parts[i] = "UNTIL=" + strings.ReplaceAll(day.String(), "-", "")
		}
	}
	r.RRule = strings.Join(parts, ";")
}

// startLayouts are the ways in which a day or a time comes; of those with a Z or an offset the time is converted.
func startLayouts() []string {
	return []string{time.DateOnly, "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
		"20060102T150405Z", "20060102T150405", "20060102"}
}

// readStart reads a day, and a time of day where one is told.
func readStart(s string, zone *time.Location) (day civil, clock string, ok bool) {
	for _, layout := range startLayouts() {
		in := zone
		if strings.HasSuffix(layout, "Z") {
			in = time.UTC
		}
		t, err := time.ParseInLocation(layout, s, in)
		if err != nil {
			continue
		}
		if strings.Contains(layout, "T") {
			clock = t.In(zone).Format("15:04")
		}
		return civilIn(t, zone), clock, true
	}
	return 0, "", false
}

func inOrder(days []string) []string {
	days = slices.Clone(days)
	slices.Sort(days)
	return slices.Compact(days)
}

// check refuses what cannot be: at is where the rule stands in the request.
func (r *Rule) check(c *checker, at string) {
	before := len(c.fields)
	r.checkKind(c, at)
	start, _ := c.day(at+"start", r.Start)
	until, _ := c.day(at+"until", r.Until)
	if r.Start != "" && r.Until != "" && until < start {
		c.refuse(at+"until", KeyEndsBeforeStart, nil)
	}
	c.match(at+"time", r.Time, clockPattern, KeyBadClock)
	if r.Duration < 0 || r.Duration > mostDuration {
		c.refuse(at+"duration", KeyOutOfRange, Args{"min": 0, "max": mostDuration.Seconds()})
	}
	if r.Days < 0 || r.Days > mostDays || r.Days > 1 && (r.Easter != nil || r.ISOWeek != 0) {
		c.refuse(at+"days", KeyOutOfRange, Args{"min": 0, "max": mostDays})
	}
	if s := r.Season; s != nil {
		c.yearDay(at+"season.from", s.From)
		c.yearDay(at+"season.to", s.To)
	}
	r.checkLists(c, at)
	if len(c.fields) == before && !r.Empty() && !r.comes() {
		c.refuse(at+r.kindField(), KeyNeverComes, nil)
	}
}

// checkKind wants exactly one way to say when it comes.
func (r *Rule) checkKind(c *checker, at string) {
	kinds := 0
	if r.RRule != "" {
		kinds++
		if len(r.RRule) > mostRule {
			c.refuse(at+"rrule", KeyTooLong, Args{"max": mostRule})
		} else if _, wrong := parseRecurrence(r.RRule); wrong != nil {
			c.refuse(at+"rrule", wrong.Key, wrong.Args)
		}
		if r.Start == "" {
			c.refuse(at+"start", KeyRequired, nil)
		}
	}
	if r.Date != "" {
		kinds++
		c.yearDay(at+"date", r.Date)
	}
	if e := r.Easter; e != nil {
		if kinds++; e.From < firstEaster || e.To > lastEaster {
			c.refuse(at+"easter", KeyOutOfRange, Args{"min": firstEaster, "max": lastEaster})
		} else if e.To < e.From {
			c.refuse(at+"easter", KeyEndsBeforeStart, nil)
		}
	}
	if r.ISOWeek != 0 {
		if kinds++; r.ISOWeek < 1 || r.ISOWeek > 53 {
			c.refuse(at+"iso_week", KeyOutOfRange, Args{"min": 1, "max": 53})
		}
	}
	if len(r.Dates) > 0 {
		kinds++
	}
	if kinds > 1 {
		c.refuse(at+r.kindField(), KeyOneRule, nil)
	}
}

// kindField names the field that says when it comes.
func (r Rule) kindField() string {
	switch {
	case r.RRule != "":
		return "rrule"
	case r.Date != "":
		return "date"
	case r.Easter != nil:
		return "easter"
	case r.ISOWeek != 0:
		return "iso_week"
	case len(r.Dates) > 0:
		return "dates"
	}
	return "rrule"
}

func (r *Rule) checkLists(c *checker, at string) {
	c.most(at+"dates", len(r.Dates), mostDates)
	c.most(at+"also", len(r.Also), mostDates)
	c.most(at+"except", len(r.Except), mostExcept)
	c.most(at+"moved", len(r.Moved), mostMoved)
	for i, d := range r.Dates {
		c.day(fmt.Sprintf("%sdates[%d]", at, i), d)
	}
	for i, d := range r.Also {
		c.day(fmt.Sprintf("%salso[%d]", at, i), d)
	}
	for i, d := range r.Except {
		c.day(fmt.Sprintf("%sexcept[%d]", at, i), d)
	}
	for i, m := range r.Moved {
		in := fmt.Sprintf("%smoved[%d].", at, i)
		c.day(in+"day", m.Day)
		if c.day(in+"to", m.To); m.To == "" || m.Day == "" {
			c.refuse(in+"to", KeyRequired, nil)
		}
		c.match(in+"time", m.Time, clockPattern, KeyBadClock)
		if i > 0 && m.Day == r.Moved[i-1].Day {
			c.refuse(in+"day", KeyExists, Args{"value": m.Day})
		}
	}
}

// comes reports whether it ever does, exceptions apart.
func (r Rule) comes() bool {
	r.Except, r.Moved, r.Also = nil, nil, nil
	s := r.plan()
	from := max(s.start, civilOf(2000, 1, 1))
	if len(r.Dates) > 0 || r.RRule != "" {
		from = s.start
	}
	found := false
	s.each(from, from+searched, func(civil) bool {
		found = true
		return false
	})
	return found
}

// day reads a day as 2026-09-29; nothing is the zero day.
func (c *checker) day(at, s string) (civil, bool) {
	if s == "" {
		return 0, false
	}
	d, ok := parseCivil(s)
	if !ok {
		c.refuse(at, KeyNoSuchDay, Args{"value": s})
	}
	return d, ok
}

// yearDay wants a day of the year as 04-23. The 29th of February is one.
func (c *checker) yearDay(at, s string) {
	if s == "" {
		c.refuse(at, KeyRequired, nil)
		return
	}
	if _, ok := parseCivil("2024-" + s); !ok || !seasonPattern.MatchString(s) {
		c.refuse(at, KeyNoSuchDay, Args{"value": s})
	}
}
