package web

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// longestPicker bounds the suggestions that a page carries for pickers; script asks the API for the rest.
const longestPicker = 300

// registersOf are the entries of all registers that an asset can be described with, as options.
type registersOf struct {
	libraries, presenters, books, series, days, tags []Option
	people                                           []Option // nil for who may not see them
}

// loadRegisters reads the first entries of every register.
func (p *Pages) loadRegisters(ctx context.Context, actor catalog.Actor, l *locale.Localizer) (registersOf, error) {
	var r registersOf
	f := catalog.ListFilter{Limit: longestPicker}
	libraries, err := p.Libraries.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range libraries.Items {
		if !e.Closed {
			r.libraries = append(r.libraries, Option{Value: e.ID, Label: e.Name})
		}
	}
	presenters, err := p.Presenters.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range presenters.Items {
		if e.Active {
			r.presenters = append(r.presenters, Option{Value: e.ID, Label: e.Name})
		}
	}
	books, err := p.Books.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range books.Items {
		r.books = append(r.books, Option{Value: e.ID, Label: bookName(e.Title, e.Authors), ISBNs: e.ISBNs})
	}
	return p.loadRest(ctx, actor, l, r)
}

func (p *Pages) loadRest(ctx context.Context, actor catalog.Actor, l *locale.Localizer, r registersOf) (registersOf, error) {
	f := catalog.ListFilter{Limit: longestPicker}
	series, err := p.Series.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range series.Items {
		r.series = append(r.series, Option{Value: e.ID, Label: e.Name})
	}
	days, err := p.RecordingDays.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range days.Items {
		r.days = append(r.days, Option{Value: e.ID, Label: dayName(l, e.Name())})
	}
	tags, err := p.Tags.List(ctx, actor, f)
	if err != nil {
		return r, err
	}
	for _, e := range tags.Items {
		r.tags = append(r.tags, Option{Value: e.Name, Label: e.Name})
	}
	r.people, err = p.loadPeople(ctx, actor, l)
	return r, err
}

// loadPeople lists the persons shown for who may see them. Of those who bear the same name each is told apart.
func (p *Pages) loadPeople(ctx context.Context, actor catalog.Actor, l *locale.Localizer) ([]Option, error) {
	if catalog.MaySeePeople(actor) != nil {
		return nil, nil
	}
	page, err := p.People.List(ctx, actor, catalog.ListFilter{Limit: longestPicker})
	if err != nil {
		return nil, err
	}
	out, named := make([]Option, len(page.Items)), map[string]int{}
	for _, e := range page.Items {
		named[strings.ToLower(e.DisplayName)]++
	}
	for i, e := range page.Items {
		out[i] = Option{Value: e.ID, Label: e.DisplayName}
		if named[strings.ToLower(e.DisplayName)] > 1 {
			out[i].Label += " (" + strings.Join(slices.DeleteFunc([]string{l.T("person."+e.Category, nil), e.Library.Name, e.Born}, func(s string) bool { return s == "" }), ", ") + ")"
		}
	}
	return out, nil
}

// pick makes the options of a picker: the entries of the register, with those chosen marked and added when the register
// did not list them.
func pick(all []Option, chosen ...Option) []Option {
	out := append([]Option(nil), all...)
	for _, want := range chosen {
		if want.Value == "" {
			continue
		}
		found := false
		for i := range out {
			if out[i].Value == want.Value {
				out[i].Chosen, found = true, true
			}
		}
		if !found {
			want.Chosen = true
			out = append(out, want)
		}
	}
	return out
}

// assetForm is the form that an asset is described with: a photo has no music, and a sound no point to cut around.
func assetForm(l *locale.Localizer, a catalog.Asset, r registersOf) Form {
	f := Form{Version: a.Version}
	f.Fields = append(f.Fields,
		Field{Kind: "text", Name: "title", Label: "asset.title", Value: a.Title},
		Field{Kind: areaField, Name: "description", Label: "asset.description", Hint: "asset.description.hint", Rows: 5, Value: a.Description},
		Field{Kind: areaField, Name: "alt_text", Label: "asset.alt_text", Hint: "asset.alt_text.hint", Rows: 3, Value: a.AltText})
	f.Fields = append(f.Fields, sharedFields(l, a, r)...)
	f.Fields = append(f.Fields,
		Field{Kind: "text", Name: "recorded_at", Heading: "asset.group.file", Label: "asset.recorded_at", Hint: "asset.recorded_at.hint", Value: recordedValue(a, l.Zone())})
	f.Fields = grouped(f.Fields, func(field Field) bool { return suitsKind(field.Name, a.Kind) })
	for i := range f.Fields {
		f.Fields[i].Inherited = a.Inherits(f.Fields[i].Name) && f.Fields[i].said() != ""
	}
	if a.Kind != catalog.Audio {
		f.Fields = append(f.Fields,
			Field{Kind: "text", Name: "focal_point", Label: "asset.focal_point", Hint: "asset.focal_point.hint", Value: focalValue(a.FocalPoint)})
	}
	return f
}

