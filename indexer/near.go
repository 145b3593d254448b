package indexer

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/indexer/nearby"
)

// MaxNear is the greatest Nearness.Distance.
const MaxNear = 6

// How near prints are for their pictures to be versions of each other, by measurement (deploy/bench/likeness). One near pair
// may be chance where a million documents have eight prints each; two are not, nor is a whole picture that is all but
// the same as a part of another one.
const (
	nearPart  = 4  // bits between a whole picture and a part of another one
	nearAgain = 14 // bits between a second pair of prints
)

// Nearness is a document with a picture that is nearly the one asked for, or a crop of it, or what it is a crop of.
type Nearness struct {
	ID       string
	Distance int // bits between the nearest two prints, 0 to MaxNear
}

// Near finds the documents, visible with the marks, whose pictures are versions of the one with these prints, in the order
// of Document.Prints: the nearest first, then by id. A document that the prints were taken from is among them. The limit
// is 10 when it is 0, and 100 at most.
func (x *Index) Near(ctx context.Context, prints []uint64, visibility []string, limit int) (out []Nearness, err error) {
	set := newMarkSet(visibility)
	prints = usable(prints)
	if len(prints) == 0 || len(set.marks) == 0 {
		return nil, ctx.Err()
	}
	err = x.read(ctx, func(v *view) error {
		found := make([][]Nearness, len(v.segs))
		finder := nearby.New(prints, MaxNear)
		visible, err := v.live(set, nil)
		if err != nil {
			return err
		}
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for i := range v.segs {
			g.Go(func() (err error) {
				defer recovered(&err)
				if err = ctx.Err(); err == nil {
					found[i] = v.segs[i].cols.near(finder, prints, visible[i])
				}
				return err
			})
		}
		err = g.Wait()
		out = slices.Concat(found...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Nearness) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), strings.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), likeLimit(limit))], nil
}

// near finds the near documents of a segment among those visible.
func (c *columns) near(finder *nearby.Finder, prints []uint64, visible *roaring.Bitmap) []Nearness {
	var out []Nearness
	for _, doc := range c.prints.around(finder) {
		if d, ok := resemblance(prints, c.prints.of(doc)); ok && visible.Contains(doc) {
			out = append(out, Nearness{c.id(doc), d})
		}
	}
	return out
}

// Resemble reports whether two pictures are versions of each other by their prints, as Near finds them.
func Resemble(a, b []uint64) bool {
	for _, prints := range []*[]uint64{&a, &b} {
		if len(*prints) > mostPrints || slices.Contains(*prints, 0) {
			*prints = usable(*prints)
		}
		if len(*prints) == 0 {
			return false
		}
	}
	_, ok := resemblance(a, b)
	return ok
}

// resemblance tells whether two pictures are versions of each other, and the distance of their nearest prints.
func resemblance(a, b []uint64) (distance int, ok bool) {
	least, part := 64, 64
	var x, y int // of the nearest pair
	for i, p := range a {
		for j, q := range b {
			d := nearby.Distance(p, q)
			if d < least {
				least, x, y = d, i, j
			}
			if i == 0 || j == 0 {
				part = min(part, d)
			}
		}
	}
	switch {
	case least > MaxNear:
		return 0, false
	case part <= nearPart, nearby.Distance(a[0], b[0]) <= MaxNear:
		return least, true
	}
	for i, p := range a {
		for j, q := range b {
			if i != x && j != y && nearby.Distance(p, q) <= nearAgain {
				return least, true
			}
		}
	}
	return 0, false
}

// usable leaves out of a document's prints what does not count.
func usable(prints []uint64) []uint64 {
	out := slices.DeleteFunc(slices.Clone(prints), func(p uint64) bool { return p == 0 })
	return out[:min(len(out), mostPrints)]
}

// printColumn holds the prints of a segment's documents: those of a document are all[from[doc]:from[doc+1]]. Both are nil
// when no document has any.
type printColumn struct {
	from []uint32
	all  []uint64
}

// newPrintColumn takes all prints, document by document, and where those of each document end.
func newPrintColumn(all []uint64, ends []uint32) printColumn {
	if len(all) == 0 {
		return printColumn{}
	}
	return printColumn{append([]uint32{0}, ends...), slices.Clone(all)} // of no more room than they need
}

func (p *printColumn) of(doc uint32) []uint64 { return p.all[p.from[doc]:p.from[doc+1]] }

// around gives the documents with a print that the finder finds, in order.
func (p *printColumn) around(finder *nearby.Finder) []uint32 {
	var docs []uint32
	finder.In(p.all, func(number int) {
		doc := uint32(sort.Search(len(p.from), func(d int) bool { return p.from[d] > uint32(number) }) - 1)
		if len(docs) == 0 || docs[len(docs)-1] != doc {
			docs = append(docs, doc)
		}
	})
	return docs
}
