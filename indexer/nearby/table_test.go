package nearby_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer/nearby"
)

func TestTableEqualsComparingAll(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	found := 0
	for _, n := range []int{0, 1, 128, 129, 5000, 60_000} {
		hashes := crowd(r, n)
		table := nearby.NewTable(hashes)
		for most := range nearby.Reach + 2 {
			for range 20 {
				h := r.Uint64()
				if n > 0 {
					h = flip(r, hashes[r.IntN(n)], r.IntN(8))
				}
				var got []int
				table.Around(h, most, func(number int) { got = append(got, number) })
				slices.Sort(got)
				if want := all(hashes, []uint64{h}, min(most, nearby.Reach)); !slices.Equal(got, want) {
					t.Fatalf("%d hashes, within %d bits of %x: got %v, want %v", n, most, h, got, want)
				}
				found += len(got)
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d hashes were found in all: the test says little", found)
	}
}
