package indexer

import "strings"

// beginAll tells whether every beginning starts a word of a key, see norwegian.Key.
func beginAll(key string, beginnings []string) bool {
	for _, b := range beginnings {
		if wordAt(key, b, false) < 0 {
			return false
		}
	}
	return true
}

// closeness is higher the better the typed words fit a key: the more of them are whole words, and then when one of them
// begins the key.
func closeness(key string, typed []string) int {
	whole, first := 0, 0
	for _, w := range typed {
		if wordAt(key, w, true) >= 0 {
			whole++
		}
		if strings.HasPrefix(key, w) {
			first = 1
		}
	}
	return 2*whole + first
}

// wordAt is where in a key a word starts that begins with w, or is w, or -1.
func wordAt(key, w string, whole bool) int {
	for from := 0; ; {
		i := strings.Index(key[from:], w)
		if i < 0 {
			return -1
		}
		at, end := from+i, from+i+len(w)
		if (at == 0 || key[at-1] == ' ') && (!whole || end == len(key) || key[end] == ' ') {
			return at
		}
		from = at + 1
	}
}
