package indexer

import (
	"cmp"
	"slices"
	"strings"
)

// wordEntry says that a label has a word, in its name or another spelling.
type wordEntry struct {
	word   string
	number uint32 // of the label, within its facet
	facet  uint8
}

func (e wordEntry) compare(o wordEntry) int {
	return cmp.Or(strings.Compare(e.word, o.word), cmp.Compare(e.facet, o.facet), cmp.Compare(e.number, o.number))
}

// wordTable finds labels by word. A table never changes; with makes the next one. What is new goes into a short list of its
// own first, so that a small addition does not copy everything.
type wordTable struct {
	long, recent []wordEntry // each in order
}

const (
	recentWords = 1024 // recent may always be this long
	recentShare = 8    // else at most one part in this many of long
)

// with gives a table with more entries, which it puts in order.
func (t wordTable) with(more []wordEntry) wordTable {
	if len(more) == 0 {
		return t
	}
	slices.SortFunc(more, wordEntry.compare)
	t.recent = merged(t.recent, more)
	if len(t.recent) > max(recentWords, len(t.long)/recentShare) {
		t.long, t.recent = merged(t.long, t.recent), nil
	}
	return t
}

// merged makes one ordered list of two.
func merged(a, b []wordEntry) []wordEntry {
	out := make([]wordEntry, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].compare(a[0]) < 0 {
			out, b = append(out, b[0]), b[1:]
			continue
		}
		out, a = append(out, a[0]), a[1:]
	}
	return append(append(out, a...), b...)
}

// find gives the entries of a word, or of all words that begin with it. They are in two lists, each in order.
func (t wordTable) find(word string, beginning bool) [2][]wordEntry {
	return [2][]wordEntry{findWords(t.long, word, beginning), findWords(t.recent, word, beginning)}
}

func findWords(in []wordEntry, word string, beginning bool) []wordEntry {
	from, _ := slices.BinarySearchFunc(in, word, func(e wordEntry, w string) int { return strings.Compare(e.word, w) })
	in = in[from:]
	to, _ := slices.BinarySearchFunc(in, word, func(e wordEntry, w string) int {
		if e.word == w || beginning && strings.HasPrefix(e.word, w) {
			return -1
		}
		return 1
	})
	return in[:to]
}
