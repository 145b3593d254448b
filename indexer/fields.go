package indexer

import (
	"strconv"
	"strings"
	"time"
)

// fieldRecorded is the name of the date in typed queries; it is no facet.
const fieldRecorded Field = "recorded"

// fieldName gives the field that a folded name in a typed query stands for: the names of the outside contract, and
// Norwegian ones in both standards.
func fieldName(name string) (Field, bool) {
	switch name {
	case "library", "bibliotek", "biblioteket", "filial":
		return FieldLibrary, true
	case "presenter", "formidler", "formidlar", "person", "med":
		return FieldPresenter, true
	case "book", "bok", "boka", "isbn":
		return FieldBook, true
	case "author", "forfatter", "forfattar", "av":
		return FieldAuthor, true
	case "content_type", "type", "innholdstype", "innhaldstype":
		return FieldContentType, true
	case "kind", "medium", "media", "format":
		return FieldKind, true
	case "series", "serie", "konsept":
		return FieldSeries, true
	case "recording_day", "innspillingsdag", "innspelingsdag", "opptaksdag":
		return FieldRecordingDay, true
	case "tag", "emne", "emneord", "knagg", "emneknagg":
		return FieldTag, true
	case "language", "sprak", "malform":
		return FieldLanguage, true
	case "orientation", "retning":
		return FieldOrientation, true
	case "clearance", "klarert", "avklart":
		return FieldClearance, true
	case "state", "status", "tilstand":
		return FieldState, true
	case "used", "brukt":
		return FieldUsed, true
	case "title", "tittel":
		return FieldTitle, true
	case "recorded", "date", "dato", "ar", "year", "tatt", "opptak":
		return fieldRecorded, true
	}
	return "", false
}

// isCode tells whether the values of a field are codes rather than names of something.
func isCode(f Field) bool {
	switch f {
	case FieldContentType, FieldKind, FieldLanguage, FieldOrientation, FieldClearance, FieldState, FieldUsed:
		return true
	}
	return false
}

// parseRange reads 2024, 2024-05, 2024-05-17, 17.05.2024 and a..b of these with either side open. From is inclusive, to
// exclusive; a zero time is open. Times are UTC.
func parseRange(s string) (from, to time.Time, ok bool) {
	a, b, isRange := strings.Cut(s, "..")
	if !isRange {
		return parseDay(a)
	}
	if a == "" && b == "" {
		return from, to, false
	}
	if a != "" {
		if from, _, ok = parseDay(a); !ok {
			return from, to, false
		}
	}
	if b != "" {
		if _, to, ok = parseDay(b); !ok {
			return from, to, false
		}
	}
	return from, to, true
}

// parseDay reads a year, month or day and gives the time from its start to the start of the next.
func parseDay(s string) (from, to time.Time, ok bool) {
	if n, err := strconv.Atoi(s); err == nil && len(s) == 4 && n > 0 {
		from = time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC)
		return from, from.AddDate(1, 0, 0), true
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return t, t.AddDate(0, 1, 0), true
	}
	for _, layout := range [...]string{time.DateOnly, "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, t.AddDate(0, 0, 1), true
		}
	}
	return from, to, false
}
