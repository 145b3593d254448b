// Package matroska reads the header of Matroska and WebM files (RFC 9559): duration, picture size, codecs, title and
// date. It stops at the first cluster and decodes nothing.
package matroska

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Errors that tell a cut-off file from a damaged one.
var (
	ErrTruncated = errors.New("file ends inside an element")
	ErrCorrupt   = errors.New("element structure is damaged")
)

// Header is what the elements before the first cluster say.
type Header struct {
	DocType       string        // webm or matroska
	Duration      time.Duration // 0 when the file does not say, as browsers' recorders do
	Width, Height int           // pixels of the first picture track as shown; 0 without one
	VideoCodec    string        // such as V_VP9; empty without a picture track
	AudioCodec    string        // such as A_OPUS
	Title         string
	Created       time.Time // UTC; zero when absent
}

// Element ids, RFC 9559 section 5.1 and RFC 8794 section 11.2.
const (
	idEBML          = 0x1A45DFA3
	idDocType       = 0x4282
	idSegment       = 0x18538067
	idInfo          = 0x1549A966
	idTimestampUnit = 0x2AD7B1
	idDuration      = 0x4489
	idDateUTC       = 0x4461
	idTitle         = 0x7BA9
	idTracks        = 0x1654AE6B
	idTrackEntry    = 0xAE
	idTrackType     = 0x83
	idCodecID       = 0x86
	idVideo         = 0xE0
	idPixelWidth    = 0xB0
	idPixelHeight   = 0xBA
	idDisplayWidth  = 0x54B0
	idDisplayHeight = 0x54BA
	idDisplayUnit   = 0x54B2
	idCluster       = 0x1F43B675
)

const (
	maxElements = 10_000  // before the first cluster
	maxHeader   = 4 << 20 // bytes of Info or Tracks
)

// Read reads the header of the size bytes in r. With ErrTruncated the Header holds what could be read all the same.
func Read(r io.ReaderAt, size int64) (Header, error) {
	var h Header
	head, err := elementAt(r, 0, size)
	if err != nil {
		return h, err
	}
	body, err := load(r, head)
	if err != nil {
		return h, err
	}
	if head.id != idEBML {
		return h, fmt.Errorf("%w: no EBML header", ErrCorrupt)
	}
	for e := range elements(body) {
		if e.id == idDocType {
			h.DocType = text(e.body)
		}
	}
	segment, err := elementAt(r, head.end(), size)
	if err != nil {
		return h, err
	}
	if segment.id != idSegment {
		return h, fmt.Errorf("%w: no segment", ErrCorrupt)
	}
	end := size
	if !segment.open {
		end = min(segment.end(), size)
	}
	if err := h.readSegment(r, segment.start, end); err != nil {
		return h, err
	}
	if !segment.open && segment.end() > size {
		return h, fmt.Errorf("%w: %d bytes are missing", ErrTruncated, segment.end()-size)
	}
	return h, nil
}

func (h *Header) readSegment(r io.ReaderAt, off, end int64) error {
	for range maxElements {
		if off >= end {
			break
		}
		e, err := elementAt(r, off, end)
		if err != nil {
			return err
		}
		if e.id == idCluster || e.open {
			return nil
		}
		if e.id == idInfo || e.id == idTracks {
			body, err := load(r, e)
			if err != nil {
				return err
			}
			if e.id == idInfo {
				h.readInfo(body)
			} else {
				h.readTracks(body)
			}
		}
		off = e.end()
	}
	if off > end {
		return ErrTruncated
	}
	return nil
}

func (h *Header) readInfo(b []byte) {
	unit, length := uint64(time.Millisecond), 0.0
	for e := range elements(b) {
		switch e.id {
		case idTimestampUnit:
			unit = number(e.body)
		case idDuration:
			length = float(e.body)
		case idTitle:
			h.Title = text(e.body)
		case idDateUTC:
			if len(e.body) == 8 {
				since := time.Duration(int64(binary.BigEndian.Uint64(e.body)))
				h.Created = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Add(since)
			}
		}
	}
	if d := length * float64(unit); d > 0 && d < float64(100*24*time.Hour) {
		h.Duration = time.Duration(d)
	}
}

func (h *Header) readTracks(b []byte) {
	for e := range elements(b) {
		if e.id == idTrackEntry {
			h.readTrack(e.body)
		}
	}
}

func (h *Header) readTrack(b []byte) {
	var kind uint64
	var codec string
	var video []byte
	for e := range elements(b) {
		switch e.id {
		case idTrackType:
			kind = number(e.body)
		case idCodecID:
			codec = text(e.body)
		case idVideo:
			video = e.body
		}
	}
	switch {
	case kind == 1 && h.VideoCodec == "":
		h.VideoCodec = codec
		h.Width, h.Height = shown(video)
	case kind == 2 && h.AudioCodec == "":
		h.AudioCodec = codec
	}
}

// shown is the display size when it is given in pixels, else the coded size.
func shown(b []byte) (w, h int) {
	sizes := map[uint32]uint64{}
	for e := range elements(b) {
		sizes[e.id] = number(e.body)
	}
	if sizes[idDisplayUnit] == 0 && sizes[idDisplayWidth] > 0 && sizes[idDisplayHeight] > 0 {
		return bounded(sizes[idDisplayWidth]), bounded(sizes[idDisplayHeight])
	}
	return bounded(sizes[idPixelWidth]), bounded(sizes[idPixelHeight])
}

func bounded(v uint64) int { return int(min(v, math.MaxInt32)) }
