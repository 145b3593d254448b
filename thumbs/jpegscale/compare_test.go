package jpegscale_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

// channel is one component's samples as far as the picture shows them.
type channel struct {
	pix             []byte
	stride, w, h, n int // n is the distance between neighbours in pix
}

// at returns the sample at (x, y) from the picture's corner.
func (c channel) at(x, y int) int { return int(c.pix[y*c.stride+x*c.n]) }

func channels(t testing.TB, img image.Image) []channel {
	t.Helper()
	b := img.Bounds()
	interleaved := func(pix []byte, stride, n int) (cs []channel) {
		for i := range n {
			cs = append(cs, channel{pix[i:], stride, b.Dx(), b.Dy(), n})
		}
		return cs
	}
	switch m := img.(type) {
	case *image.Gray:
		return interleaved(m.Pix, m.Stride, 1)
	case *image.NRGBA:
		return interleaved(m.Pix, m.Stride, 4)
	case *image.RGBA:
		return interleaved(m.Pix, m.Stride, 4)
	case *image.CMYK:
		return interleaved(m.Pix, m.Stride, 4)
	case *image.YCbCr:
		// COffset of the last pixel tells the chroma planes' sides, whatever the ratio.
		last := m.COffset(b.Max.X-1, b.Max.Y-1) - m.COffset(b.Min.X, b.Min.Y)
		w, h := last%m.CStride+1, last/m.CStride+1
		return []channel{{m.Y, m.YStride, b.Dx(), b.Dy(), 1}, {m.Cb, m.CStride, w, h, 1}, {m.Cr, m.CStride, w, h, 1}}
	}
	t.Fatalf("unexpected type %T", img)
	return nil
}

// compare returns what is wrong when a sample of got is more than 3 levels off want. With sane, only blocks count whose
// samples are all between black and white in both: coefficients can be so large that no two decoders agree on them,
// but not in a block of which nothing was clamped.
func compare(t testing.TB, got, want image.Image, sane bool) error {
	t.Helper()
	g, w := channels(t, got), channels(t, want)
	if len(g) != len(w) || got.Bounds() != want.Bounds() {
		return fmt.Errorf("got %T %v, want %T %v", got, got.Bounds(), want, want.Bounds())
	}
	for i := range w {
		if g[i].w != w[i].w || g[i].h != w[i].h {
			return fmt.Errorf("component %d: got %d × %d, want %d × %d", i, g[i].w, g[i].h, w[i].w, w[i].h)
		}
		for y := range w[i].h {
			for x := range w[i].w {
				d := g[i].at(x, y) - w[i].at(x, y)
				if (d > 3 || d < -3) && !(sane && (g[i].clampedNear(x, y) || w[i].clampedNear(x, y))) {
					return fmt.Errorf("component %d at (%d, %d): got %d, want %d", i, x, y, g[i].at(x, y), w[i].at(x, y))
				}
			}
		}
	}
	return nil
}

// clampedNear reports whether the block around (x, y) touches black or white, or the edge behind which it may.
func (c channel) clampedNear(x, y int) bool {
	side := 8
	if c.n > 1 { // brought to full size, perhaps fourfold
		side = 32
	}
	x, y = x-x%side, y-y%side
	if x+side > c.w || y+side > c.h {
		return true
	}
	for j := range side {
		for i := range side {
			if v := c.at(x+i, y+j); v == 0 || v == 255 {
				return true
			}
		}
	}
	return false
}

// box averages n × n samples.
func (c channel) box(n int) channel {
	out := channel{make([]byte, (c.w/n)*(c.h/n)), c.w / n, c.w / n, c.h / n, 1}
	for y := range out.h {
		for x := range out.w {
			sum := n * n / 2
			for j := range n {
				for i := range n {
					sum += c.at(x*n+i, y*n+j)
				}
			}
			out.pix[y*out.w+x] = byte(sum / (n * n))
		}
	}
	return out
}

// psnr compares what both channels have, in decibels.
func psnr(a, b channel) float64 {
	sum, w, h := 0.0, min(a.w, b.w), min(a.h, b.h)
	for y := range h {
		for x := range w {
			d := float64(a.at(x, y) - b.at(x, y))
			sum += d * d
		}
	}
	return 10 * math.Log10(255*255/(sum/float64(w*h)+1e-9))
}

func decode(t testing.TB, data []byte, opt jpegscale.Options) jpegscale.Picture {
	t.Helper()
	p, err := jpegscale.Decode(data, opt)
	if err != nil {
		t.Fatalf("Decode(%+v): %v", opt, err)
	}
	return p
}

func decodeStd(t testing.TB, data []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("image/jpeg: %v", err)
	}
	return img
}

func read(t testing.TB, pattern ...string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, p := range pattern {
		names, err := filepath.Glob(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(name)] = data
		}
	}
	return files
}
