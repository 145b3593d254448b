package catalog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// told writes what a calendar file holds, one series a line.
func told(t testing.TB, raw []byte) string {
	t.Helper()
	zone := oslo(t)
	f, err := readCalendar(raw, zone)
	if err != nil {
		return refusal(err) + "\n"
	}
	var b strings.Builder
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, zone)
	for _, s := range f.series() {
		o, note, wrong := f.offer(s)
		if wrong == nil {
			var c checker
			o.Rule.settle(zone)
			if o.check(&c); len(c.fields) > 0 {
				wrong = &c.fields[0]
			}
		}
		fmt.Fprintf(&b, "line %d %q %q\n", s.first().at, o.Name, o.Note)
		if wrong != nil {
			fmt.Fprintf(&b, "  refused %s %v\n", wrong.Key, wrong.Args)
			continue
		}
		r := o.Rule
		fmt.Fprintf(&b, "  rule %s%s start %s at %q for %v days %d\n", r.RRule, strings.Join(r.Dates, " "), r.Start, r.Time, r.Duration, r.Days)
		if len(r.Also)+len(r.Except)+len(r.Moved) > 0 {
			fmt.Fprintf(&b, "  also %v except %v moved %v\n", r.Also, r.Except, r.Moved)
		}
		if note != nil {
			fmt.Fprintf(&b, "  note %s %v\n", note.Key, note.Args)
		}
		for _, one := range o.next(now, 6, zone, nil) {
			fmt.Fprintf(&b, "  %s until %s\n", one.StartsAt.Format("Mon 2006-01-02 15:04 MST"), one.EndsAt.Format("01-02 15:04"))
		}
	}
	return b.String()
}

func refusal(err error) string {
	var c []string
	if e, ok := err.(*Error); ok {
		for _, f := range e.Fields {
			c = append(c, fmt.Sprintf("%s %s %v", f.Location, f.Key, f.Args))
		}
		if len(c) == 0 {
			c = append(c, e.Key)
		}
	}
	return strings.Join(c, ", ")
}

// TestReadCalendar reads calendars as Google, Outlook and Nextcloud write them, as they are and as the preview carries them on.
func TestReadCalendar(t *testing.T) {
	for _, name := range []string{"google", "outlook", "nextcloud"} {
		raw, err := os.ReadFile(filepath.Join("testdata/calendar", name+".ics"))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("testdata/calendar", name+".txt"))
		if err != nil {
			t.Error(err)
		}
		got := told(t, raw)
		if got != string(want) {
			t.Errorf("%s: got\n%s", name, got)
		}
		f, err := readCalendar(raw, oslo(t))
		if err != nil {
			t.Fatal(err)
		}
		again := told(t, f.without(nil))
		numbers := func(s string) string {
			lines := strings.Split(s, "\n")
			for i, l := range lines {
				if strings.HasPrefix(l, "line ") {
					lines[i] = l[strings.IndexByte(l, '"'):]
				}
			}
			return strings.Join(lines, "\n")
		}
		if numbers(again) != numbers(got) {
			t.Errorf("%s: carried on it is\n%s", name, again)
		}
	}
}

