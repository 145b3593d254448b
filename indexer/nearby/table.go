package nearby

import (
	"math/bits"
	"slices"
)

// fewHashes is how many hashes are sooner compared than looked up.
const fewHashes = 128

// Table finds near hashes of a list that does not change, one hash asked for at a time. It needs some 20 bytes for each
// hash beside the list, and may be used concurrently.
type Table struct {
	hashes []uint64
	bands  [bands]column
}

// column holds the numbers of all hashes in the order of one of their bands.
type column struct {
	from    []uint32 // by band: where in numbers its hashes begin
	numbers []uint32
}

// NewTable makes a table of hashes, which it keeps.
func NewTable(hashes []uint64) *Table {
	t := &Table{hashes: hashes}
	if len(hashes) <= fewHashes {
		return t
	}
	for b := range t.bands {
		t.bands[b] = columnOf(hashes, b)
	}
	return t
}

// columnOf sorts by counting.
func columnOf(hashes []uint64, band int) column {
	c := column{from: make([]uint32, 1<<bandBits+1), numbers: make([]uint32, len(hashes))}
	for _, h := range hashes {
		c.from[int(bandOf(h, band))+1]++
	}
	for i := range 1 << bandBits {
		c.from[i+1] += c.from[i]
	}
	next := slices.Clone(c.from)
	for n, h := range hashes {
		at := &next[bandOf(h, band)]
		c.numbers[*at] = uint32(n)
		*at++
	}
	return c
}

func bandOf(h uint64, band int) uint16 { return uint16(h >> (bandBits * band)) }

// Around calls found with the number of every hash that differs in at most most bits from one, once each and in no order.
// More than Reach is taken as Reach.
func (t *Table) Around(hash uint64, most int, found func(number int)) {
	most = min(most, Reach)
	if len(t.hashes) <= fewHashes {
		for n, h := range t.hashes {
			if Distance(h, hash) <= most {
				found(n)
			}
		}
		return
	}
	for b := range t.bands {
		band := bandOf(hash, b)
		t.within(b, band, hash, most, found)
		for bit := range bandBits {
			t.within(b, band^1<<bit, hash, most, found)
		}
	}
}

// within looks among the hashes with one value of a band, but for those that an earlier band has led to.
func (t *Table) within(b int, band uint16, hash uint64, most int, found func(number int)) {
	c := &t.bands[b]
	for _, n := range c.numbers[c.from[band]:c.from[int(band)+1]] {
		if h := t.hashes[n]; Distance(h, hash) <= most && !led(h^hash, b) {
			found(int(n))
		}
	}
}

// led reports whether one of the bands before b leads from one hash to another, given the bits in which they differ.
func led(differ uint64, b int) bool {
	for earlier := range b {
		if bits.OnesCount16(bandOf(differ, earlier)) <= 1 {
			return true
		}
	}
	return false
}
