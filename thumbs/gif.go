package thumbs

import (
	"encoding/binary"
	"fmt"
)

// inspectGIF walks the blocks to the trailer. The size is that of the logical screen; frames may not be larger.
func inspectGIF(w *window, facts *Facts, limits Limits) error {
	screen := w.all(6, 7)
	if screen == nil {
		return fmt.Errorf("%w: inside the header", ErrTruncated)
	}
	width, height := int(binary.LittleEndian.Uint16(screen)), int(binary.LittleEndian.Uint16(screen[2:]))
	facts.perPixel = 5 // an index and a colour
	if err := facts.measure(width, height, limits); err != nil {
		return err
	}
	off := 13 + colorTable(screen[4])
	for frames := 0; ; {
		block := w.all(off, 1)
		switch {
		case block == nil:
			return fmt.Errorf("%w: no trailer", ErrTruncated)
		case block[0] == 0x3B && frames > 0, frames > 0 && block[0] != 0x21 && block[0] != 0x2C:
			return nil // the trailer, or foreign bytes after a complete frame
		case block[0] == 0x21: // extension: a label, then sub-blocks
			off = skipSubBlocks(w, off+2)
		case block[0] == 0x2C:
			frame := w.all(off, 10)
			if frame == nil {
				return fmt.Errorf("%w: inside a frame", ErrTruncated)
			}
			fw, fh := int(binary.LittleEndian.Uint16(frame[5:])), int(binary.LittleEndian.Uint16(frame[7:]))
			if fw > width || fh > height {
				return fmt.Errorf("%w: frame of %d × %d on %d × %d", ErrCorrupt, fw, fh, width, height)
			}
			off = skipSubBlocks(w, off+11+colorTable(frame[9]))
			frames++
		default:
			return fmt.Errorf("%w: no picture", ErrCorrupt)
		}
		if off < 0 {
			return fmt.Errorf("%w: inside a frame", ErrTruncated)
		}
	}
}

// colorTable is the length in bytes of the table that flags announce.
func colorTable(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipSubBlocks returns the offset behind the block of length 0 that ends a chain, or -1 when the file ends first.
func skipSubBlocks(w *window, off int64) int64 {
	for {
		length := w.all(off, 1)
		if length == nil {
			return -1
		}
		off += 1 + int64(length[0])
		if length[0] == 0 {
			return off
		}
	}
}
