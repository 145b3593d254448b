package indexer

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// scores are those of the hits of one segment, by document; what stands at other documents means nothing.
type scores []int32

// scorePool keeps scores between queries. The zero value is ready.
type scorePool struct{ pool sync.Pool }

// get gives scores for n documents, with anything in them.
func (p *scorePool) get(n int) scores {
	if s, ok := p.pool.Get().(*scores); ok && cap(*s) >= n {
		return (*s)[:n]
	}
	return make(scores, n)
}

func (p *scorePool) put(s scores) {
	if s != nil {
		p.pool.Put(&s)
	}
}

// score adds up, for every hit, the best place of every clause, and doubles it. A vetted document is one point better.
func score(total scores, c *columns, hits *roaring.Bitmap, clauses [][]layer) scores {
	each(hits, func(d uint32) {
		total[d] = 0
		if c.vetted[d] {
			total[d] = 1
		}
	})
	for _, layers := range clauses {
		left := hits
		for i := len(layers) - 1; i >= 0 && !left.IsEmpty(); i-- { // the best first: each hit is met once
			points := 2 * int32(layers[i].score)
			docs := roaring.And(left, layers[i].docs)
			if points != 0 {
				each(docs, func(d uint32) { total[d] += points })
			}
			if i > 0 {
				left = roaring.AndNot(left, docs)
			}
		}
	}
	return total
}

// leadingHits gives the hits among which the first of a page must be: when there are at least want of them that have every
// clause in its best place, all others come behind, but for those whose whole title or name was typed.
func leadingHits(hits *roaring.Bitmap, clauses, whole [][]layer, want int) *roaring.Bitmap {
	first := hits
	for _, layers := range clauses {
		if len(layers) == 0 {
			continue
		}
		best := layers[len(layers)-1]
		if best.score <= 0 { // being in no place at all may be as good
			return hits
		}
		docs := roaring.And(first, best.docs)
		for i := len(layers) - 2; i >= 0 && layers[i].score == best.score; i-- {
			docs.Or(roaring.And(first, layers[i].docs))
		}
		first = docs
		if int(first.GetCardinality()) < want {
			return hits
		}
	}
	for _, layers := range whole {
		first = roaring.Or(first, roaring.And(hits, layers[0].docs))
	}
	return first
}

// each calls f with every document.
func each(docs *roaring.Bitmap, f func(doc uint32)) {
	var buf [512]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, d := range buf[:n] {
			f(d)
		}
	}
}
