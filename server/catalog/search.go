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

// FacetRequest asks for the most frequent values of a filter.
type FacetRequest struct {
	By   Filter
	Size int // values; 0 means 50, at most 200
	// Text keeps only the values with a name in which every word of it begins a word. Empty keeps all.
	Text string
}

// Interval is the width of a histogram's buckets.
type Interval string

// The intervals. The zero value asks for no histogram.
const (
	ByYear  Interval = "year"
	ByMonth Interval = "month"
	ByDay   Interval = "day"
)

// Intervals lists every interval, from the widest.
func Intervals() []Interval { return []Interval{ByYear, ByMonth, ByDay} }

// Bucket is how many of the assets found were recorded in the interval that begins at From.
type Bucket struct {
	From  time.Time // midnight in the query's zone
	Count int
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
	Facets       []FacetRequest
	// CodeName is what the reader calls a code of a filter, for the Text of a FacetRequest; nil when nobody reads.
	CodeName  func(f Filter, code string) string
	Histogram Interval       // empty: none
	Zone      *time.Location // in which typed days and the histogram's intervals begin; nil: UTC
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
	Histogram  []Bucket // those that are not empty, oldest first, whatever RecordedFrom and RecordedTo are
	Hints      []Hint
	Next       string
	DidYouMean string
}

// Found is what a search answers.
type Found struct {
	Total      int
	Items      []Asset
	Facets     map[Filter][]FacetValue
	Histogram  []Bucket
	Hints      []Hint
	Next       string
	DidYouMean string
	Took       time.Duration
}

// Suggestion completes what somebody is typing. ID is that of what Text names; a title's is that of an asset that bears
// it, and a tag or an author is its own.
type Suggestion struct {
	Text  string
	Kind  Kind // what Text names
	ID    string
	Count int
}

// SearchIndex finds assets. It may lag behind the truth: what it finds is always read from the stores again.
type SearchIndex interface {
	// Search finds within a scope. Nothing that people may type is an error. While the index is first filled it is
	// Unavailable with KeyIndexBuilding.
	Search(ctx context.Context, q Query, scope Scope) (Hits, error)
	// Suggest completes a prefix within a scope.
	Suggest(ctx context.Context, prefix string, scope Scope, limit int) ([]Suggestion, error)
	// Similar finds what is most like an asset within a scope, the most alike first, never the asset itself. What the
	// index does not know of, or the scope does not hold, is like nothing.
	Similar(ctx context.Context, id AssetID, scope Scope, limit int) ([]Likeness, error)
	// Near finds pictures whose fingerprints are near one of prints, the nearest first.
	Near(ctx context.Context, prints []uint64, scope Scope, limit int) ([]Nearness, error)
	// Seq is the newest change that the index has applied.
	Seq() int64
	// WaitFor returns when the index has applied the changes up to seq, or with ctx's error.
	WaitFor(ctx context.Context, seq int64) error
}

// ReferenceStore looks up what references stand for. What does not exist is missing from the answer.
type ReferenceStore interface {
	// LibraryRefs looks libraries up by id or slug; the answer has the keys that were asked for.
	LibraryRefs(ctx context.Context, keys []string) (map[string]LibraryRef, error)
	// BookRefs looks books up by id.
	BookRefs(ctx context.Context, ids []string) (map[string]BookRef, error)
	// PersonRefs looks persons shown up by id, without their permissions. Erased ones are missing.
	PersonRefs(ctx context.Context, ids []string) (map[string]ShownPerson, error)
	// Refs looks presenters, series or recording days up by id.
	Refs(ctx context.Context, kind Kind, ids []string) (map[string]Ref, error)
	// ShotRefs looks shots of recording days up by id.
	ShotRefs(ctx context.Context, ids []string) (map[string]Ref, error)
	// Days looks recording days up by id.
	Days(ctx context.Context, ids []string) (map[string]RecordingDay, error)
	// DaysOfShots looks up the recording days that shots belong to, by the shots' ids.
	DaysOfShots(ctx context.Context, shots []string) (map[string]RecordingDay, error)
	// Names gives what people call entries of registers, by kind and id: of books the title.
	Names(ctx context.Context, wanted map[Kind][]string) (map[Kind]map[string]string, error)
}
