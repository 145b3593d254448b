package nearby_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer/nearby"
)

// crowd makes hashes many of which lie near to others.
func crowd(r *rand.Rand, n int) []uint64 {
	out := make([]uint64, n)
	for i := range out {
		out[i] = r.Uint64()
		if i > 0 && r.IntN(2) == 0 {
			out[i] = flip(r, out[r.IntN(i)], r.IntN(10))
		}
	}
	return out
}

func flip(r *rand.Rand, h uint64, n int) uint64 {
	for _, bit := range r.Perm(64)[:n] {
		h ^= 1 << bit
	}
	return h
}

// all compares every hash.
func all(hashes, asked []uint64, most int) (found []int) {
	for n, h := range hashes {
		if slices.ContainsFunc(asked, func(a uint64) bool { return nearby.Distance(a, h) <= most }) {
			found = append(found, n)
		}
	}
	return found
}

func TestInEqualsComparingAll(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for _, n := range []int{0, 1, 100, 5000, 60_000} {
		hashes := crowd(r, n)
		for most := range nearby.Reach + 1 {
			var asked []uint64
			for range 1 + r.IntN(8) {
				h := r.Uint64()
				if n > 0 {
					h = flip(r, hashes[r.IntN(n)], r.IntN(7))
				}
				asked = append(asked, h)
			}
			var got []int
			nearby.New(asked, most).In(hashes, func(number int) { got = append(got, number) })
			if want := all(hashes, asked, most); !slices.Equal(got, want) {
				t.Errorf("%d hashes, within %d bits of %x: got %v, want %v", n, most, asked, got, want)
			}
			found += len(got)
		}
	}
	if found < 90 {
		t.Errorf("only %d hashes were found in all: the test says little", found)
	}
}

func TestDistancesBeyondReachAreNotFound(t *testing.T) {
	far := uint64(1)<<(nearby.Reach+1) - 1
	nearby.New([]uint64{0}, 64).In([]uint64{far, far >> 1}, func(n int) {
		if n == 0 {
			t.Errorf("found a hash that differs in %d bits", nearby.Reach+1)
		}
	})
}

func FuzzIn(f *testing.F) {
	f.Add(uint64(1), uint64(0xff), uint8(6))
	f.Add(uint64(7), ^uint64(0), uint8(7))
	f.Fuzz(func(t *testing.T, seed, hash uint64, most uint8) {
		hashes := crowd(rand.New(rand.NewPCG(seed, 3)), 200)
		hashes[0] = hash ^ seed
		var got []int
		nearby.New([]uint64{hash}, int(most)).In(hashes, func(n int) { got = append(got, n) })
		if want := all(hashes, []uint64{hash}, min(int(most), nearby.Reach)); !slices.Equal(got, want) {
			t.Errorf("within %d bits: got %v, want %v", most, got, want)
		}
	})
}

func BenchmarkIn(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	hashes := make([]uint64, 8_000_000)
	for i := range hashes {
		hashes[i] = r.Uint64()
	}
	for _, n := range []int{1, 8, 16} {
		b.Run(fmt.Sprintf("8000000 hashes, %d asked for", n), func(b *testing.B) {
			for b.Loop() {
				nearby.New(hashes[:n], 6).In(hashes, func(int) {})
			}
		})
	}
}
