package catalog

import (
	"fmt"
	"regexp"
)

// RecordingDay is a day on which libraries record together.
type RecordingDay struct {
	Entry
	Date        string // 2025-10-20
	Until       string // the last date, or empty when it is Date
	Place       Ref    // a library; zero: none
	Libraries   []LibraryRef
	Presenters  []Ref
	Books       []BookRef
	ContentType ContentType
	CreditLine  string
	Language    string
	Notes       string
	Shots       []Shot
	People      []DayPerson
}

// Shot is one planned clip of a recording day.
type Shot struct {
	ID          ShotID // given by the register where it is empty
	Title       string
	Presenter   string // an id, or empty
	Book        string // an id, or empty
	ContentType ContentType
	Note        string
	Status      string // planned, filmed, in or edited
}

// DayPerson is somebody who was present and may be recognised on what was recorded.
type DayPerson struct {
	Person   PersonID // of the register; empty: nobody has said who of it, if anybody
	Name     string
	Category string // staff, guest, adult, youth or child
	Note     string
}

// PersonCategories lists whom consent is asked of in different ways.
func PersonCategories() []string {
	return []string{CategoryStaff, CategoryGuest, CategoryAdult, CategoryYouth, CategoryChild}
}

// MostDayPeople bounds who is listed as present on a recording day.
const MostDayPeople = 500

// RecordingDays is the service over the recording days.
type RecordingDays = Register[RecordingDay, *RecordingDay]

var datePattern = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)

// Name is how the day is called where a name is needed: its date and place.
func (d RecordingDay) Name() string {
	if d.Place.Name == "" {
		return d.Date
	}
	return d.Date + " " + d.Place.Name
}

func (d *RecordingDay) entry() *Entry { return &d.Entry }
func (d *RecordingDay) kind() Kind    { return KindRecordingDay }

func (d *RecordingDay) check(c *checker) {
	if !datePattern.MatchString(d.Date) {
		c.refuse("date", KeyBadDate, Args{"value": d.Date})
	}
	if d.Until != "" && (!datePattern.MatchString(d.Until) || d.Until < d.Date) {
		c.refuse("until", KeyBadDate, Args{"value": d.Until})
	}
	if d.Until == d.Date {
		d.Until = ""
	}
	d.checkPeople(c)
	oneOf(c, "content_type", &d.ContentType, "", ServiceInfo, Literature, Relations)
	c.line("credit_line", &d.CreditLine, 300)
	c.language("language", &d.Language)
	c.text("notes", &d.Notes, 10_000)
	if len(d.Shots) > 500 {
		c.refuse("shots", KeyOutOfRange, Args{"min": 0, "max": 500})
		return
	}
	for i := range d.Shots {
		s, at := &d.Shots[i], fmt.Sprintf("shots[%d].", i)
		c.required(at+"title", &s.Title, 200)
		c.text(at+"note", &s.Note, 2_000)
		oneOf(c, at+"content_type", &s.ContentType, "", ServiceInfo, Literature, Relations)
		if s.Status == "" {
			s.Status = ShotPlanned
		}
		oneOf(c, at+"status", &s.Status, ShotStates()...)
	}
}

func (d *RecordingDay) checkPeople(c *checker) {
	if len(d.People) > MostDayPeople {
		c.refuse("people", KeyOutOfRange, Args{"min": 0, "max": MostDayPeople})
		return
	}
	for i := range d.People {
		p, at := &d.People[i], fmt.Sprintf("people[%d].", i)
		c.required(at+"name", &p.Name, 120)
		c.line(at+"note", &p.Note, 300)
		c.noIdentityNumber(at+"name", p.Name)
		c.noIdentityNumber(at+"note", p.Note)
		if p.Category == "" {
			p.Category = "adult"
		}
		oneOf(c, at+"category", &p.Category, PersonCategories()...)
	}
}

// complete gives shots that have none an id.
func (d *RecordingDay) complete(newID IDSource) {
	taken := map[ShotID]bool{"": true}
	for i := range d.Shots {
		if taken[d.Shots[i].ID] {
			d.Shots[i].ID = ShotID(newID())
		}
		taken[d.Shots[i].ID] = true
	}
}
