package catalog

import (
	"context"
	"time"
)

// MediaKind is what a file is, told from its bytes.
type MediaKind string

// The media kinds.
const (
	Photo MediaKind = "photo"
	Video MediaKind = "video"
	Audio MediaKind = "audio"
)

// AssetState says how far the server has come with a file. A binned asset keeps its state below the bin.
type AssetState string

// The states. Binned is only ever answered, never stored: see Asset.ShownState.
const (
	Pending    AssetState = "pending"
	Processing AssetState = "processing"
	Ready      AssetState = "ready"
	Failed     AssetState = "failed"
	Binned     AssetState = "binned"
)

// ContentType is one of the three kinds of content of the libraries' strategy.
type ContentType string

// The content types.
const (
	ServiceInfo ContentType = "service_info"
	Literature  ContentType = "literature"
	Relations   ContentType = "relations"
)

// PeopleStatus says what is known about the persons who can be recognised.
type PeopleStatus string

// The people statuses. Every new asset starts as not assessed.
const (
	PeopleNotAssessed PeopleStatus = "not_assessed"
	PeopleNobody      PeopleStatus = "nobody"
	PeopleCrowd       PeopleStatus = "crowd" // a crowd or situation, åndsverkloven § 104 b or c
	PeopleRegistered  PeopleStatus = "registered"
)

// TermsInternal in Asset.UsageTerms keeps an asset inside the libraries. Other terms are free text.
const TermsInternal = "internal"

// Values of Asset.Music. Empty means that nobody has said.
const (
	MusicNone     = "none"
	MusicOwn      = "own"
	MusicLicensed = "licensed"
	MusicPlatform = "platform" // from an app's own library: must not leave that platform
)

// Values of Asset.AI: whether a machine has made what is shown or heard. Empty means that nobody has said.
const (
	AINone    = "none"
	AIMade    = "made"
	AIChanged = "changed"
)

// Values of Asset.Speech: how those who do not hear get what is said. Empty means that nobody has said.
const (
	SpeechNone   = "none"   // nothing is said
	SpeechBare   = "bare"   // something is said, and there are no captions
	SpeechOpen   = "open"   // the captions are burnt into the picture
	SpeechClosed = "closed" // in a file beside the clip
)

// Values of Asset.VisualsSpoken: whether important visual information is spoken, for those who do not see. Empty means that
// nobody has said.
const (
	VisualsSpoken   = "yes"
	VisualsUnspoken = "no"
	VisualsNone     = "none" // there is none
)

// ReviewState says whether somebody has looked at a file that came in without an account.
type ReviewState string

// The review states. Most files never wait: whoever has an account answers for what they send.
const (
	ReviewAccepted ReviewState = ""
	ReviewWaiting  ReviewState = "waiting" // seen by editors alone, found only when it is asked for, cleared for nothing
)

// Editing says whether a recording is as it came from the camera.
type Editing string

// The states of editing. Empty means that nobody has said.
const (
	EditingRaw  Editing = "raw"
	EditingDone Editing = "edited"
)

// OriginalName names the untouched file among the renditions.
const OriginalName = "original"

// Point is a place in a picture: X and Y from 0 (left, top) to 1 (right, bottom).
type Point struct{ X, Y float64 }

// Original is the uploaded file, never changed.
type Original struct {
	FileName  string // as given, without folders, control characters and direction marks
	Ext       string // of the stored object, lower case, without dot
	MediaType string
	Size      int64 // bytes
	Width     int   // pixels as shown, after rotation; 0 when not known
	Height    int
	Duration  time.Duration // 0 for photos
	SHA256    string        // 64 hex digits; empty until hashed
	// Sample is the sampled hash of a file larger than SampledFrom, in 64 hex digits; empty until it is known, and for all
	// smaller files.
	Sample string
}

