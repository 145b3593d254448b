package catalog

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	isoDate       = regexp.MustCompile(`^(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?:[^0-9](.*))?$`)
	norwegianDate = regexp.MustCompile(`^(\d\d?)\.(\d\d?)\.(\d{4})(?:[^0-9](.*))?$`)
)

// DateIn reads the date that the name of a folder begins with, and what stands behind it.
func DateIn(folder string) (date, place string, ok bool) {
	if m := isoDate.FindStringSubmatch(folder); m != nil {
		return dated(m[1], m[2], m[3], m[4])
	}
	if m := norwegianDate.FindStringSubmatch(folder); m != nil {
		return dated(m[3], m[2], m[1], m[4])
	}
	return "", "", false
}

// dated puts a date together if there is such a day.
func dated(year, month, day, behind string) (date, place string, ok bool) {
	at, err := time.Parse("2006-1-2", year+"-"+month+"-"+day)
	return at.Format(time.DateOnly), strings.Trim(behind, " -_,."), err == nil
}

// DayOfFolder finds the recording day that a folder is named for: by its id, by its date, or by date and place, where
// the place is told as people call a library. Nothing is guessed: of several days that it may be, none is it.
func DayOfFolder(folder string, days []RecordingDay, libraries []Library) (RecordingDay, bool) {
	folder = strings.TrimSpace(folder)
	if i := slices.IndexFunc(days, func(d RecordingDay) bool { return d.ID == folder }); i >= 0 {
		return days[i], true
	}
	date, place, ok := DateIn(folder)
	if !ok {
		return RecordingDay{}, false
	}
	on := slices.DeleteFunc(slices.Clone(days), func(d RecordingDay) bool { return date < d.Date || date > max(d.Date, d.Until) })
	at := on
	if place != "" {
		at = slices.DeleteFunc(slices.Clone(on), func(d RecordingDay) bool { return !calledBy(d.Place, place, libraries) })
	}
	if len(at) == 0 { // days without a place may be anywhere
		at = slices.DeleteFunc(on, func(d RecordingDay) bool { return d.Place.ID != "" })
	}
	if len(at) != 1 {
		return RecordingDay{}, false
	}
	return at[0], true
}

// calledBy reports whether a library is meant by what stands behind a date.
func calledBy(library Ref, place string, libraries []Library) bool {
	names := []string{library.Name}
	if i := slices.IndexFunc(libraries, func(l Library) bool { return l.ID == library.ID }); i >= 0 {
		l := libraries[i]
		names = append(append(names, l.Slug, l.Municipality), l.Aliases...)
	}
	return library.ID != "" && MeansPlace(place, names)
}

// MeansPlace reports whether what stands behind the date in a folder's name means a place by one of its names: it is the
// name, begins with it, or with a word of it.
func MeansPlace(behind string, names []string) bool {
	behind = FoldName(strings.TrimSpace(behind))
	first, _, _ := strings.Cut(behind, " ")
	return behind != "" && slices.ContainsFunc(names, func(n string) bool {
		n = FoldName(n)
		return n != "" && (n == behind || strings.HasPrefix(behind, n+" ") || slices.Contains(strings.Fields(n), first))
	})
}
