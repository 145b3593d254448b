package indexer_test

import (
	"cmp"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer"
)

// altered gives a hash with n of its bits turned.
func altered(r *rand.Rand, h uint64, n int) uint64 {
	for _, bit := range r.Perm(64)[:n] {
		h ^= 1 << bit
	}
	return h
}

// printed makes prints of a new picture, or of a version of an earlier one: every second print is altered a little or
// much, and the order after the first may be another.
func printed(r *rand.Rand, earlier [][]uint64) []uint64 {
	if len(earlier) > 0 && r.IntN(5) > 0 {
		of := slices.Clone(earlier[r.IntN(len(earlier))])
		for i := range of {
			if r.IntN(2) == 0 {
				of[i] = altered(r, of[i], r.IntN(16))
			}
		}
		if r.IntN(2) == 0 {
			r.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
		}
		return of
	}
	out := make([]uint64, r.IntN(17))
	for i := range out {
		out[i] = r.Uint64()
	}
	return out
}

// isNear is the rule as it is told in Near, by trying all pairs of pairs.
func isNear(a, b []uint64) (least int, ok bool) {
	least = 64
	for _, p := range a {
		for _, q := range b {
			least = min(least, bits.OnesCount64(p^q))
		}
	}
	for i, p := range a {
		for j, q := range b {
			d := bits.OnesCount64(p ^ q)
			if d <= 4 && (i == 0 || j == 0) || d <= 6 && i == 0 && j == 0 {
				return least, true
			}
			for k, other := range a {
				for l, another := range b {
					if d <= 6 && k != i && l != j && bits.OnesCount64(other^another) <= 14 {
						ok = true
					}
				}
			}
		}
	}
	return least, ok
}

func TestNearEqualsComparingAll(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	x := open(t)
	docs := map[string]indexer.Document{}
	var all [][]uint64
	for seq := range int64(6) {
		b := indexer.Batch{Seq: seq + 1}
		for range 60 {
			d := indexer.Document{ID: fmt.Sprintf("d%03d", r.IntN(250)), Prints: printed(r, all), Visibility: marks[r.IntN(2):][:1]}
			all = append(all, d.Prints)
			b.Upserts = append(b.Upserts, d)
			docs[d.ID] = d
		}
		gone := fmt.Sprintf("d%03d", r.IntN(250))
		b.Deletes = []string{gone}
		delete(docs, gone)
		apply(t, x, b)
	}
	pairs := 0
	for _, prints := range all {
		var want []indexer.Nearness
		for id, d := range docs {
			if n, ok := isNear(prints, d.Prints); ok && d.Visibility[0] == marks[0] {
				want = append(want, indexer.Nearness{ID: id, Distance: n})
			}
		}
		slices.SortFunc(want, func(a, b indexer.Nearness) int {
			return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ID, b.ID))
		})
		got, err := x.Near(t.Context(), prints, marks[:1], 100)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("near %x: got %v, want %v", prints, got, want)
		}
		pairs += len(got)
	}
	if pairs < 500 {
		t.Errorf("only %d pairs are near: the test says little", pairs)
	}
}

func TestNearTakesACropAndRefusesChance(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	original := make([]uint64, 8)
	for i := range original {
		original[i] = r.Uint64()
	}
	other := func() []uint64 { return []uint64{r.Uint64(), r.Uint64(), r.Uint64()} }
	chance, twice, crop, again := other(), other(), other(), []uint64{altered(r, original[0], 6)}
	chance[1] = altered(r, original[2], 5)
	twice[1], twice[2] = altered(r, original[2], 5), altered(r, original[7], 13)
	crop[0] = altered(r, original[3], 4)
	docs := []indexer.Document{{ID: "again", Prints: again}, {ID: "chance", Prints: chance}, {ID: "crop", Prints: crop},
		{ID: "twice", Prints: twice}, {ID: "blank", Prints: []uint64{0, 0}}, {ID: "sound"}, {ID: "original", Prints: original}}
	for i := range docs {
		docs[i].Visibility = []string{"all"}
	}
	x := open(t, docs...)
	got, err := x.Near(t.Context(), append([]uint64{0}, original...), []string{"all"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := []indexer.Nearness{{ID: "original", Distance: 0}, {ID: "crop", Distance: 4}, {ID: "twice", Distance: 5}, {ID: "again", Distance: 6}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, nothing := range [][]uint64{nil, {0}, {r.Uint64()}} {
		if got, err := x.Near(t.Context(), nothing, []string{"all"}, 0); err != nil || len(got) > 0 {
			t.Errorf("near %x: got %v, %v, want nothing", nothing, got, err)
		}
	}
}

func TestNearUsedEqualsComparingAll(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	x := open(t)
	docs := map[string]indexer.Document{}
	var all [][]uint64
	for seq := range int64(6) {
		b := indexer.Batch{Seq: seq + 1}
		for range 60 {
			d := indexer.Document{ID: fmt.Sprintf("d%03d", r.IntN(250)), Prints: printed(r, all), Used: r.IntN(3), Visibility: marks[r.IntN(2):][:1]}
			all = append(all, d.Prints)
			b.Upserts = append(b.Upserts, d)
			docs[d.ID] = d
		}
		gone := fmt.Sprintf("d%03d", r.IntN(250))
		b.Deletes = []string{gone}
		delete(docs, gone)
		apply(t, x, b)
	}
	want, ids, pairs := map[string][]string{}, []string{"never there"}, 0
	gone := map[string][]uint64{"blank": {0}}
	for i := range 20 {
		gone[fmt.Sprintf("x%02d", i)] = printed(r, all)
	}
	for id, d := range docs {
		ids = append(ids, id)
		for other, prints := range gone {
			if _, ok := isNear(d.Prints, prints); ok && other != "blank" {
				want[id] = append(want[id], other)
				pairs++
			}
		}
		for other, o := range docs {
			if _, ok := isNear(d.Prints, o.Prints); ok && o.Used > 0 && other != id {
				want[id] = append(want[id], other)
				pairs++
			}
		}
		slices.Sort(want[id])
	}
	got, err := x.NearUsed(t.Context(), ids, gone)
	if err != nil {
		t.Fatal(err)
	}
	for id := range docs {
		if !slices.Equal(got[id], want[id]) {
			t.Errorf("near %s: got %v, want %v", id, got[id], want[id])
		}
	}
	if pairs < 100 || got["never there"] != nil {
		t.Errorf("%d pairs are near, and %v what was never there: the test says little", pairs, got["never there"])
	}
}
