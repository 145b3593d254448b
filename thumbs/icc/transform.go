package icc

import "math"

// Transform maps one RGB space to sRGB. It is safe for concurrent use.
type Transform struct {
	light [3][levels]uint64 // what a level of each channel adds to linear sRGB, three lanes in a word
	out   [steps + 1]uint16 // back to sRGB, in units of 1/fine level
}

const (
	steps = 1 << 12 // 1.0 in the table back to sRGB
	fine  = 64      // parts of a level that the table tells apart

	// YCbCr reaches beyond the cube of RGB; there the tables hold what the nearest level would give.
	under  = 256
	levels = 1024

	// A lane holds ±32 times full light, more than any matrix that Parse lets through can make of three channels.
	lane   = 21
	mask   = 1<<lane - 1
	linear = 1 << (lane - 6) // 1.0 in a lane
	bias   = 1 << (lane - 1) // keeps it positive
)

// fromXYZ is XYZ relative to D50, the profile connection space, to linear sRGB.
func fromXYZ() [3][3]float64 {
	return [3][3]float64{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
}

// newTransform returns nil when nothing would change.
func newTransform(primaries [3][3]float64, curves [3]curve) *Transform {
	mix := toSRGB(primaries)
	if near(mix) && nearSRGB(curves) {
		return nil
	}
	t := new(Transform)
	for i, f := range curves {
		for v := range t.light[i] {
			light := clamp(f(float64(min(max(v-under, 0), 255)) / 255))
			for row := range 3 {
				part := int64(math.Round(light * mix[row][i] * linear))
				if i == 0 {
					part += bias
				}
				t.light[i][v] += uint64(part) << (lane * row) // a negative one borrows, until all three are added
			}
		}
	}
	for i := range t.out {
		t.out[i] = uint16(math.Round(encode(float64(i)/steps) * 255 * fine))
	}
	return t
}

// toSRGB multiplies the matrices: rows of linear sRGB, columns of the profile's channels.
func toSRGB(primaries [3][3]float64) (mix [3][3]float64) {
	for row, back := range fromXYZ() {
		for col, primary := range primaries {
			for k := range 3 {
				mix[row][col] += back[k] * primary[k]
			}
			mix[row][col] = min(max(mix[row][col], -8), 8)
		}
	}
	return mix
}

// near reports whether a matrix changes nothing that can be seen.
func near(mix [3][3]float64) bool {
	for row := range mix {
		for col, v := range mix[row] {
			if row == col {
				v--
			}
			if math.Abs(v) >= 0.01 {
				return false
			}
		}
	}
	return true
}

// nearSRGB reports whether the curves are sRGB's own within a level and a half of 256.
func nearSRGB(curves [3]curve) bool {
	for _, f := range curves {
		for v := range 256 {
			if math.Abs(encode(clamp(f(float64(v)/255)))*255-float64(v)) > 1.5 {
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

// decode leads back to linear light.
func decode(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func clamp(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, 0), 1)
}
