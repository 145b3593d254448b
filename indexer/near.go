package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fellesmappa/fellesmappa/indexer/nearby"
)

// MaxNear is how many of the 64 bits of two prints may differ for their pictures to count as nearly the same.
const MaxNear = 8

// Nearness is a document with a picture that is nearly the one asked for, or a crop of it, or what it is a crop of.
type Nearness struct {
	ID       string
	Distance int // bits between the nearest two prints, 0 to MaxNear
}

// Near finds the documents, visible with the marks, that bear a print within MaxNear of one of prints: the nearest
// first, then by id. A document that the prints were taken from is among them. The limit is 10 when it is 0, and 100 at
// most. Zeros among the prints do not count.
func (x *Index) Near(ctx context.Context, prints []uint64, visibility []string, limit int) (out []Nearness, err error) {
	set := newMarkSet(visibility)
	if len(prints) == 0 || len(set.marks) == 0 {
		return nil, ctx.Err()
	}
	err = x.read(ctx, func(v *view) error {
		for i := range v.segs {
			if err := ctx.Err(); err != nil {
				return err
			}
			found, err := v.near(i, prints, set)
			if err != nil {
				return err
			}
			out = append(out, found...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Nearness) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), strings.Compare(a.ID, b.ID))
	})
	if limit <= 0 {
		limit = 10
	}
	return out[:min(len(out), limit, maxLike)], nil
}

// near finds the near documents of one segment.
func (v *view) near(i int, prints []uint64, set markSet) ([]Nearness, error) {
	seg := v.segs[i]
	p, err := seg.cols.near(seg.Segment())
	if err != nil {
		return nil, err
	}
	least := map[uint32]int{}
	for _, print := range prints {
		if print == 0 {
			continue
		}
		p.table.Within(print, MaxNear, func(number, distance int) {
			doc := p.doc(number)
			if d, ok := least[doc]; !ok || distance < d {
				least[doc] = distance
			}
		})
	}
	if len(least) == 0 {
		return nil, nil
	}
	var visible *roaring.Bitmap
	if visible, err = v.visible(i, set); err != nil {
		return nil, err
	}
	var out []Nearness
	for doc, d := range least {
		if visible.Contains(doc) {
			out = append(out, Nearness{seg.cols.id(doc), d})
		}
	}
	return out, nil
}

// printTable finds the prints of a segment. It is made when first needed.
type printTable struct {
	once  sync.Once
	err   error
	table *nearby.Table
	docs  []uint32 // by number of the print
}

func (p *printTable) doc(number int) uint32 { return p.docs[number] }

// near gives the segment's prints.
func (c *columns) near(sg segment.Segment) (*printTable, error) {
	p := &c.prints
	p.once.Do(func() { p.err = p.read(sg, c.n) })
	return p, p.err
}

func (p *printTable) read(sg segment.Segment, n int) error {
	var prints []uint64
	for doc := range n {
		l, err := readLikeness(sg, uint32(doc))
		if err != nil {
			return err
		}
		for _, print := range l.prints {
			prints = append(prints, print)
			p.docs = append(p.docs, uint32(doc))
		}
	}
	p.table = nearby.New(prints)
	return nil
}
