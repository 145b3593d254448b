package indexer

import (
	"math"
	"slices"
	"time"
)

const (
	dayMillis   = 24 * 60 * 60 * 1000
	millisBias  = 1 << 47              // of times in columns, see millis
	daysBefore  = 1 << 21              // before 1970, more than a column can hold
	firstOfDays = -62091               // 1800-01-01, in days since 1970: what is older is counted, but more slowly
	endOfDays   = 84006                // 2200-01-01
	unsteady    = int32(math.MinInt32) // no offset: the zone's changes on this day
)

// utcDay is the number of the UTC day, counted from 1970, of a moment in milliseconds since 1970.
func utcDay(ms int64) int64 {
	return int64(uint64(ms+daysBefore*dayMillis)/dayMillis) - daysBefore
}

// dayOf numbers a date as utcDay does.
func dayOf(y int, m time.Month, d int) int64 {
	return utcDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).UnixMilli())
}

// dateOf gives the date with that number.
func dateOf(day int64) (y int, m time.Month, d int) {
	return time.UnixMilli(day * dayMillis).UTC().Date()
}

// calendar tells on which local day of a zone a moment lies. Local days are numbered by their dates, as UTC days are.
type calendar struct {
	zone    *time.Location
	first   int64   // UTC day of offsets[0]
	offsets []int32 // seconds east of UTC, by UTC day
}

// newCalendar makes a calendar that is quick for a span of days, and right for all.
func newCalendar(zone *time.Location, span daySpan) calendar {
	c := calendar{zone: zone, first: span.first, offsets: make([]int32, max(span.end-span.first, 0))}
	for i := 0; i < len(c.offsets); {
		start := time.UnixMilli((c.first + int64(i)) * dayMillis).In(zone)
		_, offset := start.Zone()
		steady := len(c.offsets) - i // days until the offset changes
		if _, end := start.ZoneBounds(); !end.IsZero() {
			steady = min(steady, int(utcDay(end.UnixMilli())-c.first)-i)
		}
		for range steady {
			c.offsets[i] = int32(offset)
			i++
		}
		if i < len(c.offsets) {
			c.offsets[i] = unsteady
			i++
		}
	}
	return c
}

// day is the local day of a moment in milliseconds since 1970.
func (c *calendar) day(ms int64) int64 {
	if i := uint64(utcDay(ms) - c.first); i < uint64(len(c.offsets)) && c.offsets[i] != unsteady {
		return utcDay(ms + int64(c.offsets[i])*1000)
	}
	_, offset := time.UnixMilli(ms).In(c.zone).Zone()
	return utcDay(ms + int64(offset)*1000)
}

// dayCount is how many documents were recorded on a local day.
type dayCount struct {
	day   int64
	count uint32
}

// dayTally counts documents by local day. Counts wrap around, so that one can be taken off by adding minusOne.
type dayTally struct {
	calendar
	counts []uint32 // from the day before the calendar's first to the day after its last
	other  map[int64]uint32
}

// newDayTally counts quickest what was recorded within a span.
func newDayTally(zone *time.Location, span daySpan) *dayTally {
	c := newCalendar(zone, daySpan{max(span.first, firstOfDays), min(span.end, endOfDays)})
	return &dayTally{calendar: c, counts: make([]uint32, len(c.offsets)+2), other: map[int64]uint32{}}
}

func (t *dayTally) add(day int64, by uint32) {
	if i := uint64(day - t.first + 1); i < uint64(len(t.counts)) {
		t.counts[i] += by
		return
	}
	t.other[day] += by
}

// list gives the days that are not empty, earliest first.
func (t *dayTally) list() []dayCount {
	var out []dayCount
	for i, n := range t.counts {
		if n > 0 {
			out = append(out, dayCount{t.first + int64(i) - 1, n})
		}
	}
	for day, n := range t.other {
		if n > 0 {
			out = append(out, dayCount{day, n})
		}
	}
	if len(t.other) > 0 {
		slices.SortFunc(out, func(a, b dayCount) int { return int(a.day - b.day) })
	}
	return out
}
