package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The words of patterns.
const (
	factWeekday = `(?:mandag|måndag|tirsdag|tysdag|onsdag|torsdag|fredag|lørdag|laurdag|søndag|sundag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)`
	factMonth   = `(januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|january|february|march|may|june|july|october|december|jan|feb|aug|sept|okt|oct|nov|des|dec)`
	factNth     = `(?:første|fyrste|andre|tredje|fjerde|siste|first|second|third|fourth|last)`
	factHoliday = `(?:julaften|julafta|romjula|romjulen|jula|julen|nyttårsaften|nyttårsafta|skjærtorsdag|skjertorsdag|langfredag|påskeaften|påskeafta|påsken|påska|christmas|easter|boxing\s+day|new\s+year)`
	factClock   = `\d{1,2}(?:[.:]\d{2})?(?:\s*(?:am|pm))?`
	factSpan    = factClock + `(?:\s*(?:[-–—]|til|to)\s*` + factClock + `)?`
	factOclock  = `(?:kl\.?|klokka|klokken|at)\s*` + factSpan
	factName    = `[A-ZÆØÅ][\pL-]+(?:\s+[A-ZÆØÅ][\pL-]+){0,2}`
)

// factPatterns are all that is looked for; made once, for making them takes long.
var factPatterns = sync.OnceValue(func() []factPattern {
	p := func(kind FactKind, hints []string, digits bool, pattern string, checkOn func([]string, time.Time, time.Time) string) factPattern {
		return factPattern{kind, hints, digits, regexp.MustCompile(pattern), checkOn}
	}
	weekdays := strings.Split(strings.Trim(factWeekday, "(?:)"), "|")
	months := []string{"jan", "feb", "mars", "april", "mai", "juni", "juli", "aug", "sept", "okt", "nov", "des", "march", "may", "june", "july", "oct", "dec"}
	englishMonths := []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	seasons := []string{"vår", "sommer", "sommar", "høst", "haust", "vinter", "jul", "påsk", "spring", "summer", "autumn", "winter", "christmas", "easter"}
	at := `(?:,?\s+` + factOclock + `)?`
	return []factPattern{
		p(FactDate, months, true, `(?i)(?:`+factWeekday+`\s+(?:den\s+)?)?(?:\d{1,2}\.?\s*(?:[-–—]|og|and|til|to)\s*)?(\d{1,2})(?:\.|st|nd|rd|th)?\s*`+factMonth+`\.?(?:\s+(\d{4}))?`+at, dayFirst),
		p(FactDate, englishMonths, true, `(?:(?i:`+factWeekday+`),?\s+)?(January|February|March|April|May|June|July|August|September|October|November|December)\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?`+at, monthFirst),
		p(FactDate, weekdays, true, `(?i)`+factWeekday+`\s+(?:den\s+)?(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?`+at, inNumbers(1, 2, 3)),
		p(FactDate, []string{"kl"}, true, `(?i)()(\d{1,2})[./](\d{1,2})\.?,?\s+(?:kl\.?|klokka|klokken)\s*`+factSpan, inNumbers(2, 3, 1)),
		p(FactDate, []string{".20", ". 20", ".19", ". 19"}, true, `(?i)(?:`+factWeekday+`\s+(?:den\s+)?)?(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})`+at, inNumbers(1, 2, 3)),
		p(FactDate, []string{"-0", "-1"}, true, `(\d{4})-(\d{2})-(\d{2})`, inNumbers(3, 2, 1)),
		p(FactDate, seasons, true, `(?i)(?:i\s+)?(våren|vår|sommeren|sommaren|sommer|sommar|høsten|hausten|høst|haust|vinteren|vinter|julen|jula|jul|påsken|påska|påske|spring|summer|autumn|winter|christmas|easter)(?:\s+of)?\s+(\d{4})`, seasonPast),
		p(FactDate, []string{"uke", "veke", "week"}, true, `(?i)(?:uke|veke|week)\s+(\d{1,2})(?:[\s,]+(\d{4}))?`, weekPast),
		p(FactDate, []string{"morgen", "morgon", "kveld", "tomorrow", "tonight", "neste", "next", "denne", "this", "helg"}, false, `(?i)(?:i\s+morgen|i\s+morgon|i\s+kveld|tomorrow|tonight|neste\s+uke|neste\s+veke|next\s+week|denne\s+uka|denne\s+uken|denne\s+veka|this\s+week|(?:til|i)\s+helga|(?:til|i)\s+helgen)`+at, soon),
		p(FactHours, []string{"kl"}, true, `(?i)(?:kl\.?|klokka|klokken)\s*`+factClock+`(?:\s*(?:[-–—]|til|og)\s*(?:kl\.?\s*)?`+factClock+`)?(?:\s+(?:alle\s+dager|alle\s+dagar|hver\s+dag|kvar\s+dag|daily|every\s+day))?`, after(hoursHold)),
		p(FactHours, []string{"hver", "kvar", "every"}, false, `(?i)(?:hver|kvar|every)\s+`+factWeekday+at, after(hoursHold)),
		p(FactHours, []string{"måned", "månad", "month"}, false, `(?i)`+factNth+`\s+`+factWeekday+`\s+(?:i\s+(?:hver\s+|kvar\s+)?(?:måneden|månaden|måned|månad)|(?:in|of)\s+(?:the|each|every)\s+month)`+at, after(hoursHold)),
		p(FactHours, weekdays, true, `(?i)`+factWeekday+`(?:er|ar|s)\s+`+factOclock, after(hoursHold)),
		p(FactHours, []string{"steng", "closed"}, false, `(?i)(?:stengt|stengd|closed)\s+(?:på\s+|i\s+|on\s+|over\s+|at\s+|for\s+)?(?:hele\s+|heile\s+)?`+factHoliday+`(?:(?:,|\s+og|\s+and)\s+`+factHoliday+`)*`, after(hoursHold)),
		p(FactHours, []string{"steng", "closed"}, true, `(?i)(?:stengt|stengd|closed)\s+(?:i|in)\s+(?:uke|veke|week)\s+(\d{1,2})(?:[\s,]+(\d{4}))?`, weekPast),
		p(FactHours, append([]string{"åp", "op", "steng", "closed"}, weekdays...), true, `(?i)(?:åpent|åpen|ope|opent|open|åpningstid(?:er|ene)?|opningstid(?:er|ene)?|opening\s+hours|stengt|stengd|closed|`+factWeekday+`(?:er|ar|s)?)(?:[^.\d\n]|kl\.){0,25}`+factClock+`\s*(?:[-–—]|til|to)\s*`+factClock, after(hoursHold)),
		p(FactHours, []string{"åpent", "ope", "steng", "closed"}, false, `(?i)(?:åpent|ope|opent|open|stengt|stengd|closed)\s+(?:på\s+|on\s+)?`+factWeekday+`(?:er|ar|s)`, after(hoursHold)),
		p(FactHours, []string{"am", "pm"}, true, `(?i)\d{1,2}(?:[.:]\d{2})?(?:\s*(?:[-–—]|to)\s*\d{1,2}(?:[.:]\d{2})?)?\s*(?:am|pm)`, after(hoursHold)),
		p(FactPrice, []string{"kr", "nok"}, true, `(?i)(?:kr|nok)\.?\s*\d{1,3}(?:[\s.\x{a0}]?\d{3})*(?:,-|,\d{2})?`, after(priceHolds)),
		p(FactPrice, []string{"kr", ",-"}, true, `(?i)\d{1,3}(?:[\s.\x{a0}]?\d{3})*(?:,\d{2})?(?:\s*(?:kroner|kr)|,-)`, after(priceHolds)),
		p(FactPrice, []string{"gratis", "free"}, false, `(?i)(?:gratis(?:\s+(?:inngang|inngong|adgang|tilgang))?|(?:free\s+(?:entry|entrance|admission)|free\s+of\s+charge))`, after(priceHolds)),
		p(FactPrice, []string{"€", "£", "$"}, true, `[€£$]\s?\d+(?:[.,]\d{2})?`, after(priceHolds)),
		p(FactRoom, []string{"etasje", "etg", "høgd", "floor"}, false, `(?i)(?:\d{1,2}\.|\d{1,2}(?:st|nd|rd|th)|første|andre|annen|tredje|fjerde|femte|first|second|third|fourth)\s*(?:etasje|etg\.?|høgda|høgd|floor)`, after(roomHolds)),
		p(FactRoom, []string{"rom", "sal", "room"}, false, `(?:(?i:møterommet|møterom|grupperommet|grupperom|meeting\s+room|group\s+room)|rom|sal|room)\s+(?:\d{1,3}[A-Z]?|[A-ZÆØÅ]\pL+)|(?:Rom|Sal|Room)\s+\d{1,3}[A-Z]?`, after(roomHolds)),
		p(FactRoom, []string{"salen", "auditori", "foaj"}, false, `(?i)(?:storsalen|vesalen|vetlesalen|lillesalen|kinosalen|konsertsalen|auditoriet|auditorium|foajeen)`, after(roomHolds)),
		p(FactPerson, []string{"kontakt", "contact", "spør", "ask", "bibliotek", "librarian", "påmelding"}, false, `(?i:ta\s+kontakt\s+med|kontakt|spør\s+etter|spør|påmelding\s+til|ask\s+for|contact|bibliotekar|biblioteksjef|librarian)\s+(`+factName+`)`, somebody),
	}
})

