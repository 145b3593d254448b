package calendar

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Statuses of events.
const (
	Tentative = "TENTATIVE"
	Confirmed = "CONFIRMED"
	Cancelled = "CANCELLED"
)

// Event is one event. Start and End are moments; of an AllDay event they are days in the calendar's zone, of which the last
// is End's.
type Event struct {
	UID         string // unique in the world, and the same for ever
	Summary     string
	Description string
	URL         string
	Status      string
	Categories  []string
	Start, End  time.Time
	AllDay      bool
	Changed     time.Time // when it was last changed
	Sequence    int       // how often it was
	Alarm       time.Time // when a calendar reminds of it; zero: not at all
}

// Calendar is a file of events.
type Calendar struct {
	Name   string
	Events []Event
	Zone   *time.Location // Europe/Oslo
}

// oslo is the zone by its rules since 1996, for calendars that do not know it by its name.
const oslo = `BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE`

const (
	wallClock = "20060102T150405"
	dayOnly   = "20060102"
	inUTC     = "20060102T150405Z"
)

// Bytes writes the calendar. What lasts no time at all is written as an event without an end.
func (c Calendar) Bytes() []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Fellesmappa//Fellesmappa//NO")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	w.line("X-WR-TIMEZONE", "Europe/Oslo")
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	w.line("X-PUBLISHED-TTL", "PT1H")
	for _, l := range strings.Split(oslo, "\n") {
		w.fold(l)
	}
	for _, e := range c.Events {
		c.event(&w, e)
	}
	w.line("END", "VCALENDAR")
	return w.b.Bytes()
}

func (c Calendar) event(w *writer, e Event) {
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", e.Changed.UTC().Format(inUTC))
	w.line("LAST-MODIFIED", e.Changed.UTC().Format(inUTC))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	start, end := e.Start.In(c.Zone), e.End.In(c.Zone)
	if e.AllDay {
		w.line("DTSTART;VALUE=DATE", start.Format(dayOnly))
		w.line("DTEND;VALUE=DATE", end.AddDate(0, 0, 1).Format(dayOnly))
		w.line("TRANSP", "TRANSPARENT")
	} else {
		c.moment(w, "DTSTART", e.Start)
		if e.End.After(e.Start) {
			c.moment(w, "DTEND", e.End)
		}
	}
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Description)
	w.line("URL", e.URL)
	w.line("STATUS", e.Status)
	for i := range e.Categories {
		e.Categories[i] = escaper.Replace(e.Categories[i])
	}
	w.line("CATEGORIES", strings.Join(e.Categories, ","))
	if !e.Alarm.IsZero() {
		w.line("BEGIN", "VALARM")
		w.line("ACTION", "DISPLAY")
		w.text("DESCRIPTION", e.Summary)
		w.line("TRIGGER;VALUE=DATE-TIME", e.Alarm.UTC().Format(inUTC))
		w.line("END", "VALARM")
	}
	w.line("END", "VEVENT")
}

// moment writes a time by the wall clock; of the hour that comes twice when summer time ends, which the wall clock alone does
// not tell apart, in UTC.
func (c Calendar) moment(w *writer, name string, t time.Time) {
	wall := t.In(c.Zone).Format(wallClock)
	for _, other := range []time.Duration{-time.Hour, time.Hour} {
		if t.Add(other).In(c.Zone).Format(wallClock) == wall {
			w.line(name, t.UTC().Format(inUTC))
			return
		}
	}
	w.line(name+";TZID=Europe/Oslo", wall)
}

type writer struct{ b bytes.Buffer }

// escaper writes texts as RFC 5545 (3.3.11) has them.
var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func (w *writer) text(name, v string) { w.line(name, escaper.Replace(v)) }

// line writes a property, unless it has no value.
func (w *writer) line(name, v string) {
	if v != "" {
		w.fold(name + ":" + v)
	}
}

// fold writes a line in pieces of at most 75 bytes, never through a letter. Controls, which RFC 5545 knows none of, go.
func (w *writer) fold(s string) {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	for room := 75; len(s) > room; room = 74 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	w.b.WriteString(s + "\r\n")
}
