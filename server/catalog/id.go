package catalog

import "time"

// Distinct identifier types. All are lower-case letters and digits, made by an IDSource, and never derived from
// what people type.
type (
	AssetID        string
	LibraryID      string
	PresenterID    string
	BookID         string
	SeriesID       string
	RecordingDayID string
	ShotID         string
	UserID         string
	TokenID        string
	UploadID       string
	ReuseLinkID    string
	InvitationID   string
)

// IDSource makes a new identifier: 1 to 64 characters of [0-9a-z], unique over all nodes, sortable by time.
type IDSource func() string

// Clock tells the time. Services read it once per call.
type Clock func() time.Time

// Ref names something by its id, with the name people know it by. In writes only the id counts.
type Ref struct {
	ID   string
	Name string
}

// Page is one page of a list. Next is empty on the last page, else an opaque cursor for the following one.
type Page[T any] struct {
	Items []T
	Next  string
}

// ListFilter narrows a list of a register. The zero value lists everything from the start.
type ListFilter struct {
	Text   string // matched inside names without regard to case
	Cursor string // opaque, from Page.Next
	Limit  int    // 0 means the store's default of 100; at most 1000
}
