package web

import (
	"strconv"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/web/locale"
)

// peopleFields say who is shown. Names are for those who may see them.
func peopleFields(l *locale.Localizer, a catalog.Asset, r registersOf) []Field {
	fields := []Field{
		{Kind: choicesField, Name: "people_status", Label: "asset.people_status", Hint: "asset.people_status.hint", Heading: "asset.group.people",
			Options: coded(l, "people_status", "", peopleStatuses(), a.PeopleStatus)},
	}
	if r.people != nil {
		fields = append(fields, Field{Kind: pickerField, Name: "people", Label: "asset.people", Hint: "asset.people.hint", Source: "/api/v1/people/search", Adds: true,
			Options: pick(r.people, personOptions(a)...)})
	}
	return append(fields, Field{Kind: areaField, Name: "people_note", Label: "asset.people_note", Hint: "asset.people_note.hint", Rows: 2, Value: a.PeopleNote})
}

// rightsFields say what may be done with the material, and until when.
func rightsFields(l *locale.Localizer, a catalog.Asset) []Field {
	return []Field{
		{Kind: "text", Name: "credit_line", Label: "asset.credit_line", Hint: "asset.credit_line.hint", Value: a.CreditLine, Heading: "asset.group.rights"},
		{Kind: "text", Name: "creator", Label: "asset.creator", Value: a.Creator},
		{Kind: "text", Name: "inspired_by", Label: "asset.inspired_by", Hint: "asset.inspired_by.hint", Value: a.InspiredBy},
		{Kind: selectField, Name: "music", Label: "asset.music", Hint: "asset.music.hint", Options: coded(l, "music", "form.none", musics(), a.Music)},
		{Kind: "text", Name: "music_source", Label: "asset.music_source", Hint: "asset.music_source.hint", Value: a.MusicSource},
		{Kind: selectField, Name: "ai", Label: "asset.ai", Hint: "asset.ai.hint", Options: coded(l, "ai", "form.none", []string{catalog.AINone, catalog.AIMade, catalog.AIChanged}, a.AI)},
		{Kind: checkboxField, Name: "book_cover", Label: "asset.book_cover", Hint: "asset.book_cover.hint", Value: truth(a.BookCover)},
		{Kind: checkboxField, Name: "internal", Label: "usage_terms.internal", Hint: "usage_terms.internal.hint", Value: truth(a.UsageTerms == catalog.TermsInternal)},
		{Kind: areaField, Name: "usage_terms", Label: "asset.usage_terms", Rows: 2, Value: freeTerms(a.UsageTerms)},
		{Kind: "date", Name: "embargo_until", Label: "asset.embargo_until", Hint: "asset.embargo_until.hint", Value: isoDay(l, a.EmbargoUntil)},
		{Kind: "date", Name: "rights_until", Label: "asset.rights_until", Hint: "asset.rights_until.hint", Value: lastDay(l, a.RightsUntil)},
	}
}

// accessFields say what those have of it who do not see or hear.
func accessFields(l *locale.Localizer, a catalog.Asset) []Field {
	return []Field{
		{Kind: checkboxField, Name: "decorative", Label: "asset.decorative", Hint: "asset.decorative.hint", Value: truth(a.Decorative), Heading: "asset.group.access"},
		{Kind: selectField, Name: "speech", Label: "asset.speech", Hint: "asset.speech.hint", Options: coded(l, "speech", "form.not_said", speeches(), a.Speech)},
		{Kind: selectField, Name: "visuals_spoken", Label: "asset.visuals_spoken", Hint: "asset.visuals_spoken.hint",
			Options: coded(l, "visuals_spoken", "form.not_said", []string{catalog.VisualsSpoken, catalog.VisualsUnspoken, catalog.VisualsNone}, a.VisualsSpoken)},
	}
}

func speeches() []string {
	return []string{catalog.SpeechNone, catalog.SpeechBare, catalog.SpeechOpen, catalog.SpeechClosed}
}

// suitsKind reports whether a field makes sense for a kind of media: a picture has no music, and a sound shows nothing.
func suitsKind(field string, kind catalog.MediaKind) bool {
	switch field {
	case "music", "music_source", "speech":
		return kind != catalog.Photo
	case "visuals_spoken":
		return kind == catalog.Video
	case "decorative":
		return kind == catalog.Photo
	case "book_cover", "focal_point":
		return kind != catalog.Audio
	}
	return true
}

// grouped gives a group's heading to the first of its fields that is left.
func grouped(fields []Field, suits func(Field) bool) []Field {
	var out []Field
	heading := ""
	for _, f := range fields {
		if f.Heading != "" {
			heading = f.Heading
		}
		if f.Heading = ""; suits(f) {
			f.Heading, heading = heading, ""
			out = append(out, f)
		}
	}
	return out
}

func personOptions(a catalog.Asset) (out []Option) {
	for _, p := range a.People {
		if !p.Erased {
			out = append(out, Option{Value: string(p.ID), Label: p.Name})
		}
	}
	return out
}

// date reads a day, as the midnight that lies some days after its beginning.
func (read *patchReader) date(name string, zone *time.Location, days int, to **time.Time) {
	v := read.form.Get(name)
	if read.cleared(name) {
		v = ""
	} else if !read.form.Has(name) || v == "" && read.filled {
		return
	}
	var at time.Time
	if v != "" {
		day, err := time.ParseInLocation(time.DateOnly, v, zone)
		if err != nil {
			read.wrong = append(read.wrong, catalog.FieldError{Location: name, Key: catalog.KeyBadDate})
			return
		}
		at = day.AddDate(0, 0, days).UTC()
	}
	*to = &at
}

// flag reads a box, which a page says that it has by a field of its own, or in the form of a batch what was chosen.
func (read *patchReader) flag(name string, to **bool) {
	if read.filled {
		if said, err := strconv.ParseBool(read.form.Get(name)); err == nil {
			*to = &said
		}
		return
	}
	if read.form.Has(name + boxShown) {
		*to = ptrTo(read.form.Get(name) == "true")
	}
}

func ptrTo[T any](v T) *T { return &v }

// people reads who is shown. Who calls it a crowd or a situation says why: the law asks for it.
func (read *patchReader) people(known []Option) {
	p := &read.patch
	text(read, "people_status", &p.PeopleStatus)
	text(read, "people_note", &p.PeopleNote)
	read.picked("people", known, &p.People, &p.EditPeople)
	if said := p.PeopleStatus; said != nil && *said == catalog.PeopleCrowd && read.form.Has("people_note") && (p.PeopleNote == nil || *p.PeopleNote == "") {
		read.wrong = append(read.wrong, catalog.FieldError{Location: "people_note", Key: catalog.KeyRequired})
	}
}

// rights reads what may be done with the material, and what those have of it who do not see or hear.
func (read *patchReader) rights(zone *time.Location) {
	p := &read.patch
	text(read, "music", &p.Music)
	text(read, "music_source", &p.MusicSource)
	text(read, "ai", &p.AI)
	text(read, "speech", &p.Speech)
	text(read, "visuals_spoken", &p.VisualsSpoken)
	read.flag("book_cover", &p.BookCover)
	read.flag("decorative", &p.Decorative)
	read.flag("editors_pick", &p.EditorsPick)
	read.date("embargo_until", zone, 0, &p.EmbargoUntil)
	read.date("rights_until", zone, 1, &p.RightsUntil)
	read.terms()
}

func optionValues(options []Option) []string {
	out := []string{}
	for _, o := range options {
		out = append(out, o.Value)
	}
	return out
}
