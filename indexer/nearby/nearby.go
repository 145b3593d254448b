// Package nearby finds 64-bit hashes that differ in few bits from a given one.
//
// It does not make hashes and does not know what they are of.
package nearby

import "math/bits"

// Table is a set of hashes, numbered as they were given. It never changes and may be used concurrently.
type Table struct {
	hashes []uint64
}

// New makes a table of hashes, which must not be changed after that.
func New(hashes []uint64) *Table { return &Table{hashes: hashes} }

// Distance is the number of bits in which two hashes differ, 0 to 64.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// Within calls found with the number of every hash that differs in at most most bits, once each, in no order.
func (t *Table) Within(hash uint64, most int, found func(number, distance int)) {
	for i, h := range t.hashes {
		if d := Distance(hash, h); d <= most {
			found(i, d)
		}
	}
}
