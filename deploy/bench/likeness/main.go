package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/disintegration/imaging"
)

// sat: summed area of luma of image max 320 long
type sat struct {
	w, h int
	s    []float64
}

func newSat(img image.Image) *sat {
	b := img.Bounds()
	if b.Dx() > 320 {
		img = imaging.Resize(img, 320, 0, imaging.Box)
	}
	n := imaging.Clone(img)
	w, h := n.Rect.Dx(), n.Rect.Dy()
	t := &sat{w, h, make([]float64, (w+1)*(h+1))}
	for y := range h {
		row := 0.0
		for x := range w {
			i := n.PixOffset(x, y)
			row += 0.299*float64(n.Pix[i]) + 0.587*float64(n.Pix[i+1]) + 0.114*float64(n.Pix[i+2])
			t.s[(y+1)*(w+1)+x+1] = t.s[y*(w+1)+x+1] + row
		}
	}
	return t
}

func (t *sat) at(x, y float64) float64 {
	x0, y0 := int(x), int(y)
	x0, y0 = min(x0, t.w-1), min(y0, t.h-1)
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*(t.w+1) + x0
	j := i + t.w + 1
	return (t.s[i]*(1-fx)+t.s[i+1]*fx)*(1-fy) + (t.s[j]*(1-fx)+t.s[j+1]*fx)*fy
}

var cosine = func() (c [8][32]float64) {
	for u := range 8 {
		for x := range 32 {
			c[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / 64)
		}
	}
	return
}()

type rect struct{ x0, y0, x1, y1 float64 }

func (t *sat) hash(r rect) (uint64, float64, float64) {
	var g [32][32]float64
	x0, y0 := r.x0*float64(t.w), r.y0*float64(t.h)
	dx, dy := (r.x1-r.x0)*float64(t.w)/32, (r.y1-r.y0)*float64(t.h)/32
	var line [33]float64
	for y := 0; y <= 32; y++ {
		var next [33]float64
		for x := range 33 {
			next[x] = t.at(x0+float64(x)*dx, y0+float64(y)*dy)
		}
		if y > 0 {
			for x := range 32 {
				g[y-1][x] = (next[x+1] - next[x] - line[x+1] + line[x]) / (dx * dy)
			}
		}
		line = next
	}
	sum, sq := 0.0, 0.0
	for _, l := range g {
		for _, v := range l {
			sum += v
			sq += v * v
		}
	}
	mean := sum / 1024
	contrast := math.Sqrt(max(0, sq/1024-mean*mean))
	var rows [32][8]float64
	for y := range 32 {
		for u := range 8 {
			s := 0.0
			for x := range 32 {
				s += g[y][x] * cosine[u][x]
			}
			rows[y][u] = s
		}
	}
	var f [64]float64
	var mags []float64
	for v := range 8 {
		for u := range 8 {
			s := 0.0
			for y := range 32 {
				s += rows[y][u] * cosine[v][y]
			}
			f[v*8+u] = s
			if u+v > 0 {
				mags = append(mags, math.Abs(s)/512)
			}
		}
	}
	slices.Sort(mags)
	f[0] = math.Inf(-1)
	sorted := slices.Sorted(slices.Values(f[:]))
	med := sorted[32]
	h := uint64(0)
	for i, v := range f {
		if v > med {
			h |= 1 << i
		}
	}
	return h, contrast, mags[31]
}

func centre(w, h float64) rect { return rect{.5 - w/2, .5 - h/2, .5 + w/2, .5 + h/2} }

// shape gives the largest window of an aspect around a focal point.
func shape(aspect, iw, ih, fx, fy float64) rect {
	w, h := 1.0, 1.0
	if iw/ih > aspect {
		w = aspect * ih / iw
	} else {
		h = iw / ih / aspect
	}
	x, y := min(max(fx-w/2, 0), 1-w), min(max(fy-h/2, 0), 1-h)
	return rect{x, y, x + w, y + h}
}

