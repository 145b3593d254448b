package indexer

import (
	"bytes"
	"fmt"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// titles finds the documents of one segment by the beginnings of the words in their titles, deleted documents included.
// It takes four bytes for each different word of each title, and a few more for what is common; it holds no titles. A
// word is found as it is written and in its canonical form, so who wants the written form has to look at the title.
type titles struct {
	words  []byte   // all words, in order
	wordAt []uint32 // by word: its start in words; one more for the end
	docs   []uint32 // by word, then by number
	docsAt []uint32 // by word: the start of its documents in docs; one more for the end
	common map[wordRange]numberSet
	inAll  int // documents in the segment
}

// Some beginnings are had by very many titles; the sets of their documents are kept ready.
const (
	commonShare = 16   // by one document of so many
	commonLeast = 1024 // and at least by so many
	commonBytes = 6    // the longest of them
)

// readTitles reads the words of titles from a segment's dictionary.
func readTitles(sg segment.Segment) (*titles, error) {
	r, err := newTermReader(sg, textTitle)
	if err != nil {
		return nil, err
	}
	t := &titles{wordAt: []uint32{0}, docsAt: []uint32{0}, inAll: int(sg.Count())}
	lookup, docs := &termReader{dict: r.dict}, roaring.New()
	err = r.each("", func(word string) (bool, error) {
		docs.Clear()
		if err := lookup.add(word, docs); err != nil {
			return false, err
		}
		n := int(docs.GetCardinality())
		if n > 0 && int(docs.Maximum()) >= t.inAll {
			return false, fmt.Errorf("titles name document %d of %d", docs.Maximum(), t.inAll)
		}
		t.docs = slices.Grow(t.docs, n)[:len(t.docs)+n]
		docs.ManyIterator().NextMany(t.docs[len(t.docs)-n:])
		t.words = append(t.words, word...)
		t.wordAt, t.docsAt = append(t.wordAt, uint32(len(t.words))), append(t.docsAt, uint32(len(t.docs)))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	t.words, t.docs = slices.Clone(t.words), slices.Clone(t.docs) // no longer than needed
	t.findCommon()
	return t, nil
}

// findCommon makes the sets of all common beginnings.
func (t *titles) findCommon() {
	t.common = map[wordRange]numberSet{}
	for length := 1; length <= commonBytes; length++ {
		for from, i := 0, 1; i <= t.count(); i++ {
			first := t.word(from)
			if i < t.count() && len(first) >= length && bytes.HasPrefix(t.word(i), first[:length]) {
				continue
			}
			r := wordRange{from, i}
			if len(first) >= length && len(t.within(r)) >= max(t.inAll/commonShare, commonLeast) {
				t.common[r] = t.set(r)
			}
			from = i
		}
	}
}

// count is the number of words.
func (t *titles) count() int { return len(t.wordAt) - 1 }

func (t *titles) word(i int) []byte { return t.words[t.wordAt[i]:t.wordAt[i+1]] }

// wordRange is the words from one number up to, and without, another.
type wordRange struct{ from, to int }

// starting gives the words that start with a beginning. The beginning itself, when it is a word, comes first.
func (t *titles) starting(beginning string) wordRange {
	b := []byte(beginning)
	from := sort.Search(t.count(), func(i int) bool { return bytes.Compare(t.word(i), b) >= 0 })
	n := sort.Search(t.count()-from, func(i int) bool { return !bytes.HasPrefix(t.word(from+i), b) })
	return wordRange{from, from + n}
}

// within gives the documents of a range, word by word, so that those with several of the words are in it several times.
func (t *titles) within(r wordRange) []uint32 { return t.docs[t.docsAt[r.from]:t.docsAt[r.to]] }

// beginning gives the documents of all words that start with a beginning.
func (t *titles) beginning(of string) *roaring.Bitmap {
	docs, r := roaring.New(), t.starting(of)
	for i := r.from; i < r.to; i++ {
		docs.AddMany(t.within(wordRange{i, i + 1}))
	}
	return docs
}

// exactly gives the documents of a word, in order.
func (t *titles) exactly(word string) []uint32 {
	w := []byte(word)
	i, found := sort.Find(t.count(), func(i int) int { return bytes.Compare(w, t.word(i)) })
	if !found {
		return nil
	}
	return t.within(wordRange{i, i + 1})
}

// set gives the documents of a range.
func (t *titles) set(r wordRange) numberSet {
	if s := t.common[r]; s != nil {
		return s
	}
	s := newNumberSet(t.inAll)
	for _, d := range t.within(r) {
		s.add(d)
	}
	return s
}
