package catalog

import (
	"context"
	"time"
)

// Sort orders what a search finds.
type Sort string

// The sorts.
const (
	SortRelevance     Sort = "relevance"
	SortNewest        Sort = "newest"
	SortOldest        Sort = "oldest"
	SortRecentlyAdded Sort = "recently_added"
	SortLeastUsed     Sort = "least_used"
)

// Sorts lists every sort.
func Sorts() []Sort {
	return []Sort{SortRelevance, SortNewest, SortOldest, SortRecentlyAdded, SortLeastUsed}
}

// Filter names a field that a search can be narrowed and counted by.
type Filter string

// The filters, which are the facets too.
const (
	ByLibrary      Filter = "library"
	ByPresenter    Filter = "presenter"
	ByBook         Filter = "book"
	ByAuthor       Filter = "author"
	ByContentType  Filter = "content_type"
	ByKind         Filter = "kind"
	BySeries       Filter = "series"
	ByRecordingDay Filter = "recording_day"
	ByTag          Filter = "tag"
	ByLanguage     Filter = "language"
	ByOrientation  Filter = "orientation"
	ByClearance    Filter = "clearance" // cleared, not_cleared, not_assessed
	ByState        Filter = "state"
	ByUsed         Filter = "used" // never, once, few, many
)

// Filters lists every filter.
func Filters() []Filter {
	return []Filter{ByLibrary, ByPresenter, ByBook, ByAuthor, ByContentType, ByKind, BySeries, ByRecordingDay, ByTag, ByLanguage,
		ByOrientation, ByClearance, ByState, ByUsed}
}

// Query is what somebody looks for. Values of one filter are alternatives; filters narrow each other.
type Query struct {
	Text         string
	Filters      map[Filter][]string // ids or codes; libraries also by slug
	RecordedFrom time.Time           // zero: open; inclusive
	RecordedTo   time.Time           // zero: open; exclusive
	PostedBefore time.Time           // last used before, or never
	NeverPosted  bool
	Sort         Sort // empty: by relevance with a text, else newest
	Limit        int  // 0 means 24; at most 200
	Cursor       string
	Facets       []Filter
	FacetSize    int // values per facet; 0 means 50
}

// FacetValue is one value of a facet with the number of assets it would leave. Label is the name of what an id stands
// for; for codes it is the value itself.
type FacetValue struct {
	Value string
	Label string
	Count int
}

// Hits is what the index finds.
type Hits struct {
	Total      int
	IDs        []AssetID
	Facets     map[Filter][]FacetValue
	Next       string
	DidYouMean string
}

// Found is what a search answers.
type Found struct {
	Total      int
	Items      []Asset
	Facets     map[Filter][]FacetValue
	Next       string
	DidYouMean string
	Took       time.Duration
}

// Suggestion completes what somebody is typing. ID is empty for titles and tags.
type Suggestion struct {
	Text  string
	Kind  Kind // what Text names
	ID    string
	Count int
}

// SearchIndex finds assets. It may lag behind the truth: what it finds is always read from the stores again.
type SearchIndex interface {
	// Search finds within a scope. Nothing that people may type is an error.
	Search(ctx context.Context, q Query, scope Scope) (Hits, error)
	// Suggest completes a prefix within a scope.
	Suggest(ctx context.Context, prefix string, scope Scope, limit int) ([]Suggestion, error)
	// WaitFor returns when the index has applied the changes up to seq, or with ctx's error.
	WaitFor(ctx context.Context, seq int64) error
}

// ReferenceStore looks up what references stand for. What does not exist is missing from the answer.
type ReferenceStore interface {
	// LibraryRefs looks libraries up by id or slug; the answer has the keys that were asked for.
	LibraryRefs(ctx context.Context, keys []string) (map[string]LibraryRef, error)
	// BookRefs looks books up by id.
	BookRefs(ctx context.Context, ids []string) (map[string]BookRef, error)
	// Refs looks presenters, series or recording days up by id.
	Refs(ctx context.Context, kind Kind, ids []string) (map[string]Ref, error)
}
