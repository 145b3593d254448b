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
	mostWords  = 10 // of a document that others are compared with
	leastWord  = 4  // bytes of such a word
)

// likeness is what is kept of a document itself, beside the terms that lead to it, to find others that are like it. It
// is stored as the number of prints, the prints (big endian), and the words with spaces between them.
type likeness struct {
	prints []uint64
	words  []string // canonical
}

func likenessOf(d *Document) likeness {
	var l likeness
	for _, p := range d.Prints {
		if p != 0 && len(l.prints) < mostPrints {
			l.prints = append(l.prints, p)
		}
	}
	l.words = tellingWords(d)
	return l
}

// tellingWords gives the words by which a document is compared: those of the title, then the longest of the
// description. How rare a word is depends on the collection and is asked later; the long ones are rare mostly.
func tellingWords(d *Document) []string {
	words := candidateWords(d.Title)
	if len(words) < mostWords {
		more := candidateWords(d.Description)
		slices.SortStableFunc(more, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
		words = append(words, more[:min(len(more), mostWords-len(words))]...)
	}
	var out []string
	for _, w := range words[:min(len(words), mostWords)] {
		if c := norwegian.Shipped().Form(w, nil).Canonical; !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// candidateWords gives the folded words of a text that can tell something, each once.
func candidateWords(text string) []string {
	var out []string
	for _, w := range norwegian.Surfaces(text) {
		if len(w) >= leastWord && !norwegian.Shipped().Stop(w) && !slices.Contains(out, w) {
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

func decodeLikeness(b []byte) (likeness, error) {
	if len(b) == 0 {
		return likeness{}, nil
	}
	n := int(b[0])
	if len(b) < 1+8*n {
		return likeness{}, fmt.Errorf("likeness of %d bytes with %d prints", len(b), n)
	}
	l := likeness{prints: make([]uint64, n), words: strings.Fields(string(b[1+8*n:]))}
	for i := range l.prints {
		l.prints[i] = binary.BigEndian.Uint64(b[1+8*i:])
	}
	return l, nil
}

// readLikeness reads what is stored with a document.
func readLikeness(sg segment.Segment, doc uint32) (l likeness, err error) {
	wrong := sg.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == storedLikeness {
			l, err = decodeLikeness(value)
		}
		return field != storedLikeness
	})
	return l, errors.Join(err, wrong)
}