// monthOf tells the month that a word means, in any of the languages and shortened.
func monthOf(word string) time.Month {
	word = strings.ToLower(word)
	for i, names := range [][]string{{"jan"}, {"feb"}, {"mar"}, {"apr"}, {"mai", "may"}, {"jun"}, {"jul"}, {"aug"}, {"sep"}, {"okt", "oct"}, {"nov"}, {"des", "dec"}} {
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(word, n) }) {
			return time.Month(i + 1)
		}
	}
	return 0
}

func dayFirst(w []string, base, _ time.Time) string { return passed(w[1], monthOf(w[2]), w[3], base) }

func monthFirst(w []string, base, _ time.Time) string { return passed(w[2], monthOf(w[1]), w[3], base) }

// inNumbers reads a day from groups of digits.
func inNumbers(day, month, year int) func([]string, time.Time, time.Time) string {
	return func(w []string, base, _ time.Time) string {
		m, _ := strconv.Atoi(w[month])
		return passed(w[day], time.Month(m), w[year], base)
	}
}

// passed gives the day after a day to come, as seen from when the asset was recorded; "" for one that was past then, or that is
// no day. Without a year it is the next such day; but what had just been is told as past, and the holidays of every year age
// not.
func passed(day string, month time.Month, year string, base time.Time) string {
	d, _ := strconv.Atoi(day)
	y, _ := strconv.Atoi(year)
	if y == 0 {
		if month == time.May && (d == 1 || d == 17) || month == time.March && d == 8 || month == time.December && d >= 23 {
			return ""
		}
		y = base.Year()
		if at := date(y, month, d); at.Before(startOf(base)) {
			if at.After(base.AddDate(0, -2, 0)) {
				return ""
			}
			y++
		}
	}
	at := date(y, month, d)
	if month < 1 || month > 12 || at.Day() != d || d == 0 || at.Before(startOf(base)) || y > base.Year()+20 {
		return ""
	}
	return at.AddDate(0, 0, 1).Format(time.DateOnly)
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func startOf(t time.Time) time.Time { return date(t.Year(), t.Month(), t.Day()) }

// seasonPast gives the day after a season of a year that had not begun to be past.
func seasonPast(w []string, base, _ time.Time) string {
	y, _ := strconv.Atoi(w[2])
	var end time.Time
	switch word := strings.ToLower(w[1]); {
	case strings.HasPrefix(word, "vår"), word == "spring":
		end = date(y, time.June, 1)
	case strings.HasPrefix(word, "som"), word == "summer":
		end = date(y, time.September, 1)
	case strings.HasPrefix(word, "høst"), strings.HasPrefix(word, "haust"), word == "autumn":
		end = date(y, time.December, 1)
	case strings.HasPrefix(word, "jul"), word == "christmas":
		end = date(y+1, time.January, 7)
	case strings.HasPrefix(word, "påsk"), word == "easter":
		end = date(y, time.May, 1)
	default: // a winter may begin the year or end it
		if end = date(y, time.March, 1); !end.After(base) {
			end = date(y+1, time.March, 1)
		}
	}
	if !end.After(base) || y > base.Year()+20 {
		return ""
	}
	return end.Format(time.DateOnly)
}

// weekPast gives the Monday after a week.
func weekPast(w []string, base, _ time.Time) string {
	n, _ := strconv.Atoi(w[1])
	y, _ := strconv.Atoi(w[2])
	if n < 1 || n > 53 || y > base.Year()+20 {
		return ""
	}
	if y == 0 {
		if y = base.Year(); !mondayOf(y, n+1).After(base) {
			y++
		}
	}
	if end := mondayOf(y, n+1); end.After(base) {
		return end.Format(time.DateOnly)
	}
	return ""
}

// mondayOf is the Monday of an ISO week; weeks beyond the last one are of the year after.
func mondayOf(year, week int) time.Time {
	fourth := date(year, time.January, 4) // is always in the first week
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	return monday.AddDate(0, 0, 7*(week-1))
}

// soon is a week after it was said.
func soon(_ []string, base, _ time.Time) string {
	return base.AddDate(0, 0, 7).Format(time.DateOnly)
}

// somebody leaves out what only looks like a name.
func somebody(w []string, base, now time.Time) string {
	first := strings.ToLower(strings.Fields(w[1])[0])
	if slices.Contains([]string{"biblioteket", "bibliotek", "oss", "the", "library", "us", "din", "ditt", "the"}, first) {
		return ""
	}
	return after(personHolds)(w, base, now)
}
