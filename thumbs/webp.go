package thumbs

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
)

// inspectWebP walks the chunks of RFC 9649. The picture must be as large as the canvas says: a small canvas around a
// large picture is a trap for decoders.
func inspectWebP(w *window, facts *Facts, limits Limits) error {
	head := w.all(0, 12)
	end := 8 + int64(binary.LittleEndian.Uint32(head[4:]))
	if end > w.size {
		return fmt.Errorf("%w: %d bytes are missing", ErrTruncated, end-w.size)
	}
	canvas, animated := false, false
	facts.perPixel = 8
	for off := int64(12); off+8 <= end; {
		head := w.all(off, 8)
		if head == nil {
			return ErrTruncated
		}
		length, kind := int64(binary.LittleEndian.Uint32(head[4:])), string(head[:4])
		body := w.at(off+8, int(min(length, 16)))
		width, height := webpSize(kind, body)
		switch {
		case off+8+length > end:
			return fmt.Errorf("%w: inside %q", ErrTruncated, kind)
		case kind == "ANMF" && facts.frame.length == 0:
			var err error
			if facts.frame, err = readWebPFrame(w, off+8, length, facts); err != nil {
				return err
			}
		case kind == "EXIF" && length <= windowBytes:
			facts.orient(exifOrientation(bytes.TrimPrefix(w.at(off+8, int(length)), []byte("Exif\x00\x00"))))
		case width > 0 && facts.Width == 0:
			canvas = kind == "VP8X"
			animated = canvas && body[0]&2 != 0
			if err := facts.measure(width, height, limits); err != nil {
				return err
			}
		case width > 0 && canvas:
			if stored, rows := facts.stored(); width != stored || height != rows {
				return fmt.Errorf("%w: picture of %d × %d on a canvas of %d × %d", ErrCorrupt, width, height, stored, rows)
			}
		}
		off += 8 + length + length&1
	}
	if facts.Width == 0 || animated && facts.frame.length == 0 {
		return fmt.Errorf("%w: no picture", ErrCorrupt)
	}
	return nil
}

// webpFrame is where the first frame of an animation lies in the file, and its place on the canvas.
type webpFrame struct {
	off, length int64 // of its chunks; 0, 0: not animated
	at          image.Point
	size        image.Point
	alpha       bool
}

const frameHeader = 16 // bytes

// readWebPFrame reads an ANMF chunk, RFC 9649 2.7.1.1. Its picture must be as large as it says.
func readWebPFrame(w *window, off, length int64, facts *Facts) (webpFrame, error) {
	head := w.all(off, frameHeader)
	if head == nil || length < frameHeader+8 {
		return webpFrame{}, fmt.Errorf("%w: frame of %d bytes", ErrCorrupt, length)
	}
	at := func(i int) int { return int(head[i]) | int(head[i+1])<<8 | int(head[i+2])<<16 }
	f := webpFrame{
		off: off + frameHeader, length: length - frameHeader,
		at: image.Pt(2*at(0), 2*at(3)), size: image.Pt(at(6)+1, at(9)+1),
	}
	width, height := facts.stored()
	if !(image.Rectangle{Min: f.at, Max: f.at.Add(f.size)}).In(image.Rect(0, 0, width, height)) {
		return webpFrame{}, fmt.Errorf("%w: frame outside the canvas", ErrCorrupt)
	}
	for at := f.off; at+8 <= off+length; {
		head := w.all(at, 8)
		if head == nil {
			return webpFrame{}, ErrTruncated
		}
		chunk, kind := int64(binary.LittleEndian.Uint32(head[4:])), string(head[:4])
		f.alpha = f.alpha || kind == "ALPH"
		if width, height := webpSize(kind, w.at(at+8, int(min(chunk, 16)))); kind != "VP8X" && width > 0 {
			if width != f.size.X || height != f.size.Y {
				return webpFrame{}, fmt.Errorf("%w: picture of %d × %d in a frame of %v", ErrCorrupt, width, height, f.size)
			}
			return f, nil
		}
		at += 8 + chunk + chunk&1
	}
	return webpFrame{}, fmt.Errorf("%w: frame without a picture", ErrCorrupt)
}

// still is the frame as a file of its own.
func (f webpFrame) still(r io.ReaderAt) io.Reader {
	var head []byte
	if f.alpha {
		x, y := f.size.X-1, f.size.Y-1
		head = append(head, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		head = append(head, byte(x), byte(x>>8), byte(x>>16), byte(y), byte(y>>8), byte(y>>16))
	}
	riff := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+int64(len(head))+f.length))
	riff = append(append(riff, "WEBP"...), head...)
	return io.MultiReader(bytes.NewReader(riff), io.NewSectionReader(r, f.off, f.length))
}

// webpSize reads the size that a VP8X, VP8 or VP8L chunk states; 0, 0 for any other.
func webpSize(kind string, b []byte) (width, height int) {
	switch {
	case kind == "VP8X" && len(b) >= 10:
		at := func(i int) int { return int(b[i]) | int(b[i+1])<<8 | int(b[i+2])<<16 }
		return at(4) + 1, at(7) + 1
	case kind == "VP8 " && len(b) >= 10 && string(b[3:6]) == "\x9d\x01\x2a":
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
	case kind == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	}
	return 0, 0
}
