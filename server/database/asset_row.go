package database

import (
	"math"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/uptrace/bun"
)

// assetRow is an asset without its lists of references and tags.
type assetRow struct {
	bun.BaseModel `bun:"table:assets,alias:a"`

	ID               string                        `bun:"id,pk"`
	Version          int                           `bun:"version"`
	CreatedBy        string                        `bun:"created_by"`
	CreatedAt        instant                       `bun:"created_at"`
	UpdatedAt        instant                       `bun:"updated_at"`
	BinnedAt         instant                       `bun:"binned_at"`
	Kind             catalog.MediaKind             `bun:"kind"`
	State            catalog.AssetState            `bun:"state"`
	Failure          document[failure]             `bun:"failure"`
	Progress         int                           `bun:"progress"`
	Title            string                        `bun:"title"`
	Description      string                        `bun:"description"`
	AltText          string                        `bun:"alt_text"`
	ContentType      catalog.ContentType           `bun:"content_type"`
	Series           string                        `bun:"series,nullzero"`
	RecordingDay     string                        `bun:"recording_day,nullzero"`
	Language         string                        `bun:"language"`
	RecordedAt       instant                       `bun:"recorded_at"`
	RecordedOffset   int                           `bun:"recorded_offset"`
	RecordedAtSource string                        `bun:"recorded_at_source"`
	CreditLine       string                        `bun:"credit_line"`
	Creator          string                        `bun:"creator"`
	InspiredBy       string                        `bun:"inspired_by"`
	UsageTerms       string                        `bun:"usage_terms"`
	Music            string                        `bun:"music"`
	PeopleStatus     catalog.PeopleStatus          `bun:"people_status"`
	PeopleNote       string                        `bun:"people_note"`
	FocalX           *float64                      `bun:"focal_x"`
	FocalY           *float64                      `bun:"focal_y"`
	FileName         string                        `bun:"file_name"`
	Ext              string                        `bun:"ext"`
	MediaType        string                        `bun:"media_type"`
	Size             int64                         `bun:"size"`
	Width            int                           `bun:"width"`
	Height           int                           `bun:"height"`
	Duration         time.Duration                 `bun:"duration_ns"`
	SHA256           string                        `bun:"sha256"`
	Renditions       document[[]catalog.Rendition] `bun:"renditions"`
	Placeholder      string                        `bun:"placeholder"`
	Fingerprint      int64                         `bun:"fingerprint"`
	RenditionVersion int                           `bun:"rendition_version"`
	Pipeline         int                           `bun:"pipeline"`
	DuplicateOf      catalog.AssetID               `bun:"duplicate_of"`
	PosterAt         *time.Duration                `bun:"poster_ns"`
	DerivedFrom      catalog.AssetID               `bun:"derived_from"`
	Fingerprints     document[[]uint64]            `bun:"fingerprints"`
	Orders           document[[]order]             `bun:"orders"`
	OrdersDue        int                           `bun:"orders_due"`
	Shot             string                        `bun:"shot"`
	Editing          catalog.Editing               `bun:"editing"`
	Review           catalog.ReviewState           `bun:"review"`
	Inherited        document[[]string]            `bun:"inherited"`
	SentBy           string                        `bun:"sent_by"`
	SentNote         string                        `bun:"sent_note"`
	Sample           string                        `bun:"sample"`
	MusicSource      string                        `bun:"music_source"`
	AI               string                        `bun:"ai"`
	BookCover        bool                          `bun:"book_cover"`
	EmbargoUntil     instant                       `bun:"embargo_until"`
	RightsUntil      instant                       `bun:"rights_until"`
	Decorative       bool                          `bun:"decorative"`
	Speech           string                        `bun:"speech"`
	VisualsSpoken    string                        `bun:"visuals_spoken"`
	EditorsPick      bool                          `bun:"editors_pick"`
	Facts            document[[]fact]              `bun:"facts"`
	CheckOn          string                        `bun:"check_on"`

	SeriesName string  `bun:"-"`
	DayDate    string  `bun:"-"`
	DayPlace   string  `bun:"-"`
	ShotTitle  string  `bun:"-"`
	Uses       int     `bun:"-"`
	LastUsedAt instant `bun:"-"`
}

// assetColumns are what a question for assets (aliased a) selects, in the order of columns.
const assetColumns = `a.id, a.version, a.created_by, a.created_at, a.updated_at, a.binned_at, a.kind, a.state, a.failure, a.progress,
	a.title, a.description, a.alt_text, a.content_type, coalesce(a.series, ''), coalesce(a.recording_day, ''), a.language, a.recorded_at,
	a.recorded_offset, a.recorded_at_source, a.credit_line, a.creator, a.inspired_by, a.usage_terms, a.music, a.people_status, a.people_note,
	a.focal_x, a.focal_y, a.file_name, a.ext, a.media_type, a.size, a.width, a.height, a.duration_ns, a.sha256, a.renditions, a.placeholder,
	a.fingerprint, a.rendition_version, a.pipeline, a.duplicate_of, a.poster_ns, a.derived_from, a.fingerprints, a.orders,
	a.shot, a.editing, a.review, a.inherited, a.sent_by, a.sent_note, a.sample,
	a.music_source, a.ai, a.book_cover, a.embargo_until, a.rights_until, a.decorative, a.speech, a.visuals_spoken, a.editors_pick, a.facts`

