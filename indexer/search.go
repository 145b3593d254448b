package indexer

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"
)

// search is one query over one view.
type search struct {
	query     Query
	marks     markSet
	view      *view
	codes     map[Field]map[string]string
	clauses   []clause
	hints     []Hint
	guessed   [][][]guess // by clause and leaf
	spellings []spelling
	segs      []*segmentMatcher
	found     []*found
	total     int
	after     *hit // the last hit of the page before; nil on the first
}

// found is what a search has found in one segment. Nothing in it is to be changed.
type found struct {
	base    *roaring.Bitmap // everything but the filters and the bounds on RecordedAt holds
	hits    *roaring.Bitmap // these too
	filters map[Field]*roaring.Bitmap
	bound   func(*roaring.Bitmap) *roaring.Bitmap // keeps what is within the bounds on RecordedAt; nil when there are none
	ranked  *roaring.Bitmap                       // those of the hits that may come on the page
	scores  scores                                // of ranked; nil when not sorted by relevance
}

// normal puts limits and defaults in.
func (q Query) normal() Query {
	if q.Limit <= 0 {
		q.Limit = DefaultLimit
	}
	q.Limit = min(q.Limit, MaxLimit)
	switch q.Sort {
	case SortRelevance, SortNewest, SortOldest, SortRecentlyAdded, SortLeastUsed:
	default:
		q.Sort = SortNewest
		if strings.TrimSpace(q.Text) != "" {
			q.Sort = SortRelevance
		}
	}
	return q
}

func (s *search) run(ctx context.Context) (Result, error) {
	var res Result
	var err error
	if s.after, err = parseCursor(s.query.Cursor, s.query.Sort); err != nil {
		return res, err
	}
	if err := s.open(); err != nil {
		return res, err
	}
	s.unknownValues()
	res.Hints = s.hints
	if err := s.interpret(ctx); err != nil {
		return res, err
	}
	if res.DidYouMean, err = s.didYouMean(ctx); err != nil {
		return res, err
	}
	if err := s.findAll(ctx); err != nil {
		return res, err
	}
	res.Total = s.total
	if res.Facets, err = s.facets(ctx); err != nil {
		return res, err
	}
	if res.Histogram, err = s.histogram(ctx); err != nil {
		return res, err
	}
	res.IDs, res.NextCursor = s.page()
	for _, f := range s.found {
		s.view.scores.put(f.scores)
	}
	return res, nil
}

// open makes the matchers: what is visible in every segment.
func (s *search) open() error {
	s.segs = make([]*segmentMatcher, len(s.view.segs))
	s.found = make([]*found, len(s.view.segs))
	visible, err := s.view.live(s.marks, nil)
	if err != nil {
		return err
	}
	for i, seg := range s.view.segs {
		s.segs[i] = &segmentMatcher{seg: seg, view: s.view, visible: visible[i], readers: map[string]*termReader{},
			places: map[string]*roaring.Bitmap{}, at: i}
	}
	return nil
}

// spread is how many documents there must be to look at for the work to be worth sharing among the cores.
const spread = 20_000

// each calls f for every segment, on all cores when there is much to do.
func (s *search) each(ctx context.Context, docs int, f func(i int) error) error {
	if docs < spread {
		for i := range s.segs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := f(i); err != nil {
				return err
			}
		}
		return nil
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range s.segs {
		g.Go(func() (err error) {
			defer recovered(&err)
			if err := ctx.Err(); err != nil {
				return err
			}
			return f(i)
		})
	}
	return g.Wait()
}

// findAll finds what the query wants in every segment.
func (s *search) findAll(ctx context.Context) error {
	if s.selects() {
		return s.choose()
	}
	docs := 0
	if len(s.clauses) > 0 {
		for i := range s.segs {
			docs += int(s.segs[i].visible.GetCardinality())
		}
	}
	if err := s.each(ctx, docs, s.match); err != nil {
		return err
	}
	for _, f := range s.found {
		s.total += int(f.hits.GetCardinality())
	}
	return nil
}

// plain tells that the query has nothing but filters and marks.
func (s *search) plain() bool {
	return s.filtered() && s.query.RecordedFrom.IsZero() && s.query.RecordedTo.IsZero()
}

// filtered tells that the query has nothing but filters, marks and bounds on RecordedAt.
func (s *search) filtered() bool {
	return len(s.clauses) == 0 && s.query.PostedBefore.IsZero() && !s.query.NeverPosted
}

// selects tells that what the query wants is a selection, but for bounds on RecordedAt.
func (s *search) selects() bool { return s.filtered() && s.query.Sort != SortRelevance }

