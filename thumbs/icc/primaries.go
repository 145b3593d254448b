package icc

// Primaries is a set of primary colours by its number in ITU-T H.273 table 2, which is how HEIF files and clips name one
// instead of carrying a profile.
type Primaries int

// The sets that are wider than sRGB's and occur in pictures; all have its white.
const (
	BT2020    Primaries = 9
	DisplayP3 Primaries = 12
)

// Transform returns the way to sRGB for values that have sRGB's curve; nil for other primaries, which are to be shown as
// they are.
func (p Primaries) Transform() *Transform {
	var xyz [3][3]float64 // relative to D50, as in a profile
	switch p {
	case DisplayP3:
		xyz = [3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}
	case BT2020:
		xyz = [3][3]float64{{0.67348, 0.27904, -0.00194}, {0.16566, 0.67534, 0.02998}, {0.12505, 0.04561, 0.79684}}
	default:
		return nil
	}
	return newTransform(xyz, [3]curve{decode, decode, decode})
}
