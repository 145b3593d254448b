package catalog

import (
	"slices"
	"strings"
	"time"
)

// calendarSeries are the events of one identity: the one that tells the rule, and those that tell otherwise of single times.
type calendarSeries struct {
	identity string
	master   *calendarEvent // nil: the file does not have it
	single   []calendarEvent
}

// series puts the events of one identity together, in the order of the file. Of two that tell the rule, the last holds.
func (f *calendarFile) series() []*calendarSeries {
	var out []*calendarSeries
	by := map[string]*calendarSeries{}
	for _, e := range f.events {
		id := e.identity()
		s := by[id]
		if s == nil {
			s = &calendarSeries{identity: id}
			by[id], out = s, append(out, s)
		}
		if e.has("RECURRENCE-ID") {
			s.single = append(s.single, e)
		} else {
			s.master = &e
		}
	}
	return out
}

// first is the event that says what it is.
func (s *calendarSeries) first() calendarEvent {
	if s.master == nil {
		return s.single[0]
	}
	return *s.master
}

// private reports whether an event is nobody else's business.
func (s *calendarSeries) private() bool {
	class := strings.ToUpper(strings.TrimSpace(s.first().value("CLASS")))
	return class == "PRIVATE" || class == "CONFIDENTIAL"
}

// seriesReader makes a rule of a series.
type seriesReader struct {
	*calendarFile
	zone *time.Location // whose days the rule counts
	rule Rule
	note *FieldError
}

// offer makes an offer of a series, or tells why there is none. The note tells what it says differently.
func (f *calendarFile) offer(s *calendarSeries) (o Offer, note, wrong *FieldError) {
	e := s.first()
	o = Offer{Name: strings.Join(strings.Fields(e.text("SUMMARY")), " "), Note: e.text("DESCRIPTION")}
	if place := e.text("LOCATION"); place != "" {
		o.Note = strings.TrimSpace(place + "\n" + o.Note)
	}
	if name := cutTo(o.Name, 120); name != o.Name {
		o.Name, o.Note = name, strings.TrimSpace(o.Name+"\n"+o.Note)
	}
	o.Note = cutTo(o.Note, mostNote)
	switch {
	case s.private():
		return Offer{}, nil, &FieldError{Key: KeyEventPrivate} // not even its name is shown
	case o.Name == "":
		return o, nil, &FieldError{Key: KeyEventNameless}
	case s.master != nil && e.cancelled():
		return o, nil, &FieldError{Key: KeyEventCancelled}
	}
	r := seriesReader{calendarFile: f}
	if s.master == nil {
		wrong = r.loose(s.single)
	} else if wrong = r.master(e); wrong == nil {
		wrong = r.singles(s.single)
	}
	o.Rule = r.rule
	return o, r.note, wrong
}

// begin reads when an event begins and how long it lasts.
func (r *seriesReader) begin(e calendarEvent) (calendarTime, *FieldError) {
	l, ok := e.line("DTSTART")
	if !ok {
		return calendarTime{}, &FieldError{Key: KeyEventStartless}
	}
	start, wrong := r.time(l, l.value)
	if wrong != nil {
		return start, wrong
	}
	span, wrong := r.span(e, start)
	if r.zone = r.home; start.whole {
		r.rule.Days = int(span / (24 * time.Hour)) // an hour more or less where the clocks change
		if span%(24*time.Hour) > 12*time.Hour {
			r.rule.Days++
		}
		if r.rule.Days == 1 {
			r.rule.Days = 0
		}
	} else {
		r.rule.Duration, r.rule.Time = span, start.at.In(r.home).Format("15:04")
	}
	return start, wrong
}

