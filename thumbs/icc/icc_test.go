package icc_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/icc"
)

// profile writes a matrix profile; primaries are XYZ relative to D50, curve is a whole tag.
func profile(primaries [3][3]float64, curve []byte) []byte {
	p := make([]byte, 128)
	copy(p[16:], "RGB XYZ ")
	copy(p[36:], "acsp")
	p = binary.BigEndian.AppendUint32(p, 6)
	offset := 132 + 6*12
	var bodies []byte
	add := func(name string, body []byte) {
		p = append(p, name...)
		p = binary.BigEndian.AppendUint32(p, uint32(offset+len(bodies)))
		p = binary.BigEndian.AppendUint32(p, uint32(len(body)))
		bodies = append(bodies, body...)
	}
	for i, channel := range []string{"r", "g", "b"} {
		xyz := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range primaries[i] {
			xyz = binary.BigEndian.AppendUint32(xyz, uint32(int32(v*65536)))
		}
		add(channel+"XYZ", xyz)
		add(channel+"TRC", curve)
	}
	return append(p, bodies...)
}

var (
	srgb     = [3][3]float64{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}
	adobeRGB = [3][3]float64{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}
	gamma22  = []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33")
	srgbTRC  = []byte("para\x00\x00\x00\x00\x00\x03\x00\x00\x00\x02\x66\x66\x00\x00\xf2\xa7\x00\x00\x0d\x59\x00\x00\x13\xd0\x00\x00\x0a\x5b")
)

func TestSRGBNeedsNothing(t *testing.T) {
	got, err := icc.Parse(profile(srgb, srgbTRC))
	if got != nil || err != nil {
		t.Errorf("got %v, %v, want nothing to do", got != nil, err)
	}
}

func TestAdobeRGB(t *testing.T) {
	transform, err := icc.Parse(profile(adobeRGB, gamma22))
	if err != nil || transform == nil {
		t.Fatalf("got %v, %v", transform != nil, err)
	}
	cases := [][2][3]byte{ // by the published matrices, to the nearest level
		{{128, 128, 128}, {127, 127, 127}},
		{{255, 255, 255}, {255, 255, 255}},
		{{0, 0, 0}, {0, 0, 0}},
		{{200, 100, 50}, {228, 99, 42}},
		{{0, 255, 0}, {0, 255, 0}}, // outside sRGB: cut off
	}
	for _, c := range cases {
		img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		copy(img.Pix, append(c[0][:], 255))
		transform.Apply(img)
		for i := range 3 {
			if d := int(img.Pix[i]) - int(c[1][i]); d < -3 || d > 3 {
				t.Errorf("%v: got %v, want about %v", c[0], img.Pix[:3], c[1])
				break
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(profile(srgb, srgbTRC))
	f.Add(profile(adobeRGB, gamma22))
	f.Fuzz(func(t *testing.T, b []byte) {
		transform, err := icc.Parse(b)
		if err == nil && transform != nil {
			img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
			copy(img.Pix, bytes.Repeat([]byte{0, 7, 130, 255, 255, 255, 255, 255}, 128))
			transform.Apply(img)
		}
	})
}
