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

// Likeness is a document that has much in common with another one.
type Likeness struct {
	ID string
	// Score is the share of what can be shared that is shared, 0 to 1; what is rare weighs more.
	Score float64
	// Shared is what both have, the weightiest first: fields of which they have a value in common, and FieldTitle when
	// they have words of title or description in common.
	Shared []Field
}

// Similar finds documents, visible with the marks, that are like the one with the id: of its content type, with its
// series, books, presenters and so on, and with its words. The most like come first, then the newest, then by id. The
// limit is 10 when it is 0, and 100 at most. ErrNotFound when there is no such document or the marks may not see it.
func (x *Index) Similar(ctx context.Context, id string, visibility []string, limit int) (out []Likeness, err error) {
	if limit <= 0 {
		limit = 10
	}
	set := newMarkSet(visibility)
	err = x.read(ctx, func(v *view) error {
		s := &similar{view: v, set: set, limit: min(limit, maxLike)}
		if err := s.find(id); err != nil {
			return err
		}
		out, err = s.run(ctx)
		return err
	})
	return out, err
}

// kinship is how much it means to share a value of a field that one in 10,000 documents has.
func kinship() []struct {
	field  Field
	weight float64
} {
	return []struct {
		field  Field
		weight float64
	}{
		{FieldSeries, 8}, {FieldBook, 10}, {FieldPresenter, 6}, {FieldAuthor, 5}, {FieldTag, 4}, {FieldRecordingDay, 3},
		{FieldLibrary, 2},
	}
}

const wordKinship = 3

// trait is one thing that documents may share.
type trait struct {
	field  Field
	index  []string // fields of the index in which term is looked up
	term   string
	weight int64
	docs   []*roaring.Bitmap // by segment: those with it that may be given
}

type similar struct {
	view   *view
	set    markSet
	limit  int
	seg    int
	doc    uint32
	traits []trait
	allow  []*roaring.Bitmap
}

// find looks the document up and what it has to share.
func (s *similar) find(id string) error {
	found := false
	for i, seg := range s.view.segs {
		visible, err := s.view.visible(i, s.set)
		if err != nil {
			return err
		}
		s.allow = append(s.allow, visible)
		r, err := newTermReader(seg.Segment(), "_id")
		if err != nil {
			return err
		}
		docs := roaring.New()
		if err := r.add(id, docs); err != nil {
			return err
		}
		docs.And(visible)
		if !docs.IsEmpty() {
			found, s.seg, s.doc = true, i, docs.Minimum()
		}
	}
	if !found {
		return fmt.Errorf("%w: document %q", ErrNotFound, id)
	}
	c := s.view.segs[s.seg].cols
	for _, k := range kinship() {
		f := slices.Index(Facets(), k.field)
		for _, n := range c.facets[f].of(s.doc) {
			s.traits = append(s.traits, trait{field: k.field, index: []string{string(k.field)}, term: s.view.values[f].list()[n], weight: int64(k.weight * 1000)})
		}
	}
	l, err := readLikeness(s.view.segs[s.seg].Segment(), s.doc)
	if err != nil {
		return err
	}
	for _, w := range l.words {
		s.traits = append(s.traits, trait{field: FieldTitle, index: []string{textTitle, textBody}, term: w, weight: wordKinship * 1000})
	}
	return nil
}

func (s *similar) run(ctx context.Context) ([]Likeness, error) {
	own := s.view.segs[s.seg].cols
	total := 0
	for i, seg := range s.view.segs {
		m := &segmentMatcher{seg: seg, readers: map[string]*termReader{}}
		total += int(s.allow[i].GetCardinality())
		allow := s.allow[i].Clone()
		if i == s.seg {
			allow.Remove(s.doc)
		}
		f := slices.Index(Facets(), FieldContentType)
		for _, n := range own.facets[f].of(s.doc) {
			same, err := m.terms(string(FieldContentType), s.view.values[f].list()[n])
			if err != nil {
				return nil, err
			}
			allow.And(same)
		}
		for t := range s.traits {
			docs := roaring.New()
			for _, field := range s.traits[t].index {
				with, err := m.terms(field, s.traits[t].term)
				if err != nil {
					return nil, err
				}
				docs.Or(with)
			}
			docs.And(allow)
			s.traits[t].docs = append(s.traits[t].docs, docs)
		}
	}
	most := int64(0)
	for t := range s.traits {
		df := uint64(1)
		for _, d := range s.traits[t].docs {
			df += d.GetCardinality()
		}
		s.traits[t].weight = int64(float64(s.traits[t].weight) * max(0, math.Log(float64(total+2)/float64(df))))
		most += s.traits[t].weight
	}
	type scored struct {
		hit
		seg int
		doc uint32
	}
	var all []scored
	for i, seg := range s.view.segs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		scores := make([]int64, seg.cols.n)
		for _, t := range s.traits {
			for it := t.docs[i].Iterator(); it.HasNext(); {
				scores[it.Next()] += t.weight
			}
		}
		for d, sc := range scores {
			if sc > 0 {
				all = append(all, scored{hit{rankKey{sc, seg.cols.recorded[d]}, seg.cols.id(uint32(d))}, i, uint32(d)})
			}
		}
	}
	slices.SortFunc(all, func(a, b scored) int { return a.hit.compare(b.hit) })
	var out []Likeness
	for _, a := range all[:min(len(all), s.limit)] {
		l := Likeness{ID: a.id, Score: float64(a.key.a) / float64(max(most, 1))}
		by := map[Field]int64{}
		for _, t := range s.traits {
			if t.docs[a.seg].Contains(a.doc) {
				by[t.field] += t.weight
			}
		}
		for f := range by {
			l.Shared = append(l.Shared, f)
		}
		slices.SortFunc(l.Shared, func(a, b Field) int { return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b)) })
		out = append(out, l)
	}
	return out, nil
}
