package planar_test

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"
	"github.com/fellesmappa/fellesmappa/thumbs/planar"
)

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio422,
	image.YCbCrSubsampleRatio420, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

// filled makes a picture whose planes f fills; x and y are in pixels, at the middle of what a sample covers.
func filled(r image.Rectangle, ratio image.YCbCrSubsampleRatio, f func(channel int, x, y float64) float64) *image.YCbCr {
	m := image.NewYCbCr(r, ratio)
	chroma := image.NewYCbCr(image.Rect(0, 0, 8, 8), ratio)
	fx, fy := 8/chroma.CStride, 8*chroma.CStride/len(chroma.Cb)
	put := func(pix []byte, stride, channel, fx, fy int) {
		for i := range pix {
			x, y := float64((i%stride+r.Min.X/fx)*fx-r.Min.X), float64((i/stride+r.Min.Y/fy)*fy-r.Min.Y)
			pix[i] = rounded(f(channel, x+float64(fx)/2, y+float64(fy)/2))
		}
	}
	put(m.Y, m.YStride, 0, 1, 1)
	put(m.Cb, m.CStride, 1, fx, fy)
	put(m.Cr, m.CStride, 2, fx, fy)
	return m
}

func rounded(v float64) byte { return byte(min(max(math.Round(v), 0), 255)) }

func grey(w, h int, f func(x, y float64) float64) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = rounded(f(float64(i%w)+0.5, float64(i/w)+0.5))
	}
	return m
}

func noise(w, h int) *image.Gray {
	random := rand.New(rand.NewPCG(1, 2))
	return grey(w, h, func(x, y float64) float64 { return float64(random.IntN(256)) })
}

// scene has soft shapes, fine lines and hard edges.
func scene(x, y float64) float64 {
	v := 128 + 60*math.Sin(x/17)*math.Cos(y/23) + 30*math.Sin((x+y)/3)
	if math.Hypot(x-150, y-110) < 60 {
		v = 255 - v
	}
	return v
}

func TestResizeAgreesWithImaging(t *testing.T) {
	src := grey(403, 301, scene)
	for _, size := range []image.Point{{403, 301}, {400, 300}, {201, 150}, {97, 61}, {640, 480}, {1200, 35}, {30, 40}, {1, 1}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			got := planar.Resize(src, size.X, size.Y, planar.Window{})
			want := imaging.Resize(src, size.X, size.Y, imaging.Lanczos)
			worst, sum := 0.0, 0.0
			for i, v := range got.Pix {
				d := float64(v) - float64(want.Pix[4*i])
				worst, sum = max(worst, math.Abs(d)), sum+d*d
			}
			if rms := math.Sqrt(sum / float64(len(got.Pix))); worst > 6 || rms > 1.2 {
				t.Errorf("got a difference of %.0f at most, %.2f rms, want 6 and 1.2", worst, rms)
			}
		})
	}
}

// Each channel is a ramp, which every resizer must keep where it is: a displaced chroma plane would shift its values.
func TestChromaStaysInPlace(t *testing.T) {
	ramp := func(channel int, x, y float64) float64 {
		return 20 + []float64{x, y, (x + y) / 2}[channel]*0.9
	}
	whole := image.Rect(0, 0, 240, 200)
	for _, ratio := range ratios {
		for _, c := range []struct {
			cut    image.Rectangle
			win    planar.Window
			w, h   int
			grow   float64 // pixels of the source for one of the result
			dx, dy float64 // of the result's corner in the source
		}{
			{cut: whole, w: 120, h: 100, grow: 2},
			{cut: whole, w: 61, h: 51, grow: 240.0 / 61, win: planar.Window{W: 240, H: 51 * 240.0 / 61}},
			{cut: whole, w: 480, h: 400, grow: 0.5},
			{cut: whole, win: planar.Window{X: 33.3, Y: 41.7, W: 100, H: 80}, w: 75, h: 60, grow: 4.0 / 3, dx: 33.3, dy: 41.7},
			{cut: image.Rect(33, 47, 193, 167), w: 80, h: 60, grow: 2, dx: 33, dy: 47},
			{cut: image.Rect(3, 1, 43, 31), w: 40, h: 30, grow: 1, dx: 3, dy: 1},
		} {
			src := filled(whole, ratio, ramp).SubImage(c.cut).(*image.YCbCr)
			got := planar.Resize(src, c.w, c.h, c.win)
			want := filled(got.Rect, got.SubsampleRatio, func(channel int, x, y float64) float64 {
				return ramp(channel, x*c.grow+c.dx, y*c.grow+c.dy)
			})
			if d := interior(got, want, 14); d > 1 {
				t.Errorf("%v of %v: differs by %d levels, want at most 1", c, ratio, d)
			}
		}
	}
}

