package icc

import (
	"encoding/binary"
	"math"
)

// curve leads from a device value in 0..1 to linear light.
type curve func(float64) float64

// parseCurve reads a curveType or parametricCurveType, ICC.1:2022 10.6 and 10.18.
func parseCurve(b []byte) (curve, error) {
	if len(b) < 12 {
		return nil, ErrProfile
	}
	switch string(b[:4]) {
	case "curv":
		return sampled(b)
	case "para":
		return parametric(b)
	}
	return nil, ErrProfile
}

func sampled(b []byte) (curve, error) {
	n := int(min(binary.BigEndian.Uint32(b[8:]), 1<<20))
	if len(b) < 12+2*n {
		return nil, ErrProfile
	}
	at := func(i int) float64 { return float64(binary.BigEndian.Uint16(b[12+2*i:])) }
	switch n {
	case 0:
		return func(x float64) float64 { return x }, nil
	case 1:
		gamma := at(0) / 256
		return func(x float64) float64 { return math.Pow(x, gamma) }, nil
	}
	return func(x float64) float64 {
		x *= float64(n - 1)
		i := min(int(x), n-2)
		return (at(i) + (at(i+1)-at(i))*(x-float64(i))) / 65535
	}, nil
}

// parametric reads Y = (aX+b)^g + e for X ≥ d, else cX + f, of which kinds 0 to 3 leave something out.
func parametric(b []byte) (curve, error) {
	kind := int(binary.BigEndian.Uint16(b[8:]))
	counts := []int{1, 3, 4, 5, 7}
	if kind >= len(counts) || len(b) < 12+4*counts[kind] {
		return nil, ErrProfile
	}
	var p [7]float64
	for i := range counts[kind] {
		p[i] = fixed(b[12+4*i:])
	}
	g, a, shift, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind {
	case 0:
		return func(x float64) float64 { return math.Pow(x, g) }, nil
	case 1, 2: // zero, or a constant, below -b/a
		below := c
		if a == 0 {
			return nil, ErrProfile
		}
		return func(x float64) float64 {
			if x >= -shift/a {
				return math.Pow(a*x+shift, g) + below
			}
			return below
		}, nil
	}
	return func(x float64) float64 {
		if x >= d {
			return math.Pow(a*x+shift, g) + e
		}
		return c*x + f
	}, nil
}
