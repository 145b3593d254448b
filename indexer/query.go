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
	// Containing keeps only values with a name in which every word typed here begins a word; a code is its own name.
	// Empty keeps all.
	Containing string
}

// Interval is the width of a histogram's buckets.
type Interval string

// Widths. The zero value asks for no histogram.
const (
	IntervalYear  Interval = "year"
	IntervalMonth Interval = "month"
	IntervalDay   Interval = "day"
)

// Bucket is how many visible matches were recorded from a moment to the start of the next interval.
type Bucket struct {
	From  time.Time // in the query's zone
	Count int
}

// HintKind says what could not be understood in a typed query.
type HintKind string

// What a hint can be about.
const (
	HintUnknownField HintKind = "unknown_field" // farge:rød, when farge is no field; it was taken as words
	HintUnknownValue HintKind = "unknown_value" // type:klip, when the field holds other codes
	HintBadDate      HintKind = "bad_date"      // dato:2024-13; it was taken as words
	HintOpenQuote    HintKind = "open_quote"    // "siste tirsdag
	HintTooLong      HintKind = "too_long"      // the rest was left out
)

// Hint is something in a typed query that means other than its writer may think. Text is the part as typed.
type Hint struct {
	Kind HintKind
	Text string
}

// Query is a search. All parts must hold at once.
type Query struct {
	// Text is what a person typed: words, "phrases", -not, OR (or ELLER), field:value with field names in English and
	// Norwegian, and dates: recorded:2024, recorded:2024-05..2024-08, recorded:>=2024, dato:17. mai 2025; a whole date
	// may stand alone. Nothing typed is an error; what makes no sense as syntax is taken as words, and Result.Hints
	// tells. The last word also matches as the beginning of a word unless a space follows it.
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
	// Zone is where typed days and the histogram's intervals begin at midnight; nil means UTC.
	Zone *time.Location

	Sort      Sort
	Limit     int // 0 means DefaultLimit; more than MaxLimit means MaxLimit
	Cursor    string
	Facets    []FacetRequest
	Histogram Interval
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
	// Histogram has the buckets that are not empty, oldest first; of more than 4,000 the latest. Documents without a
	// RecordedAt are in none. The bounds RecordedFrom and RecordedTo are left out of it, as a facet leaves out its own
	// filter.
	Histogram []Bucket
	// Hints tells what of Query.Text was not understood, in the order typed.
	Hints []Hint
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
