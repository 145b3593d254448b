package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// ruleParts are the parts of an RRULE that was checked, such as FREQ and BYDAY.
type ruleParts map[string]string

func partsOf(rrule string) ruleParts {
	out := ruleParts{}
	for _, part := range strings.Split(rrule, ";") {
		name, value, _ := strings.Cut(part, "=")
		out[name] = value
	}
	return out
}

// holds reports whether a rule has nothing but the parts that are named, beside how often it comes and until when.
func (r ruleParts) holds(names ...string) bool {
	for name := range r {
		if !slices.Contains([]string{"FREQ", "INTERVAL", "WKST", "COUNT", "UNTIL"}, name) && !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

func (r ruleParts) number(name string, otherwise int) int {
	if n, err := strconv.Atoi(r[name]); err == nil {
		return n
	}
	return otherwise
}

func (r ruleParts) list(name string) []string {
	if r[name] == "" {
		return nil
	}
	return strings.Split(r[name], ",")
}

// sayer says rules in plain words of a language.
type sayer struct{ *locale.Localizer }

// ruleWords says a rule in plain words; an RRULE that has none is told as it is written.
func ruleWords(l *locale.Localizer, r catalog.Rule) string {
	if r.Empty() {
		return l.T("offers.says.none", nil)
	}
	s := sayer{l}
	said := append([]string{s.when(r)}, s.clock(r)...)
	add := func(key string, args map[string]any) { said = append(said, l.T("offers.says."+key, args)) }
	if n := partsOf(r.RRule).number("COUNT", 0); n > 0 {
		add("times", map[string]any{"count": n})
	}
	if until := s.until(r); until != "" {
		add("until", map[string]any{"day": until})
	}
	if r.Season != nil {
		add("season", map[string]any{"from": s.yearDay(r.Season.From), "to": s.yearDay(r.Season.To)})
	}
	if n := len(r.Also); n > 0 {
		add("also", map[string]any{"count": n})
	}
	if r.Pause {
		add("pause", nil)
	}
	return strings.Join(said, ", ")
}

// when says on which days it comes.
func (s sayer) when(r catalog.Rule) string {
	say := func(key string, name string, value any) string {
		return s.T("offers.says."+key, map[string]any{name: value})
	}
	switch {
	case r.Date != "":
		return say("date", "day", s.yearDay(r.Date))
	case r.Easter != nil:
		return s.easter(*r.Easter)
	case r.ISOWeek != 0:
		return say("week", "week", strconv.Itoa(r.ISOWeek))
	case len(r.Dates) > 0 && len(r.Dates) <= 3:
		var days []string
		for _, day := range r.Dates {
			days = append(days, s.Day(day))
		}
		return s.joined(days)
	case len(r.Dates) > 0:
		return say("dates", "count", len(r.Dates))
	}
	if said := s.recurrence(partsOf(r.RRule), r.Start); said != "" {
		return said
	}
	return say("rule", "rule", r.RRule)
}

// clock says at what time it comes and how long it lasts.
func (s sayer) clock(r catalog.Rule) []string {
	var said []string
	if at, err := time.ParseInLocation("2006-01-02 15:04", "2026-01-05 "+r.Time, s.Zone()); err == nil {
		text := s.TimeOfDay(at)
		if r.Duration > 0 && r.Duration < 24*time.Hour {
			text += "–" + s.TimeOfDay(at.Add(r.Duration))
		}
		said = append(said, s.T("offers.says.time", map[string]any{"time": text}))
	}
	if r.Days > 1 {
		said = append(said, s.T("offers.says.days", map[string]any{"count": r.Days}))
	}
	return said
}

func (s sayer) until(r catalog.Rule) string {
	day := r.Until
	if u := partsOf(r.RRule)["UNTIL"]; len(u) == 8 {
		if u = u[:4] + "-" + u[4:6] + "-" + u[6:]; day == "" || u < day {
			day = u
		}
	}
	return s.Day(day)
}

// yearDay says a day of the year that is given as 04-23.
func (s sayer) yearDay(day string) string {
	t, err := time.Parse(time.DateOnly, "2024-"+day)
	if err != nil {
		return day
	}
	return s.T("format.day_of_month", map[string]any{"day": t.Day(), "month": s.month(int(t.Month()))})
}

func (s sayer) month(n int) string { return s.T("month."+strconv.Itoa(n), nil) }

// joined puts words after one another: "mandag, onsdag og fredag".
func (s sayer) joined(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + s.T("offers.says.and", nil) + " " + words[last]
}

// easter says a stretch of days around Easter by the names of its days.
func (s sayer) easter(e catalog.EasterSpan) string {
	if e.From == e.To {
		return s.T("offers.says.easter_day", map[string]any{"day": s.easterDay(e.From)})
	}
	return s.T("offers.says.easter", map[string]any{"from": s.easterDay(e.From), "to": s.easterDay(e.To)})
}

func (s sayer) easterDay(n int) string {
	if key := "offers.easter." + strconv.Itoa(n); s.Has(key) {
		return s.T(key, nil)
	}
	key, n := "offers.says.after_easter", n
	if n < 0 {
		key, n = "offers.says.before_easter", -n
	}
	if n%7 == 0 {
		return s.T(key+"_weeks", map[string]any{"count": n / 7})
	}
	return s.T(key, map[string]any{"count": n})
}

// recurrence says an RRULE; empty where there are no words for it.
func (s sayer) recurrence(r ruleParts, start string) string {
	every, days := r.number("INTERVAL", 1), r.list("BYDAY")
	only := ""
	if r["FREQ"] != "YEARLY" && r["BYMONTH"] != "" {
		only = ", " + s.T("offers.says.only_in", map[string]any{"months": s.months(r)})
	}
	say := func(key, name, value string) string {
		if value == "" {
			return ""
		}
		return s.T(saysEvery(key, every), map[string]any{"count": every, name: value}) + only
	}
	switch freq := r["FREQ"]; {
	case freq == "DAILY" && r.holds("BYMONTH"):
		return s.T(saysEvery("daily", every), map[string]any{"count": every}) + only
	case freq == "WEEKLY" && r.holds("BYMONTH", "BYDAY"), (freq == "DAILY" || freq == "MONTHLY") && every == 1 && len(days) > 0 && r.holds("BYMONTH", "BYDAY") && plainDays(days):
		if len(days) == 0 {
			days = []string{weekdayOfStart(start)}
		}
		if freq != "WEEKLY" {
			every = 1
		}
		return say("weekly", "days", s.weekdays(days))
	case freq == "MONTHLY":
		return say("in_months", "what", s.inMonth(r, start))
	case freq == "YEARLY":
		return say("yearly", "what", s.inYear(r, start))
	}
	return ""
}

// saysEvery is the key of what comes so often; every second time has words of its own.
func saysEvery(key string, every int) string {
	if every == 2 {
		key = "second." + key
	}
	return "offers.says." + key
}

func plainDays(codes []string) bool {
	return !slices.ContainsFunc(codes, func(code string) bool { return !slices.Contains(weekdayCodes(), code) })
}

// weekdays says codes of weekdays, in the order of the week; empty for others.
func (s sayer) weekdays(codes []string) string {
	if !plainDays(codes) {
		return ""
	}
	var names []string
	for i, code := range weekdayCodes() {
		if slices.Contains(codes, code) {
			names = append(names, s.T("weekday."+strconv.Itoa(i+1), nil))
		}
	}
	return s.joined(names)
}

func weekdayOfStart(start string) string {
	t, _ := time.Parse(time.DateOnly, start)
	return weekdayCodes()[(int(t.Weekday())+6)%7]
}

func (s sayer) months(r ruleParts) string {
	var names []string
	for _, m := range r.list("BYMONTH") {
		n, _ := strconv.Atoi(m)
		names = append(names, s.month(n))
	}
	return s.joined(names)
}

// inMonth says on which days of a month a rule comes: "siste tirsdag", "den 1. og 15.".
func (s sayer) inMonth(r ruleParts, start string) string {
	switch {
	case r.holds("BYMONTH", "BYDAY"):
		if r["BYDAY"] != "" {
			return s.nthDays(r.list("BYDAY"))
		}
		if len(start) < len(time.DateOnly) {
			return ""
		}
		return s.monthDays([]string{strings.TrimPrefix(start[8:], "0")})
	case r.holds("BYMONTH", "BYDAY", "BYSETPOS"):
		return s.placed(r)
	case r.holds("BYMONTH", "BYMONTHDAY"):
		return s.monthDays(r.list("BYMONTHDAY"))
	}
	return ""
}

// nthDays says weekdays by their place, such as 1TU and -1TU.
func (s sayer) nthDays(codes []string) string {
	var out []string
	for _, code := range codes {
		cut := max(len(code)-2, 0)
		n := strings.TrimPrefix(code[:cut], "+")
		day := s.weekdays([]string{code[cut:]})
		if !s.Has("offers.nth."+n) || day == "" {
			return ""
		}
		out = append(out, s.T("offers.nth."+n, nil)+" "+day)
	}
	return s.joined(out)
}

// placed says the n-th of some weekdays: "siste hverdag".
func (s sayer) placed(r ruleParts) string {
	codes := r.list("BYDAY")
	slices.Sort(codes)
	kind := map[string]string{"FR,MO,TH,TU,WE": "workday", "SA,SU": "weekend", "FR,MO,SA,SU,TH,TU,WE": "day"}[strings.Join(codes, ",")]
	what := ""
	switch {
	case kind != "":
		what = s.T("offers.says."+kind, nil)
	case len(codes) == 1:
		what = s.weekdays(codes)
	}
	var out []string
	for _, n := range r.list("BYSETPOS") {
		if n = strings.TrimPrefix(n, "+"); !s.Has("offers.nth."+n) || what == "" {
			return ""
		}
		out = append(out, s.T("offers.nth."+n, nil)+" "+what)
	}
	return s.joined(out)
}

// monthDays says days of the month; those from its end have minus.
func (s sayer) monthDays(days []string) string {
	var out []string
	for _, d := range days {
		n, _ := strconv.Atoi(d)
		key := "offers.nth." + strconv.Itoa(n)
		switch {
		case n > 0:
			out = append(out, s.T("offers.says.day_of_month", map[string]any{"day": n}))
		case s.Has(key):
			out = append(out, s.T(key, nil)+" "+s.T("offers.says.day", nil))
		default:
			return ""
		}
	}
	return s.joined(out)
}

// inYear says on which days of a year a rule comes: "andre søndag i november".
func (s sayer) inYear(r ruleParts, start string) string {
	in := func(what, of string) string {
		if what == "" || of == "" {
			return ""
		}
		return s.T("offers.says.of", map[string]any{"what": what, "of": of})
	}
	switch {
	case r.holds() && len(start) == len(time.DateOnly):
		return s.yearDay(start[5:])
	case r.holds("BYMONTH") && len(start) == len(time.DateOnly):
		return in(s.monthDays([]string{strings.TrimPrefix(start[8:], "0")}), s.months(r))
	case r["BYMONTH"] != "" && r.holds("BYMONTH", "BYMONTHDAY"):
		if days, months := r.list("BYMONTHDAY"), r.list("BYMONTH"); len(days) == 1 && len(months) == 1 && !strings.HasPrefix(days[0], "-") {
			return s.yearDay(twoDigits(months[0]) + "-" + twoDigits(days[0]))
		}
		return in(s.monthDays(r.list("BYMONTHDAY")), s.months(r))
	case r["BYMONTH"] != "" && plainDays(r.list("BYDAY")) && r.holds("BYMONTH", "BYDAY"):
		return in(s.weekdays(r.list("BYDAY")), s.months(r))
	case r["BYMONTH"] != "" && r["BYDAY"] != "" && r.holds("BYMONTH", "BYDAY"):
		return in(s.nthDays(r.list("BYDAY")), s.months(r))
	case len(r.list("BYMONTH")) == 1 && r.holds("BYMONTH", "BYDAY", "BYSETPOS"):
		return in(s.placed(r), s.months(r))
	case r["BYWEEKNO"] != "" && !strings.Contains(r["BYWEEKNO"], "-") && r.holds("BYWEEKNO", "BYDAY"):
		days := r.list("BYDAY")
		if len(days) == 0 {
			days = []string{weekdayOfStart(start)}
		}
		return in(s.weekdays(days), s.T("offers.says.weeks", map[string]any{"weeks": s.joined(r.list("BYWEEKNO"))}))
	case r["BYYEARDAY"] != "" && r.holds("BYYEARDAY", "BYDAY"):
		return s.between(r)
	}
	return ""
}

// between says the weekday that lies in a week of the year which is told from its end: "søndag fra 27. november til 3. desember".
func (s sayer) between(r ruleParts) string {
	var days []int
	for _, d := range r.list("BYYEARDAY") {
		n, _ := strconv.Atoi(d)
		days = append(days, n)
	}
	slices.Sort(days)
	first, last := days[0], days[len(days)-1]
	weekday := s.weekdays(r.list("BYDAY"))
	if first < -300 || last >= 0 || last-first != len(days)-1 || weekday == "" {
		return ""
	}
	day := func(n int) string { return s.yearDay(time.Date(2025, 12, 32+n, 0, 0, 0, 0, time.UTC).Format("01-02")) }
	return s.T("offers.says.between", map[string]any{"days": weekday, "from": day(first), "to": day(last)})
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
