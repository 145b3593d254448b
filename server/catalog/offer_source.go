package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"reflect"
	"slices"
)

// OfferSource is what a calendar said of an offer when it was last taken over. By it is told what people have changed since from
// what the calendar has. Texts are kept as their hashes: what people take out of an offer is not to live on here.
type OfferSource struct {
	Name, Note string
	Rule       Rule
}

func sourceOf(o Offer) OfferSource {
	return OfferSource{Name: textHash(o.Name), Note: textHash(o.Note), Rule: o.Rule}
}

func textHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:10])
}

// source is what the calendar said; false when nobody knows. What nobody has touched is as the calendar said it.
func (o Offer) source() (s OfferSource, known bool) {
	switch {
	case o.Source != nil:
		return *o.Source, true
	case o.Version == 1:
		return sourceOf(o), true
	}
	return OfferSource{}, false
}

func (s OfferSource) same(other OfferSource) bool {
	return s.Name == other.Name && s.Note == other.Note && s.Rule.sameDays(other.Rule) && maps.Equal(s.Rule.singleTimes(), other.Rule.singleTimes())
}

// ImportField names what a calendar tells otherwise of an offer.
type ImportField string

// The parts of an offer that a calendar tells.
const (
	ImportName ImportField = "name"
	ImportNote ImportField = "note"
	ImportRule ImportField = "rule" // on which days it comes, at what time and for how long
	ImportDay  ImportField = "day"  // what becomes of one single time
)

// ImportChange is one thing that a calendar tells otherwise than an offer does.
type ImportChange struct {
	Field  ImportField
	Day    string // of a single time: the day on which the rule has it
	ByHand bool   // people have changed it since it was taken over, or it is not known that nobody did
	Made   bool   // the offer says it as the calendar does now
}

// SingleTime is what becomes of one time of a rule. The zero one comes as the rule has it.
type SingleTime struct {
	Gone     bool   // it does not come
	More     bool   // it comes although the rule does not have it
	To, Time string // where it was moved: when it comes instead; the time may be empty
}

// SingleTime tells what becomes of the time that the rule has on a day.
func (r Rule) SingleTime(day string) SingleTime { return r.singleTimes()[day] }

func (r Rule) singleTimes() map[string]SingleTime {
	out := map[string]SingleTime{}
	for _, day := range r.Also {
		out[day] = SingleTime{More: true}
	}
	for _, m := range r.Moved {
		one := out[m.Day]
		one.To, one.Time = m.To, m.Time
		out[m.Day] = one
	}
	for _, day := range r.Except {
		one := out[day]
		one.Gone = true
		out[day] = one
	}
	return out
}

// withSingleTimes is the rule with other single times.
func (r Rule) withSingleTimes(times map[string]SingleTime) Rule {
	r.Also, r.Moved, r.Except = nil, nil, nil
	for _, day := range slices.Sorted(maps.Keys(times)) {
		one := times[day]
		if one.More {
			r.Also = append(r.Also, day)
		}
		if one.To != "" {
			r.Moved = append(r.Moved, MovedOccurrence{Day: day, To: one.To, Time: one.Time})
		}
		if one.Gone {
			r.Except = append(r.Except, day)
		}
	}
	return r
}

// sameDays reports whether two rules have the same days and times, single ones and what no calendar tells apart.
func (r Rule) sameDays(other Rule) bool {
	a, wrong := parseRecurrence(r.RRule)
	b, otherWrong := parseRecurrence(other.RRule)
	return (r.RRule == other.RRule || wrong == nil && otherWrong == nil && reflect.DeepEqual(a, b)) &&
		r.Date == other.Date && r.ISOWeek == other.ISOWeek && (r.Easter == nil) == (other.Easter == nil) && (r.Easter == nil || *r.Easter == *other.Easter) &&
		slices.Equal(r.Dates, other.Dates) && r.Start == other.Start && r.Time == other.Time && r.Duration == other.Duration && max(r.Days, 1) == max(other.Days, 1)
}

