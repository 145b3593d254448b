package indexer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// maxLike is the most that Similar and Near give.
const maxLike = 100

func likeLimit(limit int) int {
	if limit <= 0 {
		return 10
	}
	return min(limit, maxLike)
}

// Likeness is a document that has something in common with another one.
type Likeness struct {
	ID string
	// Score is the share of what can be shared that is shared, above 0 and at most 1. What is rare weighs more.
	Score float64
	// Shared is what both have, the weightiest first: fields of which they have a value in common, and FieldTitle when they
	// have words of title or description in common.
	Shared []Field
}

// Similar finds documents, visible with the marks, that are like the one with the id: of its content type, with its series,
// books, presenters and so on, and with its words. What more than a tenth of all visible documents have counts for
// nothing, unless those are few. The most like come first, then the newest, then by id. The limit is 10 when it is 0,
// and 100 at most. ErrNotFound means that there is no such document or that the marks may not see it.
func (x *Index) Similar(ctx context.Context, id string, visibility []string, limit int) (out []Likeness, err error) {
	err = x.read(ctx, func(v *view) error {
		s := &similar{view: v, limit: likeLimit(limit)}
		if err := s.open(id, newMarkSet(visibility)); err != nil {
			return err
		}
		out, err = s.run(ctx)
		return err
	})
	return out, err
}

// similar is the search for what is like one document.
type similar struct {
	view   *view
	limit  int
	seg    int // where the document is
	doc    uint32
	total  int               // visible documents
	may    []*roaring.Bitmap // by segment: what may be given
	traits []trait
	all    int32 // weight of all traits
}

// trait is one thing that the document may share with others.
type trait struct {
	field  Field
	facet  int    // -1 for a word
	term   string // the facet's id, or the word
	weight int32
	docs   []*roaring.Bitmap // by segment: what may be given and has it
}

// open finds the document and what it has to share.
func (s *similar) open(id string, set markSet) error {
	seen, err := s.view.live(set, nil)
	if err != nil {
		return err
	}
	if err := s.find(id, seen); err != nil {
		return err
	}
	for _, docs := range seen {
		s.total += int(docs.GetCardinality())
	}
	s.may = seen
	if types := s.values(FieldContentType); len(types) > 0 {
		if s.may, err = s.view.live(set, []filter{{facet: slices.Index(Facets(), FieldContentType), ids: types}}); err != nil {
			return err
		}
	}
	return s.list()
}

func (s *similar) find(id string, seen []*roaring.Bitmap) error {
	for i, seg := range s.view.segs {
		docs, err := seg.Segment().DocNumbers([]string{id})
		if err != nil {
			return fmt.Errorf("look up %s: %w", id, err)
		}
		if docs.And(seen[i]); !docs.IsEmpty() {
			s.seg, s.doc = i, docs.Minimum()
			return nil
		}
	}
	return fmt.Errorf("%w: %q", ErrNotFound, id)
}

// values are the ids or codes that the document has in a field.
func (s *similar) values(f Field) []string {
	facet := slices.Index(Facets(), f)
	ids := s.view.values[facet].list()
	var out []string
	for _, n := range s.view.segs[s.seg].cols.facets[facet].of(s.doc) {
		out = append(out, ids[n])
	}
	return out
}

// worth is how much it means to have a value of a field in common.
func worth(f Field) float64 {
	switch f {
	case FieldBook:
		return 10
	case FieldSeries:
		return 8
	case FieldPresenter:
		return 6
	case FieldAuthor:
		return 5
	case FieldTag:
		return 4
	case FieldRecordingDay, FieldTitle: // of FieldTitle one word
		return 3
	case FieldLibrary:
		return 2
	}
	return 0
}

// list makes the traits, with the documents that have them, and weighs them.
func (s *similar) list() error {
	for facet, f := range Facets() {
		if worth(f) == 0 {
			continue
		}
		for _, id := range s.values(f) {
			s.traits = append(s.traits, trait{field: f, facet: facet, term: id})
		}
	}
	kept, err := readLikeness(s.view.segs[s.seg].Segment(), s.doc)
	if err != nil {
		return err
	}
	for _, w := range kept.words {
		s.traits = append(s.traits, trait{field: FieldTitle, facet: -1, term: w})
	}
	for t := range s.traits {
		if err := s.weigh(&s.traits[t]); err != nil {
			return err
		}
	}
	s.traits = slices.DeleteFunc(s.traits, func(t trait) bool { return t.weight == 0 })
	return nil
}

// common is how many documents may have something that still tells something where the tenth part is fewer.
const common = 1000

// weigh gives a trait its documents and its weight: by what it is worth, and how rare it is among the documents that may
// be given.
func (s *similar) weigh(t *trait) error {
	having := 0
	for i := range s.view.segs {
		docs, err := s.having(i, t)
		if err != nil {
			return err
		}
		docs.And(s.may[i])
		t.docs = append(t.docs, docs)
		having += int(docs.GetCardinality())
	}
	if having > max(common, s.total/10) {
		return nil
	}
	rare := math.Log(1 + float64(s.total)/float64(max(having, 1)))
	t.weight = int32(1000 * worth(t.field) * rare)
	s.all += t.weight
	return nil
}

// having gives the documents of a segment with a trait, deleted and invisible ones among them.
func (s *similar) having(i int, t *trait) (*roaring.Bitmap, error) {
	if t.facet >= 0 {
		return s.view.having(i, t.facet, s.view.values[t.facet].of([]string{t.term}))
	}
	docs := roaring.New()
	for _, field := range [...]string{textTitle, textBody} {
		r, err := newTermReader(s.view.segs[i].Segment(), field)
		if err != nil {
			return nil, err
		}
		if err := r.add(t.term, docs); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// kin is a document on its way to the answer.
type kin struct {
	hit
	seg int
	doc uint32
}

func (s *similar) run(ctx context.Context) ([]Likeness, error) {
	var best []kin
	for i := range s.view.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		best = s.add(best, i)
	}
	out := make([]Likeness, len(best))
	for i, k := range best {
		out[i] = Likeness{ID: k.id, Score: float64(k.key.a) / float64(s.all), Shared: s.shared(k)}
	}
	return out, nil
}

// add puts the best of a segment among the best of those before.
func (s *similar) add(best []kin, i int) []kin {
	c := s.view.segs[i].cols
	total := s.view.scores.get(c.n)
	defer s.view.scores.put(total)
	clear(total)
	for _, t := range s.traits {
		each(t.docs[i], func(d uint32) { total[d] += t.weight })
	}
	if i == s.seg {
		total[s.doc] = 0
	}
	for d, score := range total {
		full := len(best) == s.limit
		if score == 0 || full && int64(score) < best[len(best)-1].key.a {
			continue
		}
		key := rankKey{int64(score), c.newest(uint32(d))}
		if full && key.compare(best[len(best)-1].key) > 0 {
			continue // spares making the id
		}
		k := kin{hit{key, c.id(uint32(d))}, i, uint32(d)}
		at, _ := slices.BinarySearchFunc(best, k, func(a, b kin) int { return a.compare(b.hit) })
		if best = slices.Insert(best, at, k); len(best) > s.limit {
			best = best[:s.limit]
		}
	}
	return best
}

// shared lists the fields that a document has something of in common with the one asked for.
func (s *similar) shared(k kin) []Field {
	weights := map[Field]int32{}
	for _, t := range s.traits {
		if t.docs[k.seg].Contains(k.doc) {
			weights[t.field] += t.weight
		}
	}
	var out []Field
	for f := range weights {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Field) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b))
	})
	return out
}