// master reads the event that tells the rule.
func (r *seriesReader) master(e calendarEvent) *FieldError {
	start, wrong := r.begin(e)
	if wrong != nil {
		return wrong
	}
	rules := 0
	for _, l := range e.lines {
		if l.name == "RRULE" || l.name == "EXRULE" {
			rules++
		}
	}
	if rules > 1 || e.has("EXRULE") {
		return &FieldError{Key: KeyEventRules}
	}
	if rules == 1 && !start.whole && !likeHome(start.zone, r.home, start.at) {
		if civilIn(start.at, start.zone) != civilIn(start.at, r.home) {
			return &FieldError{Key: KeyEventOtherDay, Args: Args{"zone": start.zone.String()}}
		}
		r.zone, r.note = start.zone, &FieldError{Key: KeyEventHour, Args: Args{"zone": start.zone.String()}}
	}
	if day := r.day(start).String(); rules == 1 {
		r.rule.RRule, r.rule.Start = e.value("RRULE"), day
	} else {
		r.rule.Dates = []string{day}
	}
	return r.exceptions(e)
}

// day is the day of the rule that a time belongs to.
func (r *seriesReader) day(t calendarTime) civil {
	if t.whole {
		return civilIn(t.at, r.home)
	}
	return civilIn(t.at, r.zone)
}

// exceptions reads the days that were added and those that were left out.
func (r *seriesReader) exceptions(e calendarEvent) *FieldError {
	more, wrong := r.times(e, "RDATE")
	if wrong != nil {
		return wrong
	}
	for _, t := range more {
		r.add(t)
	}
	gone, wrong := r.times(e, "EXDATE")
	for _, t := range gone {
		r.rule.Except = append(r.rule.Except, r.day(t).String())
	}
	r.rule.settle(r.home)
	return wrong
}

// add has it come at one more time.
func (r *seriesReader) add(t calendarTime) {
	day := r.day(t).String()
	if r.rule.RRule != "" {
		r.rule.Also = append(r.rule.Also, day)
	} else {
		r.rule.Dates = append(r.rule.Dates, day)
	}
	r.move(day, t)
}

// move has what the rule has on a day come at a time, where that is another.
func (r *seriesReader) move(day string, t calendarTime) {
	m := MovedOccurrence{Day: day, To: civilIn(t.at, r.home).String()}
	if clock := t.at.In(r.home).Format("15:04"); !t.whole && clock != r.rule.Time {
		m.Time = clock
	}
	r.rule.Moved = withoutMoved(r.rule.Moved, day)
	if m.To != day || m.Time != "" {
		r.rule.Moved = append(r.rule.Moved, m)
	}
}

// singles reads the events that tell otherwise of single times.
func (r *seriesReader) singles(events []calendarEvent) *FieldError {
	for _, e := range events {
		l, _ := e.line("RECURRENCE-ID")
		id, wrong := r.time(l, l.value)
		if l.param("RANGE") != "" {
			wrong = &FieldError{Key: KeyEventFollowing}
		}
		if wrong != nil {
			return wrong
		}
		day := r.day(id).String()
		r.rule.Except = without(r.rule.Except, day)
		if e.cancelled() {
			r.rule.Except = append(r.rule.Except, day)
			continue
		}
		start, ok := e.line("DTSTART")
		if !ok {
			continue
		}
		t, wrong := r.time(start, start.value)
		if wrong != nil {
			return wrong
		}
		if plan := r.rule.plan(); !plan.has(r.day(id)) {
			r.rule.Also = append(r.rule.Also, day)
		}
		r.move(day, t)
	}
	r.rule.settle(r.home)
	return nil
}

// loose reads single times of a series whose rule the file does not have.
func (r *seriesReader) loose(events []calendarEvent) *FieldError {
	events = slices.DeleteFunc(slices.Clone(events), calendarEvent.cancelled)
	if len(events) == 0 {
		return &FieldError{Key: KeyEventCancelled}
	}
	for i, e := range events {
		if i == 0 {
			start, wrong := r.begin(e)
			if wrong != nil {
				return wrong
			}
			r.add(start)
			continue
		}
		l, _ := e.line("DTSTART")
		t, wrong := r.time(l, l.value)
		if wrong != nil {
			return wrong
		}
		r.add(t)
	}
	r.rule.settle(r.home)
	return nil
}
