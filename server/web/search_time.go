package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// Timeline shows when what was found was recorded: by year, by month of a chosen year, or by day of a chosen month.
type Timeline struct {
	Of   string // the year or month whose parts are shown; empty for years
	Up   Chip   // the wider view
	Bars []Bar
}

// Bar is one year, month or day.
type Bar struct {
	Label  string
	URL    string // narrows to it
	Count  int
	Width  int // percent of the widest
	Chosen bool
}

// interval chooses how finely a search is shown in time: the parts of the one year or month that it is narrowed to.
func interval(q catalog.Query) catalog.Interval {
	first, last := q.RecordedFrom, q.RecordedTo.Add(-time.Second)
	switch {
	case q.RecordedFrom.IsZero(), q.RecordedTo.IsZero(), last.Before(first), first.Year() != last.Year():
		return catalog.ByYear
	case first.Month() != last.Month():
		return catalog.ByMonth
	}
	return catalog.ByDay
}

// period is the year or month whose parts are shown, with how a part is called. Without bounds it is all years.
type period struct {
	from, to time.Time
	label    func(time.Time) string
}

func (p period) holds(at time.Time) bool {
	return p.to.IsZero() || !at.Before(p.from) && at.Before(p.to)
}

// periodOf finds the period that a search is shown in, with its name and the way to a wider one.
func periodOf(l *locale.Localizer, asked url.Values, q catalog.Query) (period, Timeline) {
	first := q.RecordedFrom
	year := time.Date(first.Year(), 1, 1, 0, 0, 0, 0, first.Location())
	month := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, first.Location())
	name := strconv.Itoa(first.Year())
	switch q.Histogram {
	case catalog.ByMonth:
		return period{year, year.AddDate(1, 0, 0), func(at time.Time) string { return monthName(l, at) }},
			Timeline{Of: name, Up: Chip{Label: l.T("search.all_years", nil), URL: recordedWithin(asked, "", "")}}
	case catalog.ByDay:
		return period{month, month.AddDate(0, 1, 0), func(at time.Time) string { return dayOfMonth(l, at) }},
			Timeline{Of: monthName(l, first) + " " + name, Up: Chip{Label: name, URL: recordedWithin(asked, day(year), day(year.AddDate(1, 0, -1)))}}
	}
	return period{label: func(at time.Time) string { return strconv.Itoa(at.Year()) }}, Timeline{}
}

func timeline(l *locale.Localizer, asked url.Values, q catalog.Query, buckets []catalog.Bucket) Timeline {
	shown, t := periodOf(l, asked, q)
	whole := shown.from.Equal(q.RecordedFrom) && shown.to.Equal(q.RecordedTo) // then no part of it stands out
	most := 0
	for _, b := range buckets {
		if !shown.holds(b.From) {
			continue
		}
		end := after(b.From, q.Histogram)
		t.Bars = append(t.Bars, Bar{Label: shown.label(b.From), Count: b.Count, URL: recordedWithin(asked, day(b.From), day(end.AddDate(0, 0, -1))),
			Chosen: !whole && within(q, b.From, end)})
		most = max(most, b.Count)
	}
	for i := range t.Bars {
		t.Bars[i].Width = max(1, t.Bars[i].Count*100/most)
	}
	if q.Histogram == catalog.ByYear { // the year that people look for is nearly always a late one
		slices.Reverse(t.Bars)
	}
	return t
}

// within reports whether a search is narrowed to a time that holds the one from a moment to another.
func within(q catalog.Query, from, to time.Time) bool {
	return !q.RecordedFrom.IsZero() && !from.Before(q.RecordedFrom) && !q.RecordedTo.IsZero() && !to.After(q.RecordedTo)
}

// recordedName names the time that a search is narrowed to on both sides: a year, a month, a day, or the first and last.
func recordedName(l *locale.Localizer, first, last time.Time) string {
	year, month := first.AddDate(1, 0, -1), first.AddDate(0, 1, -1)
	switch {
	case first.Equal(last):
		return l.Date(first)
	case first.YearDay() == 1 && last.Equal(year):
		return strconv.Itoa(first.Year())
	case first.Day() == 1 && last.Equal(month):
		return monthName(l, first) + " " + strconv.Itoa(first.Year())
	}
	return l.Date(first) + " – " + l.Date(last)
}

func monthName(l *locale.Localizer, at time.Time) string {
	return l.T("month."+strconv.Itoa(int(at.Month())), nil)
}

func dayOfMonth(l *locale.Localizer, at time.Time) string {
	return l.T("format.day_of_month", map[string]any{"day": at.Day(), "month": monthName(l, at)})
}

// after is the start of the next interval.
func after(from time.Time, step catalog.Interval) time.Time {
	switch step {
	case catalog.ByMonth:
		return from.AddDate(0, 1, 0)
	case catalog.ByDay:
		return from.AddDate(0, 0, 1)
	}
	return from.AddDate(1, 0, 0)
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// recordedWithin is the address of a search with other bounds of when things were recorded, each a day or nothing.
func recordedWithin(asked url.Values, from, to string) string {
	q := url.Values{}
	for name, values := range asked {
		if name != "cursor" && name != "recorded_from" && name != "recorded_to" {
			q[name] = values
		}
	}
	if from != "" {
		q.Set("recorded_from", from)
		q.Set("recorded_to", to)
	}
	return searchPath(q)
}