// interior is the largest difference between two 4:2:0 pictures, leaving out a margin, where edges are repeated.
func interior(a, b *image.YCbCr, margin int) int {
	worst := 0
	for y := a.Rect.Min.Y + margin; y < a.Rect.Max.Y-margin; y++ {
		for x := a.Rect.Min.X + margin; x < a.Rect.Max.X-margin; x++ {
			p, q := a.YCbCrAt(x, y), b.YCbCrAt(x, y)
			for _, d := range []int{int(p.Y) - int(q.Y), int(p.Cb) - int(q.Cb), int(p.Cr) - int(q.Cr)} {
				worst = max(worst, d, -d)
			}
		}
	}
	return worst
}

func TestEvenSurfacesStayExact(t *testing.T) {
	for _, level := range []float64{0, 1, 127, 200, 255} {
		for _, size := range []image.Point{{1, 1}, {2, 3}, {7, 5}, {64, 48}, {100, 77}} {
			src := filled(image.Rect(0, 0, size.X, size.Y), image.YCbCrSubsampleRatio420, func(int, float64, float64) float64 { return level })
			for _, to := range []image.Point{{1, 1}, {5, 3}, {33, 47}, {200, 100}} {
				got := planar.Resize(src, to.X, to.Y, planar.Window{})
				for _, plane := range [][]byte{got.Y, got.Cb, got.Cr} {
					for _, v := range plane {
						if float64(v) != level {
							t.Fatalf("%v to %v: got %d, want %.0f", size, to, v, level)
						}
					}
				}
			}
		}
	}
}

// Overshooting as far as Lanczos can must be cut off and must not spill into the neighbour's lane.
func TestOvershootIsCutOff(t *testing.T) {
	src := grey(64, 64, func(x, y float64) float64 { return 255 * float64(int(x)/2%2^int(y)/3%2) })
	got := planar.Resize(src, 163, 171, planar.Window{})
	want := imaging.Resize(src, 163, 171, imaging.Lanczos)
	for i, v := range got.Pix {
		x, y := i%163, i/163
		inside := x > 9 && x < 153 && y > 9 && y < 161 // imaging has another way with edges, and goes across first
		if d := int(v) - int(want.Pix[4*i]); inside && (d < -40 || d > 40) {
			t.Fatalf("pixel %d: got %d, want about %d", i, v, want.Pix[4*i])
		}
	}
}

