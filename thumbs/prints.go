package thumbs

import (
	"math"
	"slices"

	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

const mostPrints = 8 // of a picture

// Prints are 64-bit perceptual hashes by which other versions of the picture are known again: of the picture as a whole
// first, then of what the crops for social media show when nobody has chosen a focal point, then of the surroundings of
// its landmarks, which a crop by hand keeps. A hash tells for the 64 lowest frequencies (DCT) of the luma which are above
// their median; 31 bits are set. Windows with nothing in them but a gradient have none; there are at most 8, and none of a
// picture that is blank as a whole.
//
// Two pictures are versions of each other when two pairs of prints are near: see deploy/bench/likeness for how near.
func (p *Picture) Prints() ([]uint64, error) {
	small, err := p.smallest()
	if err != nil {
		return nil, err
	}
	return printsOf(newIntegral(small)), nil
}

func printsOf(t *integral) []uint64 {
	first, ok := printOf(t, t.whole())
	if !ok {
		return nil
	}
	prints := []uint64{first}
	for _, win := range append(t.crops(), t.surroundings()...) {
		print, ok := printOf(t, win)
		if ok && !slices.Contains(prints, print) {
			prints = append(prints, print)
		}
		if len(prints) == mostPrints {
			break
		}
	}
	return prints
}

// crops are the largest windows of the shapes of the sizes that are cut, around the middle. Those of 4:5 and 3:4 are too
// alike to be told apart by a hash: one between stands for both.
func (t *integral) crops() []planar.Window {
	var out []planar.Window
	for _, shape := range [...]float64{1, 0.775, 9.0 / 16, 1200.0 / 630} { // width to height
		win := t.whole()
		if width := win.H * shape; width < win.W {
			win.X, win.W = (win.W-width)/2, width
		} else {
			height := win.W / shape
			win.Y, win.H = (win.H-height)/2, height
		}
		out = append(out, win)
	}
	return out
}

const (
	hashSide = 32   // pixels that are looked at
	hashKeep = 8    // frequencies that are kept, each way
	leastAmp = 0.25 // levels of 256: median amplitude of the frequencies of a window that is not blank
)

// printOf hashes a window; ok is false when it is blank.
func printOf(t *integral, win planar.Window) (print uint64, ok bool) {
	f := frequencies(t.shrunk(win))
	amplitudes := make([]float64, 0, len(f))
	for _, v := range f[1:] {
		amplitudes = append(amplitudes, math.Abs(v))
	}
	slices.Sort(amplitudes)
	return signs(f), amplitudes[len(amplitudes)/2] >= leastAmp
}

// frequencies are the lowest of the discrete cosine transform (DCT-II), as amplitudes in levels, row by row. The first is
// the mean brightness, which says nothing, and is made the least of all.
func frequencies(grey [hashSide][hashSide]float64) (f [hashKeep * hashKeep]float64) {
	var cosine [hashKeep][hashSide]float64
	for u := range hashKeep {
		for x := range hashSide {
			cosine[u][x] = math.Cos(float64(2*x+1)*float64(u)*math.Pi/(2*hashSide)) * math.Sqrt2 / hashSide
		}
	}
	for y, row := range grey {
		var across [hashKeep]float64
		for u := range hashKeep {
			for x, v := range row {
				across[u] += v * cosine[u][x]
			}
		}
		for v := range hashKeep {
			for u := range hashKeep {
				f[v*hashKeep+u] += across[u] * cosine[v][y]
			}
		}
	}
	f[0] = math.Inf(-1)
	return f
}

// signs has a bit for every frequency that is above their median.
func signs(f [hashKeep * hashKeep]float64) (bits uint64) {
	sorted := slices.Sorted(slices.Values(f[:]))
	for i, v := range f {
		if v > sorted[len(sorted)/2] {
			bits |= 1 << i
		}
	}
	return bits
}