type scheme struct {
	name  string
	blobs int
	win   func(w, h float64) []rect
}

func schemes() []scheme {
	base := func(w, h float64) []rect {
		return []rect{{0, 0, 1, 1}, shape(1, w, h, .5, .5), shape(.77, w, h, .5, .5), shape(9./16, w, h, .5, .5), shape(1.91, w, h, .5, .5)}
	}
	with := func(more ...rect) func(w, h float64) []rect {
		return func(w, h float64) []rect { return append(base(w, h), more...) }
	}
	corner := func(s float64) []rect {
		return []rect{{0, 0, s, s}, {1 - s, 0, 1, s}, {0, 1 - s, s, 1}, {1 - s, 1 - s, 1, 1}}
	}
	sides := func(w, h float64) []rect {
		a := []rect{}
		for _, f := range []float64{0, 1} {
			a = append(a, shape(1, w, h, f, f), shape(.77, w, h, f, f), shape(9./16, w, h, f, f))
		}
		return a
	}
	_ = sides
	_ = corner
	if len(os.Getenv("K")) > 0 {
		fmt.Sscan(os.Getenv("K"), &kWin)
	}
	one := func(w, h float64) []rect { return []rect{{0, 0, 1, 1}} }
	two := func(w, h float64) []rect { return []rect{{0, 0, 1, 1}, shape(1, w, h, .5, .5)} }
	_ = with
	_, _, _ = one, two, with
	fmt.Sscan(os.Getenv("MC"), &minContrast)
	fmt.Sscan(os.Getenv("MM"), &minMag)
	six := func(w, h float64) []rect {
		return []rect{{0, 0, 1, 1}, shape(1, w, h, .5, .5), shape(.8, w, h, .5, .5), shape(.75, w, h, .5, .5), shape(9./16, w, h, .5, .5), shape(1.91, w, h, .5, .5)}
	}
	_ = six
	return []scheme{
		{"5+11", 11, base},
	}
}

func (s scheme) prints(t *sat) []uint64 {
	var out []uint64
	for i, r := range s.win(float64(t.w), float64(t.h)) {
		h, c, m := t.hash(r)
		if c < minContrast || m < minMag {
			if i == 0 {
				return nil
			}
			continue
		}
		out = append(out, h)
	}
	if s.blobs > 0 {
		out = append(out, t.blobPrints(s.blobs)...)
	}
	return out
}

var minContrast, minMag = 12.0, 0.5

// near: best with a whole, best, second best of other prints
func near(a, b []uint64) (w, d1, d2 int) {
	w, d1, d2 = 64, 64, 64
	bi, bj := 0, 0
	for i, p := range a {
		for j, q := range b {
			d := bits.OnesCount64(p ^ q)
			if d < d1 {
				d1, bi, bj = d, i, j
			}
			if i == 0 || j == 0 {
				w = min(w, d)
			}
		}
	}
	for i, p := range a {
		for j, q := range b {
			if i != bi && j != bj {
				d2 = min(d2, bits.OnesCount64(p^q))
			}
		}
	}
	return
}

type rule struct {
	name string
	ok   func(w, d1, d2 int) bool
}

func rules() []rule {
	return []rule{
		{"w4|8,12", func(w, d1, d2 int) bool { return w <= 4 || d1 <= 8 && d2 <= 12 }},
		{"w6|8,12", func(w, d1, d2 int) bool { return w <= 6 || d1 <= 8 && d2 <= 12 }},
		{"w6|6,12", func(w, d1, d2 int) bool { return w <= 6 || d1 <= 6 && d2 <= 12 }},
		{"w6|6,14", func(w, d1, d2 int) bool { return w <= 6 || d1 <= 6 && d2 <= 14 }},
		{"w6|8,14", func(w, d1, d2 int) bool { return w <= 6 || d1 <= 8 && d2 <= 14 }},
	}
}

