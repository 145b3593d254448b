package ingest

import (
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// The format of the sidecar records.
const (
	RecordFormat  = "fellesmappa-record"
	RecordVersion = 1
)

// Record is the sidecar record of one asset.
type Record struct {
	Format  string `json:"format"`
	Version int    `json:"version"`

	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Original  Source    `json:"original"`
	CreatedBy string    `json:"created_by,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	BinnedAt  time.Time `json:"binned_at,omitzero"`

	Title            string    `json:"title,omitempty"`
	Description      string    `json:"description,omitempty"`
	AltText          string    `json:"alt_text,omitempty"`
	ContentType      string    `json:"content_type,omitempty"`
	Libraries        []Library `json:"libraries,omitempty"`
	Presenters       []Name    `json:"presenters,omitempty"`
	Books            []Book    `json:"books,omitempty"`
	Series           *Name     `json:"series,omitempty"`
	RecordingDay     *Name     `json:"recording_day,omitempty"`
	Tags             []string  `json:"tags,omitempty"`
	Language         string    `json:"language,omitempty"`
	RecordedAt       time.Time `json:"recorded_at,omitzero"`
	RecordedAtSource string    `json:"recorded_at_source,omitempty"`
	CreditLine       string    `json:"credit_line,omitempty"`
	Creator          string    `json:"creator,omitempty"`
	InspiredBy       string    `json:"inspired_by,omitempty"`
	UsageTerms       string    `json:"usage_terms,omitempty"`
	Music            string    `json:"music,omitempty"`
	Editing          string    `json:"editing,omitempty"`
	Review           string    `json:"review,omitempty"`
	Shot             *Name     `json:"shot,omitempty"`
	Inherited        []string  `json:"inherited,omitempty"`
	SentBy           string    `json:"sent_by,omitempty"`
	SentNote         string    `json:"sent_note,omitempty"`
	PeopleStatus     string    `json:"people_status"`
	PeopleNote       string    `json:"people_note,omitempty"`
	People           []string  `json:"people,omitempty"` // ids: names stand in the register alone
	MusicSource      string    `json:"music_source,omitempty"`
	AI               string    `json:"ai,omitempty"`
	BookCover        bool      `json:"book_cover,omitempty"`
	EmbargoUntil     time.Time `json:"embargo_until,omitzero"`
	RightsUntil      time.Time `json:"rights_until,omitzero"`
	Decorative       bool      `json:"decorative,omitempty"`
	Speech           string    `json:"speech,omitempty"`
	VisualsSpoken    string    `json:"visuals_spoken,omitempty"`
	EditorsPick      bool      `json:"editors_pick,omitempty"`
	Facts            []Fact    `json:"facts,omitempty"`
	Overrides        []Waiver  `json:"overrides,omitempty"`
	FocalPoint       *Focus    `json:"focal_point,omitempty"`
	DuplicateOf      string    `json:"duplicate_of,omitempty"`
	DerivedFrom      string    `json:"derived_from,omitempty"`
	PosterAt         *float64  `json:"poster_at,omitempty"` // seconds; missing where the program chose
	Captions         []Caption `json:"captions,omitempty"`
}

// Fact is something that the asset says and that ages.
type Fact struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"`
	Text    string    `json:"text"`
	CheckOn string    `json:"check_on,omitempty"` // a day
	State   string    `json:"state"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Waiver is somebody's word that the asset may go out although it does not meet a duty.
type Waiver struct {
	Duty   string    `json:"duty"`
	Reason string    `json:"reason"`
	Name   string    `json:"name"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Caption is the captions in one language.
type Caption struct {
	Language  string    `json:"language"`
	UpdatedAt time.Time `json:"updated_at"`
	WebVTT    string    `json:"webvtt"`
}

// Source is the original: the object it lies in and what is known of it.
type Source struct {
	Object    string  `json:"object"`
	FileName  string  `json:"file_name"`
	MediaType string  `json:"media_type"`
	Size      int64   `json:"size"` // bytes
	SHA256    string  `json:"sha256,omitempty"`
	Width     int     `json:"width,omitempty"` // pixels as shown
	Height    int     `json:"height,omitempty"`
	Duration  float64 `json:"duration,omitempty"` // seconds
}

// Name is an entry of a register.
type Name struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Library is a library.
type Library struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Book is a book.
type Book struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Authors []string `json:"authors,omitempty"`
}

// Focus is a point of the picture, 0 to 1 from the left and from the top.
type Focus struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// recordOf makes the record of an asset whose original lies in object.
func recordOf(a catalog.Asset, captions []catalog.CaptionFile, overrides []catalog.Override, object string) Record {
	r := Record{
		Format: RecordFormat, Version: RecordVersion,
		ID: string(a.ID), Kind: string(a.Kind), CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(),
		Original: Source{Object: object, FileName: a.Original.FileName, MediaType: a.Original.MediaType, Size: a.Original.Size,
			SHA256: a.Original.SHA256, Width: a.Original.Width, Height: a.Original.Height, Duration: a.Original.Duration.Seconds()},
		Title: a.Title, Description: a.Description, AltText: a.AltText, ContentType: string(a.ContentType),
		Tags: a.Tags, Language: a.Language, RecordedAt: a.RecordedAt, RecordedAtSource: a.RecordedAtSource,
		CreditLine: a.CreditLine, Creator: a.Creator, InspiredBy: a.InspiredBy, UsageTerms: a.UsageTerms, Music: a.Music,
		PeopleStatus: string(a.PeopleStatus), PeopleNote: a.PeopleNote, DuplicateOf: string(a.DuplicateOf), DerivedFrom: string(a.DerivedFrom),
		Series: nameOf(a.Series), RecordingDay: nameOf(a.RecordingDay),
		Editing: string(a.Editing), Review: string(a.Review), Shot: nameOf(a.Shot), Inherited: a.Inherited, SentBy: a.SentBy, SentNote: a.SentNote,
		MusicSource: a.MusicSource, AI: a.AI, BookCover: a.BookCover, EmbargoUntil: a.EmbargoUntil.UTC(), RightsUntil: a.RightsUntil.UTC(),
		Decorative: a.Decorative, Speech: a.Speech, VisualsSpoken: a.VisualsSpoken, EditorsPick: a.EditorsPick,
	}
	for _, f := range a.Facts {
		r.Facts = append(r.Facts, Fact{ID: f.ID, Kind: string(f.Kind), Text: f.Text, CheckOn: f.CheckOn, State: string(f.State), By: f.By, At: f.At.UTC()})
	}
	for _, p := range a.People {
		r.People = append(r.People, string(p.ID))
	}
	for _, o := range overrides {
		r.Overrides = append(r.Overrides, Waiver{Duty: string(o.Duty), Reason: o.Reason, Name: o.Name, By: o.By, At: o.At.UTC()})
	}
	if a.Binned() {
		r.BinnedAt = a.BinnedAt.UTC()
	}
	if a.FocalPoint != nil {
		r.FocalPoint = &Focus{X: a.FocalPoint.X, Y: a.FocalPoint.Y}
	}
	if a.PosterAt != nil {
		r.PosterAt = new(a.PosterAt.Seconds())
	}
	for _, c := range captions {
		r.Captions = append(r.Captions, Caption{Language: c.Language, UpdatedAt: c.UpdatedAt.UTC(), WebVTT: c.VTT})
	}
	for _, l := range a.Libraries {
		r.Libraries = append(r.Libraries, Library{Slug: l.Slug, Name: l.Name})
	}
	for _, p := range a.Presenters {
		r.Presenters = append(r.Presenters, *nameOf(p))
	}
	for _, b := range a.Books {
		r.Books = append(r.Books, Book{ID: string(b.ID), Title: b.Title, Authors: b.Authors})
	}
	return r
}

func nameOf(r catalog.Ref) *Name {
	if r.ID == "" {
		return nil
	}
	return &Name{ID: r.ID, Name: r.Name}
}
