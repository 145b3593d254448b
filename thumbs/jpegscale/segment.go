package jpegscale

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Markers of T.81 table B.1.
const (
	markerSOF0  = 0xC0
	markerSOF1  = 0xC1
	markerSOF2  = 0xC2
	markerDHT   = 0xC4
	markerJPG   = 0xC8
	markerDAC   = 0xCC
	markerSOF15 = 0xCF
	markerRST0  = 0xD0
	markerRST7  = 0xD7
	markerSOI   = 0xD8
	markerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDQT   = 0xDB
	markerDRI   = 0xDD
	markerAPP0  = 0xE0
	markerAPP14 = 0xEE
	markerTEM   = 0x01
)

// segment is one marker segment. Its body is without the length field.
type segment struct {
	marker byte
	body   []byte
}

// startOfImage returns the offset behind the marker that every file begins with.
func startOfImage(data []byte) (int, error) {
	if len(data) < 2 || data[0] != 0xFF || data[1] != markerSOI {
		return 0, fmt.Errorf("%w: no start of image", ErrFormat)
	}
	return 2, nil
}

// nextSegment finds the first marker segment from off on, passing over fill bytes, garbage, stuffed zeros and markers
// without content, and returns it with the offset behind it. At the end of data the marker is 0.
func nextSegment(data []byte, off int) (segment, int, error) {
	for {
		i := markerIn(data[off:])
		off += i + 2
		if off > len(data) {
			return segment{}, len(data), nil
		}
		switch m := data[off-1]; {
		case m == markerEOI:
			return segment{marker: m}, off, nil
		case m == markerSOI || m == markerTEM || isRestart(m):
			continue
		default:
			if off+2 > len(data) {
				return segment{}, len(data), nil
			}
			n := int(binary.BigEndian.Uint16(data[off:]))
			if n < 2 {
				return segment{}, off, fmt.Errorf("%w: segment %#x of length %d", ErrFormat, m, n)
			}
			if off+n > len(data) {
				return segment{}, len(data), nil
			}
			return segment{m, data[off+2 : off+n]}, off + n, nil
		}
	}
}

// markerIn returns where the first marker's 0xFF stands, or len(data).
func markerIn(data []byte) int {
	for p := 0; ; {
		i := bytes.IndexByte(data[p:], 0xFF)
		if i < 0 || p+i+1 >= len(data) {
			return len(data)
		}
		p += i
		switch data[p+1] {
		case 0:
			p += 2
		case 0xFF:
			p++
		default:
			return p
		}
	}
}

// entropyCoded returns how much of data belongs to the scan that begins there: all up to the first marker that does not
// restart it.
func entropyCoded(data []byte) int {
	for p := 0; ; p += 2 {
		p += markerIn(data[p:])
		if p+1 >= len(data) || !isRestart(data[p+1]) {
			return p
		}
	}
}

func isRestart(marker byte) bool { return marker >= markerRST0 && marker <= markerRST7 }

// isFrame reports whether marker is one of SOF0 to SOF15, which share their numbers with DHT, JPG and DAC.
func isFrame(marker byte) bool {
	return marker >= markerSOF0 && marker <= markerSOF15 &&
		marker != markerDHT && marker != markerJPG && marker != markerDAC
}
