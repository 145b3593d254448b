// Package nearby finds the 64-bit hashes of a list that differ in few bits from given ones.
//
// It does not make hashes, does not know what they are of, and keeps nothing but the list it was given.
//
// # How it works
//
// A hash is cut into four bands of 16 bits. Of two hashes that differ in at most 7 bits some band differs in at most one
// (the pigeonhole of multi-index hashing: Norouzi, Punjani and Fleet, 2012). So one pass over the list asks of every hash
// whether one of its bands is all but one of the hashes asked for, by four sets of 8 KB that stay in the nearest cache, and
// only the few for which that holds are compared. Sorted tables are several times as quick and need more than the list
// itself: Table is for short lists of which much is asked at once.
package nearby

import "math/bits"

// Reach is the greatest distance that is found.
const Reach = 2*bands - 1

const (
	bands    = 4
	bandBits = 16
)

// Distance is the number of bits in which two hashes differ, 0 to 64.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// Finder looks for what is near to some hashes. It never changes and may be used concurrently.
type Finder struct {
	asked []uint64
	most  int
	sets  [bands]keys
}

// keys is a set of bands.
type keys [1 << bandBits / 64]uint64

func (k *keys) add(band uint16) { k[band/64] |= 1 << (band % 64) }

func (k *keys) has(band uint16) uint64 { return k[band/64] >> (band % 64) & 1 }

// New makes a finder of hashes that differ in at most most bits from any of those asked for. More than Reach is taken as
// Reach.
func New(asked []uint64, most int) *Finder {
	f := &Finder{asked: asked, most: min(most, Reach)}
	for _, h := range asked {
		for b := range f.sets {
			band := uint16(h >> (bandBits * b))
			f.sets[b].add(band)
			for bit := range bandBits {
				f.sets[b].add(band ^ 1<<bit)
			}
		}
	}
	return f
}

// In calls found with the number, in the list, of every hash that is near to one of those asked for: in order, once each.
func (f *Finder) In(hashes []uint64, found func(number int)) {
	for n, h := range hashes {
		near := f.sets[0].has(uint16(h)) | f.sets[1].has(uint16(h>>16)) | f.sets[2].has(uint16(h>>32)) | f.sets[3].has(uint16(h>>48))
		if near != 0 && f.near(h) {
			found(n)
		}
	}
}

func (f *Finder) near(h uint64) bool {
	for _, a := range f.asked {
		if Distance(a, h) <= f.most {
			return true
		}
	}
	return false
}