// sharedFields describe one file or many.
func sharedFields(l *locale.Localizer, a catalog.Asset, r registersOf) []Field {
	fields := append(peopleFields(l, a, r), []Field{
		{Kind: choicesField, Name: "content_type", Label: "facet.content_type", Heading: "asset.group.about", Options: coded(l, "content_type", "form.none", contentTypes(), a.ContentType)},
		{Kind: pickerField, Name: "libraries", Label: "asset.libraries", Source: "/api/v1/libraries", Options: pick(r.libraries, libraryOptions(a)...)},
		{Kind: pickerField, Name: "presenters", Label: "asset.presenters", Source: "/api/v1/presenters", Options: pick(r.presenters, presenterOptions(a)...)},
		{Kind: pickerField, Name: "books", Label: "asset.books", Hint: "asset.books.hint", Source: "/api/v1/books", Lookup: true, Options: pick(r.books, bookOptions(a)...)},
		{Kind: pickerField, Name: "series", Label: "facet.series", Single: true, Source: "/api/v1/series",
			Options: pick(r.series, Option{Value: a.Series.ID, Label: a.Series.Name})},
		{Kind: selectField, Name: "recording_day", Label: "facet.recording_day",
			Options: append([]Option{{Label: l.T("form.none", nil)}}, pick(r.days, Option{Value: a.RecordingDay.ID, Label: dayName(l, a.RecordingDay.Name)})...)},
		{Kind: choicesField, Name: "editing", Label: "facet.editing", Hint: "asset.editing.hint",
			Options: coded(l, "editing", "form.none", []catalog.Editing{catalog.EditingRaw, catalog.EditingDone}, a.Editing)},
		{Kind: pickerField, Name: "tags", Label: "asset.tags", Hint: "asset.tags.hint", Free: true, Options: pick(r.tags, tagOptions(a)...)},
		{Kind: selectField, Name: "language", Label: "facet.language", Options: coded(l, "language", "form.none", spokenLanguages(a.Language), a.Language)},
	}...)
	return append(append(fields, rightsFields(l, a)...), accessFields(l, a)...)
}

// pickField says whether an editor has chosen it to be shown before others.
func pickField(a catalog.Asset) Field {
	return Field{Kind: checkboxField, Name: "editors_pick", Label: "facet.picked", Hint: "picked.hint", Value: truth(a.EditorsPick)}
}

// behind puts a field behind the one with a name.
func behind(fields []Field, name string, field Field) []Field {
	return slices.Insert(fields, slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })+1, field)
}

// withShots puts the shots of a recording day behind it, for the files of one that has any.
func withShots(fields []Field, d catalog.RecordingDay, chosen string, none string) []Field {
	if len(d.Shots) == 0 {
		return fields
	}
	shots := Field{Kind: selectField, Name: "shot", Label: "facet.shot", Options: []Option{{Label: none, Chosen: chosen == ""}}}
	for _, s := range d.Shots {
		shots.Options = append(shots.Options, Option{Value: string(s.ID), Label: s.Title, Chosen: string(s.ID) == chosen})
	}
	return behind(fields, "recording_day", shots)
}

func freeTerms(said string) string {
	if said == catalog.TermsInternal {
		return ""
	}
	return said
}

func libraryOptions(a catalog.Asset) (out []Option) {
	for _, r := range a.Libraries {
		out = append(out, Option{Value: string(r.ID), Label: r.Name})
	}
	return out
}

func presenterOptions(a catalog.Asset) (out []Option) {
	for _, r := range a.Presenters {
		out = append(out, Option{Value: r.ID, Label: r.Name})
	}
	return out
}

func bookOptions(a catalog.Asset) (out []Option) {
	for _, r := range a.Books {
		out = append(out, Option{Value: string(r.ID), Label: bookName(r.Title, r.Authors)})
	}
	return out
}

func tagOptions(a catalog.Asset) (out []Option) {
	for _, t := range a.Tags {
		out = append(out, Option{Value: t, Label: t})
	}
	return out
}

// minuteLayout is how a form writes a time: 2025-10-20 14:05.
const minuteLayout = "2006-01-02 15:04"

func recordedValue(a catalog.Asset, zone *time.Location) string {
	if a.RecordedAt.IsZero() {
		return ""
	}
	return a.RecordedAt.In(zone).Format(minuteLayout)
}

// focalValue writes a point as percentages from the left and the top: "50, 33".
func focalValue(pt *catalog.Point) string {
	if pt == nil {
		return ""
	}
	return strconv.Itoa(int(pt.X*100+0.5)) + ", " + strconv.Itoa(int(pt.Y*100+0.5))
}

// readFocal reads what focalValue writes; empty is no point.
func readFocal(s string) (*catalog.Point, bool) {
	if strings.TrimSpace(s) == "" {
		return nil, true
	}
	left, top, ok := strings.Cut(s, ",")
	x, errX := strconv.ParseFloat(strings.TrimSpace(left), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(top), 64)
	if !ok || errX != nil || errY != nil || !(x >= 0 && x <= 100 && y >= 0 && y <= 100) {
		return nil, false
	}
	return &catalog.Point{X: x / 100, Y: y / 100}, true
}
