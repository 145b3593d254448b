package indexer_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// zones are one with summer time, one whose summer began at midnight (a day without that moment), one that left out a
// whole day (30 December 2011), and two without any of that.
func zones(t testing.TB) []*time.Location {
	out := []*time.Location{nil, time.FixedZone("", -11*3600-1)}
	for _, name := range []string{"Europe/Oslo", "America/Sao_Paulo", "Pacific/Apia"} {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err) // Go brings a copy of the zones where the system has none
		}
		out = append(out, z)
	}
	return out
}

// randomMoment is often near midnight, the turn of a year or a change of the clock, and sometimes very long ago.
func randomMoment(r *rand.Rand) time.Time {
	base := []time.Time{{}, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2023, 12, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC), time.Date(2018, 11, 4, 3, 0, 0, 0, time.UTC),
		time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC), time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1905, 6, 7, 0, 0, 0, 0, time.UTC), time.Date(1650, 2, 3, 0, 0, 0, 0, time.UTC),
		time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)}[r.IntN(10)]
	if base.IsZero() {
		return base
	}
	return base.Add(time.Duration(r.IntN(3*24*60)-36*60) * time.Minute)
}

// oracle counts the documents that fit all of a query but its bounds on RecordedAt.
func oracle(c truth, q indexer.Query) []indexer.Bucket {
	q.RecordedFrom, q.RecordedTo = time.Time{}, time.Time{}
	zone := q.Zone
	if zone == nil {
		zone = time.UTC
	}
	counts := map[time.Time]int{}
	for _, d := range c {
		if d.RecordedAt.IsZero() || !fits(d, q, "") {
			continue
		}
		y, m, day := d.RecordedAt.In(zone).Date()
		switch q.Histogram {
		case indexer.IntervalYear:
			m, day = 1, 1
		case indexer.IntervalMonth:
			day = 1
		}
		counts[time.Date(y, m, day, 0, 0, 0, 0, zone)]++
	}
	var out []indexer.Bucket
	for from, n := range counts {
		out = append(out, indexer.Bucket{From: from, Count: n})
	}
	slices.SortFunc(out, func(a, b indexer.Bucket) int { return a.From.Compare(b.From) })
	return out
}

func TestHistogramEqualsRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	x, c, zs := open(t), truth{}, zones(t)
	for step := range 15 {
		b := c.change(r, int64(step+1))
		for i := range b.Upserts {
			b.Upserts[i].RecordedAt = randomMoment(r)
			if _, kept := c[b.Upserts[i].ID]; kept {
				c[b.Upserts[i].ID] = b.Upserts[i]
			}
		}
		apply(t, x, b)
		for i := range 30 {
			q := indexer.Query{Visibility: marks[:1+r.IntN(len(marks))]}
			if i%2 == 0 {
				q = randomQuery(r)
			}
			q.Zone = zs[r.IntN(len(zs))]
			q.Histogram = []indexer.Interval{indexer.IntervalYear, indexer.IntervalMonth, indexer.IntervalDay}[r.IntN(3)]
			if got, want := find(t, x, q).Histogram, oracle(c, q); !slices.Equal(got, want) {
				t.Fatalf("histogram of %+v is\n%v, want\n%v", q, got, want)
			}
		}
	}
}

// TestHistogramKeepsTypedDates: what is typed narrows the histogram, what was chosen in it does not.
func TestHistogramKeepsTypedDates(t *testing.T) {
	doc := func(id string, year int) indexer.Document {
		return indexer.Document{ID: id, Title: "kveld", Visibility: []string{"all"}, RecordedAt: time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC)}
	}
	x := open(t, doc("a", 2021), doc("b", 2022), doc("c", 2023), doc("d", 2023))
	year := func(y, n int) indexer.Bucket {
		return indexer.Bucket{From: time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), Count: n}
	}
	q := indexer.Query{Visibility: []string{"all"}, Histogram: indexer.IntervalYear, RecordedTo: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)}
	tests := []struct {
		typed string
		want  []indexer.Bucket
		total int
	}{
		{"", []indexer.Bucket{year(2021, 1), year(2022, 1), year(2023, 2)}, 1},
		{"kveld recorded:2021..2022", []indexer.Bucket{year(2021, 1), year(2022, 1)}, 1},
		{"recorded:2023", []indexer.Bucket{year(2023, 2)}, 0},
		{"natt", nil, 0},
	}
	for _, tt := range tests {
		q.Text = tt.typed
		if r := find(t, x, q); !slices.Equal(r.Histogram, tt.want) || r.Total != tt.total {
			t.Errorf("%q: histogram %v of %d, want %v of %d", tt.typed, r.Histogram, r.Total, tt.want, tt.total)
		}
	}
}

func TestHistogramGivesTheLatestDays(t *testing.T) {
	x := open(t)
	const days = 4100
	first := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	var b indexer.Batch
	for i := range days {
		b.Upserts = append(b.Upserts, indexer.Document{ID: first.AddDate(0, 0, i).Format(time.DateOnly), Visibility: []string{"all"},
			RecordedAt: first.AddDate(0, 0, i)})
	}
	apply(t, x, b)
	got := find(t, x, indexer.Query{Visibility: []string{"all"}, Histogram: indexer.IntervalDay}).Histogram
	if want := first.AddDate(0, 0, days-4000); len(got) != 4000 || !got[0].From.Equal(want) {
		t.Errorf("%d days, the first %v, want 4000 from %v", len(got), got[0].From, want)
	}
	_, err := x.Search(t.Context(), indexer.Query{Visibility: []string{"all"}, Histogram: "week"})
	if !errors.Is(err, indexer.ErrInvalid) {
		t.Errorf("histogram by week: %v, want ErrInvalid", err)
	}
}