// withDays is the rule with the days and times of another. What no calendar tells stays: season, end, and pause in the holidays.
func (r Rule) withDays(other Rule) Rule {
	r.RRule, r.Date, r.Easter, r.ISOWeek, r.Dates = other.RRule, other.Date, other.Easter, other.ISOWeek, other.Dates
	r.Start, r.Time, r.Duration, r.Days = other.Start, other.Time, other.Duration, other.Days
	return r
}

// toldBy is an offer as a calendar tells it now, and what is otherwise. What people have changed stays as it is unless it is to be
// overwritten. Single times before today stay.
func (o Offer) toldBy(told Offer, today string, overwrite bool) (Offer, []ImportChange) {
	c := retelling{Offer: o, told: told, overwrite: overwrite}
	c.before, c.known = o.source()
	source := c.before
	now := sourceOf(told)
	if c.text(ImportName, &c.Name, told.Name, source.Name) {
		source.Name = now.Name
	}
	if c.text(ImportNote, &c.Note, told.Note, source.Note) {
		source.Note = now.Note
	}
	source.Rule = c.rule(today)
	c.Source = &source
	return c.Offer, c.changes
}

// retelling compares an offer with what a calendar tells of it now and told of it before.
type retelling struct {
	Offer
	told      Offer
	before    OfferSource
	known     bool // what it told before
	overwrite bool
	changes   []ImportChange
}

// differs notes something that the offer does not tell as the calendar does, unless the calendar never changed it, and reports
// whether the offer is to.
func (c *retelling) differs(field ImportField, day string, changed, byHand bool) bool {
	if c.known && !changed {
		return false
	}
	one := ImportChange{Field: field, Day: day, ByHand: !c.known || byHand}
	one.Made = c.overwrite || !one.ByHand
	c.changes = append(c.changes, one)
	return one.Made
}

// text compares a text, and reports whether the offer says what the calendar does in the end.
func (c *retelling) text(field ImportField, is *string, told, before string) bool {
	if *is != told && c.differs(field, "", textHash(told) != before, textHash(*is) != before) {
		*is = told
	}
	return *is == told
}

// rule compares the rule and its single times, and gives what is known of the calendar's from now on.
func (c *retelling) rule(today string) Rule {
	byHand := false
	if !c.Rule.sameDays(c.told.Rule) {
		byHand = !c.Rule.sameDays(c.before.Rule)
		if c.differs(ImportRule, "", !c.told.Rule.sameDays(c.before.Rule), byHand) {
			c.Rule = c.Rule.withDays(c.told.Rule)
		}
	}
	source, days := c.before.Rule, c.told.Rule
	days.Except = nil
	plan, same := days.plan(), c.Rule.sameDays(c.told.Rule)
	if same {
		source = source.withDays(c.told.Rule)
	}
	is, tells, told := c.Rule.singleTimes(), c.told.Rule.singleTimes(), c.before.Rule.singleTimes()
	for _, day := range daysOf(is, tells, told) {
		one := tells[day]
		on, _ := parseCivil(day)
		switch {
		case same && !one.More && one.To == "" && !plan.has(on): // the rule does not have it at all
			delete(is, day)
		case max(day, is[day].To, one.To) < today:
			continue
		case is[day] != one && c.differs(ImportDay, day, one != told[day], byHand || is[day] != told[day]):
			is[day] = one
		}
		if is[day] == one {
			told[day] = one
		}
	}
	c.Rule = c.Rule.withSingleTimes(is)
	return source.withSingleTimes(told)
}

// daysOf lists the days of single times, in order.
func daysOf(times ...map[string]SingleTime) []string {
	all := map[string]SingleTime{}
	for _, one := range times {
		maps.Copy(all, one)
	}
	return slices.Sorted(maps.Keys(all))
}
