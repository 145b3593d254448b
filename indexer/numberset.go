package indexer

// numberSet is a set of small numbers: of documents of a segment, or of labels of a facet.
type numberSet []uint64

// newNumberSet makes an empty set for the numbers below n.
func newNumberSet(n int) numberSet { return make(numberSet, (n+63)/64) }

func (s numberSet) has(n uint32) bool { return s[n/64]&(1<<(n%64)) != 0 }
func (s numberSet) add(n uint32)      { s[n/64] |= 1 << (n % 64) }
