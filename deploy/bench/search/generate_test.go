package main

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"
)

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

func TestPhonePhotoIsAPicture(t *testing.T) {
	photo, err := phonePhoto(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.DecodeConfig(bytes.NewReader(photo))
	if err != nil || got.Width != phoneWidth || got.Height != phoneHeight {
		t.Errorf("%d × %d, %v, want %d × %d", got.Width, got.Height, err, phoneWidth, phoneHeight)
	}
	if !bytes.Contains(photo[:40], []byte("Exif\x00\x00MM")) {
		t.Error("the photo does not begin with EXIF")
	}
	if mb := float64(len(photo)) / 1e6; mb < 2 || mb > 6 {
		t.Errorf("%.1f MB, want a phone's 2 to 6", mb)
	}
}

func TestQuantiles(t *testing.T) {
	var d durations
	for i := 100; i > 0; i-- {
		d = append(d, time.Duration(i)*time.Millisecond)
	}
	for _, c := range []struct {
		q    float64
		want time.Duration
	}{{0, time.Millisecond}, {0.5, 51 * time.Millisecond}, {0.99, 99 * time.Millisecond}, {1, 100 * time.Millisecond}} {
		if got := d.quantile(c.q); got != c.want {
			t.Errorf("quantile %v = %v, want %v", c.q, got, c.want)
		}
	}
	if got := (durations{}).quantile(0.5); got != 0 {
		t.Errorf("quantile of nothing = %v, want 0", got)
	}
}
