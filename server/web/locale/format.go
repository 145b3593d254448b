package locale

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// noBreak keeps a number and what belongs to it on one line.
const noBreak = "\u00a0"

// Date writes a day as people say it: 20. oktober 2025. The zero time gives nothing.
func (l *Localizer) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(l.zone)
	return l.T("format.date", map[string]any{"day": t.Day(), "month": l.T("month."+strconv.Itoa(int(t.Month())), nil), "year": t.Year()})
}

// Day writes a calendar day given as 2025-10-20; anything else comes back unchanged.
func (l *Localizer) Day(day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, l.zone)
	if err != nil {
		return day
	}
	return l.Date(t)
}

// DateTime writes a day and its time: 20. oktober 2025 kl. 19.00. The zero time gives nothing.
func (l *Localizer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return l.T("format.date_time", map[string]any{"date": l.Date(t), "time": l.TimeOfDay(t)})
}

// TimeOfDay writes a time by the clock: 19.00.
func (l *Localizer) TimeOfDay(t time.Time) string {
	layout := "15.04"
	if l.lang == English {
		layout = "15:04"
	}
	return t.In(l.zone).Format(layout)
}

// Number writes a whole number with its thousands set apart: 12 345 in Norwegian, 12,345 in English.
func (l *Localizer) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	apart := noBreak
	if l.lang == English {
		apart = ","
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(apart)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Decimal writes a number with no more than three decimals, and its thousands set apart: 1 480,5 in Norwegian, 1,480.5 in
// English.
func (l *Localizer) Decimal(v float64) string {
	said := strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	before, after, _ := strings.Cut(said, ".")
	if n, err := strconv.ParseInt(before, 10, 64); err == nil && (n >= 1000 || n <= -1000) {
		before = l.Number(n)
	}
	if after == "" {
		return before
	}
	return before + l.comma("."+after)
}

// comma turns the decimal point of a number into that of the language.
func (l *Localizer) comma(said string) string {
	if l.lang == English {
		return said
	}
	return strings.Replace(said, ".", ",", 1)
}

// Size writes a number of bytes in the decimal units that phones and storage bills use: 23,4 GB.
func (l *Localizer) Size(bytes int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB", "PB"}
	value, unit := float64(bytes), 0
	for value >= 999.5 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	decimals := 0
	if unit > 0 && value < 99.95 {
		decimals = 1
	}
	said := strconv.FormatFloat(value, 'f', decimals, 64)
	return l.comma(said) + noBreak + units[unit]
}

// Clock writes the length of a clip, given in seconds, as players do: 0:42, 1:02:03.
func (l *Localizer) Clock(seconds float64) string {
	s := int(math.Round(seconds))
	if s >= 3600 {
		return strconv.Itoa(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
	}
	return strconv.Itoa(s/60) + ":" + two(s%60)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
