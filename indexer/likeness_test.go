package indexer

import (
	"slices"
	"testing"
)

func TestLikenessKeepsTellingWords(t *testing.T) {
	d := &Document{Title: "Høytlesing på lørdag", Description: "Vi leser eventyr for de minste hver lørdag klokka 11 i barneavdelingen",
		Prints: []uint64{5, 0, 7}}
	got, err := decodeLikeness(likenessOf(d, newWordCache(nil)).encode())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.prints, []uint64{5, 7}) {
		t.Errorf("got prints %v, want 5 and 7", got.prints)
	}
	if len(got.words) < 5 || len(got.words) > mostWords {
		t.Errorf("got words %v", got.words)
	}
	for _, w := range []string{"pa", "vi", "hver", "11"} {
		if slices.Contains(got.words, w) {
			t.Errorf("words %v say nothing with %q", got.words, w)
		}
	}
}

func FuzzDecodeLikeness(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 2, 3})
	f.Add(likeness{prints: []uint64{1, 2}, words: []string{"bok", "film"}}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := decodeLikeness(b)
		if err != nil || len(l.prints)+len(l.words) == 0 {
			return
		}
		again, err := decodeLikeness(l.encode())
		if err != nil || !slices.Equal(again.prints, l.prints) || !slices.Equal(again.words, l.words) {
			t.Errorf("got %v, %v of %v, which was read from %x", again, err, l, b)
		}
	})
}