type change struct {
	name string
	do   func(r *rand.Rand, img image.Image) image.Image
}

func reencode(q int) func(*rand.Rand, image.Image) image.Image {
	return func(_ *rand.Rand, img image.Image) image.Image {
		var b bytes.Buffer
		jpeg.Encode(&b, img, &jpeg.Options{Quality: q})
		out, _ := jpeg.Decode(&b)
		return out
	}
}

func cut(img image.Image, r rect) image.Image {
	b := img.Bounds()
	w, h := float64(b.Dx()), float64(b.Dy())
	return imaging.Crop(img, image.Rect(b.Min.X+int(r.x0*w), b.Min.Y+int(r.y0*h), b.Min.X+int(r.x1*w), b.Min.Y+int(r.y1*h)))
}

func product(aspect, spread float64) func(*rand.Rand, image.Image) image.Image {
	return func(r *rand.Rand, img image.Image) image.Image {
		b := img.Bounds()
		fx, fy := .5+spread*(r.Float64()-.5), .5+spread*(r.Float64()-.5)
		return reencode(85)(r, cut(img, shape(aspect, float64(b.Dx()), float64(b.Dy()), fx, fy)))
	}
}

func hand(s float64, free bool) func(*rand.Rand, image.Image) image.Image {
	return func(r *rand.Rand, img image.Image) image.Image {
		w, h := s, s
		if free {
			w, h = s+(1-s)*r.Float64(), s+(1-s)*r.Float64()
		}
		x, y := (1-w)*r.Float64(), (1-h)*r.Float64()
		return reencode(85)(r, cut(img, rect{x, y, x + w, y + h}))
	}
}

func changes() []change {
	id := func(f func(image.Image) image.Image) func(*rand.Rand, image.Image) image.Image {
		return func(_ *rand.Rand, i image.Image) image.Image { return f(i) }
	}
	return []change{
		{"q30", reencode(30)}, {"q50", reencode(50)}, {"q95", reencode(95)},
		{"half", id(func(i image.Image) image.Image { return imaging.Resize(i, i.Bounds().Dx()/2, 0, imaging.Lanczos) })},
		{"w160", id(func(i image.Image) image.Image { return imaging.Resize(i, 160, 0, imaging.Lanczos) })},
		{"bright+30", id(func(i image.Image) image.Image { return imaging.AdjustBrightness(i, 30) })},
		{"bright-30", id(func(i image.Image) image.Image { return imaging.AdjustBrightness(i, -30) })},
		{"contrast+40", id(func(i image.Image) image.Image { return imaging.AdjustContrast(i, 40) })},
		{"contrast-40", id(func(i image.Image) image.Image { return imaging.AdjustContrast(i, -40) })},
		{"grey", id(func(i image.Image) image.Image { return imaging.Grayscale(i) })},
		{"text band 15%", func(r *rand.Rand, i image.Image) image.Image {
			n := imaging.Clone(i)
			w, h := n.Rect.Dx(), n.Rect.Dy()
			for y := h * 70 / 100; y < h*85/100; y++ {
				for x := w / 10; x < w*9/10; x++ {
					c := color.NRGBA{255, 255, 255, 255}
					if (x/(w/40+1))%2 == 0 && (y/(h/50+1))%3 > 0 {
						c = color.NRGBA{20, 20, 20, 255}
					}
					n.SetNRGBA(x, y, c)
				}
			}
			return n
		}},
		{"square c", product(1, 0)}, {"portrait c", product(.8, 0)}, {"tall c", product(.75, 0)}, {"landscape c", product(1.91, 0)}, {"story c", product(9./16, 0)},
		{"square f", product(1, .4)}, {"portrait f", product(.8, .4)}, {"landscape f", product(1.91, .4)}, {"story f", product(9./16, .4)},
		{"hand 95", hand(.95, false)}, {"hand 90", hand(.9, false)}, {"hand 80", hand(.8, false)}, {"hand 70", hand(.7, false)}, {"hand 60", hand(.6, false)},
		{"free 80-100", hand(.8, true)}, {"free 60-100", hand(.6, true)},
		{"mirror", id(func(i image.Image) image.Image { return imaging.FlipH(i) })},
	}
}

