package catalog

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// The most that a list of an asset may hold.
const (
	mostTags = 50
	mostRefs = 200
)

// AssetPatch is what people say about an asset. A nil field is left as it is; a field that points at a zero value
// is cleared. Libraries are given by id or slug, the other references by id, tags by their words.
type AssetPatch struct {
	Title         *string
	Description   *string
	AltText       *string
	ContentType   *ContentType
	Libraries     *[]string
	Presenters    *[]string
	Books         *[]string
	Series        *string
	RecordingDay  *string
	Shot          *string // of the asset's recording day
	Tags          *[]string
	Language      *string
	RecordedAt    *time.Time
	CreditLine    *string
	Creator       *string
	InspiredBy    *string
	UsageTerms    *string
	Music         *string
	MusicSource   *string
	AI            *string
	BookCover     *bool
	EmbargoUntil  *time.Time
	RightsUntil   *time.Time
	Decorative    *bool
	EditorsPick   *bool // for editors alone
	Speech        *string
	VisualsSpoken *string
	Editing       *Editing
	Review        *ReviewState
	SentBy        *string
	SentNote      *string
	PeopleStatus  *PeopleStatus
	PeopleNote    *string
	People        *[]string // ids; naming anybody says that they are registered, naming nobody does not say that there is none
	FocalPoint    **Point
	PosterAt      **time.Duration // a moment of a clip; nil leaves the poster to the program
	// EditLibraries, EditPresenters, EditBooks and EditTags change the lists entry by entry, after all else.
	EditLibraries, EditPresenters, EditBooks, EditTags, EditPeople *ListEdit
	// recordedAtSource is who says RecordedAt; nil is a person.
	recordedAtSource *string
}

// touchesPeople reports whether the patch says who is shown.
func (p AssetPatch) touchesPeople() bool {
	return p.PeopleStatus != nil || p.PeopleNote != nil || p.People != nil || p.EditPeople != nil
}

// onlyPeople reports whether the patch says nothing but who is shown.
func (p AssetPatch) onlyPeople() bool {
	p.PeopleStatus, p.PeopleNote, p.People, p.EditPeople = nil, nil, nil, nil
	return p == AssetPatch{}
}

// resolved are a patch's references, looked up.
type resolved struct {
	libraries  []LibraryRef
	presenters []Ref
	books      []BookRef
	people     []ShownPerson
	series     Ref
	day        RecordingDay // that of the shot, where the patch names a shot alone
	shot       Ref

	libraryEdit   listEdit[LibraryRef]
	presenterEdit listEdit[Ref]
	bookEdit      listEdit[BookRef]
	personEdit    listEdit[ShownPerson]
	// days are what assets belong to already, where it matters.
	days map[string]RecordingDay
	// unnamed tells that somebody was named who can no longer be: their data are gone, or went to another's.
	unnamed bool
}

// apply puts a checked patch with its looked-up references on an asset, as somebody says it: what it says is no longer
// inherited, and what follows from a new recording day or shot is.
func (p AssetPatch) apply(a *Asset, r resolved) {
	p.put(a, r)
	for _, f := range fields() {
		if f.given(p) {
			a.Own(f.name)
		}
	}
	p.settle(a, r)
}

// put puts what a patch says on an asset, but for its recording day and shot.
func (p AssetPatch) put(a *Asset, r resolved) {
	set(&a.Title, p.Title)
	set(&a.Description, p.Description)
	set(&a.AltText, p.AltText)
	set(&a.ContentType, p.ContentType)
	set(&a.Language, p.Language)
	set(&a.CreditLine, p.CreditLine)
	set(&a.Creator, p.Creator)
	set(&a.InspiredBy, p.InspiredBy)
	set(&a.UsageTerms, p.UsageTerms)
	set(&a.Music, p.Music)
	set(&a.MusicSource, p.MusicSource)
	set(&a.AI, p.AI)
	set(&a.BookCover, p.BookCover)
	set(&a.EmbargoUntil, p.EmbargoUntil)
	set(&a.RightsUntil, p.RightsUntil)
	set(&a.Decorative, p.Decorative)
	set(&a.EditorsPick, p.EditorsPick)
	set(&a.Speech, p.Speech)
	set(&a.VisualsSpoken, p.VisualsSpoken)
	set(&a.Editing, p.Editing)
	set(&a.Review, p.Review)
	set(&a.SentBy, p.SentBy)
	set(&a.SentNote, p.SentNote)
	p.assess(a, r)
	set(&a.FocalPoint, p.FocalPoint)
	set(&a.PosterAt, p.PosterAt)
	if p.RecordedAt != nil {
		a.RecordedAt, a.RecordedAtSource = *p.RecordedAt, "person"
		if p.RecordedAt.IsZero() {
			a.RecordedAtSource = ""
		}
		set(&a.RecordedAtSource, p.recordedAtSource)
	}
	if p.Libraries != nil {
		a.Libraries = r.libraries
	}
	if p.Presenters != nil {
		a.Presenters = r.presenters
	}
	if p.Books != nil {
		a.Books = r.books
	}
	if p.Tags != nil {
		a.Tags = *p.Tags
	}
	p.editLists(a, r)
	if p.Series != nil {
		a.Series = r.series
	}
}