// Rendition is a file made from the original. Size is in bytes, width and height in pixels.
type Rendition struct {
	Name      string
	Ext       string
	MediaType string
	Width     int
	Height    int
	Size      int64
	// Version stands in the rendition's address and in its object's name: another file has another. The store fills it in
	// where it is 0, with the asset's RenditionVersion.
	Version int
	// Around is the focal point that a clip's crop was cut around; nil is the centre.
	Around *Point `json:",omitempty"`
}

// Usage says how often an asset was handed out or posted, and when last.
type Usage struct {
	Count      int       // reuse links that were ever issued, and posts
	LastUsedAt time.Time // zero: never
}

// LibraryRef is a library as an asset names it.
type LibraryRef struct {
	ID   LibraryID
	Slug string
	Name string
}

// BookRef is a book as an asset names it.
type BookRef struct {
	ID      BookID
	Title   string
	Authors []string
}

// Asset is one clip, photo or recording with its description.
type Asset struct {
	ID    AssetID
	Kind  MediaKind
	State AssetState
	// Failure says why State is Failed; its key is zero otherwise.
	Failure Reason
	// Progress of the processing, 0 to 100; 100 when Ready.
	Progress int

	Title        string
	Description  string
	AltText      string
	ContentType  ContentType // may be empty
	Libraries    []LibraryRef
	Presenters   []Ref
	Books        []BookRef
	Series       Ref // zero: none
	RecordingDay Ref // zero: none; Name is the date and place
	Shot         Ref // of the recording day; zero: none. Name is its title
	Tags         []string
	Language     string // nb, nn, en, se, … or empty
	Editing      Editing
	Review       ReviewState
	// Inherited names the fields that hold what the recording day or the shot says: Days.UpdateFiles renews them. What a
	// person sets leaves the list.
	Inherited []string
	// SentBy and SentNote are what somebody without an account wrote beside the file: their name, and what it is.
	SentBy   string
	SentNote string

	RecordedAt       time.Time // with the zone of the recording where the file tells it
	RecordedAtSource string    // exif, xmp, quicktime, mvhd, file_name, person, or empty
	CreditLine       string
	Creator          string
	InspiredBy       string
	UsageTerms       string
	Music            string
	MusicSource      string // where licensed music is from, and for what it is licensed
	AI               string
	BookCover        bool      // shows a book's cover, which may be shown only to promote the book
	EmbargoUntil     time.Time // the first moment at which it may be shown; zero: at once
	RightsUntil      time.Time // the first moment at which it no longer may be; zero: no end is known
	PeopleStatus     PeopleStatus
	PeopleNote       string
	People           []ShownPerson
	EditorsPick      bool   // an editor has chosen it to be shown before others
	Facts            []Fact // what it says that ages, as people have confirmed
	Decorative       bool   // needs no alternative text: it says nothing
	Speech           string
	VisualsSpoken    string
	FocalPoint       *Point
	// PosterAt is the moment of a clip that people chose for its poster; nil leaves it to the program.
	PosterAt *time.Duration
	Captions []Caption // sorted by language, each language once

	Original   Original
	Renditions []Rendition
	// Orders are what is still to be made, or could not be made, of what people have asked for.
	Orders      []Order
	Placeholder string // blurhash
	// Fingerprint is the first of Fingerprints; 0 when there is none.
	Fingerprint uint64
	// Fingerprints are 64-bit perceptual hashes for finding near-duplicates: of a photo as a whole, then of up to 7 parts
	// that are likely to be cut out of it; of several stills of a clip, in the order of time. Blank pictures and sound have
	// none. Photos processed before there were parts have one, until they are processed anew.
	Fingerprints []uint64
	// RenditionVersion is the newest version that was given to a rendition of the asset.
	RenditionVersion int
	// Pipeline is the version of the processing that made what is there.
	Pipeline    int
	DuplicateOf AssetID // the same bytes stand there as well
	DerivedFrom AssetID // the clip that this one was cut from; it may be gone

	Usage     Usage
	CreatedBy string // an Actor's ID
	CreatedAt time.Time
	UpdatedAt time.Time
	BinnedAt  time.Time // zero: not binned
	Version   int       // counts what people changed, for optimistic locking; starts at 1
}

