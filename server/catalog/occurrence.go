package catalog

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// schedule is a rule made ready to be gone through.
type schedule struct {
	rule     Rule
	repeats  recurrence // of an RRULE
	start    civil
	until    civil
	dates    []civil
	lasts    civil // days
	also     []civil
	excepted map[civil]bool
	moved    map[civil]movedTo
}

type movedTo struct {
	day   civil
	clock string
}

// plan makes a rule ready. What cannot be read, which check refuses, never comes.
func (r Rule) plan() schedule {
	s := schedule{rule: r, start: math.MinInt32, until: lastCivil, lasts: civil(max(r.Days, 1)), excepted: map[civil]bool{}, moved: map[civil]movedTo{}}
	if d, ok := parseCivil(r.Start); ok {
		s.start = d
	}
	if d, ok := parseCivil(r.Until); ok {
		s.until = d
	}
	switch {
	case r.RRule != "":
		var wrong *FieldError
		if s.repeats, wrong = parseRecurrence(r.RRule); wrong != nil {
			s.repeats = recurrence{}
		}
		s.limit()
	case r.Easter != nil:
		s.lasts = civil(r.Easter.To - r.Easter.From + 1)
	case r.ISOWeek != 0:
		s.lasts = 7
	}
	for _, d := range r.Dates {
		if c, ok := parseCivil(d); ok {
			s.dates = append(s.dates, c)
		}
	}
	if len(s.dates) > 0 {
		s.start = max(s.start, s.dates[0])
	}
	for _, d := range r.Also {
		if c, ok := parseCivil(d); ok {
			s.also = append(s.also, c)
		}
	}
	for _, d := range r.Except {
		if c, ok := parseCivil(d); ok {
			s.excepted[c] = true
		}
	}
	for _, m := range r.Moved {
		day, ok := parseCivil(m.Day)
		if to, there := parseCivil(m.To); ok && there {
			s.moved[day] = movedTo{to, m.Time}
		}
	}
	return s
}

// limit makes a number of times into a last day, so that nobody has to count from the start again.
func (s *schedule) limit() {
	if s.repeats.count == 0 {
		return
	}
	last := civil(math.MinInt32)
	s.repeats.each(s.start, s.start, s.start+searched, func(c civil) bool {
		last = c
		return true
	})
	s.repeats.count, s.repeats.until = 0, min(s.repeats.until, last)
}

// each yields the days on which it comes, without what is excepted, from one to another, until yield says no: first those that the
// rule has, in order, then the others.
func (s *schedule) each(from, to civil, yield func(civil) bool) {
	going := true
	s.eachByRule(from, to, func(c civil) bool {
		going = slices.Contains(s.also, c) || yield(c)
		return going
	})
	for _, c := range s.also {
		if going && c >= from && c <= to && !s.excepted[c] {
			going = yield(c)
		}
	}
}

func (s *schedule) eachByRule(from, to civil, yield func(civil) bool) {
	from, to = max(from, s.start), min(to, s.until, lastCivil)
	keep := func(c civil) bool {
		if c < from || c > to || s.excepted[c] || !s.rule.Season.holds(c) {
			return true
		}
		return yield(c)
	}
	switch {
	case s.rule.RRule != "":
		if s.repeats.freq != "" {
			s.repeats.each(s.start, from, to, keep)
		}
	case len(s.dates) > 0:
		for _, c := range s.dates {
			if !keep(c) {
				return
			}
		}
	default:
		s.eachYear(from, to, keep)
	}
}

// eachYear yields what comes once a year. The days before Easter and week 1 may lie in the year before.
func (s *schedule) eachYear(from, to civil, yield func(civil) bool) {
	first, _, _ := from.date()
	last, _, _ := to.date()
	for year := first; year <= last+1; year++ {
		if c, ok := s.in(year); ok && c >= from && c <= to && !yield(c) {
			return
		}
	}
}

// in is the day of a year on which it begins, if it does.
func (s *schedule) in(year int) (civil, bool) {
	switch r := s.rule; {
	case r.Easter != nil:
		return civilIn(easterSunday(year), time.UTC) + civil(r.Easter.From), true
	case r.ISOWeek != 0:
		begin := firstWeek(year, 0) + civil(7*(r.ISOWeek-1))
		return begin, begin < firstWeek(year+1, 0)
	case r.Date != "":
		return parseCivil(fmt.Sprintf("%04d-%s", year, r.Date))
	}
	return 0, false
}

// has reports whether the rule has it on a day.
func (s *schedule) has(day civil) bool {
	found := false
	s.each(day, day, func(civil) bool {
		found = true
		return false
	})
	return found
}

// holds reports whether a day lies in the season. No season holds every day.
func (s *Season) holds(c civil) bool {
	if s == nil {
		return true
	}
	day := c.String()[5:]
	if s.From <= s.To {
		return s.From <= day && day <= s.To
	}
	return day >= s.From || day <= s.To
}

// Between lists when an offer comes from one time to another, in order: what begins before the end and has not ended when
// it begins. What is switched off never comes.
func (o Offer) Between(from, to time.Time, zone *time.Location, holidays Holidays) []Occurrence {
	s := o.Rule.plan()
	return s.between(o, from, to, zone, holidays)
}

func (s *schedule) between(o Offer, from, to time.Time, zone *time.Location, holidays Holidays) []Occurrence {
	if o.Off || !from.Before(to) {
		return nil
	}
	var out []Occurrence
	add := func(day civil, at movedTo, moved bool) {
		if at.day < firstCivil || at.day > lastCivil {
			return
		}
		if one := s.occurrence(o, day, at, moved, zone); one.StartsAt.Before(to) && (one.EndsAt.After(from) || !one.StartsAt.Before(from)) {
			out = append(out, one)
		}
	}
	longest := s.lasts + civil(s.rule.Duration/(24*time.Hour)) + 1
	s.each(civilIn(from, zone)-longest, civilIn(to, zone), func(c civil) bool {
		if _, moved := s.moved[c]; !moved && !(s.rule.Pause && holidays.hold(c, o.Libraries)) {
			add(c, movedTo{c, s.rule.Time}, false)
		}
		return true
	})
	for day, to := range s.moved {
		if s.has(day) {
			add(day, to, true)
		}
	}
	slices.SortFunc(out, func(a, b Occurrence) int { return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.Day, b.Day)) })
	return out
}

// occurrence is the one that the rule has on a day, where it comes then.
func (s *schedule) occurrence(o Offer, day civil, at movedTo, moved bool, zone *time.Location) Occurrence {
	clock := s.rule.Time
	if at.clock != "" {
		clock = at.clock
	}
	one := Occurrence{Offer: o, Day: day.String(), StartsAt: at.day.at(clock, zone), AllDay: clock == "", Moved: moved}
	switch {
	case s.rule.Duration > 0:
		one.EndsAt = one.StartsAt.Add(s.rule.Duration)
	case s.lasts > 1 || one.AllDay:
		one.EndsAt = (at.day + s.lasts).at("", zone)
	default:
		one.EndsAt = one.StartsAt
	}
	one.Deadline = (at.day - civil(o.LeadDays)).at("", zone)
	return one
}
