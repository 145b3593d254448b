package catalog

import "time"

// AfterWorkdays is the end of the n-th working day after the day of t, in Norway: neither Saturdays, Sundays nor public
// holidays count. It is the midnight after it.
func AfterWorkdays(t time.Time, n int, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, zone)
	for n > 0 {
		if day = day.AddDate(0, 0, 1); workday(day) {
			n--
		}
	}
	return day.AddDate(0, 0, 1)
}

func workday(day time.Time) bool {
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	switch day.Format("01-02") {
	case "01-01", "05-01", "05-17", "12-25", "12-26":
		return false
	}
	year, month, date := day.Date()
	easter := easterSunday(year)
	switch time.Date(year, month, date, 0, 0, 0, 0, time.UTC).Sub(easter) / (24 * time.Hour) {
	case -3, -2, 1, 39, 50: // Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday
		return false
	}
	return true
}

// easterSunday is computed as by Meeus, Jones and Butcher for the Gregorian calendar.
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}