// choose finds what a query wants that selects.
func (s *search) choose() error {
	live, err := s.view.live(s.marks, newFilters(s.query.Filters, ""))
	if err != nil {
		return err
	}
	for i, docs := range live {
		f := &found{base: docs, hits: docs, bound: s.bound(s.segs[i])}
		if f.bound != nil {
			f.hits = f.bound(docs)
		}
		s.found[i] = f
		s.total += int(f.hits.GetCardinality())
	}
	return nil
}

// bound keeps what is within the query's bounds on RecordedAt; nil when it has none.
func (s *search) bound(m *segmentMatcher) func(*roaring.Bitmap) *roaring.Bitmap {
	from, to := s.query.RecordedFrom, s.query.RecordedTo
	if from.IsZero() && to.IsZero() {
		return nil
	}
	return func(docs *roaring.Bitmap) *roaring.Bitmap { return m.recorded(docs, from, to) }
}

// without gives the matches by segment as they would be without the filter on a field, or without the bounds on RecordedAt
// when it is fieldRecorded. They are not to be changed.
func (s *search) without(field Field) ([]*roaring.Bitmap, error) {
	docs := make([]*roaring.Bitmap, len(s.found))
	if !s.selects() || len(s.query.Filters[field]) == 0 {
		for i, f := range s.found {
			docs[i] = f.without(field)
		}
		return docs, nil
	}
	live, err := s.view.live(s.marks, newFilters(s.query.Filters, field))
	for i := range live {
		if docs[i] = live[i]; s.found[i].bound != nil {
			docs[i] = s.found[i].bound(live[i])
		}
	}
	return docs, err
}

// match finds what the query wants in one segment.
func (s *search) match(i int) error {
	m := s.segs[i]
	f := &found{base: s.free(m), filters: map[Field]*roaring.Bitmap{}}
	s.found[i] = f
	var places [][]layer
	for j, c := range s.clauses {
		docs, layers, err := m.clause(c, s.guessed[j])
		if err != nil {
			return err
		}
		f.base = roaring.And(f.base, docs)
		places = append(places, layers)
	}
	f.hits = f.base
	for _, filter := range newFilters(s.query.Filters, "") {
		docs, err := s.view.having(i, filter.facet, s.view.values[filter.facet].of(filter.ids))
		if err != nil {
			return err
		}
		f.filters[Facets()[filter.facet]] = docs
		f.hits = roaring.And(f.hits, docs)
	}
	if f.bound = s.bound(m); f.bound != nil {
		f.hits = f.bound(f.hits)
	}
	if s.query.Sort != SortRelevance {
		return nil
	}
	whole, err := m.whole(s.query.Text, f.hits)
	if err != nil {
		return err
	}
	f.ranked = f.hits
	if s.after == nil {
		f.ranked = leadingHits(f.hits, places, whole, s.query.Limit+1)
	}
	f.scores = score(s.view.scores.get(m.seg.cols.n), m.seg.cols, f.ranked, append(places, whole...))
	return nil
}

// free gives the visible documents within the query's bounds of posting.
func (s *search) free(m *segmentMatcher) *roaring.Bitmap {
	q, posted := &s.query, m.seg.cols.posted
	if q.PostedBefore.IsZero() && !q.NeverPosted {
		return m.visible
	}
	before := millis(q.PostedBefore)
	return m.keep(m.visible, func(d uint32) bool {
		p := posted[d]
		return (before == 0 || p < before) && (!q.NeverPosted || p == 0)
	})
}

// rank is the place of a hit in the order of the query.
func (s *search) rank(i int, d uint32) rankKey {
	c := s.segs[i].seg.cols
	if s.query.Sort == SortRelevance {
		return rankKey{int64(s.found[i].scores[d]), c.newest(d)}
	}
	return c.key(orderOf(s.query.Sort), d)
}

// hit is a document on its way to the page.
type hit struct {
	key rankKey
	id  string
}

func (h hit) compare(o hit) int {
	if by := h.key.compare(o.key); by != 0 {
		return by
	}
	return strings.Compare(h.id, o.id)
}

// page gives the ids of the page, and the cursor of the next.
func (s *search) page() ([]string, string) {
	var all []hit
	for i := range s.segs {
		all = append(all, s.top(i)...)
	}
	slices.SortFunc(all, hit.compare)
	next := ""
	if len(all) > s.query.Limit {
		all = all[:s.query.Limit]
		next = formatCursor(all[len(all)-1], s.query.Sort)
	}
	ids := make([]string, len(all))
	for i, h := range all {
		ids[i] = h.id
	}
	return ids, next
}
