// Package jpegenc writes baseline JPEG (ITU-T T.81) straight from YCbCr 4:2:0 and grey planes. It writes JFIF and, if
// wanted, an ICC profile, and no other metadata. It neither converts colours nor resizes.
package jpegenc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
)

// Options of Encode.
type Options struct {
	Quality int    // 1 to 100, on the scale of libjpeg and image/jpeg
	Profile []byte // ICC profile kept with the picture; nil: none
}

var (
	// ErrPicture is returned for pictures that are neither grey nor 4:2:0, that are empty or that have a side over 65535.
	ErrPicture = errors.New("picture does not fit a JPEG")
	// ErrOptions is returned for a quality or a profile that is out of range.
	ErrOptions = errors.New("invalid JPEG options")
)

const maxSide = 65535

// Encode appends m, an *image.YCbCr 4:2:0 or an *image.Gray, to dst. The corner of a 4:2:0 sub-image must lie at even
// coordinates, for its chroma samples cannot be split.
func Encode(dst []byte, m image.Image, opt Options) ([]byte, error) {
	channels, err := components(m)
	if err != nil {
		return nil, err
	}
	if opt.Quality < 1 || opt.Quality > 100 {
		return nil, fmt.Errorf("%w: quality %d", ErrOptions, opt.Quality)
	}
	if len(opt.Profile) > maxParts*maxPart {
		return nil, fmt.Errorf("%w: profile of %d bytes", ErrOptions, len(opt.Profile))
	}
	dst = append(dst, 0xFF, 0xD8)
	dst = append(dst, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0) // 1.01, square pixels, no thumbnail
	dst = appendProfile(dst, opt.Profile)
	return scan(dst, m.Bounds().Size(), channels, opt.Quality), nil
}

// component is one channel: w × h samples, and how many 8 × 8 blocks of it a minimum coded unit holds each way.
type component struct {
	pix          []byte
	stride, w, h int
	blocks       int
}

func components(m image.Image) ([]component, error) {
	r := m.Bounds()
	if r.Empty() || r.Dx() > maxSide || r.Dy() > maxSide {
		return nil, fmt.Errorf("%w: %d × %d", ErrPicture, r.Dx(), r.Dy())
	}
	switch m := m.(type) {
	case *image.Gray:
		return []component{{m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], m.Stride, r.Dx(), r.Dy(), 1}}, nil
	case *image.YCbCr:
		if m.SubsampleRatio != image.YCbCrSubsampleRatio420 || r.Min.X%2 != 0 || r.Min.Y%2 != 0 {
			return nil, fmt.Errorf("%w: %v from %v on", ErrPicture, m.SubsampleRatio, r.Min)
		}
		c, w, h := m.COffset(r.Min.X, r.Min.Y), (r.Dx()+1)/2, (r.Dy()+1)/2
		return []component{
			{m.Y[m.YOffset(r.Min.X, r.Min.Y):], m.YStride, r.Dx(), r.Dy(), 2},
			{m.Cb[c:], m.CStride, w, h, 1},
			{m.Cr[c:], m.CStride, w, h, 1},
		}, nil
	}
	return nil, fmt.Errorf("%w: %T", ErrPicture, m)
}

const (
	maxPart  = 65535 - 2 - 14 // bytes of a profile in one segment, behind its length, signature and number
	maxParts = 255
)

// appendProfile writes an ICC profile as ICC.1:2022 annex B.4 says.
func appendProfile(dst, profile []byte) []byte {
	parts := (len(profile) + maxPart - 1) / maxPart
	for i := range parts {
		part := profile[i*maxPart : min((i+1)*maxPart, len(profile))]
		dst = segment(dst, 0xE2, 14+len(part))
		dst = append(dst, "ICC_PROFILE\x00"...)
		dst = append(dst, byte(i+1), byte(parts))
		dst = append(dst, part...)
	}
	return dst
}

// segment writes a marker and the length of the n bytes that will follow.
func segment(dst []byte, marker byte, n int) []byte {
	dst = append(dst, 0xFF, marker)
	return binary.BigEndian.AppendUint16(dst, uint16(n+2))
}
