package indexer

import "time"

// Field names a facet and filter; the same names stand in the outside contract.
type Field string

// Facets and filters. FieldUsed is computed from Document.Used and FieldPicked from Document.Vetted, every other field is filled by the caller.
const (
	FieldLibrary      Field = "library"
	FieldPresenter    Field = "presenter"
	FieldBook         Field = "book"
	FieldAuthor       Field = "author"
	FieldContentType  Field = "content_type"
	FieldKind         Field = "kind"
	FieldSeries       Field = "series"
	FieldRecordingDay Field = "recording_day"
	FieldTag          Field = "tag"
	FieldLanguage     Field = "language"
	FieldOrientation  Field = "orientation"
	FieldClearance    Field = "clearance"
	FieldState        Field = "state"
	FieldUsed         Field = "used"
	FieldShot         Field = "shot"
	FieldMissing      Field = "missing"
	FieldEditing      Field = "editing"
	FieldReview       Field = "review"
	FieldClearedFor   Field = "cleared_for"
	FieldPicked       Field = "picked"
	FieldStale        Field = "stale"
	FieldPerson       Field = "person"
	// FieldTitle is no facet: it is the Kind of a Suggestion that is a document's title.
	FieldTitle Field = "title"
)

// Values of FieldPicked.
const (
	PickedYes = "yes" // Document.Vetted
	PickedNo  = "no"
)

// Values of FieldUsed.
const (
	UsedNever = "never" // 0 times
	UsedOnce  = "once"  // 1
	UsedFew   = "few"   // 2 to 4
	UsedMany  = "many"  // 5 or more
)

// Facets lists every field that can be counted and filtered on, in a fixed order.
func Facets() []Field {
	return []Field{FieldLibrary, FieldPresenter, FieldBook, FieldAuthor, FieldContentType, FieldKind, FieldSeries,
		FieldRecordingDay, FieldTag, FieldLanguage, FieldOrientation, FieldClearance, FieldState, FieldUsed, FieldShot, FieldMissing,
		FieldEditing, FieldReview, FieldClearedFor, FieldPerson, FieldPicked, FieldStale}
}

// Ref is something a document belongs to: a library, a presenter, a book. The ID is the facet's value and opaque here;
// the Name is what people search for and what suggestions show.
type Ref struct {
	ID   string
	Name string
	// Also holds further spellings that find the document and are never shown: aliases, handles, ISBNs.
	Also []string
}

// Document is what the index knows of one asset. Empty fields are simply not found. Text may be of any length; of each
// field the first 20,000 words are indexed.
type Document struct {
	ID string // unique, not empty, at most 200 bytes

	Title       string
	Description string
	AltText     string
	CaptionText string // the words of a caption file, without times

	Libraries     []Ref
	Presenters    []Ref
	Books         []Ref // Name is the title
	Authors       []Ref
	Series        []Ref
	RecordingDays []Ref
	Tags          []Ref

	ContentType string
	Kind        string
	Language    string
	Orientation string
	State       string
	Clearance   []string
	Shots       []string
	Missing     []string // codes of what nobody has said
	Editing     string
	Review      string
	ClearedFor  []string // channels
	People      []string // ids of the persons shown; their names are not for an index
	Stale       []string // codes of how far what it says can be relied on
	Vetted      bool     // ranks first among equals

	// Visibility holds the marks of which a query must name at least one. A document without marks is never found.
	Visibility []string

	RecordedAt   time.Time // zero: not known, sorts last in both directions
	CreatedAt    time.Time
	LastPostedAt time.Time // zero: never posted
	Used         int       // how many times it was used

	// Prints are 64-bit perceptual hashes of the picture and of likely crops of it, or of a clip's stills. The picture as
	// a whole comes first. At most 64 count; zeros do not.
	Prints []uint64
}

// Batch is a set of changes that becomes visible, and durable, as one. A document that is both upserted and deleted is
// deleted; of two upserts with one ID the last counts.
type Batch struct {
	Upserts []Document
	Deletes []string
	// Seq is the number of the last change in the batch. The index remembers the highest it has been given.
	Seq int64
}

// usedBucket is the value of FieldUsed.
func (d *Document) usedBucket() string {
	switch {
	case d.Used <= 0:
		return UsedNever
	case d.Used == 1:
		return UsedOnce
	case d.Used < 5:
		return UsedFew
	}
	return UsedMany
}

// refs gives the entities of a facet, none for one that is a plain code.
func (d *Document) refs(f Field) []Ref {
	switch f {
	case FieldLibrary:
		return d.Libraries
	case FieldPresenter:
		return d.Presenters
	case FieldBook:
		return d.Books
	case FieldAuthor:
		return d.Authors
	case FieldSeries:
		return d.Series
	case FieldRecordingDay:
		return d.RecordingDays
	case FieldTag:
		return d.Tags
	}
	return nil
}

// code gives the values of a facet that is a plain code, none of any other.
func (d *Document) code(f Field) []string {
	switch f {
	case FieldContentType:
		return []string{d.ContentType}
	case FieldKind:
		return []string{d.Kind}
	case FieldLanguage:
		return []string{d.Language}
	case FieldOrientation:
		return []string{d.Orientation}
	case FieldState:
		return []string{d.State}
	case FieldClearance:
		return d.Clearance
	case FieldShot:
		return d.Shots
	case FieldMissing:
		return d.Missing
	case FieldEditing:
		return []string{d.Editing}
	case FieldReview:
		return []string{d.Review}
	case FieldClearedFor:
		return d.ClearedFor
	case FieldPerson:
		return d.People
	case FieldPicked:
		if d.Vetted {
			return []string{PickedYes}
		}
		return []string{PickedNo}
	case FieldStale:
		return d.Stale
	case FieldUsed:
		return []string{d.usedBucket()}
	}
	return nil
}
