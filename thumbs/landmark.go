package thumbs

import (
	"cmp"
	"math"
	"slices"

	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

// landmark is a bright spot on darker ground or the reverse: what a crop keeps, wherever its edges are. It is found by the
// difference of two boxes over place and scale, as blobs are in Agrawal and others, "CenSurE" (2008).
type landmark struct {
	x, y     float64 // pixels of the integral image
	reach    float64 // half the side of the spot
	strength float64 // levels
}

// Scales go up in steps of a third of an octave from spots a fourteenth of the picture wide.
const (
	leastReach   = 0.035 // of the longer side
	scaleStep    = 1.26
	scales       = 8
	leastDiffer  = 3 // levels between a spot and its ground
	surroundings = 3 // half the side of what is hashed around a landmark, in reaches
)

// surroundings are the windows around the landmarks, the strongest and largest first.
func (t *integral) surroundings() []planar.Window {
	var all []landmark
	for i := range scales {
		all = append(all, t.landmarks(leastReach*float64(max(t.w, t.h))*math.Pow(scaleStep, float64(i)))...)
	}
	slices.SortStableFunc(all, func(a, b landmark) int {
		return cmp.Compare(b.strength*math.Sqrt(b.reach), a.strength*math.Sqrt(a.reach))
	})
	var out []planar.Window
	for _, m := range distinct(all, 2*mostPrints) {
		out = append(out, m.window(t))
	}
	return out
}

// distinct drops landmarks that are another one seen again at the next scale, and those after the first n.
func distinct(all []landmark, n int) []landmark {
	var out []landmark
	for _, m := range all {
		again := slices.ContainsFunc(out, func(o landmark) bool {
			return math.Hypot(m.x-o.x, m.y-o.y) < min(m.reach, o.reach)/2 && max(m.reach, o.reach) < 1.3*min(m.reach, o.reach)
		})
		if !again {
			out = append(out, m)
		}
		if len(out) == n {
			break
		}
	}
	return out
}

// window is what is hashed around a landmark, as far as the picture goes.
func (m landmark) window(t *integral) planar.Window {
	r := surroundings * m.reach
	left, top := max(m.x-r, 0), max(m.y-r, 0)
	return planar.Window{X: left, Y: top, W: min(m.x+r, float64(t.w)) - left, H: min(m.y+r, float64(t.h)) - top}
}

// landmarks finds those of one scale whose surroundings lie within the picture.
func (t *integral) landmarks(reach float64) []landmark {
	step, edge := reach/2, surroundings*reach
	g := responses{t: t, step: step, edge: edge, reach: reach,
		w: int((float64(t.w)-2*edge)/step) + 1, h: int((float64(t.h)-2*edge)/step) + 1}
	if 2*edge > float64(min(t.w, t.h)) || g.w < 3 || g.h < 3 {
		return nil
	}
	g.measure()
	var out []landmark
	for y := 1; y < g.h-1; y++ {
		for x := 1; x < g.w-1; x++ {
			if m, ok := g.landmark(x, y); ok {
				out = append(out, m)
			}
		}
	}
	return out
}

// responses are the differences between boxes on a grid of points, all of one scale.
type responses struct {
	t                 *integral
	reach, step, edge float64
	w, h              int
	levels            []float64 // row by row
}

func (g *responses) measure() {
	g.levels = make([]float64, 0, g.w*g.h)
	for y := range g.h {
		for x := range g.w {
			g.levels = append(g.levels, g.t.differ(g.edge+float64(x)*g.step, g.edge+float64(y)*g.step, g.reach))
		}
	}
}

// differ is how much brighter a square is than the ground around it, out to twice its reach.
func (t *integral) differ(x, y, reach float64) float64 {
	return (t.mean(x, y, reach) - t.mean(x, y, 2*reach)) * 4 / 3
}

// landmark tells whether a point differs more than its neighbours in place and scale, and then where between them the
// peak lies.
func (g *responses) landmark(x, y int) (landmark, bool) {
	i := y*g.w + x
	v := g.levels[i]
	sign := math.Copysign(1, v)
	if v *= sign; v < leastDiffer {
		return landmark{}, false
	}
	for _, row := range [...]int{i - g.w, i, i + g.w} {
		for _, j := range [...]int{row - 1, row, row + 1} {
			if j != i && g.levels[j]*sign >= v {
				return landmark{}, false
			}
		}
	}
	px, py := g.edge+float64(x)*g.step, g.edge+float64(y)*g.step
	smaller, larger := sign*g.t.differ(px, py, g.reach/scaleStep), sign*g.t.differ(px, py, g.reach*scaleStep)
	if smaller > v || larger >= v {
		return landmark{}, false
	}
	px += g.step * peak(sign*g.levels[i-1], v, sign*g.levels[i+1])
	py += g.step * peak(sign*g.levels[i-g.w], v, sign*g.levels[i+g.w])
	return landmark{x: px, y: py, reach: g.reach * math.Pow(scaleStep, peak(smaller, v, larger)), strength: v}, true
}

// peak is where a parabola through three values, one step apart, is highest: -0.5 to 0.5 steps from the middle one.
func peak(before, at, after float64) float64 {
	bend := before - 2*at + after
	if bend == 0 {
		return 0
	}
	return min(max((before-after)/(2*bend), -0.5), 0.5)
}
