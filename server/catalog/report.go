package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// PostFact is a post in one of the groups of a dimension, with the number that a report asks for. A post that is several
// things in it is as many facts.
type PostFact struct {
	Post   int // tells the posts of one answer apart, from 0
	Of     Ref // zero for a post that is nothing in the dimension
	Number int
	Known  bool
}

// Dimension is what posts are compared by.
type Dimension string

// The dimensions.
const (
	ReportContentType Dimension = "content_type"
	ReportSeries      Dimension = "series"
	ReportPresenter   Dimension = "presenter"
	ReportFormat      Dimension = "format"
	ReportLanguage    Dimension = "language"
	ReportAccount     Dimension = "account"
)

// Dimensions lists every dimension.
func Dimensions() []Dimension {
	return []Dimension{ReportContentType, ReportSeries, ReportPresenter, ReportFormat, ReportLanguage, ReportAccount}
}

// ReportGroup is how the posts went that are alike in a dimension.
type ReportGroup struct {
	Of      Ref
	Posts   int
	Values  []int // of the posts whose number is known, the smallest first
	Median  float64
	Highest int
	Sum     int
}

// Report compares posts. A post that is several things in a dimension, such as one with two presenters, counts in each.
type Report struct {
	Groups []ReportGroup // what went best first; those without numbers last
	Posts  int
	Known  int  // posts whose number is known
	Cut    bool // only the newest posts were looked at
}

// FactQuestion asks how the posts went that a filter asks for: one number at a mark, by a dimension.
type FactQuestion struct {
	PostFilter // its cursor and limit are not looked at
	By         Dimension
	Measure    Measure
	At         Mark
	Most       int // posts; the newest
}

// Compare puts facts together, in which a post is once in each of its groups.
func Compare(facts []PostFact) Report {
	var report Report
	groups, counted := map[string]*ReportGroup{}, make([]bool, len(facts))
	for _, f := range facts {
		if !counted[f.Post] {
			counted[f.Post] = true
			if report.Posts++; f.Known {
				report.Known++
			}
		}
		g := groups[f.Of.ID]
		if g == nil {
			g = &ReportGroup{Of: f.Of}
			groups[f.Of.ID] = g
		}
		if g.Posts++; f.Known {
			g.Values, g.Sum = append(g.Values, f.Number), g.Sum+f.Number
		}
	}
	for _, g := range groups {
		g.settle()
		report.Groups = append(report.Groups, *g)
	}
	slices.SortFunc(report.Groups, func(a, b ReportGroup) int {
		return cmp.Or(boolOrder(len(b.Values) > 0, len(a.Values) > 0), cmp.Compare(b.Median, a.Median), b.Posts-a.Posts, cmp.Compare(a.Of.Name, b.Of.Name), cmp.Compare(a.Of.ID, b.Of.ID))
	})
	return report
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (g *ReportGroup) settle() {
	n := len(g.Values)
	if n == 0 {
		return
	}
	slices.Sort(g.Values)
	g.Highest = g.Values[n-1]
	g.Median = float64(g.Values[(n-1)/2]+g.Values[n/2]) / 2
}

// YearOfLanguages counts the posts of a year by their language; "" is not said.
type YearOfLanguages struct {
	Year  int
	Posts map[string]int
	Total int
}

// Share is the part of the posts of nynorsk and bokmål that is in a language, from 0 to 1; 0 when there are none.
func (y YearOfLanguages) Share(language string) float64 {
	if both := y.Posts["nb"] + y.Posts["nn"]; both > 0 {
		return float64(y.Posts[language]) / float64(both)
	}
	return 0
}

// LanguageCount is how many posts of a span of time are in a language.
type LanguageCount struct {
	Span     int // its place among those that were asked for
	Language string
	Count    int
}

// ReportStore answers what reports ask of the log.
type ReportStore interface {
	// Facts answers a question. A post is once in each of its groups.
	Facts(ctx context.Context, q FactQuestion) ([]PostFact, error)
	// Languages counts posts by language in spans of time; bounds are in order, each the end of a span and the start of the next.
	Languages(ctx context.Context, f PostFilter, bounds []time.Time) ([]LanguageCount, error)
	// Reuses lists who used what is another's, newest first.
	Reuses(ctx context.Context, f ReuseFilter) (Page[Reuse], error)
	// ReuseSums counts the same by source and user, the most first, at most limit.
	ReuseSums(ctx context.Context, f ReuseFilter, limit int) ([]ReuseSum, error)
	// Thank notes thanks to a library for a use. NotFound when there is no such use; one that was noted already stays.
	Thank(ctx context.Context, used string, asset AssetID, source LibraryID, at time.Time) error
	// Reuse finds one use of one source's asset. NotFound when there is none.
	Reuse(ctx context.Context, used string, asset AssetID, source LibraryID) (Reuse, error)
}

// Reports is the service over what the log adds up to.
type Reports struct {
	store  ReportStore
	assets AssetStore
	zone   *time.Location
	now    Clock
}

// NewReports makes the service over what the log adds up to. Years begin in zone.
func NewReports(store ReportStore, assets AssetStore, zone *time.Location, now Clock) *Reports {
	return &Reports{store, assets, zone, now}
}

// mostFacts bounds the posts of one report.
const mostFacts = 20_000

// Compare compares posts that a filter asks for. Invalid when a dimension, measure or mark is none.
func (s *Reports) Compare(ctx context.Context, actor Actor, f PostFilter, d Dimension, m Measure, at Mark) (Report, error) {
	if err := known(actor); err != nil {
		return Report{}, err
	}
	var c checker
	oneOf(&c, "by", &d, Dimensions()...)
	oneOf(&c, "measure", &m, append(Measures(), MeasureInteractions)...)
	oneOf(&c, "at", &at, Marks()...)
	if err := c.err(); err != nil {
		return Report{}, err
	}
	facts, err := s.store.Facts(ctx, FactQuestion{PostFilter: f, By: d, Measure: m, At: at, Most: mostFacts})
	if err != nil {
		return Report{}, err
	}
	report := Compare(facts)
	report.Cut = report.Posts == mostFacts
	return report, nil
}

// yearsBack is how many years the share of the written standards is told of, this one with them.
const yearsBack = 8

// Languages counts the posts of each of the last years by their language, the newest year first. Years without posts are
// left out.
func (s *Reports) Languages(ctx context.Context, actor Actor, f PostFilter) ([]YearOfLanguages, error) {
	if err := known(actor); err != nil {
		return nil, err
	}
	first := s.now().In(s.zone).Year() - yearsBack + 1
	var bounds []time.Time
	for i := range yearsBack + 1 {
		bounds = append(bounds, time.Date(first+i, time.January, 1, 0, 0, 0, 0, s.zone))
	}
	counts, err := s.store.Languages(ctx, f, bounds)
	if err != nil {
		return nil, err
	}
	var out []YearOfLanguages
	for i := yearsBack - 1; i >= 0; i-- {
		y := YearOfLanguages{Year: first + i, Posts: map[string]int{}}
		for _, c := range counts {
			if c.Span == i {
				y.Posts[c.Language], y.Total = y.Posts[c.Language]+c.Count, y.Total+c.Count
			}
		}
		if y.Total > 0 {
			out = append(out, y)
		}
	}
	return out, nil
}
