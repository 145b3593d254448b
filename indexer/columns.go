package indexer

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// columns are the plain arrays of one segment: by document number. Deleted documents are in them too. They are built once
// and only read after that, but for what is made when first asked for and guarded by its own lock.
type columns struct {
	n      int
	ids    []byte   // one after the other
	idEnd  []uint32 // end of the id in ids
	facets []facetColumn

	recorded, created, posted []int64 // as by millis; 0 for none
	used                      []int32
	vetted                    []bool
	titleHash                 []uint32

	orders  [orderCount]order
	marks   markCache
	lookups lookupCache
	titles  *titles
	days    columnSpan
	prints  printColumn

	usedTable usedPrints
}

// facetColumn holds the numbers of the values of one facet. When no document has two of them they are one[doc], 0 for
// none; else those of a document are val[off[doc]:off[doc+1]]. All are nil when no document has any.
type facetColumn struct {
	one      []uint32
	off, val []uint32
}

func (c *facetColumn) of(doc uint32) []uint32 {
	switch {
	case c.one != nil && c.one[doc] != 0:
		return c.one[doc : doc+1]
	case c.off != nil:
		return c.val[c.off[doc]:c.off[doc+1]]
	}
	return nil
}

// buildColumns reads a segment into columns.
func buildColumns(sg segment.Segment, values []*valueNumbers) (*columns, error) {
	n := int(sg.Count())
	c := &columns{n: n, facets: make([]facetColumn, len(values)), idEnd: make([]uint32, n),
		recorded: make([]int64, n), created: make([]int64, n), posted: make([]int64, n),
		used: make([]int32, n), vetted: make([]bool, n), titleHash: make([]uint32, n)}
	if err := c.readStored(sg); err != nil {
		return nil, err
	}
	for i, f := range Facets() {
		if err := c.readFacet(sg, string(f), &c.facets[i], values[i]); err != nil {
			return nil, err
		}
	}
	var err error
	c.titles, err = readTitles(sg)
	return c, err
}

// readStored reads what is stored with every document.
func (c *columns) readStored(sg segment.Segment) error {
	var bad error
	var prints []uint64
	ends := make([]uint32, c.n) // of each document's prints
	for d := range c.n {
		rows := 0
		visit := func(field string, _ byte, value []byte, _ []uint64) bool {
			switch field {
			case "_id":
				c.ids = append(c.ids, value...)
				c.idEnd[d] = uint32(len(c.ids))
			case storedRow:
				var r row
				if r, bad = decodeRow(value); bad != nil {
					return false
				}
				rows++
				c.recorded[d], c.created[d], c.posted[d] = r.recorded, r.created, r.posted
				c.used[d], c.vetted[d], c.titleHash[d] = r.used, r.vetted, r.titleHash
			case storedLikeness:
				if prints, bad = appendPrints(prints, value); bad != nil {
					return false
				}
			}
			return true
		}
		if err := errors.Join(sg.VisitStoredFields(uint64(d), visit), bad); err != nil {
			return fmt.Errorf("read stored row: %w", err)
		}
		if rows != 1 || c.idEnd[d] == 0 {
			return fmt.Errorf("document %d has %d rows: %w", d, rows, errRow)
		}
		ends[d] = uint32(len(prints))
	}
	c.prints = newPrintColumn(prints, ends)
	return nil
}

// readFacet reads the terms of a facet and sorts them by document.
func (c *columns) readFacet(sg segment.Segment, field string, col *facetColumn, values *valueNumbers) error {
	r, err := newTermReader(sg, field)
	if err != nil {
		return err
	}
	type pair struct{ doc, val uint32 }
	var pairs []pair
	lookup, docs, buf := &termReader{dict: r.dict}, roaring.New(), make([]uint32, 256)
	err = r.each("", func(term string) (bool, error) {
		v := values.add(term)
		if v == 0 {
			return true, nil
		}
		docs.Clear()
		if err := lookup.add(term, docs); err != nil {
			return false, err
		}
		if !docs.IsEmpty() && docs.Maximum() >= uint32(c.n) {
			return false, fmt.Errorf("field %s names document %d of %d", field, docs.Maximum(), c.n)
		}
		it := docs.ManyIterator()
		for n := it.NextMany(buf); n > 0; n = it.NextMany(buf) {
			for _, d := range buf[:n] {
				pairs = append(pairs, pair{d, v})
			}
		}
		return true, nil
	})
	if err != nil || len(pairs) == 0 {
		return err
	}
	one, several := make([]uint32, c.n), false
	for _, p := range pairs {
		several = several || one[p.doc] != 0
		one[p.doc] = p.val
	}
	if !several {
		col.one = one
		return nil
	}
	col.off = make([]uint32, c.n+1) // a counting sort by document
	for _, p := range pairs {
		col.off[p.doc+1]++
	}
	for d := range c.n {
		col.off[d+1] += col.off[d]
	}
	next := one
	copy(next, col.off)
	col.val = make([]uint32, len(pairs))
	for _, p := range pairs {
		col.val[next[p.doc]] = p.val
		next[p.doc]++
	}
	return nil
}