// assess says who is shown. Whoever is named is registered, and who says that nobody can be recognised takes all names off;
// a crowd keeps them, for somebody in it may stand out.
func (p AssetPatch) assess(a *Asset, r resolved) {
	set(&a.PeopleNote, p.PeopleNote)
	if p.People != nil {
		a.People = keepErased(a.People, r.people)
	}
	if p.EditPeople != nil {
		a.People = r.personEdit.apply(a.People, ShownPerson.key)
	}
	set(&a.PeopleStatus, p.PeopleStatus)
	switch {
	case p.People == nil && p.EditPeople == nil && (a.PeopleStatus == PeopleNobody || a.PeopleStatus == PeopleNotAssessed):
		if p.PeopleStatus != nil {
			a.People = nil
		}
	case len(a.People) > 0:
		a.PeopleStatus = PeopleRegistered
	}
	if r.unnamed { // they are shown all the same: somebody must look anew
		a.PeopleStatus = PeopleNotAssessed
	}
}

// keepErased puts a new list of persons in the place of one. Nobody can name those whose data are gone, and so nobody takes
// them off by leaving them out: they are still shown.
func keepErased(had, wanted []ShownPerson) []ShownPerson {
	out := slices.Clone(wanted)
	for _, p := range had {
		if p.Erased {
			out = append(out, p)
		}
	}
	return out
}

func (p AssetPatch) editLists(a *Asset, r resolved) {
	if p.EditLibraries != nil {
		a.Libraries = r.libraryEdit.apply(a.Libraries, LibraryRef.key)
	}
	if p.EditPresenters != nil {
		a.Presenters = r.presenterEdit.apply(a.Presenters, Ref.key)
	}
	if p.EditBooks != nil {
		a.Books = r.bookEdit.apply(a.Books, BookRef.key)
	}
	if e := p.EditTags; e != nil {
		a.Tags = listEdit[string]{e.Add, e.Remove, e.Instead}.apply(a.Tags, strings.ToLower)
	}
}

// tooLong refuses an asset whose lists have grown beyond what is allowed by being added to.
func tooLong(a Asset) error {
	var c checker
	c.most("tags", len(a.Tags), mostTags)
	c.most("libraries", len(a.Libraries), mostRefs)
	c.most("books", len(a.Books), mostRefs)
	c.most("presenters", len(a.Presenters), mostRefs)
	c.most("people", len(a.People), mostRefs)
	return c.err()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// suits refuses what a patch says that does not go with the asset's kind of media.
func (p AssetPatch) suits(a Asset) error {
	if p.PosterAt == nil || *p.PosterAt == nil {
		return nil
	}
	var c checker
	if a.Kind != Video {
		c.refuse("poster_at", KeyOnlyClips, nil)
	} else {
		c.moment("poster_at", **p.PosterAt, a.Original.Duration)
	}
	return c.err()
}

// clean tidies and checks a patch's own values (not its references, which need a store).
func (p *AssetPatch) clean() []FieldError {
	var c checker
	c.line("title", p.Title, 200)
	c.text("description", p.Description, 10_000)
	c.text("alt_text", p.AltText, 2_000)
	c.line("credit_line", p.CreditLine, 300)
	c.line("creator", p.Creator, 200)
	c.line("inspired_by", p.InspiredBy, 300)
	c.text("usage_terms", p.UsageTerms, 2_000)
	c.text("people_note", p.PeopleNote, 2_000)
	if p.PeopleNote != nil {
		c.noIdentityNumber("people_note", *p.PeopleNote)
	}
	c.line("music_source", p.MusicSource, 300)
	c.line("sent_by", p.SentBy, 120)
	c.text("sent_note", p.SentNote, 2_000)
	c.words("tags", p.Tags, mostTags, 80)
	edits := p.listEdits()
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		edits[name].clean(&c, name)
	}
	c.language("language", p.Language)
	oneOf(&c, "content_type", p.ContentType, "", ServiceInfo, Literature, Relations)
	oneOf(&c, "people_status", p.PeopleStatus, PeopleNotAssessed, PeopleNobody, PeopleCrowd, PeopleRegistered)
	oneOf(&c, "editing", p.Editing, "", EditingRaw, EditingDone)
	oneOf(&c, "review", p.Review, ReviewAccepted, ReviewWaiting)
	oneOf(&c, "music", p.Music, "", MusicNone, MusicOwn, MusicLicensed, MusicPlatform)
	oneOf(&c, "ai", p.AI, "", AINone, AIMade, AIChanged)
	oneOf(&c, "speech", p.Speech, "", SpeechNone, SpeechBare, SpeechOpen, SpeechClosed)
	oneOf(&c, "visuals_spoken", p.VisualsSpoken, "", VisualsSpoken, VisualsUnspoken, VisualsNone)
	if p.FocalPoint != nil && *p.FocalPoint != nil {
		c.fraction("focal_point.x", (*p.FocalPoint).X)
		c.fraction("focal_point.y", (*p.FocalPoint).Y)
	}
	for _, f := range []struct {
		at     string
		values *[]string
	}{{"libraries", p.Libraries}, {"presenters", p.Presenters}, {"books", p.Books}, {"people", p.People}} {
		if f.values != nil {
			c.most(f.at, len(*f.values), mostRefs)
		}
	}
	return c.fields
}
