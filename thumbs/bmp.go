package thumbs

import (
	"encoding/binary"
	"fmt"
)

// inspectBMP reads the two headers of a Windows or OS/2 bitmap.
func inspectBMP(w *window, facts *Facts, limits Limits) error {
	head := w.all(0, 26)
	if head == nil {
		return fmt.Errorf("%w: inside the header", ErrTruncated)
	}
	pixels, info := int64(binary.LittleEndian.Uint32(head[10:])), binary.LittleEndian.Uint32(head[14:])
	facts.perPixel, facts.inChild = 4, 5
	if info == 12 { // OS/2 1.x
		return facts.measure(int(binary.LittleEndian.Uint16(head[18:])), int(binary.LittleEndian.Uint16(head[20:])), limits)
	}
	head = w.all(0, 38)
	if head == nil {
		return fmt.Errorf("%w: inside the header", ErrTruncated)
	}
	width, height := int64(int32(binary.LittleEndian.Uint32(head[18:]))), int64(int32(binary.LittleEndian.Uint32(head[22:])))
	if height < 0 { // rows from the top
		height = -height
	}
	if err := facts.measure(int(min(width, 1<<31-1)), int(min(height, 1<<31-1)), limits); err != nil {
		return err
	}
	bits, compression := int64(binary.LittleEndian.Uint16(head[28:])), binary.LittleEndian.Uint32(head[30:])
	length := (width*bits + 31) / 32 * 4 * height
	if compression != 0 && compression != 3 { // neither plain nor with bit masks
		length = int64(binary.LittleEndian.Uint32(head[34:]))
	}
	if pixels+length > w.size {
		return fmt.Errorf("%w: %d bytes are missing", ErrTruncated, pixels+length-w.size)
	}
	return nil
}

// isBMP looks at more than the two letters that a bitmap begins with: text may begin with them too.
func isBMP(head []byte) bool {
	if len(head) < 18 || string(head[:2]) != "BM" || binary.LittleEndian.Uint32(head[6:]) != 0 {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}
