package jpegenc_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os/exec"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegenc"
)

// scene has soft shapes, texture and an edge; the noise keeps the blocks from being alike.
func scene(w, h int) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(3, 4))
	put := func(pix []byte, stride int, scale float64) {
		for i := range pix {
			x, y := float64(i%stride)*scale, float64(i/stride)*scale
			v := 128 + 70*math.Sin(x/31)*math.Cos(y/19) + 25*math.Sin((x-y)/2.5) + 12*random.Float64()
			if x > 2*y {
				v = 250 - v
			}
			pix[i] = byte(min(max(v, 0), 255))
		}
	}
	put(m.Y, m.YStride, 1)
	put(m.Cb, m.CStride, 5)
	put(m.Cr, m.CStride, 7)
	return m
}

func gray(m *image.YCbCr) *image.Gray { return &image.Gray{Pix: m.Y, Stride: m.YStride, Rect: m.Rect} }

func encode(t testing.TB, m image.Image, quality int) []byte {
	t.Helper()
	b, err := jpegenc.Encode(nil, m, jpegenc.Options{Quality: quality})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t testing.TB, b []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// psnr compares what is seen of two pictures of one type, in dB.
func psnr(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	sum, n := 0.0, 0
	r := a.Bounds()
	if b.Bounds().Size() != r.Size() {
		t.Fatalf("got %v, want %v", b.Bounds(), r)
	}
	shift := b.Bounds().Min.Sub(r.Min)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			for i, v := range samples(a, x, y) {
				d := float64(v) - float64(samples(b, x+shift.X, y+shift.Y)[i])
				sum += d * d
				n++
			}
		}
	}
	return 10 * math.Log10(255*255*float64(n)/(sum+1e-9))
}

func samples(m image.Image, x, y int) [3]byte {
	switch m := m.(type) {
	case *image.YCbCr:
		c := m.YCbCrAt(x, y)
		return [3]byte{c.Y, c.Cb, c.Cr}
	case *image.Gray:
		return [3]byte{m.GrayAt(x, y).Y}
	}
	return [3]byte{}
}

func TestAsGoodAsImageJPEG(t *testing.T) {
	whole := scene(333, 250)
	for _, src := range []image.Image{whole, gray(whole), whole.SubImage(image.Rect(34, 16, 151, 99)), gray(whole).SubImage(image.Rect(33, 15, 150, 98))} {
		for _, quality := range []int{1, 20, 50, 80, 92, 100} {
			var std bytes.Buffer
			if err := jpeg.Encode(&std, src, &jpeg.Options{Quality: quality}); err != nil {
				t.Fatal(err)
			}
			b := encode(t, src, quality)
			ours, theirs := psnr(t, src, decode(t, b)), psnr(t, src, decode(t, std.Bytes()))
			if ours < theirs-0.02 {
				t.Errorf("%T %v at %d: %.2f dB, want image/jpeg's %.2f", src, src.Bounds(), quality, ours, theirs)
			}
			if len(b) > std.Len()*101/100+64 { // JFIF, and a segment for each table
				t.Errorf("%T %v at %d: %d bytes, image/jpeg takes %d", src, src.Bounds(), quality, len(b), std.Len())
			}
		}
	}
}

func TestEverySizeRoundTrips(t *testing.T) {
	whole := scene(40, 40)
	for w := 1; w <= 33; w += 4 {
		for h := 1; h <= 33; h += 4 {
			for _, src := range []image.Image{whole.SubImage(image.Rect(0, 0, w, h)), gray(whole).SubImage(image.Rect(0, 0, w, h))} {
				if got := psnr(t, src, decode(t, encode(t, src, 95))); got < 33 {
					t.Errorf("%T %d × %d: %.1f dB", src, w, h, got)
				}
			}
		}
	}
}

// Hard black and white is where coefficients are largest.
func TestExtremes(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 64, 64))
	random := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		for i := range m.Pix {
			m.Pix[i] = byte(255 * random.IntN(2))
		}
		if got := psnr(t, m, decode(t, encode(t, m, 100))); got < 45 {
			t.Errorf("got %.1f dB, want 45", got)
		}
	}
}

func TestFFmpegDecodes(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal(err)
	}
	src := scene(213, 97)
	cmd := exec.Command(ffmpeg, "-v", "error", "-xerror", "-f", "mjpeg", "-i", "pipe:0", "-pix_fmt", "gray", "-color_range", "pc", "-f", "rawvideo", "pipe:1")
	cmd.Stdin = bytes.NewReader(encode(t, src, 90))
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	luma, err := cmd.Output()
	if err != nil || complaints.Len() > 0 || len(luma) != 213*97 {
		t.Fatalf("got %d bytes, %v, %s", len(luma), err, &complaints)
	}
	if got := psnr(t, gray(src), &image.Gray{Pix: luma, Stride: 213, Rect: src.Rect}); got < 30 {
		t.Errorf("got %.1f dB", got)
	}
}

