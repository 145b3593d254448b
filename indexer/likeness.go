package indexer

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// storedLikeness is the field in which what others may be like is stored with a document, see likeness.
const storedLikeness = "likeness"

const (
	mostPrints = 64 // of a document
	mostWords  = 7  // of a document that others are compared with
	leastWord  = 4  // bytes of such a word
)

// likeness is what is kept of a document itself, beside the terms that lead to it, to find others that are like it. It
// is stored as the number of prints, the prints (big endian), and the words with spaces between them.
type likeness struct {
	prints []uint64
	words  []string // canonical
}

func likenessOf(d *Document, words *wordCache) likeness {
	return likeness{prints: usable(d.Prints), words: tellingWords(d, words)}
}

// tellingWords gives the words by which a document is compared: those of the title, then the longest of the
// description. How rare a word is depends on the collection and is asked later; the long ones are rare mostly.
func tellingWords(d *Document, cache *wordCache) []string {
	words := candidateWords(d.Title, cache)
	if len(words) < mostWords {
		more := candidateWords(d.Description, cache)
		slices.SortStableFunc(more, func(a, b *word) int { return cmp.Compare(len(b.Surface), len(a.Surface)) })
		words = append(words, more[:min(len(more), mostWords-len(words))]...)
	}
	var out []string
	for _, w := range words[:min(len(words), mostWords)] {
		if !slices.Contains(out, w.Canonical) {
			out = append(out, w.Canonical)
		}
	}
	return out
}

// candidateWords gives the words of a text that can tell something, each once.
func candidateWords(text string, cache *wordCache) []*word {
	var out []*word
	for _, at := range norwegian.Words(text) {
		written := text[at.From:at.To]
		w := cache.get(written)
		if len(w.Surface) >= leastWord && !norwegian.Shipped().Stop(written) &&
			!slices.ContainsFunc(out, func(o *word) bool { return o.Surface == w.Surface }) {
			out = append(out, w)
		}
		if len(out) == 100 {
			break
		}
	}
	return out
}

// encode gives nil for a document of which nothing is kept.
func (l likeness) encode() []byte {
	if len(l.prints)+len(l.words) == 0 {
		return nil
	}
	b := []byte{byte(len(l.prints))}
	for _, p := range l.prints {
		b = binary.BigEndian.AppendUint64(b, p)
	}
	return append(b, strings.Join(l.words, " ")...)
}

var errLikeness = errors.New("stored likeness is not one of ours")

func decodeLikeness(b []byte) (likeness, error) {
	prints, err := appendPrints(nil, b)
	if err != nil {
		return likeness{}, err
	}
	return likeness{prints, strings.Fields(string(b[1+8*len(prints):]))}, nil
}

// appendPrints reads the prints alone.
func appendPrints(to []uint64, b []byte) ([]uint64, error) {
	if len(b) == 0 || len(b) < 1+8*int(b[0]) {
		return to, errLikeness
	}
	for n := range int(b[0]) {
		to = append(to, binary.BigEndian.Uint64(b[1+8*n:]))
	}
	return to, nil
}

// readLikeness reads what is kept of a document; nothing may be.
func readLikeness(sg segment.Segment, doc uint32) (l likeness, err error) {
	var bad error
	err = sg.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == storedLikeness {
			l, bad = decodeLikeness(value)
		}
		return field != storedLikeness
	})
	if err = errors.Join(err, bad); err != nil {
		return likeness{}, fmt.Errorf("read likeness: %w", err)
	}
	return l, nil
}
