package catalog

import "slices"

// SchoolHoliday is a stretch of days on which schools are closed, as somebody has typed it for one school year.
type SchoolHoliday struct {
	Entry
	Name string
	// Season says which of the year's holidays it is: a library's own takes the place of the county's of the same season
	// that begins in the same year.
	Season   HolidaySeason
	Library  Ref    // whose schools; zero: the county's
	From, To string // days as 2026-10-05; both belong to it
	Checked  bool   // somebody has compared it with the schools' own calendar
	Note     string
}

// HolidaySeason is one of the holidays of every school year.
type HolidaySeason string

// The holidays. What is none of the others takes no other's place.
const (
	HolidayAutumn    HolidaySeason = "autumn"
	HolidayChristmas HolidaySeason = "christmas"
	HolidayWinter    HolidaySeason = "winter"
	HolidayEaster    HolidaySeason = "easter"
	HolidaySummer    HolidaySeason = "summer"
	HolidayOther     HolidaySeason = "other"
)

// HolidaySeasons lists every holiday in the order of a school year.
func HolidaySeasons() []HolidaySeason {
	return []HolidaySeason{HolidayAutumn, HolidayChristmas, HolidayWinter, HolidayEaster, HolidaySummer, HolidayOther}
}

// SchoolHolidays is the service over the school holidays.
type SchoolHolidays = Register[SchoolHoliday, *SchoolHoliday]

func (h *SchoolHoliday) entry() *Entry { return &h.Entry }
func (h *SchoolHoliday) kind() Kind    { return KindSchoolHoliday }

func (h *SchoolHoliday) keptBy(actor Actor) error {
	return MayKeepSchoolHoliday(actor, *h)
}

func (h *SchoolHoliday) check(c *checker) {
	c.required("name", &h.Name, 120)
	oneOf(c, "season", &h.Season, HolidaySeasons()...)
	from, ok := c.day("from", h.From)
	to, there := c.day("to", h.To)
	switch {
	case h.From == "":
		c.refuse("from", KeyRequired, nil)
	case h.To == "":
		c.refuse("to", KeyRequired, nil)
	case ok && there && to < from:
		c.refuse("to", KeyEndsBeforeStart, nil)
	case ok && there && to-from >= mostDays:
		c.refuse("to", KeyOutOfRange, Args{"min": 1, "max": mostDays})
	}
	c.text("note", &h.Note, 500)
}

// Holidays are school holidays made ready to be asked: those of the county under "", and those that hold for each library that
// has any of its own.
type Holidays map[LibraryID][]stretch

type stretch struct{ from, to civil }

// HolidaysOf makes school holidays ready.
func HolidaysOf(all []SchoolHoliday) Holidays {
	type named struct {
		library, year string
		season        HolidaySeason
	}
	own := map[named]bool{}
	out := Holidays{"": nil}
	for _, h := range all {
		out[LibraryID(h.Library.ID)] = nil
		own[named{h.Library.ID, year(h.From), h.Season}] = h.Season != HolidayOther
	}
	for _, h := range all {
		from, _ := parseCivil(h.From)
		to, _ := parseCivil(h.To)
		for library := range out {
			if string(library) == h.Library.ID || h.Library.ID == "" && !own[named{string(library), year(h.From), h.Season}] {
				out[library] = append(out[library], stretch{from, to})
			}
		}
	}
	return out
}

func year(day string) string { return day[:min(4, len(day))] }

// hold reports whether schools are closed on a day where any of the libraries is; those of the county for none.
func (h Holidays) hold(day civil, libraries []LibraryRef) bool {
	if len(libraries) == 0 {
		return h.closed(day, "")
	}
	return slices.ContainsFunc(libraries, func(l LibraryRef) bool { return h.closed(day, l.ID) })
}

func (h Holidays) closed(day civil, library LibraryID) bool {
	of, own := h[library]
	if !own {
		of = h[""]
	}
	return slices.ContainsFunc(of, func(s stretch) bool { return s.from <= day && day <= s.to })
}
