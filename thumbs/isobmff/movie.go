package isobmff

import (
	"encoding/binary"
	"io"
	"time"
)

// Movie is what a moov box says.
type Movie struct {
	Duration      time.Duration // 0 when the file does not say
	Width, Height int           // pixels of the first picture track as shown, rotation applied; 0 without one
	CodedWidth    int           // pixels as decoded
	CodedHeight   int
	Rotation      int    // degrees clockwise that a player turns the picture; multiples of 90 for what phones make
	VideoCodec    string // four-character code such as avc1 or hvc1; empty without a picture track
	AudioCodec    string // such as mp4a
	Created       time.Time
	Tags          Tags
}

// ReadMovie finds and reads the moov box of the size bytes in r. With ErrTruncated or ErrCorrupt the Movie holds what
// could be read all the same.
func ReadMovie(r io.ReaderAt, size int64) (Movie, error) {
	body, err := find(r, size, "moov")
	var m Movie
	for kind, b := range boxes(body) {
		switch kind {
		case "mvhd":
			h := readTimes(b)
			m.Created, m.Duration = h.created, h.duration()
		case "mvex":
			if m.Duration == 0 {
				m.Duration = fragmented(child(b, "mehd"), child(body, "mvhd"))
			}
		case "trak":
			m.addTrack(readTrack(b))
		case "udta":
			m.Tags.readUserData(b)
		case "meta":
			m.Tags.readMeta(b)
		}
	}
	return m, err
}

func (m *Movie) addTrack(t track) {
	switch {
	case t.handler == "vide" && m.VideoCodec == "" && t.codec != "":
		m.VideoCodec, m.Rotation = t.codec, t.rotation
		m.CodedWidth, m.CodedHeight = t.codedWidth, t.codedHeight
		m.Width, m.Height = t.width, t.height
		if m.Width == 0 || m.Height == 0 {
			m.Width, m.Height = t.codedWidth, t.codedHeight
		}
		if t.rotation == 90 || t.rotation == 270 {
			m.Width, m.Height = m.Height, m.Width
		}
	case t.handler == "soun" && m.AudioCodec == "":
		m.AudioCodec = t.codec
	}
	if m.Duration == 0 {
		m.Duration = t.duration
	}
}

// times is the common beginning of mvhd and mdhd.
type times struct {
	created time.Time
	scale   uint32 // units per second
	length  uint64 // in units
}

// readTimes returns the zero value for a box that is too short.
func readTimes(b []byte) times {
	switch {
	case len(b) >= 32 && b[0] == 1:
		return times{
			created: since1904(binary.BigEndian.Uint64(b[4:])),
			scale:   binary.BigEndian.Uint32(b[20:]),
			length:  known(binary.BigEndian.Uint64(b[24:]), 1<<64-1),
		}
	case len(b) >= 20 && b[0] == 0:
		return times{
			created: since1904(uint64(binary.BigEndian.Uint32(b[4:]))),
			scale:   binary.BigEndian.Uint32(b[12:]),
			length:  known(uint64(binary.BigEndian.Uint32(b[16:])), 1<<32-1),
		}
	}
	return times{}
}

// known maps the value that means "unknown" to 0.
func known(v, unknown uint64) uint64 {
	if v == unknown {
		return 0
	}
	return v
}

func (t times) duration() time.Duration { return units(t.length, t.scale) }

// units turns length/scale seconds into a duration; 0 when it makes no sense, which is longer than a hundred days.
func units(length uint64, scale uint32) time.Duration {
	if scale == 0 {
		return 0
	}
	seconds := float64(length) / float64(scale)
	if seconds > 100*24*3600 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// fragmented reads the length of a fragmented movie from mehd, in the units of mvhd.
func fragmented(mehd, mvhd []byte) time.Duration {
	scale := readTimes(mvhd).scale
	switch {
	case len(mehd) >= 12 && mehd[0] == 1:
		return units(binary.BigEndian.Uint64(mehd[4:]), scale)
	case len(mehd) >= 8 && mehd[0] == 0:
		return units(uint64(binary.BigEndian.Uint32(mehd[4:])), scale)
	}
	return 0
}

// since1904 reads QuickTime's clock. 0 is what cameras write that do not know the time.
func since1904(seconds uint64) time.Time {
	if seconds == 0 || seconds > 1<<33 {
		return time.Time{}
	}
	return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
}
