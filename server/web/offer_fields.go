package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

// offerFields are the fields of an offer.
func (p *Pages) offerFields(c *gin.Context, o catalog.Offer) ([]Field, error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	like := catalog.Asset{Libraries: o.Libraries, Books: o.Match.Books, Tags: o.Match.Tags}
	fields := []Field{
		{Kind: "text", Name: "name", Label: "offers.name", Hint: "offers.name.hint", Required: true, Value: o.Name},
		{Kind: pickerField, Name: "libraries", Label: "asset.libraries", Hint: "offers.libraries.hint", Source: "/api/v1/libraries", Options: pick(r.libraries, libraryOptions(like)...)}}
	fields = append(fields, ruleFields(l, o.Rule)...)
	return append(fields, []Field{
		{Kind: "number", Name: "lead_days", Label: "offers.lead", Hint: "offers.lead.hint", Value: strconv.Itoa(o.LeadDays), Inputmode: "numeric"},
		{Kind: pickerField, Name: "series", Label: "facet.series", Heading: "offers.suits", Single: true, Source: "/api/v1/series",
			Options: pick(r.series, Option{Value: o.Match.Series.ID, Label: o.Match.Series.Name})},
		{Kind: pickerField, Name: "tags", Label: "asset.tags", Free: true, Options: pick(r.tags, tagOptions(like)...)},
		{Kind: pickerField, Name: "books", Label: "asset.books", Source: "/api/v1/books", Lookup: true, Options: pick(r.books, bookOptions(like)...)},
		{Kind: "text", Name: "query", Label: "offers.query", Hint: "offers.query.hint", Value: o.Match.Query},
		{Kind: areaField, Name: "note", Label: "offers.note", Rows: 3, Value: o.Note},
		{Kind: checkboxField, Name: "off", Label: "offers.off", Hint: "offers.off.hint", Value: truth(o.Off)},
	}...), nil
}

// ruleFields are the fields of when it comes: the way to say it, those of each way, and what holds for all.
func ruleFields(l *locale.Localizer, r catalog.Rule) []Field {
	p := plainly(r)
	var days, nth, one, months []Option
	for i, code := range weekdayCodes() {
		o := Option{Value: code, Label: l.T("weekday."+strconv.Itoa(i+1), nil), Chosen: slices.Contains(p.weekdays, code)}
		days, one = append(days, o), append(one, o)
	}
	for n := 1; n <= 12; n++ {
		months = append(months, Option{Value: strconv.Itoa(n), Label: l.T("month."+strconv.Itoa(n), nil), Chosen: n == p.month})
	}
	for _, n := range nths() {
		nth = append(nth, Option{Value: strconv.Itoa(n), Label: l.T("offers.nth."+strconv.Itoa(n), nil), Chosen: n == p.nth})
	}
	easter := catalog.EasterSpan{}
	if r.Easter != nil {
		easter = *r.Easter
	}
	season := catalog.Season{}
	if r.Season != nil {
		season = *r.Season
	}
	return []Field{
		{Kind: choicesField, Name: "way", Label: "offers.way", Options: coded(l, "offers.way", "", ways(), p.way)},
		{Kind: checksField, Name: "weekdays", Label: "offers.weekdays", Options: days},
		{Kind: "number", Name: "weeks", Label: "offers.weeks", Value: strconv.Itoa(p.every)},
		{Kind: selectField, Name: "nth", Label: "offers.nth", Options: nth},
		{Kind: selectField, Name: "weekday", Label: "offers.weekday", Options: one},
		{Kind: "number", Name: "months", Label: "offers.months", Value: strconv.Itoa(p.every)},
		{Kind: selectField, Name: "year_nth", Label: "offers.nth", Options: nth},
		{Kind: selectField, Name: "year_weekday", Label: "offers.weekday", Options: one},
		{Kind: selectField, Name: "year_month", Label: "offers.month", Options: months},
		{Kind: "number", Name: "month_day", Label: "offers.month_day", Hint: "offers.month_day.hint", Value: strconv.Itoa(p.day)},
		{Kind: "text", Name: "date", Label: "offers.date", Hint: "offers.date.hint", Value: saidDay(r.Date)},
		{Kind: "text", Name: "easter_from", Label: "offers.easter_from", Hint: "offers.easter.hint", Value: strconv.Itoa(easter.From)},
		{Kind: "text", Name: "easter_to", Label: "offers.easter_to", Value: strconv.Itoa(easter.To)},
		{Kind: "number", Name: "iso_week", Label: "offers.week", Value: orEmpty(r.ISOWeek)},
		{Kind: areaField, Name: "dates", Label: "offers.dates", Hint: "offers.dates.hint", Rows: 4, Value: strings.Join(r.Dates, "\n")},
		{Kind: areaField, Name: "rrule", Label: "offers.rrule", Hint: "offers.rrule.hint", Rows: 2, Value: r.RRule},
		{Kind: "time", Name: "time", Label: "offers.time", Hint: "offers.time.hint", Value: r.Time},
		{Kind: "number", Name: "duration", Label: "offers.duration", Value: orEmpty(int(r.Duration / time.Minute))},
		{Kind: "number", Name: "days", Label: "offers.days", Hint: "offers.days.hint", Value: orEmpty(r.Days)},
		{Kind: "date", Name: "start", Label: "offers.start", Hint: "offers.start.hint", Value: r.Start},
		{Kind: "date", Name: "until", Label: "offers.until", Hint: "offers.until.hint", Value: r.Until},
		{Kind: "text", Name: "season_from", Label: "offers.season_from", Hint: "offers.season.hint", Value: saidDay(season.From)},
		{Kind: "text", Name: "season_to", Label: "offers.season_to", Value: saidDay(season.To)},
		{Kind: areaField, Name: "also", Label: "offers.also", Hint: "offers.dates.hint", Rows: 2, Value: strings.Join(r.Also, "\n")},
		{Kind: checkboxField, Name: "pause", Label: "offers.pause", Hint: "offers.pause.hint", Value: truth(r.Pause)},
	}
}

func orEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
