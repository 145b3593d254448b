package catalog

import (
	"fmt"
	"regexp"
)

// RecordingDay is a day on which libraries record together.
type RecordingDay struct {
	Entry
	Date        string // 2025-10-20
	Place       Ref    // a library; zero: none
	Libraries   []LibraryRef
	Presenters  []Ref
	Books       []BookRef
	ContentType ContentType
	CreditLine  string
	Language    string
	Notes       string
	Shots       []Shot
}

// Shot is one planned clip of a recording day.
type Shot struct {
	Title       string
	Presenter   string // an id, or empty
	Book        string // an id, or empty
	ContentType ContentType
	Note        string
	Status      string // planned, filmed, in or edited
}

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
			s.Status = "planned"
		}
		oneOf(c, at+"status", &s.Status, "planned", "filmed", "in", "edited")
	}
}
