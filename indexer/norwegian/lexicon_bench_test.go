package norwegian_test

import (
	"testing"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// BenchmarkForm analyses words as they stand in texts, each anew.
func BenchmarkForm(b *testing.B) {
	lex := norwegian.Shipped()
	words := norwegian.Surfaces(standards)
	for i := 0; b.Loop(); i++ {
		lex.Form(words[i%len(words)], nil)
	}
}

func BenchmarkWords(b *testing.B) {
	b.SetBytes(int64(len(standards)))
	for b.Loop() {
		norwegian.Surfaces(standards)
	}
}
