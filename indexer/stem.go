package indexer

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/norwegian"
)

// stem takes the endings off a folded word of either written standard. It runs the Norwegian snowball stemmer until
// nothing changes and then drops a last -a or -e and a doubled last consonant, which mends what one pass misses:
// forfatter/forfatteren, uke/uka, rom/rommet. Words with digits stay as they are.
func stem(w string) string {
	if len(w) < 4 && !strings.HasSuffix(w, "a") && !strings.HasSuffix(w, "e") || strings.ContainsAny(w, "0123456789") {
		return w
	}
	if strings.HasSuffix(w, "erne") || strings.HasSuffix(w, "arne") {
		w = w[:len(w)-2]
	}
	for {
		e := snowballstem.NewEnv(w)
		norwegian.Stem(e)
		if e.Current() == w {
			break
		}
		w = e.Current()
	}
	n := len(w)
	if n >= 3 && (w[n-1] == 'a' || w[n-1] == 'e') && !vowel(w[n-2]) {
		w, n = w[:n-1], n-1
	}
	if n > 3 && w[n-1] == w[n-2] && !vowel(w[n-1]) {
		w = w[:n-1]
	}
	return w
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }
