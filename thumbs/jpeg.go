package thumbs

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// inspectJPEG walks the markers of ITU-T T.81 to the end of the picture. What stands after it (a motion photo's clip, a
// second picture) does not matter.
func inspectJPEG(w *window, facts *Facts, limits Limits) error {
	scans := 0
	for off := int64(2); ; {
		marker, at := nextMarker(w, off)
		switch {
		case marker == 0:
			return fmt.Errorf("%w: no end of image", ErrTruncated)
		case marker == 0xD9: // end of image
			if scans == 0 || facts.Width == 0 {
				return fmt.Errorf("%w: no picture before its end", ErrCorrupt)
			}
			return nil
		case marker == 0xD8 || marker == 0x01 || marker >= 0xD0 && marker <= 0xD7: // no length
			off = at
			continue
		}
		segment, err := jpegSegment(w, at)
		if err != nil {
			return err
		}
		switch {
		case isFrame(marker):
			if err := readFrame(segment, facts, limits); err != nil {
				return err
			}
			facts.header = at + 2 + int64(len(segment))
		case marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) && facts.Orientation == 1:
			facts.orient(exifOrientation(segment[6:]))
		case marker == 0xDA: // start of scan
			if facts.Width == 0 {
				return fmt.Errorf("%w: scan before frame header", ErrCorrupt)
			}
			if scans++; scans > limits.MaxScans {
				return fmt.Errorf("%w: more than %d scans", ErrTooLarge, limits.MaxScans)
			}
		}
		off = at + 2 + int64(len(segment))
	}
}

// nextMarker finds the next marker from off on and returns it with the offset behind it; 0 at the end of the file. It
// passes over coded data: stuffed zeros, restart markers and fill bytes.
func nextMarker(w *window, off int64) (marker byte, behind int64) {
	for {
		block := w.at(off, windowBytes)
		if len(block) < 2 {
			return 0, off
		}
		marker, n := markerIn(block)
		off += int64(n)
		if marker != 0 {
			return marker, off
		}
	}
}

// markerIn finds the first marker in a block of at least two bytes and returns it with the place behind it; or 0 and how
// much of the block need not be looked at again.
func markerIn(block []byte) (marker byte, n int) {
	for i := 0; ; {
		found := bytes.IndexByte(block[i:], 0xFF)
		if found < 0 {
			return 0, len(block)
		}
		if i += found; i+1 == len(block) {
			return 0, i // its second byte is in the next block
		}
		switch c := block[i+1]; {
		case c == 0xFF:
			i++
		case c == 0 || c >= 0xD0 && c <= 0xD7:
			i += 2
		default:
			return c, i + 2
		}
	}
}

// jpegSegment returns the content of the segment whose length field is at off.
func jpegSegment(w *window, off int64) ([]byte, error) {
	head := w.all(off, 2)
	if head == nil {
		return nil, fmt.Errorf("%w: inside a segment", ErrTruncated)
	}
	length := int(binary.BigEndian.Uint16(head))
	if length < 2 {
		return nil, fmt.Errorf("%w: segment of length %d", ErrCorrupt, length)
	}
	if length == 2 {
		return nil, nil
	}
	segment := w.all(off+2, length-2)
	if segment == nil {
		return nil, fmt.Errorf("%w: inside a segment", ErrTruncated)
	}
	return segment, nil
}

// isFrame reports whether marker is one of SOF0 to SOF15, which share their numbers with DHT, JPG and DAC.
func isFrame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
}

func readFrame(segment []byte, facts *Facts, limits Limits) error {
	if len(segment) < 6 || len(segment) < 6+3*int(segment[5]) {
		return fmt.Errorf("%w: frame header of %d bytes", ErrCorrupt, len(segment))
	}
	if facts.Width != 0 {
		return fmt.Errorf("%w: two frame headers", ErrCorrupt)
	}
	height, width := int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	return facts.measure(width, height, limits)
}
