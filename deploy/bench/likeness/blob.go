package main

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
)

// blob windows anchored at content
type blob struct {
	x, y, a, v float64 // pixels of sat
}

func (t *sat) mean(x0, y0, x1, y1 float64) float64 {
	return (t.at(x1, y1) - t.at(x0, y1) - t.at(x1, y0) + t.at(x0, y0)) / ((x1 - x0) * (y1 - y0))
}

func (t *sat) resp(x, y, a float64) float64 {
	in := t.mean(x-a, y-a, x+a, y+a)
	out := t.mean(x-2*a, y-2*a, x+2*a, y+2*a)
	return (in - out) * 4 / 3
}

var scaleSteps, kWin = 1.26, 3.0

var pw = func() float64 { v := .5; fmt.Sscan(os.Getenv("PW"), &v); return v }()

func (t *sat) blobs(k int) []blob {
	side := float64(max(t.w, t.h))
	var all []blob
	n := 8
	scale := func(i int) float64 { return side * 0.035 * math.Pow(scaleSteps, float64(i)) }
	for i := range n {
		a := scale(i)
		step := a / 2
		reach := a * kWin
		lo, hi := a/scaleSteps, a*scaleSteps
		edge := max(reach, 2*hi+step)
		if 2*edge > float64(min(t.w, t.h)) {
			break
		}
		nx, ny := int((float64(t.w)-2*edge)/step)+1, int((float64(t.h)-2*edge)/step)+1
		g := make([]float64, nx*ny)
		for y := range ny {
			for x := range nx {
				g[y*nx+x] = t.resp(edge+float64(x)*step, edge+float64(y)*step, a)
			}
		}
		for y := 1; y < ny-1; y++ {
			for x := 1; x < nx-1; x++ {
				v := g[y*nx+x]
				s := 1.0
				if v < 0 {
					s = -1
				}
				if v*s < 3 {
					continue
				}
				top := true
				for dy := -1; dy <= 1 && top; dy++ {
					for dx := -1; dx <= 1; dx++ {
						if (dx != 0 || dy != 0) && s*g[(y+dy)*nx+x+dx] >= s*v {
							top = false
							break
						}
					}
				}
				if !top {
					continue
				}
				px, py := edge+float64(x)*step, edge+float64(y)*step
				l, h := s*t.resp(px, py, lo), s*t.resp(px, py, hi)
				if l > s*v || h >= s*v {
					continue
				}
				par := func(a, b, c float64) float64 {
					d := a - 2*b + c
					if d == 0 {
						return 0
					}
					return min(max(.5*(a-c)/d, -.5), .5)
				}
				px += step * par(g[y*nx+x-1], v, g[y*nx+x+1])
				py += step * par(g[(y-1)*nx+x], v, g[(y+1)*nx+x])
				aa := a * math.Pow(scaleSteps, par(l, s*v, h))
				all = append(all, blob{px, py, aa, s * v})
			}
		}
	}
	slices.SortFunc(all, func(a, b blob) int { return cmp.Compare(b.v*math.Pow(b.a, pw), a.v*math.Pow(a.a, pw)) })
	var out []blob
	for _, b := range all {
		ok := true
		for _, o := range out {
			if math.Hypot(b.x-o.x, b.y-o.y) < .5*min(b.a, o.a) && max(b.a, o.a)/min(b.a, o.a) < 1.3 {
				ok = false
			}
		}
		if ok {
			out = append(out, b)
		}
		if len(out) == k {
			break
		}
	}
	return out
}

func (t *sat) blobPrints(k int) []uint64 {
	var out []uint64
	for _, b := range t.blobs(k) {
		r := b.a * kWin
		w, h := float64(t.w), float64(t.h)
		q := rect{max(0, (b.x-r)/w), max(0, (b.y-r)/h), min(1, (b.x+r)/w), min(1, (b.y+r)/h)}
		x, c, m := t.hash(q)
		if c < minContrast || m < minMag {
			continue
		}
		out = append(out, x)
	}
	return out
}
