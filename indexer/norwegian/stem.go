package norwegian

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	snowball "github.com/blevesearch/snowballstem/norwegian"
)

// shortestStemmed is how many letters a word needs to have an ending at all.
const shortestStemmed = 4

// Stem takes the endings off a folded word of either written standard. It runs the Norwegian snowball stemmer until
// nothing changes and then drops a last -a or -e and a doubled m, which mends what one pass misses: forfatter/forfatteren,
// sida/side, rom/rommet. Words with digits stay as they are.
func Stem(w string) string {
	if len(w) < shortestStemmed || strings.ContainsAny(w, "0123456789") {
		return w
	}
	if strings.HasSuffix(w, "erne") || strings.HasSuffix(w, "arne") {
		w = w[:len(w)-2]
	}
	for {
		e := snowballstem.NewEnv(w)
		snowball.Stem(e)
		if e.Current() == w {
			break
		}
		w = e.Current()
	}
	n := len(w)
	if n >= shortestStemmed && (w[n-1] == 'a' || w[n-1] == 'e') && !vowel(w[n-2]) {
		w, n = w[:n-1], n-1
	}
	if n > 3 && strings.HasSuffix(w, "mm") { // an m is never doubled at the end of a base form
		w = w[:n-1]
	}
	return w
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }
