// Package icc turns pictures in a matrix/TRC colour space (Display P3, Adobe RGB, …) into sRGB, as ICC.1:2022 annex E
// describes. Profiles with tables, CMYK or Lab are left alone.
package icc

import (
	"encoding/binary"
	"errors"
	"image"
	"math"
)

// ErrProfile is returned for bytes that are not a matrix/TRC profile of an RGB space.
var ErrProfile = errors.New("not a matrix RGB profile")

const (
	linear = 1 << 14 // 1.0 in linear light
	steps  = 1 << 12 // of the table back to sRGB
)

// Transform maps one RGB space to sRGB. It is safe for concurrent use.
type Transform struct {
	in  [3][256]int32 // to linear light
	mix [9]int32      // to linear sRGB, in units of 1/linear
	out [steps + 1]byte
}

// fromXYZ is XYZ relative to D50, the profile connection space, to linear sRGB.
func fromXYZ() [3][3]float64 {
	return [3][3]float64{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
}

// Parse reads a profile. A nil Transform without an error means that the space is sRGB, as good as.
func Parse(profile []byte) (*Transform, error) {
	if len(profile) < 132 || string(profile[36:40]) != "acsp" || string(profile[16:20]) != "RGB " {
		return nil, ErrProfile
	}
	t := new(Transform)
	var primaries [3][3]float64 // where each channel lies in XYZ
	for i, channel := range []string{"r", "g", "b"} {
		xyz := tag(profile, channel+"XYZ")
		if len(xyz) < 20 {
			return nil, ErrProfile
		}
		for j := range 3 {
			primaries[i][j] = fixed(xyz[8+4*j:])
		}
		curve, err := parseCurve(tag(profile, channel+"TRC"))
		if err != nil {
			return nil, err
		}
		for v := range 256 {
			t.in[i][v] = int32(clamp(curve(float64(v)/255))*linear + 0.5)
		}
	}
	same := t.setMix(primaries) && t.nearSRGB()
	if same {
		return nil, nil
	}
	for i := range t.out {
		t.out[i] = byte(encode(float64(i)/steps)*255 + 0.5)
	}
	return t, nil
}

// setMix multiplies the matrices and reports whether the result changes nothing.
func (t *Transform) setMix(primaries [3][3]float64) (identity bool) {
	identity = true
	for row, back := range fromXYZ() {
		for col, primary := range primaries {
			sum := 0.0
			for k := range 3 {
				sum += back[k] * primary[k]
			}
			sum = min(max(sum, -8), 8)
			want := 0.0
			if row == col {
				want = 1
			}
			identity = identity && math.Abs(sum-want) < 0.01
			t.mix[3*row+col] = int32(math.Round(sum * linear))
		}
	}
	return identity
}

// nearSRGB reports whether the curves are sRGB's own within a level and a half of 256.
func (t *Transform) nearSRGB() bool {
	for _, curve := range t.in {
		for v, light := range curve {
			if math.Abs(encode(float64(light)/linear)*255-float64(v)) > 1.5 {
				return false
			}
		}
	}
	return true
}

// encode is sRGB's curve from linear light, IEC 61966-2-1.
func encode(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// Apply converts an opaque picture in place.
func (t *Transform) Apply(m *image.NRGBA) {
	for y := range m.Rect.Dy() {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for ; len(row) >= 4; row = row[4:] {
			r, g, b := t.in[0][row[0]], t.in[1][row[1]], t.in[2][row[2]]
			row[0] = t.channel(0, r, g, b)
			row[1] = t.channel(3, r, g, b)
			row[2] = t.channel(6, r, g, b)
		}
	}
}

// channel is one row of the matrix, in linear light, then sRGB's curve.
func (t *Transform) channel(row int, r, g, b int32) byte {
	sum := int64(t.mix[row])*int64(r) + int64(t.mix[row+1])*int64(g) + int64(t.mix[row+2])*int64(b)
	return t.out[min(max(sum>>16, 0), steps)] // 2^28 to 2^12
}

// tag returns the body of the named tag, or nil.
func tag(profile []byte, name string) []byte {
	count := int(min(binary.BigEndian.Uint32(profile[128:]), 256))
	for i := 0; i < count && 144+12*i <= len(profile); i++ {
		entry := profile[132+12*i:]
		offset, length := int64(binary.BigEndian.Uint32(entry[4:])), int64(binary.BigEndian.Uint32(entry[8:]))
		if string(entry[:4]) == name && offset+length <= int64(len(profile)) {
			return profile[offset : offset+length]
		}
	}
	return nil
}

// fixed is an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / 65536 }

func clamp(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, 0), 1)
}
