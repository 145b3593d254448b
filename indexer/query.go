package indexer

import "time"

// Sort is the order of the hits. Ties are always broken by id, ascending.
type Sort string

// Orders. The zero value means SortRelevance when the query has text, else SortNewest.
const (
	SortRelevance     Sort = "relevance"
	SortNewest        Sort = "newest"         // RecordedAt, latest first, unknown last
	SortOldest        Sort = "oldest"         // RecordedAt, earliest first, unknown last
	SortRecentlyAdded Sort = "recently_added" // CreatedAt, latest first
	SortLeastUsed     Sort = "least_used"     // Used, fewest first; then never posted, then posted longest ago
)

// Limits of a query.
const (
	DefaultLimit     = 24
	MaxLimit         = 1000
	DefaultFacetSize = 10
	MaxFacetSize     = 1000
)

// FacetRequest asks for the Size most frequent values of a field. Size 0 means DefaultFacetSize.
type FacetRequest struct {
	Field Field
	Size  int
}

// Query is a search. All parts must hold at once.
type Query struct {
	// Text is what a person typed: words, "phrases", -not, OR, field:value, dates as recorded:2024 or
	// recorded:2024-05..2024-08. Nothing typed is an error; what makes no sense as syntax is taken as words. The last
	// word also matches as the beginning of a word unless a space follows it.
	Text string
	// Filters: any of the values within a field, all of the fields. An empty list filters nothing.
	Filters map[Field][]string
	// Visibility holds the marks that the searcher may see. Empty finds nothing.
	Visibility []string
	// RecordedFrom (inclusive) and RecordedTo (exclusive) bound RecordedAt; zero is open. Documents without a
	// RecordedAt match only when both are open.
	RecordedFrom, RecordedTo time.Time
	// PostedBefore keeps what was last posted before that time, or never.
	PostedBefore time.Time
	// NeverPosted keeps what has no LastPostedAt.
	NeverPosted bool

	Sort   Sort
	Limit  int // 0 means DefaultLimit; more than MaxLimit means MaxLimit
	Cursor string
	Facets []FacetRequest
}

// FacetCount is how many visible matches have a value. The facet's own filter is left out of its counts, so that the
// alternatives to what is chosen can be shown.
type FacetCount struct {
	Value string
	Count int
}

// Result is the answer. Hits and counts come from one snapshot.
type Result struct {
	Total int
	IDs   []string
	// Facets has an entry for every field asked for, ordered by count, then value.
	Facets map[Field][]FacetCount
	// NextCursor is empty on the last page.
	NextCursor string
	// DidYouMean is a better spelling of Query.Text found among the visible documents, or empty.
	DidYouMean string
	Took       time.Duration
}

// Suggestion completes what a person has begun to type.
type Suggestion struct {
	Text  string
	Kind  Field  // FieldTitle, FieldPresenter, FieldBook, FieldSeries, FieldLibrary, FieldTag or FieldAuthor
	ID    string // the entity's id; for a title the document's id
	Count int    // visible documents
}
