package demo

import (
	"image"
	"math"

	"golang.org/x/image/math/f32"
	"golang.org/x/image/vector"
)

// path is an outline of one or several closed contours. A contour that runs the other way round cuts
// a hole.
type path struct{ segments []segment }

// segment is a move (1 point), a line (1) or a cubic curve (3).
type segment struct {
	move   bool
	points []f32.Vec2
}

func (p *path) move(x, y float64) {
	p.segments = append(p.segments, segment{move: true, points: []f32.Vec2{vec(x, y)}})
}

func (p *path) line(x, y float64) {
	p.segments = append(p.segments, segment{points: []f32.Vec2{vec(x, y)}})
}

func (p *path) curve(x1, y1, x2, y2, x, y float64) {
	p.segments = append(p.segments, segment{points: []f32.Vec2{vec(x1, y1), vec(x2, y2), vec(x, y)}})
}

func vec(x, y float64) f32.Vec2 { return f32.Vec2{float32(x), float32(y)} }

// bounds contains the path: a curve never leaves its control points.
func (p path) bounds() image.Rectangle {
	low, high := vec(math.MaxFloat32, math.MaxFloat32), vec(-math.MaxFloat32, -math.MaxFloat32)
	for _, s := range p.segments {
		for _, q := range s.points {
			low = f32.Vec2{min(low[0], q[0]), min(low[1], q[1])}
			high = f32.Vec2{max(high[0], q[0]), max(high[1], q[1])}
		}
	}
	return image.Rect(int(math.Floor(float64(low[0]))), int(math.Floor(float64(low[1]))),
		int(math.Ceil(float64(high[0]))), int(math.Ceil(float64(high[1]))))
}

// trace hands the path to the rasterizer, moved so that origin becomes 0,0.
func (p path) trace(z *vector.Rasterizer, origin f32.Vec2) {
	for _, s := range p.segments {
		q := make([]f32.Vec2, len(s.points))
		for i, v := range s.points {
			q[i] = f32.Vec2{v[0] - origin[0], v[1] - origin[1]}
		}
		switch {
		case s.move:
			z.ClosePath()
			z.MoveTo(q[0][0], q[0][1])
		case len(q) == 1:
			z.LineTo(q[0][0], q[0][1])
		default:
			z.CubeTo(q[0][0], q[0][1], q[1][0], q[1][1], q[2][0], q[2][1])
		}
	}
	z.ClosePath()
}

func rectangle(b box) path { return polygon(b.x, b.y, b.x+b.w, b.y, b.x+b.w, b.y+b.h, b.x, b.y+b.h) }

// polygon takes x, y pairs.
func polygon(xy ...float64) path {
	var p path
	p.move(xy[0], xy[1])
	for i := 2; i+1 < len(xy); i += 2 {
		p.line(xy[i], xy[i+1])
	}
	return p
}

// kappa places the control points of a cubic that follows a quarter of a circle.
const kappa = 0.5522847498

// rounded is a rectangle with corners of radius r.
func rounded(b box, r float64) path {
	r = min(r, b.w/2, b.h/2)
	k := r * (1 - kappa)
	x0, y0, x1, y1 := b.x, b.y, b.x+b.w, b.y+b.h
	var p path
	p.move(x0+r, y0)
	p.line(x1-r, y0)
	p.curve(x1-k, y0, x1, y0+k, x1, y0+r)
	p.line(x1, y1-r)
	p.curve(x1, y1-k, x1-k, y1, x1-r, y1)
	p.line(x0+r, y1)
	p.curve(x0+k, y1, x0, y1-k, x0, y1-r)
	p.line(x0, y0+r)
	p.curve(x0, y0+k, x0+k, y0, x0+r, y0)
	return p
}

func circle(x, y, r float64) path { return rounded(box{x - r, y - r, 2 * r, 2 * r}, r) }

// quarter is a quarter of a disc of radius r with its corner at x, y; sx and sy (1 or -1) say which way
// it opens.
func quarter(x, y, r, sx, sy float64) path {
	var p path
	p.move(x, y)
	p.line(x+sx*r, y)
	p.curve(x+sx*r, y+sy*r*kappa, x+sx*r*kappa, y+sy*r, x, y+sy*r)
	return p
}

// below is everything under the curve f inside b.
func below(b box, f func(x float64) float64) path {
	var p path
	p.move(b.x, b.y+b.h)
	const step = 6
	for x := b.x; x < b.x+b.w+step; x += step {
		p.line(x, f(x))
	}
	p.line(b.x+b.w, b.y+b.h)
	return p
}
