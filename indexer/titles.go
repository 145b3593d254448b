package indexer

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// titles finds the documents of one segment by the beginnings of the words in their titles, deleted documents included.
// It takes four bytes for each word of each title and holds no titles. A word is found as it is written and in its
// canonical form, so who wants the written form has to look at the title.
type titles struct {
	words   []byte   // all words, in order
	wordEnd []uint32 // by word: its end in words
	docs    []uint32 // by word, then by number
	docsEnd []uint32 // by word: the end of its documents in docs
}

func readTitles(sg segment.Segment) (*titles, error) {
	r, err := newTermReader(sg, textTitle)
	if err != nil {
		return nil, err
	}
	lookup, docs, t := &termReader{dict: r.dict}, roaring.New(), &titles{}
	err = r.each("", func(word string) (bool, error) {
		docs.Clear()
		if err := lookup.add(word, docs); err != nil {
			return false, err
		}
		n := len(t.docs)
		t.docs = slices.Grow(t.docs, int(docs.GetCardinality()))[:n+int(docs.GetCardinality())]
		docs.ManyIterator().NextMany(t.docs[n:])
		t.words = append(t.words, word...)
		t.wordEnd, t.docsEnd = append(t.wordEnd, uint32(len(t.words))), append(t.docsEnd, uint32(len(t.docs)))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	t.words, t.wordEnd, t.docs, t.docsEnd = slices.Clip(t.words), slices.Clip(t.wordEnd), slices.Clip(t.docs), slices.Clip(t.docsEnd)
	return t, nil
}

func (t *titles) word(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = t.wordEnd[i-1]
	}
	return t.words[from:t.wordEnd[i]]
}

// with gives the documents of one word, in order.
func (t *titles) with(word int) []uint32 {
	from := uint32(0)
	if word > 0 {
		from = t.docsEnd[word-1]
	}
	return t.docs[from:t.docsEnd[word]]
}

// wordRange is the words from one number up to, and without, another.
type wordRange struct{ from, to int }

// starting gives the words that start with a beginning. The word that is no longer than that comes first.
func (t *titles) starting(beginning string) wordRange {
	from := sort.Search(len(t.wordEnd), func(i int) bool { return string(t.word(i)) >= beginning })
	n := sort.Search(len(t.wordEnd)-from, func(i int) bool { return !strings.HasPrefix(string(t.word(from+i)), beginning) })
	return wordRange{from, from + n}
}

// exactly gives the documents of a word.
func (t *titles) exactly(word string) []uint32 {
	if r := t.starting(word); r.from < r.to && string(t.word(r.from)) == word {
		return t.with(r.from)
	}
	return nil
}

// size is how many documents the words of a range have, counting those with several several times.
func (t *titles) size(r wordRange) int {
	if r.from == r.to {
		return 0
	}
	return int(t.docsEnd[r.to-1]) - int(t.docsEnd[r.from]) + len(t.with(r.from))
}

const popularWords = 32 // of a range that are sorted by use

// byUse gives the words of a range: the one that comes first, then those with the most documents, then the others.
func (t *titles) byUse(r wordRange) []int {
	out := make([]int, 0, r.to-r.from)
	for i := r.from; i < r.to; i++ {
		out = append(out, i)
	}
	if len(out) < 3 {
		return out
	}
	more := func(a, b int) int { return cmp.Or(cmp.Compare(len(t.with(b)), len(t.with(a))), cmp.Compare(a, b)) }
	rest := out[1:]
	top := min(popularWords, len(rest))
	slices.SortFunc(rest[:top], more)
	for i := top; i < len(rest); i++ {
		if more(rest[i], rest[top-1]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(rest[:top], rest[i], more)
		moved := rest[i]
		rest[i] = rest[top-1]
		copy(rest[at+1:top], rest[at:top-1])
		rest[at] = moved
	}
	return out
}

// docSet is a set of documents of one segment.
type docSet []uint64

func newDocSet(n int) docSet { return make(docSet, (n+63)/64) }

func (s docSet) has(d uint32) bool { return s[d/64]&(1<<(d%64)) != 0 }
func (s docSet) add(d uint32)      { s[d/64] |= 1 << (d % 64) }

// candidates gives, word by word, documents of whose titles every beginning starts a word, each once, until f returns
// false. n is the number of documents in the segment.
func (t *titles) candidates(beginnings []string, n int, f func(doc uint32) bool) {
	ranges := make([]wordRange, len(beginnings))
	for i, b := range beginnings {
		ranges[i] = t.starting(b)
	}
	slices.SortFunc(ranges, func(a, b wordRange) int { return cmp.Compare(t.size(a), t.size(b)) })
	if t.size(ranges[0]) == 0 {
		return
	}
	last := len(ranges) - 1
	var among docSet // what fits all ranges but the last; nil: everything
	for _, r := range ranges[:last] {
		among = t.narrow(r, among, n)
	}
	given := newDocSet(n)
	for _, w := range t.byUse(ranges[last]) {
		for _, d := range t.with(w) {
			if (among == nil || among.has(d)) && !given.has(d) {
				given.add(d)
				if !f(d) {
					return
				}
			}
		}
	}
}

// narrow gives the documents with words of a range that are in a set; nil is the set of all.
func (t *titles) narrow(r wordRange, among docSet, n int) docSet {
	out := newDocSet(n)
	if r.from == r.to {
		return out
	}
	end := t.docsEnd[r.to-1]
	for _, d := range t.docs[int(end)-t.size(r) : end] {
		if among == nil || among.has(d) {
			out.add(d)
		}
	}
	return out
}
