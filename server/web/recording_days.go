package web

import (
	"net/url"
	"strings"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
	"github.com/gin-gonic/gin"
)

func (p *Pages) recordingDaysRegister() register[catalog.RecordingDay] {
	return register[catalog.RecordingDay]{
		pages: p, name: "recording-days", kind: catalog.KindRecordingDay, filter: catalog.ByRecordingDay, service: p.RecordingDays,
		paged: true, columns: []string{"asset.libraries", "asset.presenters", "day.progress"},
		entry: func(e *catalog.RecordingDay) *catalog.Entry { return &e.Entry },
		title: func(l *locale.Localizer, e catalog.RecordingDay) string { return dayName(l, e.Name()) },
		cells: func(_ *locale.Localizer, e catalog.RecordingDay) []string {
			return []string{labels(libraryOptions(dayAsset(e))), labels(presenterOptions(dayAsset(e)))}
		},
		tell:   p.dayCounts,
		fields: p.recordingDayFields,
		read:   p.readRecordingDay,
	}
}

// dayCounts tells in the list of recording days how far each has come.
func (p *Pages) dayCounts(c *gin.Context, all []catalog.RecordingDay) (func(catalog.RecordingDay) []string, error) {
	var ids []string
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	l := p.localizer(c)
	counts, err := p.Days.Counts(c.Request.Context(), edge.Actor(c), ids)
	return func(d catalog.RecordingDay) []string {
		n := counts[d.ID]
		var said []string
		if n.Shots > 0 {
			said = append(said, l.T("day.of", map[string]any{"count": n.In, "of": n.Shots})+" "+l.T("day.tile.in", map[string]any{"count": n.In}))
		}
		if n.Files > 0 {
			said = append(said, l.T("day.files", map[string]any{"count": n.Files}))
		}
		return []string{strings.Join(said, " · ")}
	}, err
}

// dayAsset is what a recording day says about all that is recorded on it, in the shape of an asset.
func dayAsset(e catalog.RecordingDay) catalog.Asset {
	return catalog.Asset{Libraries: e.Libraries, Presenters: e.Presenters, Books: e.Books, ContentType: e.ContentType, Language: e.Language}
}

func labels(options []Option) string {
	var names []string
	for _, o := range options {
		names = append(names, o.Label)
	}
	return strings.Join(names, ", ")
}

func (p *Pages) recordingDayFields(c *gin.Context, e catalog.RecordingDay) ([]Field, error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	places, err := p.libraryChoices(c, e.Place)
	like := dayAsset(e)
	return []Field{
		{Kind: "date", Name: "date", Label: "day.date", Required: true, Value: e.Date},
		{Kind: "date", Name: "until", Label: "day.until", Hint: "day.until.hint", Value: e.Until},
		{Kind: selectField, Name: "place", Label: "day.place", Options: places},
		{Kind: pickerField, Name: "libraries", Label: "day.libraries", Source: "/api/v1/libraries", Options: pick(r.libraries, libraryOptions(like)...)},
		{Kind: pickerField, Name: "presenters", Label: "asset.presenters", Source: "/api/v1/presenters", Options: pick(r.presenters, presenterOptions(like)...)},
		{Kind: pickerField, Name: "books", Label: "asset.books", Source: "/api/v1/books", Lookup: true, Options: pick(r.books, bookOptions(like)...)},
		{Kind: choicesField, Name: "content_type", Label: "facet.content_type", Options: coded(l, "content_type", "form.none", contentTypes(), e.ContentType)},
		{Kind: selectField, Name: "language", Label: "facet.language", Options: coded(l, "language", "form.none", spokenLanguages(e.Language), e.Language)},
		{Kind: "text", Name: "credit_line", Label: "asset.credit_line", Hint: "asset.credit_line.hint", Value: e.CreditLine},
		{Kind: areaField, Name: "notes", Label: "day.notes", Rows: 4, Value: e.Notes},
	}, err
}

func (p *Pages) readRecordingDay(c *gin.Context, sent url.Values) (func(*catalog.RecordingDay), error) {
	l := p.localizer(c)
	r, err := p.loadRegisters(c.Request.Context(), edge.Actor(c), l)
	if err != nil {
		return nil, err
	}
	said, err := readPatch(l, sent, r, false)
	return func(e *catalog.RecordingDay) {
		e.Until = sent.Get("until")
		e.Date, e.Place, e.Notes = sent.Get("date"), catalog.Ref{ID: sent.Get("place")}, sent.Get("notes")
		e.ContentType, e.Language, e.CreditLine = orZero(said.ContentType), orZero(said.Language), orZero(said.CreditLine)
		e.Libraries, e.Presenters, e.Books = nil, nil, nil
		for _, id := range orZero(said.Libraries) {
			e.Libraries = append(e.Libraries, catalog.LibraryRef{ID: catalog.LibraryID(id)})
		}
		for _, id := range orZero(said.Presenters) {
			e.Presenters = append(e.Presenters, catalog.Ref{ID: id})
		}
		for _, id := range orZero(said.Books) {
			e.Books = append(e.Books, catalog.BookRef{ID: catalog.BookID(id)})
		}
	}, err
}

// orZero is what a patch says, or nothing where it says nothing.
func orZero[T any](said *T) T {
	var none T
	if said == nil {
		return none
	}
	return *said
}
