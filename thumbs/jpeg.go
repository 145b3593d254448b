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
			if err := readFrame(segment, marker, facts, limits); err != nil {
				return err
			}
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
		i := bytes.IndexByte(block, 0xFF)
		switch {
		case len(block) < 2:
			return 0, off
		case i < 0:
			off += int64(len(block))
			continue
		}
		next := w.at(off+int64(i)+1, 1)
		if len(next) == 0 {
			return 0, off
		}
		switch c := next[0]; {
		case c == 0xFF:
			off += int64(i) + 1
		case c == 0 || c >= 0xD0 && c <= 0xD7:
			off += int64(i) + 2
		default:
			return c, off + int64(i) + 2
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

func readFrame(segment []byte, marker byte, facts *Facts, limits Limits) error {
	if len(segment) < 6 || len(segment) < 6+3*int(segment[5]) {
		return fmt.Errorf("%w: frame header of %d bytes", ErrCorrupt, len(segment))
	}
	if facts.Width != 0 {
		return fmt.Errorf("%w: two frame headers", ErrCorrupt)
	}
	facts.perPixel = jpegMemory(segment[6:6+3*int(segment[5])], marker&3 == 2)
	height, width := int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	return facts.measure(width, height, limits)
}

// jpegMemory is the bytes per pixel that the components of a frame header take: a sample each, and in a progressive
// picture a coefficient of four bytes besides, which must be kept until the last scan.
func jpegMemory(components []byte, progressive bool) float64 {
	samples, most := 0, 1
	for i := 0; i+3 <= len(components); i += 3 {
		area := int(components[i+1]>>4) * int(components[i+1]&15)
		samples, most = samples+area, max(most, area)
	}
	perPixel := float64(samples) / float64(most)
	if progressive {
		perPixel *= 5
	}
	if len(components) > 9 {
		perPixel += 4 // CMYK becomes RGB
	}
	return max(perPixel, 1)
}
