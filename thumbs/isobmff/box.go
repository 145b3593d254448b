// Package isobmff reads the structure of ISO base media files (ISO/IEC 14496-12 and Apple's QuickTime): the movie header
// of MP4, MOV and 3GP files, and the primary picture of HEIC and AVIF (ISO/IEC 23008-12).
//
// It reads box headers and the one box that describes the rest, never media data, and decodes nothing.
package isobmff

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Errors that tell a cut-off file from a damaged one.
var (
	ErrTruncated = errors.New("file ends inside a box")
	ErrCorrupt   = errors.New("box structure is damaged")
)

const (
	maxTopBoxes = 100_000  // a day of one-second fragments
	maxHeader   = 64 << 20 // bytes of a moov or meta box: hours of 60 frames per second
)

// Brands returns the major brand and the compatible ones of the leading ftyp box, or nil when there is none. head is the
// beginning of the file, 4 KiB or all of it.
func Brands(head []byte) []string {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return nil
	}
	n := min(uint64(binary.BigEndian.Uint32(head)), uint64(len(head)))
	if n < 16 {
		return nil
	}
	brands := []string{string(head[8:12])}
	for rest := head[16:n]; len(rest) >= 4; rest = rest[4:] {
		brands = append(brands, string(rest[:4]))
	}
	return brands
}

// find walks the top level of the file and returns the body of the first box of that kind. Walking to the end shows
// whether the file is whole, so ErrTruncated may come although the box was found; the body is returned along with it.
func find(r io.ReaderAt, size int64, kind string) ([]byte, error) {
	var found []byte
	headers := headers{r: r, size: size}
	off := int64(0)
	for range maxTopBoxes {
		if size-off < 8 {
			break // up to seven bytes of padding are harmless
		}
		head, err := headers.at(off)
		if err != nil {
			return found, fmt.Errorf("read box header: %w", err)
		}
		length, header := int64(binary.BigEndian.Uint32(head[:])), int64(8)
		switch length {
		case 0:
			length = size - off
		case 1:
			length, header = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		name := string(head[4:8])
		if !plausible(name) && found != nil {
			return found, nil // foreign bytes after a complete file
		}
		if length < header || !plausible(name) {
			return found, fmt.Errorf("%w: at byte %d", ErrCorrupt, off)
		}
		if length > size-off {
			return found, fmt.Errorf("%w: %s needs %d more bytes", ErrTruncated, name, length-(size-off))
		}
		if name == kind && found == nil {
			if length > maxHeader {
				return nil, fmt.Errorf("%w: %s of %d bytes", ErrCorrupt, kind, length)
			}
			found = make([]byte, length-header)
			if _, err := io.ReadFull(io.NewSectionReader(r, off+header, length-header), found); err != nil {
				return nil, fmt.Errorf("read %s: %w", kind, err)
			}
		}
		off += length
	}
	if found == nil {
		return nil, fmt.Errorf("%w: no %s", ErrTruncated, kind)
	}
	return found, nil
}

// headers reads box headers. Small boxes follow each other at the beginning of a file and, in fragmented ones, all the
// way: one read serves several of them.
type headers struct {
	r    io.ReaderAt
	size int64
	buf  []byte
	off  int64 // of buf in the file
}

const headersRead = 1 << 10 // bytes at a time

// at returns the header at off, at least its first eight bytes; the rest is zero where the file ends.
func (h *headers) at(off int64) (head [16]byte, err error) {
	want := min(int64(len(head)), h.size-off)
	if off < h.off || off+want > h.off+int64(len(h.buf)) {
		h.buf, h.off = make([]byte, min(headersRead, h.size-off)), off
		n, err := h.r.ReadAt(h.buf, off)
		if h.buf = h.buf[:n]; n < 8 {
			return head, cmp.Or(err, io.ErrUnexpectedEOF)
		}
	}
	copy(head[:], h.buf[off-h.off:])
	return head, nil
}

// plausible reports whether name can be a box type: printable, or QuickTime's © (0xA9); four zeros are padding.
func plausible(name string) bool {
	if name == "\x00\x00\x00\x00" {
		return true
	}
	for _, c := range []byte(name) {
		if (c < 0x20 || c > 0x7e) && c != 0xa9 {
			return false
		}
	}
	return true
}

// boxes yields type and body of each box in b and stops at the first impossible length.
func boxes(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			length, header := uint64(binary.BigEndian.Uint32(b)), uint64(8)
			if length == 1 && len(b) >= 16 {
				length, header = binary.BigEndian.Uint64(b[8:]), 16
			}
			if length == 0 {
				length = uint64(len(b))
			}
			if length < header || length > uint64(len(b)) || !yield(string(b[4:8]), b[header:length]) {
				return
			}
			b = b[length:]
		}
	}
}

// child returns the body of the first box of that kind in b, or nil.
func child(b []byte, kind string) []byte {
	for k, body := range boxes(b) {
		if k == kind {
			return body
		}
	}
	return nil
}
