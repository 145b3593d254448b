package thumbs

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// inspectWebP walks the chunks of RFC 9649. The picture must be as large as the canvas says: a small canvas around a
// large picture is a trap for decoders.
func inspectWebP(w *window, facts *Facts, limits Limits) error {
	head := w.all(0, 12)
	end := 8 + int64(binary.LittleEndian.Uint32(head[4:]))
	if end > w.size {
		return fmt.Errorf("%w: %d bytes are missing", ErrTruncated, end-w.size)
	}
	canvas := false
	for off := int64(12); off+8 <= end; {
		head := w.all(off, 8)
		if head == nil {
			return ErrTruncated
		}
		length, kind := int64(binary.LittleEndian.Uint32(head[4:])), string(head[:4])
		body := w.at(off+8, int(min(length, 16)))
		width, height := webpSize(kind, body)
		switch {
		case off+8+length > end:
			return fmt.Errorf("%w: inside %q", ErrTruncated, kind)
		case kind == "VP8X" && len(body) >= 10 && body[0]&2 != 0:
			return fmt.Errorf("%w: animated WebP", ErrUnsupported)
		case kind == "EXIF" && length <= windowBytes:
			facts.orient(exifOrientation(bytes.TrimPrefix(w.at(off+8, int(length)), []byte("Exif\x00\x00"))))
		case width > 0 && facts.Width == 0:
			canvas = kind == "VP8X"
			if err := facts.measure(width, height, limits); err != nil {
				return err
			}
		case width > 0 && canvas:
			if stored, rows := facts.stored(); width != stored || height != rows {
				return fmt.Errorf("%w: picture of %d × %d on a canvas of %d × %d", ErrCorrupt, width, height, stored, rows)
			}
		}
		off += 8 + length + length&1
	}
	if facts.Width == 0 {
		return fmt.Errorf("%w: no picture", ErrCorrupt)
	}
	return nil
}

// webpSize reads the size that a VP8X, VP8 or VP8L chunk states; 0, 0 for any other.
func webpSize(kind string, b []byte) (width, height int) {
	switch {
	case kind == "VP8X" && len(b) >= 10:
		at := func(i int) int { return int(b[i]) | int(b[i+1])<<8 | int(b[i+2])<<16 }
		return at(4) + 1, at(7) + 1
	case kind == "VP8 " && len(b) >= 10 && string(b[3:6]) == "\x9d\x01\x2a":
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
	case kind == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	}
	return 0, 0
}
