package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// weekRig is somebody who gets the weekly letter of what comes by offers of a catalogue, in Norway.
type weekRig struct {
	*dueRig
	readers *catalog.DueReaders
	send    *catalog.Letters
	sent    []catalog.Message
	down    bool // no letter can be sent
}

// Send implements catalog.Postman.
func (w *weekRig) Send(_ context.Context, m catalog.Message) error {
	if w.down {
		return errors.New("the mail server is down")
	}
	w.sent = append(w.sent, m)
	return nil
}

func newWeekRig(t *testing.T, weekday int, asked time.Time) *weekRig {
	w := &weekRig{dueRig: newDueRig(t, nil)}
	w.now = asked
	deps, clock := w.due.DueDeps, func() time.Time { return w.now }
	newID := func() string { w.ids++; return fmt.Sprintf("n%05d", w.ids) }
	deps.Zone = norway(t)
	deps.Offers = catalog.NewOffers(w.db.Offers(), w.db.Assets(), deps.Zone, clock, newID)
	w.due = catalog.NewDue(deps)
	u := catalog.User{ID: "u1", Email: "per@example.org", Name: "Per", Role: catalog.CountyEditor, Active: true, CreatedAt: w.now, Version: 1}
	w.readers = catalog.NewDueReaders(catalog.DueReaderDeps{Store: w.db.DueReaders(), Users: w.db.Users(), Due: w.due, Key: make([]byte, 32), Mail: true, NewID: newID})
	w.send = catalog.NewLetters(w.db.Letters(), nil, w.readers, nil, w, clock, slog.New(slog.DiscardHandler))
	for _, err := range []error{w.db.Users().Create(t.Context(), u), w.db.Offers().Delete(t.Context(), "u1", "o1")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.readers.Set(t.Context(), u.Actor(), catalog.DueReaderTerms{Weekday: weekday, Page: true}); err != nil {
		t.Fatal(err)
	}
	return w
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func norway(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// comes adds an offer that comes on a day; without a time of day all day.
func (w *weekRig) comes(name, day, clock string, lead int) {
	w.t.Helper()
	entry := catalog.Entry{ID: name, Version: 1, CreatedAt: w.now, UpdatedAt: w.now}
	if err := w.db.Offers().Create(w.t.Context(), "u1", catalog.Offer{Entry: entry, Name: name, LeadDays: lead, Rule: catalog.Rule{Dates: []string{day}, Time: clock}}); err != nil {
		w.t.Fatal(err)
	}
}

// until looks after the letters every half hour up to a time, and tells when each was sent and of what, in Norway.
func (w *weekRig) until(end time.Time) (told []string) {
	w.t.Helper()
	for w.sent = nil; w.now.Before(end); w.now = w.now.Add(30 * time.Minute) {
		before := len(w.sent)
		for _, do := range []func(context.Context) error{w.readers.Write, w.send.Send} {
			if err := do(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
		}
		for _, m := range w.sent[before:] {
			told = append(told, w.now.In(norway(w.t)).Format("01-02 15:04 -07: ")+strings.Join(names(m.Week.Items), " "))
		}
	}
	return told
}

func names(items []catalog.DueItem) (out []string) {
	for _, i := range items {
		out = append(out, i.Offer.Name)
	}
	return out
}

// TestLongLeadsAreTold: what takes longest to prepare stands in the letter of the week in which it is to be started on, however
// far ahead it is and however much is near; and in that letter alone until it is near itself.
func TestLongLeadsAreTold(t *testing.T) {
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, norway(t))
	w := newWeekRig(t, 1, monday.AddDate(0, 0, -3))
	w.comes("sunday", monday.AddDate(0, 0, 6+200).Format(time.DateOnly), "", 200)
	w.comes("monday", monday.AddDate(0, 0, 7+200).Format(time.DateOnly), "", 200)
	w.comes("longest", monday.AddDate(0, 0, 366).Format(time.DateOnly), "18:00", 366)
	w.comes("short", monday.AddDate(0, 0, 100).Format(time.DateOnly), "18:00", 80)
	want := []string{"01-05 06:00 +01: sunday longest", "01-12 06:00 +01: monday", "01-19 06:00 +01: short", "01-26 06:00 +01: short", "02-02 06:00 +01: short"}
	if got := w.until(monday.AddDate(0, 0, 30)); !slices.Equal(got, want) {
		t.Errorf("letters are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w.now = monday.AddDate(0, 0, 31)
	for n := range 40 { // more than a letter holds
		w.comes(fmt.Sprintf("near-%02d", n), w.now.AddDate(0, 0, 5).Format(time.DateOnly), "10:00", 0)
	}
	w.comes("crowded", w.now.AddDate(0, 0, 70).Format(time.DateOnly), "18:00", 62)
	letters := w.until(w.now.AddDate(0, 0, 5))
	if len(letters) != 1 || !strings.HasSuffix(letters[0], " crowded") || strings.Count(letters[0], "near-") != 40 {
		t.Errorf("among much that is near it is told as %q", letters)
	}
}

// TestWeeksWithoutLettersAreToldLater: what was to be started on in weeks in which no letter was written, or none could be sent,
// stands in the next one, once.
func TestWeeksWithoutLettersAreToldLater(t *testing.T) {
	monday := time.Date(2026, 1, 5, 0, 0, 0, 0, norway(t))
	w := newWeekRig(t, 1, monday.AddDate(0, 0, -3))
	for name, begins := range map[string]int{"b-week-2": 8, "c-week-3": 20, "d-week-4": 21, "e-week-6": 37, "f-week-7": 42} {
		w.comes(name, monday.AddDate(0, 0, begins+200).Format(time.DateOnly), "", 200)
	}
	w.comes("a-week-1", monday.AddDate(0, 0, 6+200).Format(time.DateOnly), "", 200)
	w.comes("over", monday.AddDate(0, 0, 19).Format(time.DateOnly), "", 9) // begins, and comes, in between
	told := w.until(monday.AddDate(0, 0, 2))
	w.now = monday.AddDate(0, 0, 20) // the program is started again on a Sunday
	told = append(told, w.until(monday.AddDate(0, 0, 30))...)
	w.down = true
	told = append(told, w.until(monday.AddDate(0, 0, 40))...)
	w.down = false
	told = append(told, w.until(monday.AddDate(0, 0, 57))...)
	want := []string{"01-05 06:00 +01: a-week-1", "01-26 06:00 +01: b-week-2 c-week-3 d-week-4", "02-16 06:00 +01: e-week-6 f-week-7"}
	if !slices.Equal(told, want) {
		t.Errorf("letters are\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// TestWeeksOverSummerTime: a letter goes out from six in the morning by the clock on the wall, once, and tells of seven whole days
// by the calendar, also when one of them has 23 or 25 hours.
func TestWeeksOverSummerTime(t *testing.T) {
	for _, change := range []struct {
		name          string
		sunday        time.Time // on which the clock is changed
		before, after string    // the hours apart from UTC
	}{
		{"March", time.Date(2026, 3, 29, 0, 0, 0, 0, norway(t)), "+01", "+02"},
		{"October", time.Date(2026, 10, 25, 0, 0, 0, 0, norway(t)), "+02", "+01"},
	} {
		t.Run(change.name, func(t *testing.T) {
			day := func(n int) string { return change.sunday.AddDate(0, 0, n).Format(time.DateOnly) }
			short := func(n int) string { return day(n)[5:] }
			for _, reader := range []struct {
				weekday int
				want    []string
			}{
				{1, []string{
					short(-6) + " 06:00 " + change.before + ": a-first b-early c-last d-start",
					short(1) + " 06:00 " + change.after + ": e-next d-start f-next-start",
				}},
				{7, []string{
					short(-7) + " 06:00 " + change.before + ": a-first b-early",
					short(0) + " 06:00 " + change.after + ": c-last e-next d-start f-next-start",
				}},
			} {
				w := newWeekRig(t, reader.weekday, change.sunday.AddDate(0, 0, -9))
				w.comes("a-first", day(-6), "00:15", 0)
				w.comes("b-early", day(-1), "23:45", 0)
				w.comes("c-last", day(0), "23:45", 0)
				w.comes("e-next", day(1), "00:15", 0)
				w.comes("d-start", day(20), "", 20) // its lead begins on the day of the change
				w.comes("f-next-start", day(21), "", 20)
				if got := w.until(change.sunday.AddDate(0, 0, 3)); !slices.Equal(got, reader.want) {
					t.Errorf("on weekday %d letters are\n%s\nwant\n%s", reader.weekday, strings.Join(got, "\n"), strings.Join(reader.want, "\n"))
				}
				token := w.readers.Token(must(w.readers.Mine(t.Context(), editor)))
				for _, clock := range []time.Duration{5 * time.Minute, 23*time.Hour + 55*time.Minute} {
					w.now = change.sunday.AddDate(0, 0, -6).Add(clock).UTC()
					if got, want := strings.Join(names(must(w.readers.Open(t.Context(), token)).Items), " "), "a-first b-early c-last d-start"; got != want {
						t.Errorf("the page tells %q at %s, want %q", got, w.now, want)
					}
				}
			}
		})
	}
}
