package thumbs

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"github.com/fellesmappa/fellesmappa/thumbs/icc"
	"github.com/fellesmappa/fellesmappa/thumbs/isobmff"
)

const maxProfile = 1 << 20 // bytes; display profiles have a few hundred, printers' several hundred thousand

// maxKept is the most that a profile may add to each rendition, in bytes: the sRGB and display profiles with tables that
// occur have up to 60,000.
const maxKept = 64 << 10

// colors is how a picture's values are to be understood. The zero value means sRGB.
type colors struct {
	transform *icc.Transform // to sRGB
	kept      []byte         // a profile that goes with the renditions, since it cannot be applied
}

// plain reports whether there is nothing to do.
func (c colors) plain() bool { return c.transform == nil && c.kept == nil }

// readColors reads the profile of a photo. img is what was decoded.
func readColors(w *window, mediaType string, img image.Image) colors {
	var profile []byte
	switch mediaType {
	case "image/jpeg":
		profile = jpegProfile(w)
	case "image/png":
		profile = pngProfile(w)
	case "image/webp":
		profile = webpProfile(w)
	case "image/tiff":
		if t, err := readTIFF(w); err == nil {
			profile = t.profile()
		}
	case "image/heic", "image/avif":
		still, _ := isobmff.ReadStill(w.r, w.size) // what could not be read says nothing
		if len(still.Profile) == 0 && !still.HDR() {
			return colors{transform: icc.Primaries(still.Primaries).Transform()}
		}
		profile = still.Profile
	}
	return profiled(profile, img)
}

// profiled is what a profile means for a picture: it must be one for such values. A profile of ink (CMYK) is dropped, as
// the decoder's own conversion has to do.
func profiled(profile []byte, img image.Image) colors {
	space, err := icc.ReadSpace(profile)
	_, grey := img.(*image.Gray)
	if err != nil || len(profile) > maxProfile || grey != (space == icc.Gray) || !grey && space != icc.RGB {
		return colors{}
	}
	transform, err := icc.Parse(profile)
	if errors.Is(err, icc.ErrKeep) && len(profile) <= maxKept {
		return colors{kept: bytes.Clone(profile)}
	}
	return colors{transform: transform}
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
