package api

import (
	"errors"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// offerRule is a rule in answers and in writes. Exactly one of rrule, date, easter_from with easter_to, iso_week and dates is set.
type offerRule struct {
	RRule      string      `json:"rrule,omitempty" doc:"An RFC 5545 recurrence of days, such as FREQ=MONTHLY;BYDAY=-1TU; it begins with dtstart."`
	DTStart    string      `json:"dtstart,omitempty" doc:"The first day, or the first time with the time of day; without an offset by the clock in Norway."`
	Date       string      `json:"date,omitempty" doc:"A day of every year, such as 04-23."`
	EasterFrom *int        `json:"easter_from,omitempty" doc:"Days from Easter Sunday, negative before it."`
	EasterTo   *int        `json:"easter_to,omitempty"`
	ISOWeek    int         `json:"iso_week,omitempty" doc:"A week of every year, from Monday to Sunday."`
	Dates      []string    `json:"dates,omitempty" doc:"Days that somebody has typed, such as 2026-09-16."`
	Until      string      `json:"until,omitempty" doc:"The last day."`
	Time       string      `json:"time,omitempty" doc:"Of day by the clock in Norway, such as 10:00; without it the whole day."`
	Duration   int         `json:"duration,omitempty" doc:"Seconds."`
	Days       int         `json:"days,omitempty" doc:"That it lasts, of what lasts days."`
	SeasonFrom string      `json:"season_from,omitempty" doc:"With season_to: the part of every year in which it comes, such as 08-15 to 06-15."`
	SeasonTo   string      `json:"season_to,omitempty"`
	Also       []string    `json:"also,omitempty" doc:"Further days on which it comes, whatever the rule and the season say."`
	Except     []string    `json:"except,omitempty" doc:"Days on which it is cancelled."`
	Moved      []movedRule `json:"moved,omitempty"`
	Pause      bool        `json:"pause,omitempty" doc:"It does not come in the school holidays."`
}

type movedRule struct {
	Day  string `json:"day" doc:"On which the rule has it."`
	To   string `json:"to" doc:"The day on which it comes."`
	Time string `json:"time,omitempty" doc:"At the same time as ever unless told."`
}

func offerRuleOf(r catalog.Rule, zone *time.Location) offerRule {
	out := offerRule{RRule: r.RRule, DTStart: r.Start, Date: r.Date, ISOWeek: r.ISOWeek, Dates: r.Dates, Until: r.Until, Time: r.Time,
		Duration: int(r.Duration / time.Second), Days: r.Days, Also: r.Also, Except: r.Except, Pause: r.Pause}
	if start, err := time.ParseInLocation("2006-01-02 15:04", r.Start+" "+r.Time, zone); err == nil {
		out.DTStart = start.Format(time.RFC3339)
	}
	if r.Easter != nil {
		out.EasterFrom, out.EasterTo = &r.Easter.From, &r.Easter.To
	}
	if r.Season != nil {
		out.SeasonFrom, out.SeasonTo = r.Season.From, r.Season.To
	}
	for _, m := range r.Moved {
		out.Moved = append(out.Moved, movedRule(m))
	}
	return out
}

func (w offerRule) rule() catalog.Rule {
	r := catalog.Rule{RRule: w.RRule, Start: w.DTStart, Date: w.Date, ISOWeek: w.ISOWeek, Dates: w.Dates, Until: w.Until, Time: w.Time,
		Duration: time.Duration(w.Duration) * time.Second, Days: w.Days, Also: w.Also, Except: w.Except, Pause: w.Pause}
	if w.EasterFrom != nil || w.EasterTo != nil {
		r.Easter = &catalog.EasterSpan{From: valueOf(w.EasterFrom, w.EasterTo), To: valueOf(w.EasterTo, w.EasterFrom)}
	}
	if w.SeasonFrom != "" || w.SeasonTo != "" {
		r.Season = &catalog.Season{From: w.SeasonFrom, To: w.SeasonTo}
	}
	for _, m := range w.Moved {
		r.Moved = append(r.Moved, catalog.MovedOccurrence(m))
	}
	return r
}

// valueOf gives a number, or the other where it was not told.
func valueOf(n, other *int) int {
	if n == nil {
		return *other
	}
	return *n
}

// asSent names the fields of a refused rule as requests do.
func asSent(err error) error {
	return renamed(err, "rule.start", "rule.dtstart", "rule.season.from", "rule.season_from", "rule.season.to", "rule.season_to", "rule.easter", "rule.easter_to",
		"match.query", "match.q")
}

// renamed gives fields of a refusal other names: pairs of an old and a new one.
func renamed(err error, pairs ...string) error {
	var e *catalog.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i := range out.Fields {
		for j := 0; j < len(pairs); j += 2 {
			if out.Fields[i].Location == pairs[j] {
				out.Fields[i].Location = pairs[j+1]
			}
		}
	}
	return &out
}