// columns are the places that assetColumns are read into.
func (r *assetRow) columns() []any {
	return []any{&r.ID, &r.Version, &r.CreatedBy, &r.CreatedAt, &r.UpdatedAt, &r.BinnedAt, (*string)(&r.Kind), (*string)(&r.State), &r.Failure,
		&r.Progress, &r.Title, &r.Description, &r.AltText, (*string)(&r.ContentType), &r.Series, &r.RecordingDay, &r.Language, &r.RecordedAt,
		&r.RecordedOffset, &r.RecordedAtSource, &r.CreditLine, &r.Creator, &r.InspiredBy, &r.UsageTerms, &r.Music,
		(*string)(&r.PeopleStatus), &r.PeopleNote, &r.FocalX, &r.FocalY, &r.FileName, &r.Ext, &r.MediaType, &r.Size, &r.Width, &r.Height,
		(*int64)(&r.Duration), &r.SHA256, &r.Renditions, &r.Placeholder, &r.Fingerprint, &r.RenditionVersion, &r.Pipeline,
		(*string)(&r.DuplicateOf), &r.PosterAt, (*string)(&r.DerivedFrom), &r.Fingerprints, &r.Orders,
		&r.Shot, (*string)(&r.Editing), (*string)(&r.Review), &r.Inherited, &r.SentBy, &r.SentNote, &r.Sample,
		&r.MusicSource, &r.AI, &r.BookCover, &r.EmbargoUntil, &r.RightsUntil, &r.Decorative, &r.Speech, &r.VisualsSpoken, &r.EditorsPick, &r.Facts}
}

// failure is a catalog.Reason as it is stored. Whole numbers among the arguments come back as int64.
type failure struct {
	Key  string       `json:"key,omitempty"`
	Args catalog.Args `json:"args,omitempty"`
}

func (f failure) reason() catalog.Reason {
	for k, v := range f.Args {
		if n, ok := v.(float64); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			f.Args[k] = int64(n)
		}
	}
	return catalog.Reason{Key: f.Key, Args: f.Args}
}

// fact is a catalog.Fact as it is stored.
type fact struct {
	ID      string            `json:"id"`
	Kind    catalog.FactKind  `json:"kind"`
	Text    string            `json:"text"`
	CheckOn string            `json:"check_on,omitempty"`
	State   catalog.FactState `json:"state"`
	By      string            `json:"by"`
	At      time.Time         `json:"at"`
}

func newFact(f catalog.Fact) fact { return fact(f) }

func (f fact) fact() catalog.Fact { return catalog.Fact(f) }

// order is a catalog.Order as it is stored.
type order struct {
	Name     string  `json:"name"`
	Progress int     `json:"progress,omitempty"`
	Failure  failure `json:"failure,omitzero"`
}

func newOrders(list []catalog.Order) (rows []order, due int) {
	rows = make([]order, len(list))
	for i, o := range list {
		rows[i] = order{o.Name, o.Progress, failure{o.Failure.Key, o.Failure.Args}}
		if o.Failure.Key == "" {
			due++
		}
	}
	return rows, due
}

func newAssetRow(a catalog.Asset) *assetRow {
	r := &assetRow{ID: string(a.ID), Version: a.Version, CreatedBy: a.CreatedBy, CreatedAt: instant{a.CreatedAt}, UpdatedAt: instant{a.UpdatedAt},
		BinnedAt: instant{a.BinnedAt}, Kind: a.Kind, State: a.State, Failure: documentOf(failure{a.Failure.Key, a.Failure.Args}), Progress: a.Progress,
		Title: a.Title, Description: a.Description, AltText: a.AltText, ContentType: a.ContentType, Series: a.Series.ID,
		RecordingDay: a.RecordingDay.ID, Language: a.Language, RecordedAt: instant{a.RecordedAt}, RecordedAtSource: a.RecordedAtSource,
		CreditLine: a.CreditLine, Creator: a.Creator, InspiredBy: a.InspiredBy, UsageTerms: a.UsageTerms, Music: a.Music,
		PeopleStatus: a.PeopleStatus, PeopleNote: a.PeopleNote, FileName: a.Original.FileName, Ext: a.Original.Ext, MediaType: a.Original.MediaType,
		Size: a.Original.Size, Width: a.Original.Width, Height: a.Original.Height, Duration: a.Original.Duration, SHA256: a.Original.SHA256,
		Renditions: documentOf(a.Renditions), Placeholder: a.Placeholder, Fingerprint: int64(a.Fingerprint),
		RenditionVersion: a.RenditionVersion, Pipeline: a.Pipeline, DuplicateOf: a.DuplicateOf, PosterAt: a.PosterAt, DerivedFrom: a.DerivedFrom,
		Fingerprints: documentOf(append([]uint64{}, a.Fingerprints...)), Shot: a.Shot.ID, Editing: a.Editing, Review: a.Review,
		Inherited: documentOf(append([]string{}, a.Inherited...)), SentBy: a.SentBy, SentNote: a.SentNote, Sample: a.Original.Sample,
		MusicSource: a.MusicSource, AI: a.AI, BookCover: a.BookCover, EmbargoUntil: instant{a.EmbargoUntil}, RightsUntil: instant{a.RightsUntil},
		Decorative: a.Decorative, Speech: a.Speech, VisualsSpoken: a.VisualsSpoken,
		EditorsPick: a.EditorsPick, Facts: documentOf(collect(a.Facts, newFact)), CheckOn: a.CheckOn()}
	orders, due := newOrders(a.Orders)
	r.Orders, r.OrdersDue = documentOf(orders), due
	if !a.RecordedAt.IsZero() {
		_, seconds := a.RecordedAt.Zone()
		r.RecordedOffset = seconds / 60
	}
	if a.FocalPoint != nil {
		r.FocalX, r.FocalY = &a.FocalPoint.X, &a.FocalPoint.Y
	}
	return r
}

