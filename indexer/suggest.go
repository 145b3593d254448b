package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

const (
	maxSuggestions = 50
	maxTitles      = 500 // looked at per segment; entities are all looked at
)

// candidate is a name that fits what has been typed.
type candidate struct {
	label *label
	seg   int
	count int
}

// Suggest completes prefix with the names of entities and titles of documents that the marks in visibility may see: every
// word typed must begin a word of the name. Entities come first, the most used first, then titles. The limit is 10 when
// it is 0, and 50 at most.
func (x *Index) Suggest(ctx context.Context, prefix string, visibility []string, limit int) (out []Suggestion, err error) {
	typed := surfaces(prefix)
	set := newMarkSet(visibility)
	if limit <= 0 {
		limit = 10
	}
	if len(typed) == 0 || len(set.marks) == 0 {
		return nil, ctx.Err()
	}
	err = x.read(ctx, func(v *view) error {
		s := &suggester{view: v, set: set, typed: typed, limit: min(limit, maxSuggestions), seen: map[int]*roaring.Bitmap{}}
		out, err = s.run(ctx)
		return err
	})
	return out, err
}

type suggester struct {
	view  *view
	set   markSet
	typed []string
	limit int
	seen  map[int]*roaring.Bitmap // by segment: what is visible, once asked for
}

func (s *suggester) run(ctx context.Context) ([]Suggestion, error) {
	entities, titles, err := s.candidates(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(entities, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.label.facet, b.label.facet),
			strings.Compare(a.label.name, b.label.name), strings.Compare(a.label.term, b.label.term))
	})
	out, err := s.take(entities, nil)
	if err != nil || len(out) >= s.limit {
		return out, err
	}
	slices.SortFunc(titles, func(a, b candidate) int { return strings.Compare(a.label.key+a.label.name, b.label.key+b.label.name) })
	return s.take(titles, out)
}

// candidates finds the names that fit. Counts of entities come from the snapshot's totals; titles are counted when taken.
func (s *suggester) candidates(ctx context.Context) (entities, titles []candidate, err error) {
	probe := slices.MaxFunc(s.typed, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	for i, seg := range s.view.segs {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		l, err := seg.cols.labels(seg.Segment(), s.view.values)
		if err != nil {
			return nil, nil, err
		}
		seen := 0
		l.starting(probe, func(e *label) bool {
			if e.facet < 0 {
				if seen++; seen <= maxTitles && s.fits(e.key) {
					titles = append(titles, candidate{e, i, 0})
				}
				return true
			}
			var counts []uint32
			if counts, err = s.view.total(e.facet, s.set); err != nil {
				return false
			}
			if int(e.value) < len(counts) && counts[e.value] > 0 && s.fits(e.key) {
				entities = append(entities, candidate{e, i, int(counts[e.value])})
			}
			return true
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return entities, titles, nil
}

// fits tells whether every typed word begins a word of the key.
func (s *suggester) fits(key string) bool {
	for _, w := range s.typed {
		if !strings.HasPrefix(key, w) && !strings.Contains(key, " "+w) {
			return false
		}
	}
	return true
}

// take appends the candidates that a visible document still bears, each name of each entity once, up to the limit. An
// entity that is just being renamed has two names; the first that is in use is taken.
func (s *suggester) take(from []candidate, out []Suggestion) ([]Suggestion, error) {
	type identity struct {
		facet int
		value uint32
		title string
	}
	done := map[identity]bool{}
	for _, c := range from {
		id := identity{c.label.facet, c.label.value, ""}
		if c.label.facet < 0 {
			id.title = c.label.name
		}
		if len(out) >= s.limit {
			break
		}
		if done[id] {
			continue
		}
		docs, err := s.docs(c)
		if err != nil {
			return nil, err
		}
		if docs.IsEmpty() {
			continue
		}
		done[id] = true
		out = append(out, s.suggestion(c, docs))
	}
	return out, nil
}

// docs gives the visible documents of the candidate's segment that bear its name.
func (s *suggester) docs(c candidate) (*roaring.Bitmap, error) {
	if s.seen[c.seg] == nil {
		visible, err := s.view.visible(c.seg, s.set)
		if err != nil {
			return nil, err
		}
		s.seen[c.seg] = visible
	}
	return c.label.docs(s.view.segs[c.seg].Segment(), s.seen[c.seg])
}

func (s *suggester) suggestion(c candidate, docs *roaring.Bitmap) Suggestion {
	if c.label.facet < 0 {
		id := s.view.segs[c.seg].cols.id(docs.Minimum())
		return Suggestion{Text: c.label.name, Kind: FieldTitle, ID: id, Count: int(docs.GetCardinality())}
	}
	return Suggestion{Text: c.label.name, Kind: Facets()[c.label.facet],
		ID: s.view.values[c.label.facet].list()[c.label.value], Count: c.count}
}
