package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

const maxSuggestions = 50

// Suggest completes prefix with the names of entities and the titles of documents that the marks in visibility may see:
// every word typed must begin a word of the name, in any order. Entities come first, then titles; within both the most
// used first, and among equals those that have the typed words as whole words or begin with one. When more than some
// hundred titles fit, not all are looked at. The limit is 10 when it is 0, and 50 at most.
func (x *Index) Suggest(ctx context.Context, prefix string, visibility []string, limit int) (out []Suggestion, err error) {
	typed := norwegian.Surfaces(prefix)
	set := newMarkSet(visibility)
	if limit <= 0 {
		limit = 10
	}
	if len(typed) == 0 || len(set.marks) == 0 {
		return nil, ctx.Err()
	}
	typed = typed[:min(len(typed), maxLeaves)]
	err = x.read(ctx, func(v *view) error {
		s, err := newSuggester(v, set, typed, min(limit, maxSuggestions))
		if err != nil {
			return err
		}
		out, err = s.run(ctx)
		return err
	})
	return out, err
}

// suggester completes what is typed from one view.
type suggester struct {
	view   *view
	typed  []string // folded words, at least one
	limit  int
	fields []Field
	uses   []labelUse        // by facet
	live   []*roaring.Bitmap // by segment: what is visible
}

// newSuggester gathers what can be seen with a set of marks.
func newSuggester(v *view, set markSet, typed []string, limit int) (*suggester, error) {
	s := &suggester{view: v, typed: typed, limit: limit, fields: Facets(), live: make([]*roaring.Bitmap, len(v.segs))}
	all, err := v.selections.get(v, set, nil)
	if err != nil {
		return nil, err
	}
	defer all.mu.Unlock()
	s.uses = make([]labelUse, len(s.fields))
	for i, f := range s.fields {
		if isSuggested(f) {
			s.uses[i] = newLabelUse(all.count(i), v.names.entities(i))
		}
	}
	for i := range v.segs {
		s.live[i] = all.parts[v.segs[i].Id()].live
	}
	return s, nil
}

// isSuggested tells whether the names of a field are suggested. Codes have none, and a recording day is never typed.
func isSuggested(f Field) bool { return !isCode(f) && f != FieldRecordingDay }

func (s *suggester) run(ctx context.Context) ([]Suggestion, error) {
	var out []Suggestion
	for _, e := range s.entities() {
		out = append(out, Suggestion{Text: e.label.name, Kind: s.fields[e.facet], ID: e.label.id, Count: e.use})
	}
	if len(out) == s.limit {
		return out, nil
	}
	titles, err := s.titles(ctx, s.limit-len(out))
	return append(out, titles...), err
}

// labelUse is how many visible documents have each label and each entity of a facet.
type labelUse struct {
	labels   []uint32 // by number; nil for a facet that is not suggested
	sums     []uint32 // by the first number of an id, over all labels of that id
	entities []uint32 // by number: the first number of the same id; nil: the number itself
}

func newLabelUse(labels, entities []uint32) labelUse {
	u := labelUse{labels, labels, entities}
	if entities != nil {
		u.sums = make([]uint32, len(labels))
		for n, k := range labels {
			u.sums[entities[n]] += k
		}
	}
	return u
}

// completion is an entity whose name fits what is typed.
type completion struct {
	facet  uint8
	entity uint32 // the first number of its id
	use    int    // visible documents of the entity
	close  int    // see closeness
	named  int    // visible documents in which it has this name
	label  *label
}

func (c completion) compare(o completion) int {
	return cmp.Or(cmp.Compare(o.use, c.use), cmp.Compare(o.close, c.close), cmp.Compare(o.named, c.named),
		cmp.Compare(c.facet, o.facet), strings.Compare(c.label.name, o.label.name), strings.Compare(c.label.id, o.label.id))
}

// entities gives the best completions, best first, at most the limit.
func (s *suggester) entities() []completion {
	t := s.view.names.now()
	rarest := t.rarest(s.typed)
	var others [][]numberSet // by word typed and facet: the labels that fit it
	for i, w := range s.typed {
		if i != rarest {
			others = append(others, t.beginning(w))
		}
	}
	best := make([]completion, 0, s.limit+1)
	for _, entries := range t.written.find(s.typed[rarest], true) {
		for i := range entries {
			e := &entries[i]
			c, ok := s.completion(e)
			if !ok || len(best) == s.limit && c.use < best[len(best)-1].use || !inAll(others, e) {
				continue
			}
			// The words may still stand in different spellings.
			if c.label = &t.labels[e.facet][e.number]; beginAll(c.label.key, s.typed) {
				c.close = closeness(c.label.key, s.typed)
				best = s.insert(best, c)
			}
		}
	}
	return best
}

// completion gives the entity of an entry, yet without its label, if a visible document bears that.
func (s *suggester) completion(e *wordEntry) (completion, bool) {
	u := &s.uses[e.facet]
	if int(e.number) >= len(u.labels) || u.labels[e.number] == 0 {
		return completion{}, false
	}
	entity := e.number
	if u.entities != nil {
		entity = u.entities[entity]
	}
	return completion{facet: e.facet, entity: entity, use: int(u.sums[entity]), named: int(u.labels[e.number])}, true
}

// inAll tells whether the label of an entry is in all sets.
func inAll(sets [][]numberSet, e *wordEntry) bool {
	for _, s := range sets {
		if !s[e.facet].has(e.number) {
			return false
		}
	}
	return true
}

// insert puts a completion in its place. Of an entity that is just being renamed, only the better name is kept.
func (s *suggester) insert(best []completion, c completion) []completion {
	same := func(o completion) bool { return o.facet == c.facet && o.entity == c.entity }
	if i := slices.IndexFunc(best, same); i >= 0 {
		if c.compare(best[i]) >= 0 {
			return best
		}
		best = slices.Delete(best, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(best, c, completion.compare)
	best = slices.Insert(best, at, c)
	return best[:min(len(best), s.limit)]
}
