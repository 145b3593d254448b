package thumbs

import (
	"encoding/binary"
	"fmt"
)

const maxChunks = 200_000 // of 8 KiB each, as some writers cut them: 1.6 GB

// inspectPNG walks the chunks to IEND.
func inspectPNG(w *window, facts *Facts, limits Limits) error {
	off := int64(8)
	for range maxChunks {
		head := w.all(off, 8)
		if head == nil {
			return fmt.Errorf("%w: no IEND", ErrTruncated)
		}
		length, kind := int64(binary.BigEndian.Uint32(head)), string(head[4:])
		if facts.Width == 0 && kind != "IHDR" {
			return fmt.Errorf("%w: %q before IHDR", ErrCorrupt, kind)
		}
		if kind == "IEND" {
			return nil
		}
		if off+12+length > w.size {
			return fmt.Errorf("%w: inside %q", ErrTruncated, kind)
		}
		switch {
		case kind == "IHDR" && length == 13:
			header := w.all(off+8, 13)
			if header == nil {
				return ErrTruncated
			}
			facts.perPixel = pngMemory(header)
			width, height := binary.BigEndian.Uint32(header), binary.BigEndian.Uint32(header[4:])
			if err := facts.measure(bounded(width), bounded(height), limits); err != nil {
				return err
			}
		case kind == "IHDR":
			return fmt.Errorf("%w: IHDR of %d bytes", ErrCorrupt, length)
		case kind == "tRNS" && facts.perPixel < 5: // a transparent colour: grey becomes colours with alpha
			facts.perPixel = 8
		case kind == "eXIf" && length <= windowBytes:
			facts.orient(exifOrientation(w.at(off+8, int(length))))
		}
		off += 12 + length
	}
	return fmt.Errorf("%w: more than %d chunks", ErrCorrupt, maxChunks)
}

// pngMemory is the bytes per pixel that Go's decoder takes for the kind of PNG that an IHDR announces, with those of
// flatten.
func pngMemory(header []byte) float64 {
	depth, kind, interlaced := header[8], header[9], header[12] != 0
	perPixel := 4.0
	switch {
	case kind == 0 && depth == 16: // grey
		perPixel = 3
	case kind == 0:
		perPixel = 1
	case kind == 3: // palette
		perPixel = 5
	case depth == 16:
		perPixel = 8
	}
	if interlaced {
		perPixel *= 1.5 // the last pass, which has every second row, is decoded apart
	}
	return perPixel
}

// bounded keeps a 32-bit size positive where int has 32 bits.
func bounded(v uint32) int { return int(min(v, 1<<31-1)) }
