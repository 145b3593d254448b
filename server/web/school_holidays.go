package web

import (
	"net/url"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) schoolHolidaysRegister() register[catalog.SchoolHoliday] {
	return register[catalog.SchoolHoliday]{
		pages: p, name: "school-holidays", kind: catalog.KindSchoolHoliday, service: p.SchoolHolidays,
		columns: []string{"school_holiday.when", "facet.library", "school_holiday.sure"},
		entry:   func(e *catalog.SchoolHoliday) *catalog.Entry { return &e.Entry },
		title:   func(_ *locale.Localizer, e catalog.SchoolHoliday) string { return e.Name },
		cells: func(l *locale.Localizer, e catalog.SchoolHoliday) []string {
			sure := "school_holiday.unchecked"
			if e.Checked {
				sure = "school_holiday.checked"
			}
			return []string{l.Day(e.From) + " – " + l.Day(e.To), keeperName(l, e.Library), l.T(sure, nil)}
		},
		fields: p.schoolHolidayFields,
		read:   readSchoolHoliday,
	}
}

func (p *Pages) schoolHolidayFields(c *gin.Context, e catalog.SchoolHoliday) ([]Field, error) {
	l := p.localizer(c)
	libraries, err := p.keeperChoices(c, e.Entry, e.Library, catalog.MayKeepSchoolHoliday(edge.Actor(c), e))
	return []Field{
		{Kind: "text", Name: "name", Label: "school_holiday.name", Required: true, Value: e.Name},
		{Kind: selectField, Name: "season", Label: "school_holiday.season", Options: coded(l, "school_holiday.season", "", catalog.HolidaySeasons(), e.Season)},
		{Kind: selectField, Name: "library", Label: "facet.library", Hint: "school_holiday.library.hint", Options: libraries},
		{Kind: "date", Name: "from", Label: "school_holiday.from", Required: true, Value: e.From},
		{Kind: "date", Name: "to", Label: "school_holiday.to", Required: true, Value: e.To},
		{Kind: checkboxField, Name: "checked", Label: "school_holiday.checked.box", Value: truth(e.Checked)},
		{Kind: areaField, Name: "note", Label: "offers.note", Rows: 2, Value: e.Note},
	}, err
}

func readSchoolHoliday(_ *gin.Context, sent url.Values) (func(*catalog.SchoolHoliday), error) {
	return func(e *catalog.SchoolHoliday) {
		e.Name, e.Season, e.Library = sent.Get("name"), catalog.HolidaySeason(sent.Get("season")), catalog.Ref{ID: sent.Get("library")}
		e.From, e.To, e.Checked, e.Note = sent.Get("from"), sent.Get("to"), sent.Get("checked") == "true", sent.Get("note")
	}, nil
}
