package isobmff

import (
	"encoding/binary"
	"math"
	"time"
)

type track struct {
	handler                 string // vide, soun, …
	codec                   string
	width, height           int // as shown, before rotation
	codedWidth, codedHeight int
	rotation                int // degrees clockwise
	duration                time.Duration
}

func readTrack(b []byte) track {
	var t track
	t.readHeader(child(b, "tkhd"))
	mdia := child(b, "mdia")
	t.duration = readTimes(child(mdia, "mdhd")).duration()
	if hdlr := child(mdia, "hdlr"); len(hdlr) >= 12 {
		t.handler = string(hdlr[8:12])
	}
	t.readSampleEntry(child(child(child(mdia, "minf"), "stbl"), "stsd"))
	return t
}

// readHeader reads the matrix and the shown size, both 16.16 fixed point, at the end of a tkhd.
func (t *track) readHeader(b []byte) {
	matrix := 40
	if len(b) > 0 && b[0] == 1 {
		matrix = 52
	}
	if len(b) < matrix+44 {
		return
	}
	at := func(i int) float64 { return float64(int32(binary.BigEndian.Uint32(b[matrix+4*i:]))) / 65536 }
	t.rotation = (int(math.Round(math.Atan2(at(1), at(0))*180/math.Pi)) + 360) % 360
	t.width = int(binary.BigEndian.Uint32(b[matrix+36:]) >> 16)
	t.height = int(binary.BigEndian.Uint32(b[matrix+40:]) >> 16)
}

// readSampleEntry reads the first entry of an stsd: its code, and for a visual one the coded size.
func (t *track) readSampleEntry(b []byte) {
	if len(b) < 16 {
		return
	}
	t.codec = string(b[12:16])
	if t.handler == "vide" && len(b) >= 44 {
		t.codedWidth = int(binary.BigEndian.Uint16(b[40:]))
		t.codedHeight = int(binary.BigEndian.Uint16(b[42:]))
	}
}
