package catalog

import (
	"strings"
	"time"
)

// toldZone is a time zone as a calendar file tells of it: its name, by which it is found where it is a common one, and how far it is
// from UTC in winter and in summer.
type toldZone struct{ id, place, winter, summer string }

func (z *toldZone) take(inner string, l calendarLine) {
	switch value := strings.TrimSpace(l.value); {
	case l.name == "TZID":
		z.id = value
	case l.name == "X-LIC-LOCATION":
		z.place = value
	case l.name == "TZOFFSETTO" && inner == "DAYLIGHT":
		z.summer = value
	case l.name == "TZOFFSETTO":
		z.winter = value
	}
}

func (z toldZone) String() string {
	out := "BEGIN:VTIMEZONE\nTZID:" + z.id + "\nX-LIC-LOCATION:" + z.place + "\nBEGIN:STANDARD\nTZOFFSETTO:" + z.winter + "\nEND:STANDARD\n"
	if z.summer != "" {
		out += "BEGIN:DAYLIGHT\nTZOFFSETTO:" + z.summer + "\nEND:DAYLIGHT\n"
	}
	return out + "END:VTIMEZONE\n"
}

// zone finds what the file calls a zone; nil when nobody knows it.
func (f *calendarFile) zone(id string) *time.Location {
	if zone, asked := f.known[id]; asked {
		return zone
	}
	told := f.told[id]
	zone := zoneNamed(id)
	if zone == nil {
		zone = zoneNamed(told.place)
	}
	if zone == nil {
		zone = zoneApart(told.winter, told.summer)
	}
	f.known[id] = zone
	return zone
}

// zoneNamed finds a zone by the name that IANA gives it, also with the maker of a program before it, or Windows.
func zoneNamed(id string) *time.Location {
	if id = strings.Trim(strings.TrimSpace(id), `"/`); id == "" || id == "Local" || len(id) > 100 {
		return nil
	}
	if name := windowsZones()[id]; name != "" {
		id = name
	}
	if zone, err := time.LoadLocation(id); err == nil {
		return zone
	}
	if parts := strings.Split(id, "/"); len(parts) > 2 {
		if zone, err := time.LoadLocation(strings.Join(parts[len(parts)-2:], "/")); err == nil {
			return zone
		}
	}
	return nil
}

// windowsZones are the names that Outlook gives to the zones of Europe and a few others.
func windowsZones() map[string]string {
	return map[string]string{
		"W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest", "Romance Standard Time": "Europe/Paris",
		"Central European Standard Time": "Europe/Warsaw", "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
		"FLE Standard Time": "Europe/Kiev", "GTB Standard Time": "Europe/Bucharest", "E. Europe Standard Time": "Europe/Chisinau",
		"Turkey Standard Time": "Europe/Istanbul", "Russian Standard Time": "Europe/Moscow", "Eastern Standard Time": "America/New_York",
		"Central Standard Time": "America/Chicago", "Mountain Standard Time": "America/Denver", "Pacific Standard Time": "America/Los_Angeles",
		"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna": "Europe/Berlin", "(UTC+01:00) Amsterdam, Berlin, Bern, Roma, Stockholm, Wien": "Europe/Berlin",
	}
}

// zoneApart finds a zone by how far it is from UTC: one of Europe's, which change in spring and autumn, or one that never does.
func zoneApart(winter, summer string) *time.Location {
	switch {
	case summer == "" || summer == winter:
		if t, err := time.Parse("-0700", winter); err == nil {
			_, seconds := t.Zone()
			return time.FixedZone(winter, seconds)
		}
	case winter == "+0000" && summer == "+0100":
		return zoneNamed("Europe/London")
	case winter == "+0100" && summer == "+0200":
		return zoneNamed("Europe/Oslo")
	case winter == "+0200" && summer == "+0300":
		return zoneNamed("Europe/Helsinki")
	}
	return nil
}

// likeHome reports whether the clocks of two zones show the same in the years around a time.
func likeHome(zone, home *time.Location, at time.Time) bool {
	for month := range 25 {
		t := time.Date(at.Year(), time.Month(1+month), 1, 12, 0, 0, 0, time.UTC)
		_, there := t.In(zone).Zone()
		if _, here := t.In(home).Zone(); here != there {
			return false
		}
	}
	return true
}
