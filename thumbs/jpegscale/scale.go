package jpegscale

// scale says how much of each block is decoded and kept.
type scale struct {
	size  int  // samples per block side in the picture: 8, 4, 2 or 1
	half  bool // make 4 samples per block side too
	limit int  // last zigzag index that the inverse DCT reads
	side  int  // coefficients per block side that are kept of a progressive file
	// inverse makes the samples of a block; last is the zigzag index of its last coefficient. It leaves the block zero.
	inverse func(b *[64]int32, dst []byte, stride, last int)
	first   bool // only the first scan of each band of a progressive file is read
}

func scaleOf(opt Options) (scale, bool) {
	switch opt.Denom {
	case 1:
		return scale{size: 8, half: opt.Half, limit: 63, side: 8, inverse: idct8}, true
	case 2:
		return scale{size: 4, limit: 24, side: 4, inverse: idct4}, true
	case 4:
		return scale{size: 2, limit: 4, side: 2, inverse: idct2, first: opt.Fast}, true
	case 8:
		return scale{size: 1, limit: 0, side: 1, inverse: idct1}, true
	}
	return scale{}, false
}

// passOver reports whether a progressive scan adds nothing, or little that is wanted, at this scale. Refinement scans
// can be read only when every earlier scan of their band was: all or none.
func (s scale) passOver(first, successive int) bool {
	if s.limit == 0 {
		return first > 0
	}
	return s.first && (first > s.limit || first > 0 && successive > 0)
}

// slots tells for each zigzag index where among the kept coefficients of a block, in rows, it stands; notKept otherwise.
func (s scale) slots() (t [64]uint8) {
	for k := range t {
		x, y := int(unzig[k]&7), int(unzig[k]>>3)
		t[k] = notKept
		if x < s.side && y < s.side {
			t[k] = uint8(y*s.side + x)
		}
	}
	return t
}

const notKept = 255

// unzig maps a zigzag index to rows of eight. A run past 63 in a broken file lands on 63.
var unzig = [64 + 16]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
	63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
}