func main() {
	var pics []image.Image
	var names []string
	var sats []*sat
	whole := schemes()[0]
	for _, dir := range os.Args[1:] {
		files, _ := filepath.Glob(dir + "/*.jpg")
		var had []uint64
		for _, f := range files {
			img, err := imaging.Open(f, imaging.AutoOrientation(true))
			if len(os.Getenv("TILES")) > 0 && err == nil {
				for k := range 49 {
					e := 1.0 / 7
					x, y := float64(k%7)*e, float64(k/7)*e
					c := cut(img, rect{x, y, x + e, y + e})
					if t := newSat(c); c.Bounds().Dx() > 300 && whole.prints(t) != nil {
						pics, names, sats = append(pics, c), append(names, fmt.Sprint(f, k)), append(sats, t)
					}
				}
				continue
			}
			if err != nil || img.Bounds().Dx() < 300 {
				continue
			}
			if img.Bounds().Dx() > 960 {
				img = imaging.Resize(img, 960, 0, imaging.Box)
			}
			t := newSat(img)
			p := whole.prints(t)
			if p == nil {
				fmt.Println("blank", f)
				continue
			}
			same := false
			for _, h := range had {
				same = same || bits.OnesCount64(h^p[0]) <= 12
			}
			if same {
				continue
			}
			had = append(had, p[0])
			pics, names, sats = append(pics, img), append(names, f), append(sats, t)
		}
		fmt.Println(dir, len(pics))
	}
	all := schemes()
	rs := rules()
	fmt.Printf("%-24s", "")
	for _, r := range rs {
		fmt.Printf(" %11s", r.name)
	}
	for _, s := range all {
		prints := make([][]uint64, len(pics))
		for i := range pics {
			prints[i] = s.prints(sats[i])
		}
		n := make([]int, len(rs))
		for i := range prints {
			for j := range i {
				w, d1, d2 := near(prints[i], prints[j])
				for k, r := range rs {
					if r.ok(w, d1, d2) {
						n[k]++
						if false {
							fmt.Println("\n  near", w, d1, d2, filepath.Base(names[i]), filepath.Base(names[j]))
						}
					}
				}
			}
		}
		fmt.Printf("\n%-8s false of %6d ", s.name, len(pics)*(len(pics)-1)/2)
		for _, k := range n {
			fmt.Printf(" %11d", k)
		}
	}
	fmt.Println()
	for _, s := range all {
		var h, hw [65]int
		prints := make([][]uint64, len(pics))
		for i := range pics {
			prints[i] = s.prints(sats[i])
		}
		for i := range prints {
			for j := range i {
				for a, p := range prints[i] {
					for b, q := range prints[j] {
						d := bits.OnesCount64(p ^ q)
						h[d]++
						if a == 0 || b == 0 {
							hw[d]++
						}
					}
				}
			}
		}
		fmt.Println(s.name, h[:24], hw[:24])
	}
	if len(os.Getenv("FALSE")) > 0 {
		return
	}
	for _, c := range changes() {
		r := rand.New(rand.NewPCG(1, 2))
		var changed []*sat
		for _, p := range pics {
			changed = append(changed, newSat(c.do(r, p)))
		}
		for _, s := range all {
			n := make([]int, len(rs))
			for i, t := range changed {
				w, d1, d2 := near(s.prints(t), s.prints(sats[i]))
				for k, r := range rs {
					if r.ok(w, d1, d2) {
						n[k]++
					}
				}
			}
			fmt.Printf("%-15s %-8s", c.name, s.name)
			for _, k := range n {
				fmt.Printf(" %11d", 100*k/len(pics))
			}
			fmt.Println()
		}
	}
}
