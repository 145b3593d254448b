package jpegscale

import (
	"encoding/binary"
	"fmt"
)

// decoder holds what the segments of a file have said so far.
type decoder struct {
	opt      Options
	scale    scale
	frame    frame
	interval int       // MCUs between restart markers; 0: none
	quant    [4][]byte // as in the DQT segment: precision and values
	dcSpec   [4][]byte // as in the DHT segment, from the counts on
	acSpec   [4][]byte
	dc, ac   [4]*huffman // made of the specs at the scan that uses them
	readers  []bitReader // one for each goroutine
	jfif     bool
	adobe    bool
	adobeTag byte // the colour transform that Adobe's segment names
	started  bool // a scan was met
	rows     int  // rows of MCUs that came out
	damaged  bool
}

// segments reads a file up to its end of image.
func (d *decoder) segments(data []byte) error {
	off, err := startOfImage(data)
	for err == nil {
		var s segment
		s, off, err = nextSegment(data, off)
		switch {
		case err != nil:
		case s.marker == 0: // the scans of a progressive file make it finer one after the other: some may be missing
			d.damaged = d.damaged || d.frame.progressive
			return nil
		case s.marker == markerEOI:
			return nil
		case s.marker == markerSOS:
			n := entropyCoded(data[off:])
			err = d.scan(s.body, data[off:off+n])
			off += n
		case s.marker == markerDHT:
			err = d.huffmanTables(s.body)
		case s.marker == markerDQT:
			err = d.quantTables(s.body)
		case s.marker == markerDRI:
			err = d.restartInterval(s.body)
		default:
			err = d.header(s)
		}
	}
	return err
}

// header reads the segments that say what kind of picture it is.
func (d *decoder) header(s segment) (err error) {
	switch {
	case isFrame(s.marker) && d.frame.comps != nil:
		return fmt.Errorf("%w: two frame headers", ErrFormat)
	case isFrame(s.marker):
		d.frame, err = readFrame(s.marker, s.body)
		return err
	case s.marker == markerDAC:
		return fmt.Errorf("%w: arithmetic coding", ErrUnsupported)
	case d.started:
	case s.marker == markerAPP0 && len(s.body) >= 5 && string(s.body[:5]) == "JFIF\x00":
		d.jfif = true
	case s.marker == markerAPP14 && len(s.body) >= 12 && string(s.body[:5]) == "Adobe":
		d.adobe, d.adobeTag = true, s.body[11]
	}
	return nil
}

// restartInterval reads a DRI segment (T.81 B.2.4.4).
func (d *decoder) restartInterval(s []byte) error {
	if len(s) < 2 {
		return fmt.Errorf("%w: restart interval of %d bytes", ErrFormat, len(s))
	}
	d.interval = int(binary.BigEndian.Uint16(s))
	return nil
}

// quantTables reads a DQT segment (T.81 B.2.4.1).
func (d *decoder) quantTables(s []byte) error {
	for len(s) > 0 {
		id, wide := s[0]&15, int(s[0]>>4)
		n := 65 + 64*wide
		if id > 3 || wide > 1 || len(s) < n {
			return fmt.Errorf("%w: quantisation table", ErrFormat)
		}
		d.quant[id], s = s[:n], s[n:]
	}
	return nil
}

// huffmanTables reads a DHT segment (T.81 B.2.4.2). The tables are not made before a scan needs them.
func (d *decoder) huffmanTables(s []byte) error {
	for len(s) > 0 {
		class, id := s[0]>>4, s[0]&15
		if class > 1 || id > 3 {
			return fmt.Errorf("%w: Huffman table %#x", ErrFormat, s[0])
		}
		n, err := huffmanLen(s[1:])
		if err != nil {
			return err
		}
		if class == 0 {
			d.dcSpec[id] = s[1 : 1+n]
		} else {
			d.acSpec[id] = s[1 : 1+n]
		}
		s = s[1+n:]
	}
	return nil
}

// Highest symbols: a DC symbol is a size alone, an AC symbol a run and a size.
const (
	highestDC = 0x0F
	highestAC = 0xFF
)

// latest returns the table that the latest spec describes, in the place of the one made before.
func latest(table **huffman, spec *[]byte, highest byte) (*huffman, error) {
	if *spec != nil {
		if *table == nil {
			*table = new(huffman)
		}
		if err := (*table).build(*spec, highest); err != nil {
			return nil, err
		}
		*spec = nil
	}
	if *table == nil {
		return nil, fmt.Errorf("%w: no Huffman table", ErrFormat)
	}
	return *table, nil
}
