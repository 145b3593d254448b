package thumbs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

// tiffFile is the first directory of a TIFF file.
type tiffFile struct {
	w       *window
	order   binary.ByteOrder
	entries map[uint16]tiffEntry
}

type tiffEntry struct {
	kind  uint16
	count uint32
	at    int64 // of the value in the file
	raw   [12]byte
}

func readTIFF(w *window) (tiffFile, error) {
	head := w.all(0, 8)
	if head == nil {
		return tiffFile{}, fmt.Errorf("%w: inside the header", ErrTruncated)
	}
	t := tiffFile{w: w, order: binary.LittleEndian, entries: map[uint16]tiffEntry{}}
	if head[0] == 'M' {
		t.order = binary.BigEndian
	}
	start := int64(t.order.Uint32(head[4:]))
	if start < 8 {
		return tiffFile{}, fmt.Errorf("%w: directory at %d", ErrCorrupt, start)
	}
	count := w.all(start, 2)
	if count == nil {
		return tiffFile{}, fmt.Errorf("%w: directory is missing", ErrTruncated)
	}
	n := int(t.order.Uint16(count))
	list := w.all(start+2, 12*n)
	if list == nil {
		return tiffFile{}, fmt.Errorf("%w: inside the directory", ErrTruncated)
	}
	for i := range n {
		b := list[12*i:]
		e := tiffEntry{kind: t.order.Uint16(b[2:]), count: t.order.Uint32(b[4:]), at: start + 2 + 12*int64(i) + 8}
		copy(e.raw[:], b)
		if int64(e.count)*e.width() > 4 {
			e.at = int64(t.order.Uint32(b[8:]))
		}
		t.entries[t.order.Uint16(b)] = e
	}
	return t, nil
}

// width is the bytes of one value of the entry, for the kinds that hold whole numbers or bytes; 1 for all others.
func (e tiffEntry) width() int64 {
	switch e.kind {
	case 3: // SHORT
		return 2
	case 4, 13: // LONG, IFD
		return 4
	}
	return 1
}

// number is the first value of a tag, 0 when it is missing.
func (t tiffFile) number(tag uint16) uint32 {
	if v, err := t.numbers(tag, 1); err == nil && len(v) > 0 {
		return v[0]
	}
	return 0
}

// numbers returns at most the first most values of a tag.
func (t tiffFile) numbers(tag uint16, most uint32) ([]uint32, error) {
	e := t.entries[tag]
	n, width := min(e.count, most), e.width()
	b := t.w.all(e.at, int(int64(n)*width))
	if n > 0 && b == nil {
		return nil, fmt.Errorf("%w: inside tag %d", ErrTruncated, tag)
	}
	values := make([]uint32, n)
	for i := range values {
		switch width {
		case 1:
			values[i] = uint32(b[i])
		case 2:
			values[i] = uint32(t.order.Uint16(b[2*i:]))
		case 4:
			values[i] = t.order.Uint32(b[4*i:])
		}
	}
	return values, nil
}

// essential returns a directory of nothing but the tags that say how strips are decoded.
func (t tiffFile) essential() []byte {
	var list []byte
	n := uint16(0)
	for _, tag := range []uint16{
		tiffWidth, tiffHeight, tiffBits, tiffCompression, tiffPhotometric, 266, tiffStripOffsets, tiffSamples, 278, tiffStripBytes,
		284, 292, 293, 317, 320, 339, 530, 532, // rows per strip, planes, fax options, predictor, palette, sample format, YCbCr
	} {
		if e, found := t.entries[tag]; found {
			list = append(list, e.raw[:]...)
			n++
		}
	}
	both := make([]byte, 2, len(list)+6)
	t.order.PutUint16(both, n)
	return append(append(both, list...), 0, 0, 0, 0) // no further directory
}

// reduceTIFF takes every tag out of the file at path that decoding does not need: ffmpeg can only be strict about damaged
// pictures if it is about unknown tags too.
func reduceTIFF(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("reduce TIFF: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("reduce TIFF: %w", err)
	}
	t, err := readTIFF(&window{r: f, size: info.Size()})
	if err != nil {
		return err
	}
	end := (info.Size() + 1) &^ 1
	var start [4]byte
	t.order.PutUint32(start[:], uint32(end))
	if _, err = f.WriteAt(t.essential(), end); err == nil {
		_, err = f.WriteAt(start[:], 4)
	}
	return err
}

// profile returns the ICC profile, nil when there is none.
func (t tiffFile) profile() []byte {
	e := t.entries[tiffProfile]
	if e.count == 0 || e.count > maxProfile {
		return nil
	}
	return t.w.all(e.at, int(e.count))
}
