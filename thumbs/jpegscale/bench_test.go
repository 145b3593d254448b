package jpegscale_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"os"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

// The benchmarks decode a photo from beside the repository where there is one, else a small picture. BENCH_BASELINE and
// BENCH_PROGRESSIVE name other files.

func BenchmarkDecodeBaseline(b *testing.B) {
	benchmarkDecode(b, os.Getenv("BENCH_BASELINE"), corpus+"photos/Samsung*.jpg", "testdata/420.jpg")
}

func BenchmarkDecodeProgressive(b *testing.B) {
	benchmarkDecode(b, os.Getenv("BENCH_PROGRESSIVE"), "testdata/progressive-420.jpg")
}

func benchmarkDecode(b *testing.B, candidates ...string) {
	data := first(b, candidates)
	b.Run("std", func(b *testing.B) {
		for b.Loop() {
			if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, opt := range []jpegscale.Options{{Denom: 1}, {Denom: 2}, {Denom: 4}, {Denom: 4, Fast: true}, {Denom: 8}} {
		name := fmt.Sprint(opt.Denom)
		if opt.Fast {
			name += "fast"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				decode(b, data, opt)
			}
		})
	}
}

// first returns a file of the first pattern that names any.
func first(b *testing.B, patterns []string) []byte {
	for _, p := range patterns {
		if p == "" {
			continue
		}
		for _, data := range read(b, p) {
			return data
		}
	}
	b.Fatal("nothing to decode")
	return nil
}
