package indexer

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	maxBuckets = 4000 // of a histogram; more than ten years of days
	maxZones   = 4    // in which a selection remembers its days
)

// histogram counts the matches, were the query without its bounds on RecordedAt, by year, month or day in its zone.
func (s *search) histogram(ctx context.Context) ([]Bucket, error) {
	switch s.query.Histogram {
	case "":
		return nil, nil
	case IntervalYear, IntervalMonth, IntervalDay:
	default:
		return nil, fmt.Errorf("%w: no interval %q", ErrInvalid, s.query.Histogram)
	}
	zone := s.query.Zone
	if zone == nil {
		zone = time.UTC
	}
	days, err := s.days(ctx, zone)
	return buckets(days, s.query.Histogram, zone), err
}

// days counts the matches, were the query without its bounds on RecordedAt, by local day.
func (s *search) days(ctx context.Context, zone *time.Location) ([]dayCount, error) {
	free := search{query: s.query, clauses: s.clauses}
	free.query.RecordedFrom, free.query.RecordedTo = time.Time{}, time.Time{}
	if free.plain() {
		sel, err := s.view.selections.get(s.view, s.marks, newFilters(s.query.Filters, ""))
		if err != nil {
			return nil, err
		}
		defer sel.mu.Unlock()
		return sel.daily(zone).list(), nil
	}
	var span daySpan
	for _, m := range s.segs {
		span = span.with(m.seg.cols.days.of(m.seg.cols.recorded))
	}
	tally := newDayTally(zone, span)
	for i, m := range s.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.seg.cols.tallyDays(s.found[i].without(fieldRecorded), tally, 1)
	}
	return tally.list(), nil
}

// daily counts what is selected by local day. The caller holds the lock as long as it uses the answer.
func (s *selection) daily(zone *time.Location) *dayTally {
	if t := s.days[zone]; t != nil {
		return t
	}
	var span daySpan
	for _, p := range s.parts {
		span = span.with(p.cols.days.of(p.cols.recorded))
	}
	t := newDayTally(zone, span)
	for _, p := range s.parts {
		p.cols.tallyDays(p.live, t, 1)
	}
	if s.days == nil || len(s.days) >= maxZones {
		s.days = map[*time.Location]*dayTally{}
	}
	s.days[zone] = t
	return t
}

// tallyDays adds by, which may be minusOne, for every document to the day on which it was recorded.
func (c *columns) tallyDays(docs *roaring.Bitmap, tally *dayTally, by uint32) {
	var buf [512]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, d := range buf[:n] {
			if t := c.recorded[d]; t != 0 {
				tally.add(tally.day(t-millisBias), by)
			}
		}
	}
}

// buckets puts days together. When there are more than maxBuckets, the latest are given.
func buckets(days []dayCount, width Interval, zone *time.Location) []Bucket {
	var out []Bucket
	end := int64(math.MinInt64) // first day behind the last bucket
	for _, c := range days {
		if c.day >= end {
			var from time.Time
			from, end = bucketOf(c.day, width, zone)
			out = append(out, Bucket{From: from})
		}
		out[len(out)-1].Count += int(c.count)
	}
	return out[max(len(out)-maxBuckets, 0):]
}

// bucketOf gives the start of the bucket that a local day is in, and the first day behind it.
func bucketOf(day int64, width Interval, zone *time.Location) (from time.Time, end int64) {
	y, m, d := dateOf(day)
	switch width {
	case IntervalYear:
		return time.Date(y, 1, 1, 0, 0, 0, 0, zone), dayOf(y+1, 1, 1)
	case IntervalMonth:
		return time.Date(y, m, 1, 0, 0, 0, 0, zone), dayOf(y, m+1, 1)
	case IntervalDay:
	}
	return time.Date(y, m, d, 0, 0, 0, 0, zone), day + 1
}

// daySpan is the UTC days from first up to, and without, end. The zero value is empty.
type daySpan struct{ first, end int64 }

// with gives the span that holds both.
func (s daySpan) with(o daySpan) daySpan {
	switch {
	case s.first == s.end:
		return o
	case o.first == o.end:
		return s
	}
	return daySpan{min(s.first, o.first), max(s.end, o.end)}
}

// columnSpan is the span of a column of times, made when first asked for.
type columnSpan struct {
	once sync.Once
	span daySpan
}

func (c *columnSpan) of(recorded []int64) daySpan {
	c.once.Do(func() {
		first, last := int64(math.MaxInt64), int64(0)
		for _, t := range recorded {
			if t != 0 {
				first, last = min(first, t), max(last, t)
			}
		}
		if last != 0 {
			c.span = daySpan{utcDay(first - millisBias), utcDay(last-millisBias) + 1}
		}
	})
	return c.span
}
