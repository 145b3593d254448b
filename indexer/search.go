package indexer

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// search is one query over one view.
type search struct {
	query   Query
	marks   markSet
	view    *view
	clauses []clause
	guessed [][][]guess // by clause and leaf
	segs    []*segmentMatcher
	found   []*found
}

// found is what a search has found in one segment.
type found struct {
	base    *roaring.Bitmap // everything but the filters holds
	hits    *roaring.Bitmap // the filters too
	filters map[Field]*roaring.Bitmap
	scores  []int64 // by document, for hits only; nil when not sorted by relevance
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
	after, err := parseCursor(s.query.Cursor, s.query.Sort)
	if err != nil {
		return res, err
	}
	if err := s.open(); err != nil {
		return res, err
	}
	if res.DidYouMean, err = s.guessClauses(); err != nil {
		return res, err
	}
	for i := range s.segs {
		if err := ctx.Err(); err != nil {
			return res, err
		}
		if err := s.match(i); err != nil {
			return res, err
		}
		res.Total += int(s.found[i].hits.GetCardinality())
	}
	if res.Facets, err = s.facets(ctx); err != nil {
		return res, err
	}
	res.IDs, res.NextCursor = s.page(after)
	return res, nil
}

// open makes the matchers: what is visible in every segment.
func (s *search) open() error {
	s.segs = make([]*segmentMatcher, len(s.view.segs))
	s.found = make([]*found, len(s.view.segs))
	for i, seg := range s.view.segs {
		visible, err := s.view.visible(i, s.marks)
		if err != nil {
			return err
		}
		s.segs[i] = &segmentMatcher{seg: seg, visible: visible, readers: map[string]*termReader{}}
	}
	return nil
}

// match finds what the query wants in one segment.
func (s *search) match(i int) error {
	m := s.segs[i]
	f := &found{base: s.dates(m), filters: map[Field]*roaring.Bitmap{}}
	s.found[i] = f
	var places [][]layer
	for j, c := range s.clauses {
		docs, layers, err := m.clause(c, s.guessed[j])
		if err != nil {
			return err
		}
		f.base.And(docs)
		places = append(places, layers)
	}
	f.hits = f.base
	for field, values := range s.query.Filters {
		if len(values) == 0 {
			continue
		}
		docs, err := m.terms(string(field), values...)
		if err != nil {
			return err
		}
		f.filters[field] = docs
		f.hits = roaring.And(f.hits, docs)
	}
	if s.query.Sort != SortRelevance {
		return nil
	}
	whole, err := m.whole(s.query.Text)
	if err != nil {
		return err
	}
	f.scores = score(m.seg.cols, f.hits, append(places, whole...))
	return nil
}

// dates gives the visible documents within the query's bounds of time and use.
func (s *search) dates(m *segmentMatcher) *roaring.Bitmap {
	q, c := &s.query, m.seg.cols
	if q.RecordedFrom.IsZero() && q.RecordedTo.IsZero() && q.PostedBefore.IsZero() && !q.NeverPosted {
		return m.visible.Clone()
	}
	from, to, before := millis(q.RecordedFrom), millis(q.RecordedTo), millis(q.PostedBefore)
	return m.keep(m.visible, func(d uint32) bool {
		t, p := c.recorded[d], c.posted[d]
		return (from == 0 && to == 0 || t != 0) && t >= from && (to == 0 || t < to) &&
			(before == 0 || p < before) && (!q.NeverPosted || p == 0)
	})
}

// whole finds the documents whose title or name is exactly the typed text. Each is a clause of its own, so they add up.
func (m *segmentMatcher) whole(text string) ([][]layer, error) {
	key := wholeKey(text)
	if key == "" {
		return nil, nil
	}
	title, err := m.terms(keyWhole, wholeTitle+key)
	if err != nil {
		return nil, err
	}
	name, err := m.terms(keyWhole, wholeName+key)
	if err != nil {
		return nil, err
	}
	return [][]layer{{{title, scoreWholeTitle}}, {{name, scoreWholeName}}}, nil
}

// score adds up, for every hit, the best place of every clause. A vetted document is half a point better.
func score(c *columns, hits *roaring.Bitmap, clauses [][]layer) []int64 {
	total := make([]int64, c.n)
	best := make([]int64, c.n)
	for _, layers := range clauses {
		for _, l := range layers { // worst first: the last write wins
			docs := roaring.And(l.docs, hits)
			for it := docs.Iterator(); it.HasNext(); {
				d := it.Next()
				total[d] += l.score - best[d]
				best[d] = l.score
			}
		}
		clear(best)
	}
	for d := range total {
		total[d] *= 2
		if c.vetted[d] {
			total[d]++
		}
	}
	return total
}

// rank is the place of a hit in the order of the query.
func (s *search) rank(i int, d uint32) rankKey {
	c := s.segs[i].seg.cols
	if s.query.Sort == SortRelevance {
		newest := c.recorded[d]
		if newest == 0 {
			newest = math.MinInt64
		}
		return rankKey{s.found[i].scores[d], newest}
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

// page gives the ids of the page behind after, and the cursor of the next.
func (s *search) page(after *hit) ([]string, string) {
	var all []hit
	for i := range s.segs {
		all = append(all, s.top(i, after)...)
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
