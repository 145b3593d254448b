package main

import (
	"encoding/binary"
	"math"
)

// profileOf builds a display profile (ICC.1:2010, version 4.2, three colorants and one curve) with the given colorants,
// adapted to D50, and the gamma curve; gamma 0 is the curve of sRGB.
func profileOf(colorants [3][3]float64, gamma float64) []byte {
	curve := parametric(0, gamma)
	if gamma == 0 {
		curve = parametric(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045)
	}
	tags := []struct {
		name string
		data []byte
	}{
		{"rXYZ", xyz(colorants[0])}, {"gXYZ", xyz(colorants[1])}, {"bXYZ", xyz(colorants[2])},
		{"wtpt", xyz([3]float64{0.9642, 1, 0.8249})}, {"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	const header = 128
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	for _, t := range tags {
		table = append(table, t.name...)
		table = binary.BigEndian.AppendUint32(table, uint32(header+4+12*len(tags)+len(data)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		data = append(data, t.data...)
	}
	profile := make([]byte, header, header+len(table)+len(data))
	binary.BigEndian.PutUint32(profile[8:], 0x04200000)
	copy(profile[12:], "mntrRGB XYZ ")
	copy(profile[36:], "acsp")
	copy(profile[68:], xyz([3]float64{0.9642, 1, 0.8249})[8:])
	profile = append(append(profile, table...), data...)
	binary.BigEndian.PutUint32(profile, uint32(len(profile)))
	return profile
}

// xyz is a tag of type XYZType.
func xyz(v [3]float64) []byte {
	return fixed(append([]byte("XYZ "), 0, 0, 0, 0), v[:])
}

// parametric is a tag of type parametricCurveType.
func parametric(kind byte, parameters ...float64) []byte {
	return fixed(append([]byte("para"), 0, 0, 0, 0, 0, kind, 0, 0), parameters)
}

// fixed appends numbers with 16 bits before the point and 16 behind it.
func fixed(b []byte, numbers []float64) []byte {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(n*65536))))
	}
	return b
}

func srgb() []byte {
	return profileOf([3][3]float64{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}, 0)
}

func displayP3() []byte {
	return profileOf([3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}, 0)
}

func adobeRGB() []byte {
	return profileOf([3][3]float64{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}, 563.0/256)
}

// tagged is a JPEG with a profile in an APP2 segment behind its first marker.
func tagged(jpeg, profile []byte) []byte {
	const start = 2 // bytes of the marker that every JPEG begins with
	body := append([]byte("ICC_PROFILE\x00\x01\x01"), profile...)
	out := append([]byte(nil), jpeg[:start]...)
	out = append(out, 0xff, 0xe2)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), jpeg[start:]...)
}
