package indexer

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"github.com/fellesmappa/fellesmappa/indexer/nearby"
)

// NearUsed finds, for each document with one of the ids, the other ones that were used at least once and whose pictures are
// versions of its own, as Near does but whatever their marks, in the order of their ids; and among them those of what is gone from
// the index, by the prints that they had. It is for telling what audiences
// have seen: what was used is little beside all that is there, so that many documents can be asked about at once.
// Documents that are like nothing used are missing from the answer.
func (x *Index) NearUsed(ctx context.Context, ids []string, gone map[string][]uint64) (map[string][]string, error) {
	out := map[string][]string{}
	err := x.read(ctx, func(v *view) error {
		asked, err := v.printsOf(ids)
		if err != nil || len(asked) == 0 {
			return err
		}
		for _, a := range asked {
			for id, prints := range gone {
				if prints = usable(prints); len(prints) > 0 && id != a.id {
					if _, ok := resemblance(a.prints, prints); ok {
						out[a.id] = append(out[a.id], id)
					}
				}
			}
		}
		found := make([]map[string][]string, len(v.segs))
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for i, seg := range v.segs {
			g.Go(func() (err error) {
				defer recovered(&err)
				found[i], err = seg.cols.nearUsed(ctx, asked, seg.Deleted())
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		for _, part := range found {
			for id, others := range part {
				out[id] = append(out[id], others...)
			}
		}
		return nil
	})
	for id := range out {
		slices.Sort(out[id])
	}
	return out, err
}

// askedPrints are the prints of one document.
type askedPrints struct {
	id     string
	prints []uint64
}

// printsOf reads the prints of those of some documents that have any.
func (v *view) printsOf(ids []string) ([]askedPrints, error) {
	var out []askedPrints
	for _, seg := range v.segs {
		if seg.cols.prints.all == nil {
			continue
		}
		docs, err := seg.Segment().DocNumbers(ids)
		if err != nil {
			return nil, fmt.Errorf("look up %d documents: %w", len(ids), err)
		}
		if gone := seg.Deleted(); gone != nil {
			docs.AndNot(gone)
		}
		for it := docs.Iterator(); it.HasNext(); {
			doc := it.Next()
			if prints := seg.cols.prints.of(doc); len(prints) > 0 {
				out = append(out, askedPrints{seg.cols.id(doc), prints})
			}
		}
	}
	return out, nil
}

// usedPrints are the prints of those documents of a segment that were used. They are put together when first asked for.
type usedPrints struct {
	once  sync.Once
	table *nearby.Table
	docs  []uint32 // by number in the table
}

func (c *columns) usedPrints() *usedPrints {
	u := &c.usedTable
	u.once.Do(func() {
		var prints []uint64
		if c.prints.all != nil {
			for doc := range uint32(c.n) {
				if c.used[doc] > 0 {
					for _, p := range c.prints.of(doc) {
						prints, u.docs = append(prints, p), append(u.docs, doc)
					}
				}
			}
		}
		u.table = nearby.NewTable(prints)
	})
	return u
}

// nearUsed finds what was used and is near among the documents of a segment that are not deleted.
func (c *columns) nearUsed(ctx context.Context, asked []askedPrints, gone *roaring.Bitmap) (map[string][]string, error) {
	used := c.usedPrints()
	if len(used.docs) == 0 {
		return nil, nil
	}
	out := map[string][]string{}
	var docs []uint32
	for _, a := range asked {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		docs = docs[:0]
		for _, p := range a.prints {
			used.table.Around(p, MaxNear, func(number int) { docs = append(docs, used.docs[number]) })
		}
		slices.Sort(docs)
		for _, doc := range slices.Compact(docs) {
			if gone != nil && gone.Contains(doc) || c.id(doc) == a.id {
				continue
			}
			if _, ok := resemblance(a.prints, c.prints.of(doc)); ok {
				out[a.id] = append(out[a.id], c.id(doc))
			}
		}
	}
	return out, nil
}
