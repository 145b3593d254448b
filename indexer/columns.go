package indexer

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// columns are the plain arrays of one segment: by document number. Deleted documents are in them too. They are built once
// and only read after that, but for what is made when first asked for and guarded by its own lock.
type columns struct {
	n      int
	ids    []byte   // all ids in order
	idEnd  []uint32 // by rank: end of the id in ids
	rank   []uint32 // by document: place of its id in order
	facets []facetColumn

	recorded, created, posted []int64 // as by millis; 0 for none
	used                      []int32
	vetted                    []bool

	orders [orderCount]order
	marks  markCache
	names  labels
}

// facetColumn holds the values of one facet: those of a document are val[off[doc]:off[doc+1]].
type facetColumn struct {
	off, val []uint32
	size     int // greatest value number + 1
}

func (c *facetColumn) of(doc uint32) []uint32 { return c.val[c.off[doc]:c.off[doc+1]] }

// valueNumbers numbers the values of one facet over all segments of a generation.
type valueNumbers struct {
	mu     sync.RWMutex
	number map[string]uint32
	values []string
}

func (v *valueNumbers) add(value string) uint32 {
	v.mu.RLock()
	n, ok := v.number[value]
	v.mu.RUnlock()
	if ok {
		return n
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if n, ok = v.number[value]; ok {
		return n
	}
	n = uint32(len(v.values))
	v.number[value] = n
	v.values = append(v.values, value)
	return n
}

// list is all values by number; later values may be missing, none ever changes.
func (v *valueNumbers) list() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.values
}

func newValueNumbers() []*valueNumbers {
	out := make([]*valueNumbers, len(Facets()))
	for i := range out {
		out[i] = &valueNumbers{number: map[string]uint32{}}
	}
	return out
}

// buildColumns reads a segment into columns.
func buildColumns(sg segment.Segment, values []*valueNumbers) (*columns, error) {
	n := int(sg.Count())
	c := &columns{n: n, rank: make([]uint32, n), facets: make([]facetColumn, len(values)),
		recorded: make([]int64, n), created: make([]int64, n), posted: make([]int64, n),
		used: make([]int32, n), vetted: make([]bool, n)}
	if err := c.readIDs(sg); err != nil {
		return nil, err
	}
	if err := c.readRows(sg); err != nil {
		return nil, err
	}
	for i, f := range Facets() {
		if err := c.readFacet(sg, string(f), &c.facets[i], values[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// eachDoc calls f with every term of a field and its documents.
func (c *columns) eachDoc(sg segment.Segment, field string, f func(term string, docs *roaring.Bitmap) error) error {
	r, err := newTermReader(sg, field)
	if err != nil {
		return err
	}
	lookup := &termReader{dict: r.dict}
	docs := roaring.New()
	return r.each("", func(term string) (bool, error) {
		docs.Clear()
		if err := lookup.add(term, docs); err != nil {
			return false, err
		}
		if !docs.IsEmpty() && docs.Maximum() >= uint32(c.n) {
			return false, fmt.Errorf("field %s names document %d of %d", field, docs.Maximum(), c.n)
		}
		return true, f(term, docs)
	})
}

func (c *columns) readIDs(sg segment.Segment) error {
	return c.eachDoc(sg, "_id", func(id string, docs *roaring.Bitmap) error {
		c.ids = append(c.ids, id...)
		for it := docs.Iterator(); it.HasNext(); {
			c.rank[it.Next()] = uint32(len(c.idEnd))
		}
		c.idEnd = append(c.idEnd, uint32(len(c.ids)))
		return nil
	})
}

func (c *columns) readRows(sg segment.Segment) error {
	return c.eachDoc(sg, keyRow, func(term string, docs *roaring.Bitmap) error {
		if len(term) != rowBytes {
			return fmt.Errorf("row of %d bytes", len(term))
		}
		b := []byte(term)
		for it := docs.Iterator(); it.HasNext(); {
			d := it.Next()
			c.recorded[d], c.created[d], c.posted[d] = uint48(b), uint48(b[6:]), uint48(b[12:])
			c.used[d], c.vetted[d] = int32(binary.BigEndian.Uint32(b[18:])), b[22] == 1
		}
		return nil
	})
}

func uint48(b []byte) int64 {
	return int64(b[0])<<40 | int64(b[1])<<32 | int64(binary.BigEndian.Uint32(b[2:]))
}

func (c *columns) readFacet(sg segment.Segment, field string, col *facetColumn, values *valueNumbers) error {
	type pair struct{ doc, val uint32 }
	var pairs []pair
	err := c.eachDoc(sg, field, func(term string, docs *roaring.Bitmap) error {
		if len(term) > 0 {
			v := values.add(term)
			col.size = max(col.size, int(v)+1)
			for it := docs.Iterator(); it.HasNext(); {
				pairs = append(pairs, pair{it.Next(), v})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	col.off = make([]uint32, c.n+1) // a counting sort by document
	for _, p := range pairs {
		col.off[p.doc+1]++
	}
	for d := range c.n {
		col.off[d+1] += col.off[d]
	}
	next := slices.Clone(col.off[:c.n])
	col.val = make([]uint32, len(pairs))
	for _, p := range pairs {
		col.val[next[p.doc]] = p.val
		next[p.doc]++
	}
	return nil
}

// id is the id of a document.
func (c *columns) id(doc uint32) string {
	r := c.rank[doc]
	from := uint32(0)
	if r > 0 {
		from = c.idEnd[r-1]
	}
	return string(c.ids[from:c.idEnd[r]])
}

// rankKey is what orders documents: a greater first, then b greater first, then the id.
type rankKey struct{ a, b int64 }

func (k rankKey) compare(o rankKey) int {
	switch {
	case k.a != o.a && k.a > o.a, k.a == o.a && k.b > o.b:
		return -1
	case k == o:
		return 0
	}
	return 1
}

// The orders that a segment can keep ready.
const (
	orderNewest = iota
	orderOldest
	orderRecentlyAdded
	orderLeastUsed
	orderCount
)

func orderOf(s Sort) int {
	switch s {
	case SortOldest:
		return orderOldest
	case SortRecentlyAdded:
		return orderRecentlyAdded
	case SortLeastUsed:
		return orderLeastUsed
	}
	return orderNewest
}

// key is the rank of a document in one of the ready orders.
func (c *columns) key(ord int, d uint32) rankKey {
	switch ord {
	case orderOldest:
		if c.recorded[d] == 0 {
			return rankKey{a: math.MinInt64}
		}
		return rankKey{a: -c.recorded[d]}
	case orderRecentlyAdded:
		return rankKey{a: c.created[d]}
	case orderLeastUsed:
		return rankKey{-int64(c.used[d]), -c.posted[d]} // never posted is 0, the greatest
	}
	return rankKey{a: c.recorded[d]}
}

// order is all documents of a segment in one order, made when first needed.
type order struct {
	once sync.Once
	docs []uint32
}

func (c *columns) ordered(ord int) []uint32 {
	o := &c.orders[ord]
	o.once.Do(func() {
		keys := make([]rankKey, c.n)
		docs := make([]uint32, c.n)
		for d := range docs {
			docs[d], keys[d] = uint32(d), c.key(ord, uint32(d))
		}
		sort.Slice(docs, func(i, j int) bool {
			x, y := docs[i], docs[j]
			if by := keys[x].compare(keys[y]); by != 0 {
				return by < 0
			}
			return c.rank[x] < c.rank[y]
		})
		o.docs = docs
	})
	return o.docs
}
