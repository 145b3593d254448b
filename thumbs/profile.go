package thumbs

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"github.com/fellesmappa/fellesmappa/thumbs/icc"
)

const maxProfile = 1 << 20 // bytes; display profiles have a few hundred, printers' several hundred thousand

// colorTransform reads the profile in a JPEG, PNG or WebP and returns how to get from it to sRGB; nil when there is
// nothing to do or nothing can be done.
func colorTransform(w *window, mediaType string) *icc.Transform {
	var profile []byte
	switch mediaType {
	case "image/jpeg":
		profile = jpegProfile(w)
	case "image/png":
		profile = pngProfile(w)
	case "image/webp":
		profile = webpProfile(w)
	}
	if profile == nil {
		return nil
	}
	transform, err := icc.Parse(profile)
	if err != nil {
		return nil // a table, grey or CMYK profile: the decoder's own conversion has to do
	}
	return transform
}

// jpegProfile joins the APP2 segments before the first scan, ICC.1:2022 annex B.4. Their order is that of the file, as
// every writer keeps it.
func jpegProfile(w *window) []byte {
	var profile []byte
	for off := int64(2); ; {
		marker, at := nextMarker(w, off)
		if marker == 0 || marker == 0xD9 || marker == 0xDA {
			return profile
		}
		segment, err := jpegSegment(w, at)
		if err != nil {
			return profile
		}
		if chunk, ok := bytes.CutPrefix(segment, []byte("ICC_PROFILE\x00")); ok && marker == 0xE2 && len(chunk) > 2 {
			if profile = append(profile, chunk[2:]...); len(profile) > maxProfile {
				return nil
			}
		}
		off = at + 2 + int64(len(segment))
	}
}

// pngProfile inflates the iCCP chunk, which stands before the first IDAT.
func pngProfile(w *window) []byte {
	for off := int64(8); ; {
		head := w.all(off, 8)
		if head == nil || string(head[4:]) == "IDAT" {
			return nil
		}
		length := int64(binary.BigEndian.Uint32(head))
		if string(head[4:]) == "iCCP" && length <= maxProfile {
			_, packed, found := bytes.Cut(w.at(off+8, int(length)), []byte{0})
			if !found || len(packed) < 2 {
				return nil
			}
			z, err := zlib.NewReader(bytes.NewReader(packed[1:])) // after the compression method
			if err != nil {
				return nil
			}
			profile, err := io.ReadAll(io.LimitReader(z, maxProfile))
			if err != nil {
				return nil
			}
			return profile
		}
		off += 12 + length
	}
}

func webpProfile(w *window) []byte {
	for off := int64(12); ; {
		head := w.all(off, 8)
		if head == nil {
			return nil
		}
		length := int64(binary.LittleEndian.Uint32(head[4:]))
		if string(head[:4]) == "ICCP" && length <= maxProfile {
			return bytes.Clone(w.at(off+8, int(length)))
		}
		off += 8 + length + length&1
	}
}