func (r assetRow) asset() catalog.Asset {
	a := catalog.Asset{ID: catalog.AssetID(r.ID), Kind: r.Kind, State: r.State, Failure: r.Failure.v.reason(), Progress: r.Progress, Title: r.Title,
		Description: r.Description, AltText: r.AltText, ContentType: r.ContentType, Series: catalog.Ref{ID: r.Series, Name: r.SeriesName},
		RecordingDay: dayRef(r.RecordingDay, r.DayDate, r.DayPlace), Language: r.Language, RecordedAt: r.recordedAt(),
		RecordedAtSource: r.RecordedAtSource, CreditLine: r.CreditLine, Creator: r.Creator, InspiredBy: r.InspiredBy, UsageTerms: r.UsageTerms,
		Music: r.Music, PeopleStatus: r.PeopleStatus, PeopleNote: r.PeopleNote,
		Original: catalog.Original{FileName: r.FileName, Ext: r.Ext, MediaType: r.MediaType, Size: r.Size, Width: r.Width, Height: r.Height,
			Duration: r.Duration, SHA256: r.SHA256, Sample: r.Sample},
		Editing: r.Editing, Review: r.Review, SentBy: r.SentBy, SentNote: r.SentNote,
		MusicSource: r.MusicSource, AI: r.AI, BookCover: r.BookCover, EmbargoUntil: r.EmbargoUntil.Time, RightsUntil: r.RightsUntil.Time,
		Decorative: r.Decorative, Speech: r.Speech, VisualsSpoken: r.VisualsSpoken, EditorsPick: r.EditorsPick,
		Renditions: r.renditions(), Placeholder: r.Placeholder, Fingerprint: uint64(r.Fingerprint), Fingerprints: r.fingerprints(),
		RenditionVersion: r.RenditionVersion, Pipeline: r.Pipeline, DuplicateOf: r.DuplicateOf, PosterAt: r.PosterAt, DerivedFrom: r.DerivedFrom, Usage: catalog.Usage{Count: r.Uses, LastUsedAt: r.LastUsedAt.Time},
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time, BinnedAt: r.BinnedAt.Time, Version: r.Version}
	if r.FocalX != nil && r.FocalY != nil {
		a.FocalPoint = &catalog.Point{X: *r.FocalX, Y: *r.FocalY}
	}
	if len(r.Inherited.v) > 0 {
		a.Inherited = r.Inherited.v
	}
	if len(r.Facts.v) > 0 {
		a.Facts = collect(r.Facts.v, fact.fact)
	}
	if r.Shot != "" {
		a.Shot = catalog.Ref{ID: r.Shot, Name: r.ShotTitle}
	}
	for _, o := range r.Orders.v {
		a.Orders = append(a.Orders, catalog.Order{Name: o.Name, Progress: o.Progress, Failure: o.Failure.reason()})
	}
	return a
}

// renditions fills in the version of those that were stored before each had its own.
func (r assetRow) renditions() []catalog.Rendition {
	for i, v := range r.Renditions.v {
		if v.Version == 0 {
			r.Renditions.v[i].Version = r.RenditionVersion
		}
	}
	return r.Renditions.v
}

// fingerprints gives the one of before where several were not stored yet.
func (r assetRow) fingerprints() []uint64 {
	switch {
	case len(r.Fingerprints.v) > 0:
		return r.Fingerprints.v
	case r.Fingerprint != 0:
		return []uint64{uint64(r.Fingerprint)}
	}
	return nil
}

// recordedAt gives the time of the recording in its zone.
func (r assetRow) recordedAt() time.Time {
	if r.RecordedOffset == 0 {
		return r.RecordedAt.Time
	}
	return r.RecordedAt.In(time.FixedZone("", r.RecordedOffset*60))
}
