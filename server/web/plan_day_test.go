package web

import (
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// TestDaysGoneBy: in the month that goes on days have gone by; one that is over is looked back on, and keeps its days.
func TestDaysGoneBy(t *testing.T) {
	words, err := locale.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		today, day time.Time
		want       bool
	}{{on(11, 30), on(11, 29), true}, {on(11, 30), on(11, 30), false}, {on(11, 1), on(11, 2), false}, {on(12, 1), on(11, 29), false}, {on(10, 31), on(11, 1), false}} {
		a := planAsking{today: tt.today, begin: on(11, 1), end: on(12, 1)}
		if got := new(PlanView).day(words.Localizer("nb"), a, tt.day).Past; got != tt.want {
			t.Errorf("on %s the day %s of November has gone by: %t, want %t", tt.today.Format(time.DateOnly), tt.day.Format(time.DateOnly), got, tt.want)
		}
	}
}