// TestRefuseCalendar tells what is wrong with files that are none, and with events that cannot be.
func TestRefuseCalendar(t *testing.T) {
	event := func(lines string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Treff\r\n" + lines + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	weekly := "DTSTART;TZID=Europe/Oslo:20261201T100000\r\nRRULE:FREQ=WEEKLY"
	for _, tt := range []struct{ name, file, want string }{
		{"nothing", "", "file error.calendar_broken map[line:1]"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", "file error.calendar_broken map[line:1]"},
		{"a web page", "<!DOCTYPE html>\n<html></html>", "file error.calendar_broken map[line:1]"},
		{"cut off", strings.TrimSuffix(event(weekly), "END:VCALENDAR\r\n"), "error.calendar_broken map[line:8]"},
		{"crossed", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT", "error.calendar_broken map[line:3]"},
		{"vCalendar", "BEGIN:VCALENDAR\nVERSION:1.0\nEND:VCALENDAR", "error.calendar_broken map[line:2]"},
		{"deep", strings.Repeat("BEGIN:X\n", 20), "error.calendar_broken map[line:1]"},
		{"deep inside", "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:X\n", 20), "error.calendar_broken map[line:9]"},
		{"no events", "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR", "error.calendar_empty"},
		{"many events", "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:VEVENT\nEND:VEVENT\n", 5001) + "END:VCALENDAR", "error.calendar_many map[max:5000]"},
		{"many lines", "BEGIN:VCALENDAR\n" + strings.Repeat("X:\n", 400_000) + "END:VCALENDAR", "error.too_large"},
		{"many bytes", strings.Repeat("x", MaxCalendar+1), "error.too_large"},
		{"no start", event("RRULE:FREQ=WEEKLY"), "event.startless"},
		{"ends before start", event("DTSTART:20261201T100000\nDTEND:20261201T090000"), "field.ends_before_start"},
		{"31 February", event("DTSTART:20260231T100000"), "field.no_such_day map[value:20260231T100000]"},
		{"31 February by a rule", event("DTSTART:20260201T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), "field.never_comes"},
		{"a million times", event("DTSTART:20260201T100000\nRRULE:FREQ=DAILY;COUNT=1000000"), "field.too_many_times map[count:1000000 max:3660]"},
		{"every second", event("DTSTART:20260201T100000\nRRULE:FREQ=SECONDLY;COUNT=1000000000"), "field.too_often"},
		{"a long rule", event("DTSTART:20260201T100000\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=" + strings.Repeat("31,", 300) + "31"), "field.too_long map[max:500]"},
		{"several rules", event(weekly + "\nRRULE:FREQ=MONTHLY"), "event.rules"},
		{"a rule of what is left out", event(weekly + "\nEXRULE:FREQ=MONTHLY"), "event.rules"},
		{"an interval of nought", event("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;INTERVAL=0\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261208T100000\nSUMMARY:Treff\nDTSTART:20261209T100000"), "field.bad_rule map[part:INTERVAL=0]"},
		{"a duration of words", event("DTSTART:20261201T100000\nDURATION:en time"), "event.duration map[value:en time]"},
		{"a year long", event("DTSTART:20261201T100000\nDURATION:P52W"), "field.out_of_range"},
		{"a zone that names itself", strings.Replace(event("DTSTART;TZID=Sirkel:20261201T100000"), "BEGIN:VEVENT",
			"BEGIN:VTIMEZONE\nTZID:Sirkel\nX-LIC-LOCATION:Sirkel\nBEGIN:STANDARD\nRRULE:FREQ=SECONDLY\nTZOFFSETTO:rundt\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT", 1), "event.zone map[zone:Sirkel]"},
		{"a zone of the machine", event("DTSTART;TZID=Local:20261201T100000"), "event.zone"},
		{"a zone outside", event("DTSTART;TZID=../../etc/passwd:20261201T100000"), "event.zone"},
		{"an identity number", event(weekly + "\nDESCRIPTION:Spør Kari\\, 01017000027"), "field.identity_number"},
		{"days of another kind", event(weekly + "\nEXDATE:i morgen"), "field.no_such_day map[value:i morgen]"},
	} {
		if got := told(t, []byte(tt.file)); !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestCalendarText reads text however it was encoded and folded.
func TestCalendarText(t *testing.T) {
	name := "Bokbyttedag på Ål: æøå, snø"
	plain := "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20991201T100000\r\nSUMMARY:Bokbyttedag på Ål: æøå\\, snø\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	var folded, windows bytes.Buffer
	for _, line := range strings.SplitAfter(plain, "\r\n") {
		for i := range len(line) { // after every byte, also within a character
			if folded.WriteByte(line[i]); i+2 < len(line) && line[0] != 'B' && line[0] != 'E' {
				folded.WriteString("\r\n ")
			}
		}
	}
	for _, r := range plain {
		windows.WriteByte(byte(r))
	}
	for how, raw := range map[string][]byte{"plain": []byte(plain), "marked": []byte("\ufeff" + plain), "folded": folded.Bytes(), "Windows": windows.Bytes(),
		"bare lines": []byte(strings.ReplaceAll(plain, "\r\n", "\n"))} {
		if got := told(t, raw); !strings.Contains(got, fmt.Sprintf("%q", name)) {
			t.Errorf("%s: got %s", how, got)
		}
	}
}

// FuzzReadCalendar holds that no file stops the program, and that what is carried on from the preview says the same.
func FuzzReadCalendar(f *testing.F) {
	files, err := filepath.Glob("testdata/calendar/*.ics")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	zone := oslo(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := readCalendar(raw, zone)
		if err != nil {
			return
		}
		rules := func(file *calendarFile) []string {
			var out []string
			for _, s := range file.series() {
				o, _, wrong := file.offer(s)
				if wrong != nil {
					out = append(out, wrong.Key)
					continue
				}
				var c checker
				if o.check(&c); len(c.fields) == 0 {
					o.next(time.Date(2026, 11, 29, 12, 0, 0, 0, zone), 3, zone, nil)
				}
				out = append(out, fmt.Sprintf("%q %+v", o.Name, o.Rule))
			}
			return out
		}
		before := rules(file)
		again, err := readCalendar(file.without(nil), zone)
		if err != nil {
			t.Fatalf("carried on it is refused: %v", err)
		}
		if after := rules(again); !slices.Equal(before, after) {
			t.Errorf("got\n%s\ncarried on\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	})
}
