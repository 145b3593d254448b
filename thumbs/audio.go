package thumbs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"
)

// inspectWAV reads the fmt and data chunks.
func inspectWAV(w *window, facts *Facts) error {
	bytesPerSecond := int64(0)
	for off := int64(12); ; {
		head := w.all(off, 8)
		if head == nil {
			return fmt.Errorf("%w: no data", ErrTruncated)
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "fmt ":
			if b := w.all(off+8, 16); b != nil {
				bytesPerSecond = int64(binary.LittleEndian.Uint32(b[8:]))
			}
		case "data":
			rest := w.size - off - 8
			if length == 0 || length == 0xFFFFFFFF { // written as a stream: until the end
				length = rest
			}
			if bytesPerSecond == 0 {
				return fmt.Errorf("%w: no format before data", ErrCorrupt)
			}
			facts.Duration = time.Duration(float64(length) / float64(bytesPerSecond) * float64(time.Second))
			if length > rest {
				return fmt.Errorf("%w: %d bytes are missing", ErrTruncated, length-rest)
			}
			return nil
		}
		off += 8 + length + length&1
	}
}

// isMP3 reports whether two MPEG Layer III frames follow each other, at the start or behind an ID3v2 tag.
func isMP3(w *window) bool {
	off, first := firstFrame(w)
	if first.length == 0 {
		return false
	}
	return w.size <= off+int64(first.length) || readMP3Header(w.at(off+int64(first.length), 4)).length > 0
}

// inspectMP3 takes the duration from a Xing or VBRI header, or from the size when the bit rate is constant.
func inspectMP3(w *window, facts *Facts) error {
	off, frame := firstFrame(w)
	body := w.at(off, frame.length)
	frames, length := uint32(0), uint32(0)
	if i := max(bytes.Index(body, []byte("Xing")), bytes.Index(body, []byte("Info"))); i >= 0 && len(body) >= i+16 {
		flags := binary.BigEndian.Uint32(body[i+4:])
		if flags&1 != 0 {
			frames = binary.BigEndian.Uint32(body[i+8:])
		}
		if flags&3 == 3 {
			length = binary.BigEndian.Uint32(body[i+12:])
		}
	} else if i := bytes.Index(body, []byte("VBRI")); i >= 0 && len(body) >= i+18 {
		length = binary.BigEndian.Uint32(body[i+10:])
		frames = binary.BigEndian.Uint32(body[i+14:])
	}
	seconds := float64(frames) * float64(frame.samples) / float64(frame.rate)
	if frames == 0 {
		seconds = float64(w.size-off) * 8 / float64(frame.bits)
	}
	facts.Duration = plausible(time.Duration(seconds*float64(time.Second)), w.size)
	if int64(length) > w.size-off {
		return fmt.Errorf("%w: %d bytes are missing", ErrTruncated, int64(length)-(w.size-off))
	}
	return nil
}

// firstFrame finds the first frame; its length is 0 when there is none.
func firstFrame(w *window) (int64, mp3Frame) {
	head := w.at(0, 10)
	if len(head) < 10 || string(head[:3]) != "ID3" {
		return 0, readMP3Header(head)
	}
	size := int64(head[6]&0x7f)<<21 | int64(head[7]&0x7f)<<14 | int64(head[8]&0x7f)<<7 | int64(head[9]&0x7f)
	off := 10 + size
	for i, b := 0, w.at(off, windowBytes); i+4 <= len(b); i++ { // padding may follow the tag
		if f := readMP3Header(b[i:]); f.length > 0 {
			return off + int64(i), f
		}
		if b[i] != 0 {
			break
		}
	}
	return 0, mp3Frame{}
}

type mp3Frame struct {
	length  int // bytes; 0: not a frame
	samples int
	rate    int // samples per second
	bits    int // per second
}

// readMP3Header reads the four bytes of ISO/IEC 11172-3 2.4.1.3, Layer III only.
func readMP3Header(b []byte) mp3Frame {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE6 != 0xE2 {
		return mp3Frame{}
	}
	version := b[1] >> 3 & 3 // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
	kilobits := [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	f := mp3Frame{samples: 576}
	if version == 3 {
		kilobits = [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
		f.samples = 1152
	}
	f.bits = 1000 * kilobits[b[2]>>4]
	f.rate = [4]int{44100, 48000, 32000, 0}[b[2]>>2&3] >> [4]int{2, 0, 1, 0}[version]
	if version == 1 || f.bits == 0 || f.rate == 0 {
		return mp3Frame{}
	}
	f.length = f.samples/8*f.bits/f.rate + int(b[2]>>1&1)
	return f
}