// id is the id of a document.
func (c *columns) id(doc uint32) string { return string(c.idBytes(doc)) }

func (c *columns) idBytes(doc uint32) []byte {
	from := uint32(0)
	if doc > 0 {
		from = c.idEnd[doc-1]
	}
	return c.ids[from:c.idEnd[doc]]
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
	case SortNewest, SortRelevance:
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

// newest ranks by the time of recording, unknown last.
func (c *columns) newest(d uint32) int64 {
	if c.recorded[d] == 0 {
		return math.MinInt64
	}
	return c.recorded[d]
}

// order is all documents of a segment in one order, made when first needed.
type order struct {
	once sync.Once
	docs []uint32
}

func (c *columns) ordered(ord int) []uint32 {
	o := &c.orders[ord]
	o.once.Do(func() {
		type keyed struct {
			key rankKey
			doc uint32
		}
		keys := make([]keyed, c.n)
		for d := range keys {
			keys[d] = keyed{c.key(ord, uint32(d)), uint32(d)}
		}
		slices.SortFunc(keys, func(a, b keyed) int {
			if by := a.key.compare(b.key); by != 0 {
				return by
			}
			return cmp.Compare(string(c.idBytes(a.doc)), string(c.idBytes(b.doc)))
		})
		o.docs = make([]uint32, c.n)
		for i, k := range keys {
			o.docs[i] = k.doc
		}
	})
	return o.docs
}

// valueNumbers numbers the terms of one facet over all segments of a generation, from 1. A term is a code, or the id and
// names of an entity (see facetTerm): an entity that is being renamed has two numbers.
type valueNumbers struct {
	facet int
	names *names // told of entities; nil for codes

	mu     sync.RWMutex
	number map[string]uint32
	terms  []string
	ids    []string
	ofID   map[string][]uint32
}

// add gives the number of a term, 0 for one that has no id.
func (v *valueNumbers) add(term string) uint32 {
	v.mu.RLock()
	n, ok := v.number[term]
	v.mu.RUnlock()
	if !ok {
		n = v.insert(term)
	}
	if term[0] == 0 {
		return 0
	}
	return n
}

func (v *valueNumbers) insert(term string) uint32 {
	v.mu.Lock()
	defer v.mu.Unlock()
	if n, ok := v.number[term]; ok {
		return n
	}
	n := uint32(len(v.terms))
	id, _, _ := strings.Cut(term, "\x00")
	v.number[term] = n
	v.terms = append(v.terms, term)
	v.ids = append(v.ids, id)
	v.ofID[id] = append(v.ofID[id], n)
	if v.names != nil {
		v.names.add(v.facet, n, term)
	}
	return n
}

// list is the ids of all values by number; later values may be missing, none ever changes.
func (v *valueNumbers) list() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.ids
}

// term is the term of a number.
func (v *valueNumbers) term(n uint32) string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.terms[n]
}

// of gives the terms of some ids.
func (v *valueNumbers) of(ids []string) []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	var out []string
	for _, id := range ids {
		if id = clean(id); id == "" {
			continue
		}
		for _, n := range v.ofID[id] {
			out = append(out, v.terms[n])
		}
	}
	return out
}

func newValueNumbers(names *names) []*valueNumbers {
	out := make([]*valueNumbers, len(Facets()))
	for i, f := range Facets() {
		out[i] = &valueNumbers{facet: i, number: map[string]uint32{}, ofID: map[string][]uint32{},
			terms: []string{""}, ids: []string{""}} // 0 is no value
		if !isCode(f) {
			out[i].names = names
		}
	}
	return out
}
