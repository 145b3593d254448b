package calendar_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"github.com/fellesmappa/fellesmappa/server/calendar"
)

func oslo(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// year is a calendar with events on both sides of every change of the clock, and in the hour that comes twice.
func year(t *testing.T) calendar.Calendar {
	zone := oslo(t)
	c := calendar.Calendar{Name: "Plan; Tysvær, \"Sola\"", Zone: zone}
	add := func(id string, at time.Time) {
		c.Events = append(c.Events, calendar.Event{UID: id + "@mappa.example", Summary: "⚠ Instagram: " + id + strings.Repeat(" blåbærsyltetøy", 8),
			Description: "Første linje\nAndre; med, tegn \\ og\r\nslutt\x01", URL: "https://mappa.example/plan/" + id, Status: calendar.Tentative,
			Categories: []string{"Lesetips, og mer"}, Start: at, End: at.Add(15 * time.Minute), Changed: at, Sequence: 3, Alarm: at.Add(-30 * time.Minute)})
	}
	for _, day := range []time.Time{time.Date(2026, 10, 24, 10, 0, 0, 0, zone), time.Date(2027, 3, 27, 10, 0, 0, 0, zone)} {
		for i := range 3 {
			at := day.AddDate(0, 0, i)
			add(at.Format(time.DateOnly), at)
		}
	}
	twice := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	add("summer-half-past-two", twice)
	add("winter-half-past-two", twice.Add(time.Hour))
	c.Events = append(c.Events, calendar.Event{UID: "frist@mappa.example", Summary: "Frist", Status: calendar.Confirmed, AllDay: true,
		Start: time.Date(2027, 3, 28, 0, 0, 0, 0, zone), End: time.Date(2027, 3, 28, 0, 0, 0, 0, zone), Changed: twice})
	return c
}

// told is an event as another program reads it.
type told struct{ UID, Start, Summary, Description, Alarm string }

func want(c calendar.Calendar) []told {
	var out []told
	for _, e := range c.Events {
		start := e.Start.In(c.Zone).Format(time.RFC3339)
		if e.AllDay {
			start = e.Start.Format(time.DateOnly)
		}
		clean := strings.NewReplacer("\r\n", "\n", "\x01", "").Replace(e.Description)
		alarm := ""
		if !e.Alarm.IsZero() {
			alarm = e.Alarm.In(c.Zone).Format(time.RFC3339)
		}
		out = append(out, told{e.UID, start, e.Summary, clean, alarm})
	}
	return out
}

func TestOneProgramReadsTheTimes(t *testing.T) {
	c := year(t)
	read, err := ical.ParseCalendar(bytes.NewReader(c.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var got []told
	for _, e := range read.Events() {
		start, err := e.GetStartAt()
		if err != nil {
			t.Fatal(err)
		}
		said := start.In(c.Zone).Format(time.RFC3339)
		if p := e.GetProperty(ical.ComponentPropertyDtStart); slices.Contains(p.ICalParameters["VALUE"], "DATE") {
			said = start.Format(time.DateOnly)
		}
		text := func(p ical.ComponentProperty) string {
			if v := e.GetProperty(p); v != nil {
				return ical.FromText(v.Value)
			}
			return ""
		}
		alarm := ""
		for _, a := range e.Alarms() {
			at, err := time.Parse("20060102T150405Z", a.GetProperty(ical.ComponentPropertyTrigger).Value)
			if err != nil {
				t.Fatal(err)
			}
			alarm += at.In(c.Zone).Format(time.RFC3339)
		}
		got = append(got, told{e.Id(), said, text(ical.ComponentPropertySummary), text(ical.ComponentPropertyDescription), alarm})
	}
	compare(t, got, want(c))
}

// reader reads a calendar from stdin with Debian's python3-icalendar, and the times with its own VTIMEZONE.
const reader = `
import sys, json, datetime, icalendar, zoneinfo
oslo = zoneinfo.ZoneInfo("Europe/Oslo")
cal = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
zone = [z for z in cal.walk("VTIMEZONE")][0].to_tz()
out = []
for e in cal.walk("VEVENT"):
    at = e["DTSTART"].dt
    if isinstance(at, datetime.datetime):
        if "TZID" in e["DTSTART"].params:
            own = zone.localize(at.replace(tzinfo=None))
            assert own.utcoffset() == at.utcoffset(), (at, own)
        at = at.astimezone(oslo)
    out.append({"UID": str(e["UID"]), "Start": at.isoformat(), "Summary": str(e.get("SUMMARY", "")), "Description": str(e.get("DESCRIPTION", "")),
        "Alarm": "".join(a["TRIGGER"].dt.astimezone(oslo).isoformat() for a in e.walk("VALARM"))})
json.dump(out, sys.stdout)
`

func TestAnotherProgramReadsTheTimes(t *testing.T) {
	c := year(t)
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", reader)
	var fails bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(c.Bytes()), &fails
	raw, err := cmd.Output()
	if strings.Contains(fails.String(), "No module named") {
		t.Skip("python3-icalendar is not installed; deploy/test installs it")
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, fails.String())
	}
	var got []told
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	compare(t, got, want(c))
}

func compare(t *testing.T, got, want []told) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("read %d events, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %+v\nwant %+v", got[i], want[i])
		}
	}
}

func TestLinesAreShort(t *testing.T) {
	for _, line := range strings.Split(string(year(t).Bytes()), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\n\r\x01") {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	if text := string(year(t).Bytes()); !strings.Contains(text, "DTSTART;TZID=Europe/Oslo:20270329T100000\r\n") || !strings.Contains(text, "DTSTART:20261025T013000Z\r\n") {
		t.Errorf("wall times are not told:\n%s", text)
	}
}