// Binned reports whether the asset lies in the bin.
func (a Asset) Binned() bool { return !a.BinnedAt.IsZero() }

// ShownState is the state to answer with: Binned above all others.
func (a Asset) ShownState() AssetState {
	if a.Binned() {
		return Binned
	}
	return a.State
}

// Orientation is portrait, landscape or square, or "" while the size is not known.
func (a Asset) Orientation() string {
	switch w, h := a.Original.Width, a.Original.Height; {
	case w == 0 || h == 0:
		return ""
	case w > h:
		return "landscape"
	case h > w:
		return "portrait"
	}
	return "square"
}

// Rendition finds a rendition that has been made.
func (a Asset) Rendition(name string) (Rendition, bool) {
	for _, r := range a.Renditions {
		if r.Name == name {
			return r, true
		}
	}
	return Rendition{}, false
}

func (a Asset) inLibrary(id LibraryID) bool {
	for _, l := range a.Libraries {
		if l.ID == id {
			return true
		}
	}
	return false
}

// AssetStore keeps assets. Every write appends to the changes in the same transaction and is attributed to by
// (an Actor's ID). Names in references are filled on reading; on writing only their ids count.
type AssetStore interface {
	BatchStore
	CaptionStore
	ClockStore
	DayAssetStore
	DutyStore
	NameStore
	TwinStore
	PairStore
	ShelfStore
	// Create stores a new asset. When unique is set and FindBySHA256 finds one with the same SHA-256, nothing
	// is stored and a Conflict with DuplicateOf comes back.
	Create(ctx context.Context, by string, a Asset, unique bool) error
	// Get finds an asset, binned or not. NotFound when there is none.
	Get(ctx context.Context, id AssetID) (Asset, error)
	// ByIDs finds those of the assets that exist and lie within scope, in the order of ids.
	ByIDs(ctx context.Context, ids []AssetID, scope Scope) ([]Asset, error)
	// Shown finds as ByIDs does, to show people: it may share lists between its answers, which nobody may alter, and what
	// Reprocess marks may be as it was before.
	Shown(ctx context.Context, ids []AssetID, scope Scope) ([]Asset, error)
	// Update loads the asset under a lock, lets change alter it, and stores it with its references when change
	// returns nil; else nothing is stored and change's error comes back as it is.
	Update(ctx context.Context, by string, id AssetID, change func(*Asset) error) (Asset, error)
	// FindBySHA256 finds an asset by its bytes that is neither binned nor waiting to be reviewed. NotFound when there is none.
	FindBySHA256(ctx context.Context, sum string) (AssetID, error)
	// Unfinished lists ids of assets that are not binned, whose processing is missing or older than pipeline and
	// which nobody has touched since before. Failed ones are left out unless their pipeline is older.
	Unfinished(ctx context.Context, pipeline int, before time.Time, limit int) ([]AssetID, error)
	// Ordered lists ids of assets that are not binned, that have orders which have not failed, and which nobody has
	// touched since before.
	Ordered(ctx context.Context, before time.Time, limit int) ([]AssetID, error)
	// Derived lists ids of what was cut from an asset, newest first.
	Derived(ctx context.Context, from AssetID, limit int) ([]AssetID, error)
	// BinnedBefore lists ids of assets binned before a time.
	BinnedBefore(ctx context.Context, before time.Time, limit int) ([]AssetID, error)
	// Delete removes a binned asset for good, with its reuse links. Conflict when it is not binned.
	Delete(ctx context.Context, by string, id AssetID) error
	// Reprocess marks all assets, or those given, so that Unfinished lists them; it tells how many.
	Reprocess(ctx context.Context, ids []AssetID) (int, error)
}
