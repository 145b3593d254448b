package thumbs_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// photo is a picture with soft shades, hard edges, colours and detail of every fineness, as photos have.
func photo(w, h int) *image.NRGBA {
	var wave [1024]int
	for i := range wave {
		wave[i] = int(40 * math.Sin(float64(i)*math.Pi/512))
	}
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			light := 128 + wave[(x*x+y*y)>>8&1023] + wave[(x+y/2)&1023] // rings that get finer to the lower right
			if (x/370+y/240)%4 == 0 {
				light = light * 5 / 8
			}
			at := func(shift int) uint8 { return uint8(min(max(light+wave[(x+shift)&1023], 0), 255)) }
			copy(img.Pix[img.PixOffset(x, y):], []byte{at(0), at(300), at(600), 255})
		}
	}
	return img
}

// similarity is the mean structural similarity (Wang et al. 2004) of the lumas of two pictures, over blocks of 8 × 8.
func similarity(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("got %v, want %v", a.Bounds().Size(), b.Bounds().Size())
	}
	p, q := luma(a), luma(b)
	w, h := a.Bounds().Dx(), a.Bounds().Dy()
	sum, n := 0.0, 0.0
	for y := 0; y+8 <= h; y += 4 {
		for x := 0; x+8 <= w; x += 4 {
			sum, n = sum+block(p, q, w, x, y), n+1
		}
	}
	return sum / n
}

func luma(img image.Image) []float64 {
	pix := imaging.Clone(img).Pix
	out := make([]float64, 0, len(pix)/4)
	for i := 0; i < len(pix); i += 4 {
		out = append(out, 0.299*float64(pix[i])+0.587*float64(pix[i+1])+0.114*float64(pix[i+2]))
	}
	return out
}

func block(p, q []float64, w, x, y int) float64 {
	const c1, c2, n = 6.5025, 58.5225, 64
	var a, b, aa, bb, ab float64
	for j := y; j < y+8; j++ {
		for i := x; i < x+8; i++ {
			u, v := p[j*w+i], q[j*w+i]
			a, b, aa, bb, ab = a+u, b+v, aa+u*u, bb+v*v, ab+u*v
		}
	}
	a, b = a/n, b/n
	return (2*a*b + c1) * (2*(ab/n-a*b) + c2) / ((a*a + b*b + c1) * (aa/n - a*a + bb/n - b*b + c2))
}

// deltaE is the mean distance of two sRGB pictures of one size in CIE 1976's L*a*b* (D65).
func deltaE(a, b image.Image) float64 {
	p, q := imaging.Clone(a).Pix, imaging.Clone(b).Pix
	sum := 0.0
	for i := 0; i < len(p); i += 4 {
		u, v := lab(p[i:]), lab(q[i:])
		sum += math.Sqrt((u[0]-v[0])*(u[0]-v[0]) + (u[1]-v[1])*(u[1]-v[1]) + (u[2]-v[2])*(u[2]-v[2]))
	}
	return sum / float64(len(p)/4)
}

