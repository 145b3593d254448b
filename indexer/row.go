package indexer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fellesmappa/fellesmappa/indexer/norwegian"
)

// storedRow is the field in which the numbers and the title of a document are stored.
const storedRow = "row"

// row is what is stored of a document to be read by its number.
type row struct {
	recorded, created, posted int64 // as by millis; 0 for none
	used                      int32
	vetted                    bool
	titleHash                 uint32 // see titleHash
	title                     []byte // as written
}

func rowOf(d *Document) row {
	return row{recorded: millis(d.RecordedAt), created: millis(d.CreatedAt), posted: millis(d.LastPostedAt),
		used: int32(min(max(d.Used, 0), 1<<31-1)), vetted: d.Vetted, titleHash: titleHash(norwegian.Key(d.Title)),
		title: []byte(clean(d.Title))}
}

// titleHash is by what whole titles are compared: a hash of the title's norwegian.Key, 0 only for none.
func titleHash(key string) uint32 {
	if key == "" {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	return max(h.Sum32(), 1)
}

const (
	rowVetted = 1 << iota
	rowRecorded
	rowCreated
	rowPosted
)

// encode gives: flags; the times there are, in milliseconds since 1970, the later two as what they differ from the first;
// times used; the title's hash; the title.
func (r row) encode() []byte {
	b := make([]byte, 1, 32+len(r.title))
	base := int64(millisBias)
	for i, t := range [...]int64{r.recorded, r.created, r.posted} {
		if t == 0 {
			continue
		}
		b[0] |= rowRecorded << i
		b = binary.AppendVarint(b, t-base)
		if i == 0 {
			base = t
		}
	}
	if r.vetted {
		b[0] |= rowVetted
	}
	b = binary.AppendUvarint(b, uint64(r.used))
	b = binary.BigEndian.AppendUint32(b, r.titleHash)
	return append(b, r.title...)
}

var errRow = errors.New("stored row is not one of ours")

// decodeRow reads a stored row; the title is part of b.
func decodeRow(b []byte) (row, error) {
	var r row
	if len(b) == 0 {
		return r, errRow
	}
	flags := b[0]
	b = b[1:]
	r.vetted = flags&rowVetted != 0
	base := int64(millisBias)
	for i, t := range [...]*int64{&r.recorded, &r.created, &r.posted} {
		if flags&(rowRecorded<<i) == 0 {
			continue
		}
		v, n := binary.Varint(b)
		if n <= 0 {
			return row{}, errRow
		}
		*t, b = v+base, b[n:]
		if i == 0 {
			base = *t
		}
	}
	used, n := binary.Uvarint(b)
	if n <= 0 || used > 1<<31-1 || len(b) < n+4 {
		return row{}, errRow
	}
	r.used = int32(used)
	r.titleHash, r.title = binary.BigEndian.Uint32(b[n:]), b[n+4:]
	return r, nil
}

// title reads the title of a document as it was written.
func (c *columns) title(sg segment.Segment, doc uint32) (string, error) {
	title := ""
	var bad error
	err := sg.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != storedRow {
			return true
		}
		var r row
		r, bad = decodeRow(value)
		title = string(r.title)
		return false
	})
	if err = errors.Join(err, bad); err != nil {
		return "", fmt.Errorf("read title: %w", err)
	}
	return title, nil
}

// millis is a time as a positive number that keeps the order; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return min(max(t.UnixMilli()+millisBias, 1), 1<<48-1)
}
