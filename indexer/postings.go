package indexer

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// orInto is what postings of the current segment format can do, and all we need of them.
type orInto interface{ OrInto(*roaring.Bitmap) }

// termReader looks up postings of one field in one segment. Deleted documents are among them.
type termReader struct {
	dict segment.TermDictionary
	list segment.PostingsList // reused
}

func newTermReader(sg segment.Segment, field string) (*termReader, error) {
	d, err := sg.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("read dictionary %s: %w", field, err)
	}
	return &termReader{dict: d}, nil
}

// add puts the documents with a term into bm.
func (r *termReader) add(term string, bm *roaring.Bitmap) error {
	list, err := r.dict.PostingsList([]byte(term), nil, r.list)
	if err != nil {
		return fmt.Errorf("read postings: %w", err)
	}
	r.list = list
	o, ok := list.(orInto)
	if !ok {
		return fmt.Errorf("postings are %T, not bitmaps", list)
	}
	o.OrInto(bm)
	return nil
}

// each calls f for every term that starts with prefix, in order, until f returns false.
func (r *termReader) each(prefix string, f func(term string) (bool, error)) error {
	var from, to []byte
	if prefix != "" {
		from, to = []byte(prefix), after(prefix)
	}
	it := r.dict.AutomatonIterator(nil, from, to)
	for {
		var e *index.DictEntry
		e, err := it.Next()
		if err != nil {
			return fmt.Errorf("read terms: %w", err)
		}
		if e == nil {
			return nil
		}
		if more, err := f(e.Term); err != nil || !more {
			return err
		}
	}
}

// after is the first key behind all that start with prefix, or nil.
func after(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
