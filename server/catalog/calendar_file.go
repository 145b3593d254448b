package catalog

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds of a calendar file.
const (
	MaxCalendar         = 10 << 20 // bytes
	mostCalendarLines   = 400_000
	mostCalendarEvents  = 5_000
	mostCalendarDepth   = 8
	longestCalendarLine = 20_000 // bytes; what is longer, such as a picture, is cut off
)

// calendarLine is one line of an iCalendar file (RFC 5545), with what was folded put together.
type calendarLine struct {
	at     int // the line of the file
	name   string
	params string // ";TZID=Europe/Oslo"
	value  string
}

// calendarEvent is one event with the lines that say what, when and how often.
type calendarEvent struct {
	at    int
	lines []calendarLine
}

// calendarFile is an iCalendar file as far as offers can be made of it.
type calendarFile struct {
	home   *time.Location // Europe/Oslo
	usual  *time.Location // of times that name no zone
	told   map[string]toldZone
	known  map[string]*time.Location
	events []calendarEvent
}

// eventLines are the properties of an event that are read.
func eventLines() []string {
	return []string{"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "CLASS"}
}

func refuseCalendar(key string, args Args) error {
	return invalidFields([]FieldError{{Location: "file", Key: key, Args: args}})
}

// readCalendar reads an iCalendar file. Invalid when it is none, is cut off, or is larger than anybody's calendar.
func readCalendar(raw []byte, home *time.Location) (*calendarFile, error) {
	if len(raw) > MaxCalendar {
		return nil, NewError(TooLarge, KeyTooLarge, Args{"max": int64(MaxCalendar)})
	}
	f := &calendarFile{home: home, usual: home, told: map[string]toldZone{}, known: map[string]*time.Location{}}
	r := calendarReader{file: f}
	at := 0
	lines := unfolded(calendarText(raw))
	for l, ok := lines(); ok; l, ok = lines() {
		if at = l.at; at > mostCalendarLines {
			return nil, NewError(TooLarge, KeyTooLarge, Args{"max": int64(MaxCalendar)})
		}
		if !r.take(l) {
			return nil, refuseCalendar(KeyCalendarBroken, Args{"line": l.at})
		}
		if len(f.events) > mostCalendarEvents {
			return nil, refuseCalendar(KeyCalendarMany, Args{"max": mostCalendarEvents})
		}
	}
	switch {
	case len(r.open) > 0 || !r.began:
		return nil, refuseCalendar(KeyCalendarBroken, Args{"line": max(at, 1)})
	case len(f.events) == 0:
		return nil, refuseCalendar(KeyCalendarEmpty, nil)
	}
	return f, nil
}

// calendarText is a file without marks of its encoding. A fold may part what is one character: that is for the lines.
func calendarText(raw []byte) string {
	if text, ok := plainText(raw); ok {
		return text
	}
	return strings.TrimPrefix(string(raw), "\ufeff")
}

// unfolded gives the lines of a file one after another. What is no UTF-8 is read as Windows wrote it.
func unfolded(text string) func() (calendarLine, bool) {
	at := 0
	physical := func() (string, bool) {
		if text == "" {
			return "", false
		}
		line, rest, _ := strings.Cut(text, "\n")
		text, at = rest, at+1
		return strings.TrimSuffix(line, "\r"), true
	}
	return func() (calendarLine, bool) {
		for {
			line, ok := physical()
			if !ok {
				return calendarLine{}, false
			}
			began := at
			for text != "" && (text[0] == ' ' || text[0] == '\t') {
				more, _ := physical()
				if room := longestCalendarLine - len(line); room > 0 {
					line += more[1:min(len(more), room+1)]
				}
			}
			if line = line[:min(len(line), longestCalendarLine)]; strings.TrimSpace(line) != "" {
				return splitLine(began, line), true
			}
		}
	}
}

func splitLine(at int, line string) calendarLine {
	if !utf8.ValidString(line) {
		line, _ = charmap.Windows1252.NewDecoder().String(line)
	}
	line = strings.ReplaceAll(line, "\r", " ")
	quoted, colon, semicolon := false, len(line), -1
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ';' && !quoted && semicolon < 0:
			semicolon = i
		case line[i] == ':' && !quoted:
			colon = i
		}
		if colon < len(line) {
			break
		}
	}
	l := calendarLine{at: at, name: line[:colon]}
	if colon < len(line) {
		l.value = line[colon+1:]
	}
	if semicolon >= 0 {
		l.name, l.params = line[:semicolon], line[semicolon:colon]
	}
	l.name = strings.ToUpper(strings.TrimSpace(l.name))
	return l
}

// param is the value of a parameter; empty where there is none.
func (l calendarLine) param(name string) string {
	for _, p := range strings.Split(l.params, ";") {
		if key, value, _ := strings.Cut(p, "="); strings.EqualFold(key, name) {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

func (l calendarLine) String() string { return l.name + l.params + ":" + l.value }

// calendarReader goes through the lines of a file.
type calendarReader struct {
	file  *calendarFile
	open  []string // components that have begun
	began bool
	zone  toldZone
}

// take reads one line, and reports whether it can stand there.
func (r *calendarReader) take(l calendarLine) bool {
	switch l.name {
	case "BEGIN":
		return r.begin(l)
	case "END":
		return r.end(strings.ToUpper(strings.TrimSpace(l.value)))
	}
	if len(r.open) == 0 {
		return false
	}
	f := r.file
	switch inner := r.open[len(r.open)-1]; {
	case inner == "VCALENDAR" && l.name == "VERSION":
		return strings.TrimSpace(l.value) != "1.0" // vCalendar, which is another format
	case inner == "VCALENDAR" && l.name == "X-WR-TIMEZONE":
		if zone := zoneNamed(l.value); zone != nil {
			f.usual = zone
		}
	case inner == "VEVENT" && slices.Contains(eventLines(), l.name):
		e := &f.events[len(f.events)-1]
		e.lines = append(e.lines, l)
	case slices.Contains(r.open, "VTIMEZONE"):
		r.zone.take(inner, l)
	}
	return true
}

func (r *calendarReader) begin(l calendarLine) bool {
	name := strings.ToUpper(strings.TrimSpace(l.value))
	if (name == "VCALENDAR") != (len(r.open) == 0) || len(r.open) == mostCalendarDepth {
		return false
	}
	switch name {
	case "VEVENT":
		r.file.events = append(r.file.events, calendarEvent{at: l.at})
	case "VTIMEZONE":
		r.zone = toldZone{}
	}
	r.open, r.began = append(r.open, name), true
	return true
}

func (r *calendarReader) end(name string) bool {
	last := len(r.open) - 1
	if last < 0 || r.open[last] != name {
		return false
	}
	if r.open = r.open[:last]; name == "VTIMEZONE" && r.zone.id != "" {
		r.file.told[r.zone.id] = r.zone
	}
	return true
}

// without writes the file anew with nothing but what is read of it, and without some events.
func (f *calendarFile) without(gone map[string]bool) []byte {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:" + f.usual.String() + "\n")
	for _, z := range f.told {
		b.WriteString(z.String())
	}
	for _, e := range f.events {
		if gone[e.identity()] {
			continue
		}
		b.WriteString("BEGIN:VEVENT\n")
		for _, l := range e.lines {
			b.WriteString(l.String() + "\n")
		}
		b.WriteString("END:VEVENT\n")
	}
	b.WriteString("END:VCALENDAR\n")
	return []byte(b.String())
}
