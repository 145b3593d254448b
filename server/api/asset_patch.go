package api

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// assetPatch is a merge patch of an asset: what is not sent stays, null clears.
type assetPatch struct {
	Title         optional[string]    `json:"title,omitempty" doc:"At most 200 characters."`
	Description   optional[string]    `json:"description,omitempty"`
	AltText       optional[string]    `json:"alt_text,omitempty" doc:"What a picture shows, for those who do not see it."`
	ContentType   optional[string]    `json:"content_type,omitempty" doc:"service_info, literature or relations."`
	Libraries     optional[listPatch] `json:"libraries,omitempty" doc:"Ids or slugs."`
	Presenters    optional[listPatch] `json:"presenters,omitempty" doc:"Ids."`
	Books         optional[listPatch] `json:"books,omitempty" doc:"Ids."`
	Series        optional[string]    `json:"series,omitempty" doc:"An id."`
	RecordingDay  optional[string]    `json:"recording_day,omitempty" doc:"An id."`
	Shot          optional[string]    `json:"shot,omitempty" doc:"An id of a shot of the recording day."`
	Tags          optional[listPatch] `json:"tags,omitempty"`
	Language      optional[string]    `json:"language,omitempty" doc:"nb, nn, en, se, …"`
	RecordedAt    optional[string]    `json:"recorded_at,omitempty" doc:"RFC 3339, or a day."`
	CreditLine    optional[string]    `json:"credit_line,omitempty"`
	Creator       optional[string]    `json:"creator,omitempty"`
	InspiredBy    optional[string]    `json:"inspired_by,omitempty"`
	UsageTerms    optional[string]    `json:"usage_terms,omitempty" doc:"internal keeps it inside the libraries; else free text."`
	Music         optional[string]    `json:"music,omitempty" doc:"none, own, licensed or platform."`
	MusicSource   optional[string]    `json:"music_source,omitempty" doc:"Where licensed music is from, and for what it is licensed."`
	AI            optional[string]    `json:"ai,omitempty" doc:"Whether a machine has made what is shown or heard: none, made or changed."`
	BookCover     optional[bool]      `json:"book_cover,omitempty" doc:"It shows a book's cover, and may be shown only to promote the book."`
	EmbargoUntil  optional[string]    `json:"embargo_until,omitempty" doc:"RFC 3339, or the first day on which it may be shown."`
	RightsUntil   optional[string]    `json:"rights_until,omitempty" doc:"RFC 3339, or the last day on which it may be shown."`
	EditorsPick   optional[bool]      `json:"editors_pick,omitempty" doc:"An editor has chosen it to be shown before others."`
	Decorative    optional[bool]      `json:"decorative,omitempty" doc:"It says nothing, and needs no alternative text."`
	Speech        optional[string]    `json:"speech,omitempty" doc:"How those who do not hear get what is said: none (nothing is said), bare (not at all), open (burnt in) or closed (in a file)."`
	VisualsSpoken optional[string]    `json:"visuals_spoken,omitempty" doc:"Whether important visual information is spoken: yes, no or none (there is none)."`
	Editing       optional[string]    `json:"editing,omitempty" doc:"raw or edited."`
	Review        optional[string]    `json:"review,omitempty" doc:"null accepts what waits to be reviewed."`
	PeopleStatus  optional[string]    `json:"people_status,omitempty" doc:"not_assessed, nobody, crowd or registered."`
	PeopleNote    optional[string]    `json:"people_note,omitempty"`
	People        optional[listPatch] `json:"people,omitempty" doc:"Ids of persons shown. Naming anybody makes people_status registered."`
	FocalPoint    optional[*point]    `json:"focal_point,omitempty" doc:"What crops are made around."`
	PosterAt      optional[*float64]  `json:"poster_at,omitempty" doc:"Seconds into a clip; null lets the program choose."`
}

// patch makes the catalogue's patch. Days are read in zone.
func (p assetPatch) patch(zone *time.Location) (catalog.AssetPatch, error) {
	times, lists := moments{zone: zone}, listsOf{}
	out := catalog.AssetPatch{
		Title: p.Title.pointer(), Description: p.Description.pointer(), AltText: p.AltText.pointer(),
		ContentType: typed[catalog.ContentType](p.ContentType),
		Series:      p.Series.pointer(), RecordingDay: p.RecordingDay.pointer(),
		Language: p.Language.pointer(), CreditLine: p.CreditLine.pointer(), Creator: p.Creator.pointer(), InspiredBy: p.InspiredBy.pointer(),
		UsageTerms: p.UsageTerms.pointer(), Music: p.Music.pointer(), Shot: p.Shot.pointer(),
		Editing: typed[catalog.Editing](p.Editing), Review: typed[catalog.ReviewState](p.Review), PeopleStatus: typed[catalog.PeopleStatus](p.PeopleStatus),
		PeopleNote: p.PeopleNote.pointer(), MusicSource: p.MusicSource.pointer(), AI: p.AI.pointer(), BookCover: p.BookCover.pointer(),
		EditorsPick: p.EditorsPick.pointer(), Decorative: p.Decorative.pointer(), Speech: p.Speech.pointer(), VisualsSpoken: p.VisualsSpoken.pointer(),
	}
	out.Libraries, out.EditLibraries = lists.read("libraries", p.Libraries)
	out.Presenters, out.EditPresenters = lists.read("presenters", p.Presenters)
	out.Books, out.EditBooks = lists.read("books", p.Books)
	out.People, out.EditPeople = lists.read("people", p.People)
	out.Tags, out.EditTags = lists.read("tags", p.Tags)
	if p.PeopleStatus.sent && p.PeopleStatus.value == "" {
		*out.PeopleStatus = catalog.PeopleNotAssessed
	}
	if p.RecordedAt.sent {
		t := times.start("recorded_at", p.RecordedAt.value)
		out.RecordedAt = &t
	}
	if p.EmbargoUntil.sent {
		out.EmbargoUntil = new(times.start("embargo_until", p.EmbargoUntil.value))
	}
	if p.RightsUntil.sent {
		out.RightsUntil = new(times.end("rights_until", p.RightsUntil.value))
	}
	if p.FocalPoint.sent {
		var at *catalog.Point
		if f := p.FocalPoint.value; f != nil {
			at = &catalog.Point{X: f.X, Y: f.Y}
		}
		out.FocalPoint = &at
	}
	if p.PosterAt.sent {
		var at *time.Duration
		if s := p.PosterAt.value; s != nil {
			at = new(duration(*s))
		}
		out.PosterAt = &at
	}
	return out, refuseFields(append(lists.wrong, times.refused...))
}

// typed gives a string that was sent as one of the catalogue's types, or nil.
func typed[T ~string](o optional[string]) *T {
	if !o.sent {
		return nil
	}
	v := T(o.value)
	return &v
}