func lab(pixel []byte) [3]float64 {
	var light, f [3]float64
	for i := range light {
		if v := float64(pixel[i]) / 255; v > 0.04045 {
			light[i] = math.Pow((v+0.055)/1.055, 2.4)
		} else {
			light[i] = v / 12.92
		}
	}
	toXYZ := [3][3]float64{{0.4339, 0.3762, 0.1899}, {0.2126, 0.7152, 0.0722}, {0.0177, 0.1095, 0.8728}} // of white
	for i, row := range toXYZ {
		v := row[0]*light[0] + row[1]*light[1] + row[2]*light[2]
		if f[i] = math.Cbrt(v); v <= 216.0/24389 {
			f[i] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// Every size, from whichever scale it is decoded at, must be as good as one from the whole picture, shrunk with Lanczos
// and encoded at the same quality by others.
func TestRenditionsAreAsGoodAsFromAFullDecode(t *testing.T) {
	m := newMaker(t, nil)
	for _, c := range []struct {
		w, h  int
		files string
		sizes []string
	}{
		{2600, 900, "baseline", []string{"w320", "w640", "w1280", "w2048", "landscape"}}, // 1/4, 1/2, 1/1
		{2600, 900, "progressive", []string{"w320", "w640"}},
		{2600, 900, "png", []string{"w320", "w1280"}},
		{2010, 140, "baseline", []string{"w2048"}}, // its own size
		{5200, 701, "baseline", []string{"w320"}},  // 1/8
	} {
		source := photo(c.w, c.h)
		var b []byte
		switch c.files {
		case "png":
			b = encodePNG(t, source)
		case "baseline":
			b = encodeJPEG(t, source)
		case "progressive":
			b = magick(t, source, "a.jpg", "-interlace", "JPEG", "-quality", "95")
		}
		for _, name := range c.sizes {
			size, _ := thumbs.LookupSize(name)
			p := mustDecode(t, m, b, size)
			_, got := render(t, p, name, thumbs.Centre())
			p.Close()
			want := reference(source, size)
			encoded := decodeJPEG(t, encodeAt(t, want, size.Quality))
			least, same := similarity(t, encoded, want)-0.004, similarity(t, got, encoded)
			if ours := similarity(t, got, want); ours < least || same < 0.98 {
				t.Errorf("%s %d × %d, %s: similarity %.4f, want %.4f; %.4f to theirs, want 0.98", c.files, c.w, c.h, name, ours, least, same)
			}
		}
	}
}

// reference is the size made from the full picture by imaging alone.
func reference(img image.Image, size thumbs.Size) image.Image {
	if size.Crop {
		return imaging.Fill(img, size.Width, size.Height, imaging.Center, imaging.Lanczos)
	}
	return imaging.Resize(img, min(size.Width, img.Bounds().Dx()), 0, imaging.Lanczos)
}

func encodeAt(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestForeignPhotosLookLikeAFullDecode(t *testing.T) {
	m := newMaker(t, nil)
	size, _ := thumbs.LookupSize("w640")
	for _, path := range corpus(t, "rotated") {
		b := readFile(t, path)
		full, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		facts, err := inspect(b, "")
		if err != nil {
			t.Fatal(err)
		}
		_, got := render(t, mustDecode(t, m, b, size), "w640", thumbs.Centre())
		want := imaging.Resize(turn(full, facts.Orientation), 640, 0, imaging.Lanczos)
		encoded := decodeJPEG(t, encodeAt(t, want, size.Quality))
		if ours, theirs := similarity(t, got, want), similarity(t, encoded, want); ours < theirs-0.003 {
			t.Errorf("%s: similarity %.4f, a full decode has %.4f", path, ours, theirs)
		}
	}
}

// turn shows a picture as its orientation says, with imaging's own functions.
func turn(img image.Image, orientation int) image.Image {
	if orientation == 1 {
		return img
	}
	return map[int]func(image.Image) *image.NRGBA{
		2: imaging.FlipH, 3: imaging.Rotate180, 4: imaging.FlipV, 5: imaging.Transpose,
		6: imaging.Rotate270, 7: imaging.Transverse, 8: imaging.Rotate90,
	}[orientation](img)
}

func BenchmarkRenditions(b *testing.B) {
	m := newMaker(b, nil)
	file := encodeJPEG(b, photo(4032, 3024))
	w640, _ := thumbs.LookupSize("w640")
	for name, sizes := range map[string][]thumbs.Size{"one": {w640}, "ingest": thumbs.PictureSizes(thumbs.Photo)} {
		b.Run(fmt.Sprint(name, len(sizes)), func(b *testing.B) {
			for b.Loop() {
				p := mustDecode(b, m, file, sizes...)
				if _, err := p.RenderSet(context.Background(), sizes, thumbs.Centre()); err != nil {
					b.Fatal(err)
				}
				p.Close()
			}
		})
	}
}
