package indexer

import (
	"container/heap"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
)

// top gives the best hits of a segment behind the page before, at most one more than the page holds, in no order.
func (s *search) top(i int) []hit {
	after := s.after
	c, docs := s.segs[i].seg.cols, s.found[i].hits
	want := s.query.Limit + 1
	if s.query.Sort == SortRelevance {
		return s.gather(i, s.found[i].ranked, want)
	}
	// Walking the ready order meets a hit every n/hits documents; gathering looks at every hit.
	hits := int(docs.GetCardinality())
	if hits == 0 || want*c.n/hits > hits {
		return s.gather(i, docs, want)
	}
	ord := c.ordered(orderOf(s.query.Sort))
	from := 0
	if after != nil {
		from = sort.Search(len(ord), func(k int) bool { return s.hit(i, ord[k]).compare(*after) > 0 })
	}
	var out []hit
	for _, d := range ord[from:] {
		if docs.Contains(d) {
			if out = append(out, s.hit(i, d)); len(out) == want {
				break
			}
		}
	}
	return out
}

func (s *search) hit(i int, d uint32) hit {
	return hit{s.rank(i, d), s.segs[i].seg.cols.id(d)}
}

// gather looks at every one of the documents and keeps the best behind the page before.
func (s *search) gather(i int, docs *roaring.Bitmap, want int) []hit {
	after := s.after
	var h worstFirst
	scores := s.found[i].scores
	each(docs, func(d uint32) {
		if scores != nil && len(h) == want && int64(scores[d]) < h[0].key.a {
			return // the usual case, and the quickest way to know
		}
		key := s.rank(i, d)
		if len(h) == want && key.compare(h[0].key) > 0 || after != nil && key.compare(after.key) < 0 {
			return // spares making the id
		}
		x := hit{key, s.segs[i].seg.cols.id(d)}
		switch {
		case after != nil && x.compare(*after) <= 0:
		case len(h) < want:
			heap.Push(&h, x)
		case x.compare(h[0]) < 0:
			h[0] = x
			heap.Fix(&h, 0)
		}
	})
	return h
}

// worstFirst is a heap with the last of the hits on top.
type worstFirst []hit

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return h[i].compare(h[j]) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worstFirst) Push(x any)        { *h = append(*h, x.(hit)) }
func (h *worstFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
