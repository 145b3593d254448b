// Package icc turns pictures in a matrix/TRC colour space (Display P3, Adobe RGB, …) into sRGB, as ICC.1:2022 annex F.3
// describes: relative colorimetric, without black point compensation; what lies outside sRGB is cut off. Profiles with
// tables, of grey, CMYK or Lab are told apart, but not applied.
package icc

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var (
	// ErrProfile is returned for bytes that are not a profile, or a broken one.
	ErrProfile = errors.New("not an ICC profile")
	// ErrKeep is returned for a profile that is sound but not of the matrix kind. A picture of its Space looks right when
	// the profile is kept with it.
	ErrKeep = errors.New("not a matrix RGB profile: keep it with the picture")
)

// Space is what a profile's device values mean: its data colour space, ICC.1:2022 table 19.
type Space string

// Spaces of pictures; there are others, such as Lab.
const (
	RGB  Space = "RGB "
	Gray Space = "GRAY"
	CMYK Space = "CMYK"
)

const (
	headerBytes = 128
	maxBytes    = 4 << 20 // printers' profiles have up to three million
	maxTags     = 256
)

// ReadSpace returns the colour space that a profile is for.
func ReadSpace(profile []byte) (Space, error) {
	if len(profile) < headerBytes+4 || len(profile) > maxBytes || string(profile[36:40]) != "acsp" {
		return "", ErrProfile
	}
	return Space(profile[16:20]), nil
}

// Parse reads a profile. A nil Transform without an error means that the space is sRGB, as good as.
//
// The primaries of a matrix profile are relative to D50, the white of the connection space, whatever the white of the
// device: a chad tag only tells how they were adapted and changes nothing here.
func Parse(profile []byte) (*Transform, error) {
	space, err := ReadSpace(profile)
	if err != nil {
		return nil, err
	}
	if space != RGB || string(profile[20:24]) != "XYZ " || tag(profile, "A2B0") != nil {
		return nil, ErrKeep // tables go before the matrix where a profile has both
	}
	var primaries [3][3]float64 // where each channel lies in XYZ
	var curves [3]curve
	for i, channel := range []string{"r", "g", "b"} {
		xyz := tag(profile, channel+"XYZ")
		if len(xyz) < 20 {
			return nil, fmt.Errorf("%w: %sXYZ has %d bytes", ErrProfile, channel, len(xyz))
		}
		for j := range 3 {
			primaries[i][j] = fixed(xyz[8+4*j:])
		}
		if curves[i], err = parseCurve(tag(profile, channel+"TRC")); err != nil {
			return nil, fmt.Errorf("read %sTRC: %w", channel, err)
		}
	}
	return newTransform(primaries, curves), nil
}

// tag returns the body of the named tag, or nil.
func tag(profile []byte, name string) []byte {
	count := int(min(binary.BigEndian.Uint32(profile[headerBytes:]), maxTags))
	for i := 0; i < count && headerBytes+16+12*i <= len(profile); i++ {
		entry := profile[headerBytes+4+12*i:]
		offset, length := int64(binary.BigEndian.Uint32(entry[4:])), int64(binary.BigEndian.Uint32(entry[8:]))
		if string(entry[:4]) == name && offset+length <= int64(len(profile)) {
			return profile[offset : offset+length]
		}
	}
	return nil
}

// fixed is an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }
