package catalog

import (
	"math"
	"slices"
)

// recurrence is an RFC 5545 recurrence rule over days. It expands as python-dateutil and rrule.js do, which are what other
// calendars use, but for one thing: a BYDAY that names weekdays with and without a number means either, as the RFC has it.
type recurrence struct {
	freq     frequency
	interval int
	count    int   // 0: no bound
	until    civil // the last day
	first    int   // of the week, 0 for Monday
	months   [13]bool
	byMonth  bool
	weeks    []int
	yearDays []int
	days     []int // of the month
	weekdays [7]bool
	nth      []nthWeekday
	byDay    bool
	places   []int // BYSETPOS
}

type frequency string

const (
	yearly  frequency = "YEARLY"
	monthly frequency = "MONTHLY"
	weekly  frequency = "WEEKLY"
	daily   frequency = "DAILY"
)

// nthWeekday is a weekday by its place in the month or year: n counts from 1, or from the end with -1.
type nthWeekday struct{ weekday, n int }

// from fills in what a rule leaves to its start.
func (r recurrence) from(start civil) recurrence {
	if len(r.weeks)+len(r.yearDays)+len(r.days) > 0 || r.byDay {
		return r
	}
	_, month, day := start.date()
	switch r.freq {
	case yearly:
		if !r.byMonth {
			r.byMonth, r.months[month] = true, true
		}
		r.days = []int{day}
	case monthly:
		r.days = []int{day}
	case weekly:
		r.byDay, r.weekdays[start.weekday()] = true, true
	}
	return r
}

// each yields the days from one day to another on which the rule that begins with start comes, until yield says no.
func (r recurrence) each(start, from, to civil, yield func(civil) bool) {
	r = r.from(start)
	n, left := 0, math.MaxInt
	if r.count > 0 {
		left = r.count
	} else {
		n = r.periodAt(start, from)
	}
	to = min(to, r.until, lastCivil)
	for ; ; n++ {
		begin, end := r.period(start, n)
		if begin > to {
			return
		}
		for _, c := range r.in(max(begin, start), begin, end) {
			if left--; left < 0 || c > to {
				return
			}
			if c >= from && !yield(c) {
				return
			}
		}
	}
}

// in lists the days of a period on which the rule comes, from one on. Places count in the whole of it.
func (r recurrence) in(from, begin, end civil) []civil {
	var out []civil
	for c := begin; c <= end; c++ {
		if r.suits(c, begin, end) {
			out = append(out, c)
		}
	}
	if len(r.places) > 0 {
		out = r.placed(out)
	}
	return slices.DeleteFunc(out, func(c civil) bool { return c < from })
}

func (r recurrence) placed(all []civil) []civil {
	var out []civil
	for _, p := range r.places {
		if p < 0 {
			p += len(all) + 1
		}
		if p >= 1 && p <= len(all) {
			out = append(out, all[p-1])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// period is the n-th of the periods that a rule counts in. The first week begins with the start.
func (r recurrence) period(start civil, n int) (begin, end civil) {
	year, month, _ := start.date()
	switch r.freq {
	case yearly:
		year += n * r.interval
		return civilOf(year, 1, 1), civilOf(year, 12, 31)
	case monthly:
		month += n * r.interval
		begin = civilOf(year, month, 1)
		return begin, civilOf(year, month+1, 1) - 1
	case weekly:
		begin = start - civil((start.weekday()-r.first+7)%7) + civil(7*n*r.interval)
		return max(begin, start), begin + 6
	}
	begin = start + civil(n*r.interval)
	return begin, begin
}

// periodAt is the number of a period that does not lie after a day, close to it.
func (r recurrence) periodAt(start, at civil) int {
	length := map[frequency]int{yearly: 366, monthly: 31, weekly: 7, daily: 1}[r.freq] * r.interval
	n := int(at-start)/length - 1
	return max(n, 0)
}

// suits reports whether a day of a period meets all that the rule asks of it.
func (r recurrence) suits(c, begin, end civil) bool {
	if r.byDay && !r.suitsWeekday(c, begin, end) {
		return false
	}
	if !r.byMonth && len(r.days)+len(r.yearDays)+len(r.weeks) == 0 {
		return true
	}
	year, month, day := c.date()
	if r.byMonth && !r.months[month] {
		return false
	}
	if len(r.days) > 0 && !slices.Contains(r.days, day) && !slices.Contains(r.days, day-monthDays(year, month)-1) {
		return false
	}
	if len(r.yearDays) > 0 {
		last := civilOf(year, 12, 31)
		if !slices.Contains(r.yearDays, int(c-civilOf(year, 1, 1))+1) && !slices.Contains(r.yearDays, int(c-last)-1) {
			return false
		}
	}
	return len(r.weeks) == 0 || r.suitsWeek(c, year)
}

// suitsWeek tells weeks from the end of the year only for days in the year that the week counts to, but for the last week
// of the year before.
func (r recurrence) suitsWeek(c civil, year int) bool {
	of, number, weeks := weekOf(c, r.first)
	switch {
	case slices.Contains(r.weeks, number):
		return true
	case of == year:
		return slices.Contains(r.weeks, number-weeks-1)
	case of < year:
		return slices.Contains(r.weeks, -1)
	}
	return false
}

// suitsWeekday counts the n-th weekday in the month, or in the year where no months are named.
func (r recurrence) suitsWeekday(c, begin, end civil) bool {
	wd := c.weekday()
	if r.weekdays[wd] {
		return true
	}
	if len(r.nth) == 0 {
		return false
	}
	if r.freq == yearly && r.byMonth {
		year, month, _ := c.date()
		begin, end = civilOf(year, month, 1), civilOf(year, month+1, 1)-1
	}
	return slices.ContainsFunc(r.nth, func(n nthWeekday) bool {
		return n.weekday == wd && (n.n == int(c-begin)/7+1 || n.n == -(int(end-c)/7+1))
	})
}