// Rings that grow finer outwards: what is finer than the result can show must become even grey, not a pattern of its own.
func TestZonePlateDoesNotAlias(t *testing.T) {
	const side = 1024
	plate := func(x, y float64) float64 {
		x, y = x-side/2, y-side/2
		return 127.5 + 127.5*math.Cos((x*x+y*y)*math.Pi/side) // reaches the finest pattern at the middle of the sides
	}
	src := grey(side, side, plate)
	for _, to := range []int{480, 256, 100, 51} {
		got, peer := planar.Resize(src, to, to, planar.Window{}), imaging.Resize(src, to, to, imaging.Lanczos)
		sum, peers, n := 0.0, 0.0, 0
		for i, v := range got.Pix {
			x, y := float64(i%to)+0.5, float64(i/to)+0.5
			fineness := math.Hypot(x-float64(to)/2, y-float64(to)/2) * 2 / float64(to) // of src's finest
			inside := min(x, y, float64(to)-x, float64(to)-y) > 3
			if inside && fineness > 1.35*float64(to)/side && fineness < 0.95 {
				sum += math.Pow(float64(v)-127.5, 2)
				peers += math.Pow(float64(peer.Pix[4*i])-127.5, 2)
				n++
			}
		}
		if rms, bound := math.Sqrt(sum/float64(n)), math.Sqrt(peers/float64(n))+0.5; rms > bound || rms > 6 {
			t.Errorf("%d: %.1f levels rms left of 90, want at most imaging's and half a level: %.1f, and 6", to, rms, bound)
		}
	}
}

func TestHalve(t *testing.T) {
	for _, ratio := range ratios {
		for _, r := range []image.Rectangle{image.Rect(0, 0, 64, 48), image.Rect(0, 0, 61, 47), image.Rect(5, 3, 61, 47), image.Rect(0, 0, 1, 1)} {
			src := filled(image.Rect(0, 0, 70, 50), ratio, func(c int, x, y float64) float64 { return 40 + x + 2*y }).SubImage(r).(*image.YCbCr)
			got := planar.Halve(src)
			if want := image.Rect(0, 0, (r.Dx()+1)/2, (r.Dy()+1)/2); got.Rect != want {
				t.Fatalf("%v of %v: got %v, want %v", r, ratio, got.Rect, want)
			}
			want := filled(got.Rect, got.SubsampleRatio, func(c int, x, y float64) float64 {
				return 40 + 2*x + float64(r.Min.X) + 2*(2*y+float64(r.Min.Y))
			})
			if d := interior(got, want, 4); d > 1 {
				t.Errorf("%v of %v: differs by %d levels", r, ratio, d)
			}
		}
	}
	edge := &image.Gray{Pix: []byte{10, 20, 31}, Stride: 3, Rect: image.Rect(0, 0, 3, 1)}
	if got := planar.Halve(edge); got.Pix[0] != 15 || got.Pix[1] != 31 {
		t.Errorf("odd side: got %v, want [15 31]", got.Pix)
	}
}

func TestOrientAgreesWithImaging(t *testing.T) {
	turns := map[int]func(image.Image) *image.NRGBA{
		2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV, 5: imaging.Transpose,
		6: imaging.Rotate270, 7: imaging.Transverse, 8: imaging.Rotate90,
	}
	for orientation, turn := range turns {
		for _, size := range []image.Point{{24, 16}, {23, 17}, {1, 1}, {1, 9}} {
			src := noise(size.X, size.Y)
			got, want := planar.Orient(src, orientation), turn(src)
			if got.Rect != want.Rect {
				t.Fatalf("%d: got %v, want %v", orientation, got.Rect, want.Rect)
			}
			for i, v := range got.Pix {
				if v != want.Pix[4*i] {
					t.Fatalf("%d, %v: pixel %d is %d, want %d", orientation, size, i, v, want.Pix[4*i])
				}
			}
		}
		for _, ratio := range ratios[:4] { // block of pixels by block, so that chroma has one value for each
			src := filled(image.Rect(0, 0, 24, 16), ratio, func(c int, x, y float64) float64 {
				return float64((int(x)/2*37 + int(y)/2*91 + c*50) % 256)
			})
			if got, want := planar.Orient(src, orientation), turn(src); !same(got, want) {
				t.Errorf("%d of %v: differs", orientation, ratio)
			}
		}
	}
}

func same(m *image.YCbCr, want *image.NRGBA) bool {
	got := imaging.Clone(m)
	for i, v := range got.Pix {
		if v != want.Pix[i] {
			return false
		}
	}
	return got.Rect == want.Rect
}