func TestOnlyJFIFAndTheProfile(t *testing.T) {
	for _, size := range []int{0, 1, 548, 65519, 65520, 200_000} {
		profile := bytes.Repeat([]byte{0xFF, 0xD9, 7}, size/3+1)[:size]
		b, err := jpegenc.Encode([]byte("before"), scene(16, 16), jpegenc.Options{Quality: 80, Profile: profile})
		if err != nil {
			t.Fatal(err)
		}
		b, found := bytes.CutPrefix(b, []byte("before"))
		if !found {
			t.Fatal("what was in dst is gone")
		}
		kept, others := applicationSegments(b)
		if !bytes.Equal(kept, profile) || others != 1 {
			t.Errorf("got a profile of %d bytes and %d other segments, want %d and JFIF's", len(kept), others, size)
		}
		decode(t, b)
	}
}

// applicationSegments joins the ICC profile and counts the other segments that carry metadata.
func applicationSegments(b []byte) (profile []byte, others int) {
	for at := 2; b[at+1] != 0xDA; {
		marker, length := b[at+1], int(b[at+2])<<8|int(b[at+3])
		body := b[at+4 : at+2+length]
		switch {
		case marker == 0xE2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
			profile = append(profile, body[14:]...)
		case marker >= 0xE0 && marker <= 0xEF || marker == 0xFE:
			others++
		}
		at += 2 + length
	}
	return profile, others
}

func TestRefuses(t *testing.T) {
	fits, good := scene(16, 16), jpegenc.Options{Quality: 80}
	for name, c := range map[string]struct {
		m    image.Image
		opt  jpegenc.Options
		want error
	}{
		"empty":         {image.NewGray(image.Rect(0, 0, 0, 5)), good, jpegenc.ErrPicture},
		"too wide":      {image.NewGray(image.Rect(0, 0, 65536, 1)), good, jpegenc.ErrPicture},
		"too high":      {image.NewGray(image.Rect(0, 0, 1, 65536)), good, jpegenc.ErrPicture},
		"4:4:4":         {image.NewYCbCr(fits.Rect, image.YCbCrSubsampleRatio444), good, jpegenc.ErrPicture},
		"odd corner":    {fits.SubImage(image.Rect(1, 0, 9, 8)), good, jpegenc.ErrPicture},
		"RGB":           {image.NewNRGBA(fits.Rect), good, jpegenc.ErrPicture},
		"quality 0":     {fits, jpegenc.Options{}, jpegenc.ErrOptions},
		"quality 101":   {fits, jpegenc.Options{Quality: 101}, jpegenc.ErrOptions},
		"large profile": {fits, jpegenc.Options{Quality: 80, Profile: make([]byte, 255*65519+1)}, jpegenc.ErrOptions},
	} {
		if _, err := jpegenc.Encode(nil, c.m, c.opt); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if _, err := jpegenc.Encode(nil, image.NewGray(image.Rect(0, 0, 65535, 1)), good); err != nil {
		t.Errorf("65535 × 1: got %v", err)
	}
}

func FuzzEncode(f *testing.F) {
	f.Add(uint8(9), uint8(7), uint8(80), false, []byte{0, 255, 255, 0, 3})
	f.Add(uint8(16), uint8(33), uint8(100), true, []byte{0xFF})
	f.Fuzz(func(t *testing.T, w, h, quality uint8, grey bool, fill []byte) {
		m := image.NewYCbCr(image.Rect(0, 0, 1+int(w), 1+int(h)), image.YCbCrSubsampleRatio420)
		if len(fill) > 0 {
			for _, plane := range [][]byte{m.Y, m.Cb, m.Cr} {
				for i := range plane {
					plane[i] = fill[i%len(fill)]
				}
			}
		}
		var src image.Image = m
		if grey {
			src = gray(m)
		}
		b := encode(t, src, 1+int(quality)%100)
		if got := decode(t, b).Bounds(); got != m.Rect {
			t.Errorf("got %v, want %v", got, m.Rect)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	src := scene(1080, 810)
	for _, quality := range []int{80, 92} {
		b.Run(fmt.Sprintf("%d/planes", quality), func(b *testing.B) {
			var out []byte
			for b.Loop() {
				out, _ = jpegenc.Encode(out[:0], src, jpegenc.Options{Quality: quality})
			}
		})
		b.Run(fmt.Sprintf("%d/image-jpeg", quality), func(b *testing.B) {
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := jpeg.Encode(&out, src, &jpeg.Options{Quality: quality}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
