package main

import "testing"

func TestGeneratedEntriesAreDistinct(t *testing.T) {
	lists := []struct {
		name string
		n    int
		make func(i int) string
	}{
		{"tags", tagCount, tag},
		{"book titles", bookCount, bookTitle},
		{"ISBNs", bookCount, isbn},
		{"tiny photos", 500, func(i int) string {
			photo, err := tinyPhoto(1, i)
			if err != nil {
				t.Fatal(err)
			}
			return string(photo)
		}},
	}
	for _, l := range lists {
		seen := map[string]int{}
		for i := range l.n {
			s := l.make(i)
			if first, ok := seen[s]; ok {
				t.Errorf("%s: %d and %d are the same", l.name, first, i)
			}
			seen[s] = i
		}
	}
}

func TestISBN(t *testing.T) {
	for i, want := range map[int]string{0: "9788299900003", 1: "9788299900010", 123: "9788299901239"} {
		if got := isbn(i); got != want {
			t.Errorf("isbn(%d) = %s, want %s", i, got, want)
		}
	}
}

func TestWordsComeByRank(t *testing.T) {
	w := newWriter(1, 0)
	counts := make([]int, 100)
	for range 10_000 {
		counts[w.rank(len(counts))]++
	}
	if counts[0] < 5*counts[20] || counts[99] == 0 {
		t.Errorf("first %d, twentieth %d, last %d times", counts[0], counts[20], counts[99])
	}
}
