package matroska

import (
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
)

// span is an element in the file.
type span struct {
	id     uint32
	start  int64 // of the content
	length int64
	open   bool // of unknown length: lasts until the next element of its level
}

func (s span) end() int64 { return s.start + s.length }

// elementAt reads the header of the element at off. The content may reach beyond end.
func elementAt(r io.ReaderAt, off, end int64) (span, error) {
	var head [12]byte
	n, err := r.ReadAt(head[:max(0, min(12, end-off))], off)
	if n < 2 {
		if err == nil || err == io.EOF {
			err = ErrTruncated
		}
		return span{}, fmt.Errorf("read element header: %w", err)
	}
	id, length, open, used := header(head[:n])
	if used == 0 {
		return span{}, fmt.Errorf("%w: at byte %d", ErrCorrupt, off)
	}
	return span{id: id, start: off + int64(used), length: length, open: open}, nil
}

// header splits b into id and length; used is 0 when it cannot be one.
func header(b []byte) (id uint32, length int64, open bool, used int) {
	rawID, idBytes := variable(b, 4)
	if idBytes == 0 {
		return 0, 0, false, 0
	}
	raw, lengthBytes := variable(b[idBytes:], 8)
	if lengthBytes == 0 {
		return 0, 0, false, 0
	}
	value := raw &^ (1 << (7 * lengthBytes)) // the marker bit
	if value == 1<<(7*lengthBytes)-1 {
		return uint32(rawID), 0, true, idBytes + lengthBytes
	}
	if value > math.MaxInt64/2 {
		return 0, 0, false, 0
	}
	return uint32(rawID), int64(value), false, idBytes + lengthBytes
}

// variable reads a number of up to most bytes whose first set bit tells how many, marker included. n is 0 on failure.
func variable(b []byte, most int) (v uint64, n int) {
	for n = 1; n <= most && n <= len(b); n++ {
		v = v<<8 | uint64(b[n-1])
		if b[0]>>(8-n) == 1 {
			return v, n
		}
		if b[0]>>(8-n) > 1 {
			return 0, 0
		}
	}
	return 0, 0
}

// load reads an element's content into memory.
func load(r io.ReaderAt, s span) ([]byte, error) {
	if s.open || s.length > maxHeader {
		return nil, fmt.Errorf("%w: header of %d bytes", ErrCorrupt, s.length)
	}
	b := make([]byte, s.length)
	if _, err := io.ReadFull(io.NewSectionReader(r, s.start, s.length), b); err != nil {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = ErrTruncated
		}
		return nil, fmt.Errorf("read element: %w", err)
	}
	return b, nil
}

type element struct {
	id   uint32
	body []byte
}

// elements yields those in b and stops at the first impossible one.
func elements(b []byte) iter.Seq[element] {
	return func(yield func(element) bool) {
		for len(b) > 0 {
			id, length, open, used := header(b)
			if used == 0 || open || length > int64(len(b)-used) {
				return
			}
			end := used + int(length)
			if !yield(element{id, b[used:end]}) {
				return
			}
			b = b[end:]
		}
	}
}

func number(b []byte) (v uint64) {
	for _, c := range b[:min(8, len(b))] {
		v = v<<8 | uint64(c)
	}
	return v
}

func float(b []byte) float64 {
	switch len(b) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	}
	return 0
}

// text is a string element; zeros pad it.
func text(b []byte) string { return strings.TrimRight(string(b), "\x00") }
