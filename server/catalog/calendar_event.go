package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"regexp"
	"strings"
	"time"
)

// identity is what an event is known by in every file that it comes in; events of one identity are single times of one series.
func (e calendarEvent) identity() string {
	if uid := strings.TrimSpace(e.value("UID")); uid != "" {
		return uid
	}
	return e.value("SUMMARY") + "\n" + e.value("DTSTART") + "\n" + e.value("RRULE")
}

// keyOf names an event in a form.
func keyOf(identity string) string {
	sum := sha256.Sum256([]byte(identity))
	return hex.EncodeToString(sum[:10])
}

// originOf tells which event of a calendar an offer of a library was made of. Two libraries may take over the same.
func originOf(library LibraryID, identity string) string {
	sum := sha256.Sum256([]byte(string(library) + "\n" + identity))
	return hex.EncodeToString(sum[:20])
}

func (e calendarEvent) line(name string) (calendarLine, bool) {
	for _, l := range e.lines {
		if l.name == name {
			return l, true
		}
	}
	return calendarLine{}, false
}

func (e calendarEvent) value(name string) string {
	l, _ := e.line(name)
	return l.value
}

func (e calendarEvent) has(name string) bool {
	_, ok := e.line(name)
	return ok
}

// cancelled reports whether an event was called off.
func (e calendarEvent) cancelled() bool {
	return strings.EqualFold(strings.TrimSpace(e.value("STATUS")), "CANCELLED")
}

var (
	escapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)
	breaks  = regexp.MustCompile(`(?i)<br\s*/?>|</(?:p|div|li|h\d|tr)>`)
	markup  = regexp.MustCompile(`(?i)</?(?:p|br|div|span|a|b|i|u|ul|ol|li|strong|em|h\d|table|tbody|tr|td|html|body|head|meta|font)(?:\s[^>]*)?>`)
)

// text is what people read of a property. Some calendars write it as HTML.
func (e calendarEvent) text(name string) string {
	s := escapes.Replace(e.value(name))
	if markup.MatchString(s) {
		s = html.UnescapeString(markup.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), ""))
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' {
			return ' '
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimSpace(s)
}

// calendarTime is a time as an event tells it.
type calendarTime struct {
	at    time.Time
	zone  *time.Location
	whole bool // the whole day
}

// time reads a value of a line as a time.
func (f *calendarFile) time(l calendarLine, value string) (calendarTime, *FieldError) {
	value = strings.TrimSpace(value)
	layout, zone := "20060102T150405", f.usual
	switch id := l.param("TZID"); {
	case len(value) == len("20060102"):
		layout, zone = "20060102", f.home
	case strings.HasSuffix(value, "Z"):
		layout, zone = layout+"Z", time.UTC
	case id != "":
		if zone = f.zone(id); zone == nil {
			return calendarTime{}, &FieldError{Key: KeyEventZone, Args: Args{"zone": cutTo(id, 100)}}
		}
	}
	t, err := time.ParseInLocation(layout, value, zone)
	if err != nil || t.Year() < 1 {
		return calendarTime{}, &FieldError{Key: KeyNoSuchDay, Args: Args{"value": cutTo(value, 40)}}
	}
	return calendarTime{at: t, zone: zone, whole: layout == "20060102"}, nil
}

// times reads the values of all lines of a name; of a stretch of time its start.
func (f *calendarFile) times(e calendarEvent, name string) ([]calendarTime, *FieldError) {
	var out []calendarTime
	for _, l := range e.lines {
		if l.name != name {
			continue
		}
		for _, value := range strings.Split(l.value, ",") {
			if value, _, _ = strings.Cut(value, "/"); strings.TrimSpace(value) == "" {
				continue
			}
			t, wrong := f.time(l, value)
			if wrong != nil {
				return nil, wrong
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// span tells how long an event lasts that begins at a time.
func (f *calendarFile) span(e calendarEvent, start calendarTime) (time.Duration, *FieldError) {
	if l, ok := e.line("DTEND"); ok {
		end, wrong := f.time(l, l.value)
		if wrong == nil && end.at.Before(start.at) {
			wrong = &FieldError{Key: KeyEndsBeforeStart}
		}
		return end.at.Sub(start.at), wrong
	}
	if s := strings.TrimSpace(e.value("DURATION")); s != "" {
		d, ok := readDuration(s)
		if !ok {
			return 0, &FieldError{Key: KeyEventDuration, Args: Args{"value": cutTo(s, 40)}}
		}
		return d, nil
	}
	return 0, nil
}

var durationPattern = regexp.MustCompile(`^\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$`)

// readDuration reads PT1H30M, P1D and P2W.
func readDuration(s string) (time.Duration, bool) {
	m := durationPattern.FindStringSubmatch(strings.ToUpper(s))
	if m == nil {
		return 0, false
	}
	var out time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n := 0
		if m[i+1] != "" {
			number(&n, m[i+1], 0, 1<<30)
		}
		out += time.Duration(n) * unit
	}
	return out, true
}

// cutTo cuts a text to a number of characters.
func cutTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