// A ramp turned is a ramp turned, also where an odd side puts other pixels together under a chroma sample.
func TestOrientKeepsChromaOfOddSides(t *testing.T) {
	const w, h = 61, 47
	ramp := func(_ int, x, y float64) float64 { return 30 + 2*x + y }
	back := map[int]func(x, y float64) (float64, float64){
		2: func(x, y float64) (float64, float64) { return w - x, y },
		3: func(x, y float64) (float64, float64) { return w - x, h - y },
		4: func(x, y float64) (float64, float64) { return x, h - y },
		5: func(x, y float64) (float64, float64) { return y, x },
		6: func(x, y float64) (float64, float64) { return y, h - x },
		7: func(x, y float64) (float64, float64) { return w - y, h - x },
		8: func(x, y float64) (float64, float64) { return w - y, x },
	}
	for orientation, at := range back {
		for _, ratio := range ratios {
			got := planar.Orient(filled(image.Rect(0, 0, w, h), ratio, ramp), orientation)
			want := filled(got.Rect, got.SubsampleRatio, func(c int, x, y float64) float64 {
				x, y = at(x, y)
				return ramp(c, x, y)
			})
			if d := interior(got, want, 14); d > 1 {
				t.Errorf("%d of %v: differs by %d levels", orientation, ratio, d)
			}
		}
	}
}

func TestNothingToDo(t *testing.T) {
	src := noise(8, 8)
	if got := planar.Orient(src, 1); got != src {
		t.Error("orientation 1 made a copy")
	}
	empty := image.NewYCbCr(image.Rectangle{}, image.YCbCrSubsampleRatio420)
	for name, got := range map[string]image.Image{
		"halved": planar.Halve(empty), "turned": planar.Orient(empty, 6), "resized": planar.Resize(empty, 5, 5, planar.Window{}),
		"to nothing": planar.Resize(src, 0, 5, planar.Window{}), "to less": planar.Resize(src, 5, -1, planar.Window{}),
	} {
		if !got.Bounds().Empty() {
			t.Errorf("%s: got %v, want an empty picture", name, got.Bounds())
		}
	}
}

func FuzzSizes(f *testing.F) {
	f.Add(uint8(33), uint8(17), uint8(5), uint8(7), uint8(3), uint8(3), uint8(1), 1.5, 2.5, 3.0, 4.0)
	f.Add(uint8(1), uint8(1), uint8(255), uint8(1), uint8(4), uint8(6), uint8(0), -1.0, math.Inf(1), math.NaN(), 1e300)
	f.Add(uint8(255), uint8(200), uint8(1), uint8(2), uint8(5), uint8(8), uint8(3), 1e-9, 254.99, 1e-12, 9.0)
	f.Fuzz(func(t *testing.T, sw, sh, w, h, ratio, orientation, corner uint8, x, y, ww, wh float64) {
		m := image.NewYCbCr(image.Rect(0, 0, int(sw), int(sh)), ratios[int(ratio)%len(ratios)])
		m = m.SubImage(image.Rect(int(corner)%8, int(corner)/8, int(sw), int(sh))).(*image.YCbCr)
		got := planar.Resize(m, int(w), int(h), planar.Window{X: x, Y: y, W: ww, H: wh})
		if want := image.Rect(0, 0, int(w), int(h)); got.Rect != want && !m.Rect.Empty() && !want.Empty() {
			t.Errorf("got %v, want %v", got.Rect, want)
		}
		planar.Halve(m)
		planar.Orient(m, int(orientation)%10)
	})
}

func BenchmarkResize(b *testing.B) {
	src := filled(image.Rect(0, 0, 2016, 1512), image.YCbCrSubsampleRatio420, func(_ int, x, y float64) float64 { return scene(x, y) })
	b.Run("planar", func(b *testing.B) {
		for b.Loop() {
			planar.Resize(src, 1080, 810, planar.Window{})
		}
	})
	b.Run("imaging", func(b *testing.B) {
		for b.Loop() {
			imaging.Resize(src, 1080, 810, imaging.Lanczos)
		}
	})
}
