package icc_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"math"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/icc"
)

// profile writes a matrix profile; primaries are XYZ relative to D50, curve is a whole tag.
func profile(primaries [3][3]float64, curve []byte) []byte {
	p := make([]byte, 128)
	copy(p[16:], "RGB XYZ ")
	copy(p[36:], "acsp")
	p = binary.BigEndian.AppendUint32(p, 6) // tags
	offset := 132 + 6*12
	var bodies []byte
	add := func(name string, body []byte) {
		p = append(p, name...)
		p = binary.BigEndian.AppendUint32(p, uint32(offset+len(bodies)))
		p = binary.BigEndian.AppendUint32(p, uint32(len(body)))
		bodies = append(bodies, body...)
	}
	for i, channel := range []string{"r", "g", "b"} {
		xyz := []byte("XYZ \x00\x00\x00\x00")
		for _, v := range primaries[i] {
			xyz = binary.BigEndian.AppendUint32(xyz, uint32(int32(v*65536)))
		}
		add(channel+"XYZ", xyz)
		add(channel+"TRC", curve)
	}
	return append(p, bodies...)
}

var (
	srgb     = [3][3]float64{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}}
	adobeRGB = [3][3]float64{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}}
	gamma22  = []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33")
	p3       = [3][3]float64{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}}
	proPhoto = [3][3]float64{{0.79767, 0.28804, 0}, {0.13519, 0.71188, 0}, {0.03135, 0.00009, 0.82491}}
	gamma18  = []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x01\xcd")
	srgbTRC  = []byte("para\x00\x00\x00\x00\x00\x03\x00\x00\x00\x02\x66\x66\x00\x00\xf2\xa7\x00\x00\x0d\x59\x00\x00\x13\xd0\x00\x00\x0a\x5b")
)

func TestSRGBNeedsNothing(t *testing.T) {
	got, err := icc.Parse(profile(srgb, srgbTRC))
	if got != nil || err != nil {
		t.Errorf("got %v, %v, want nothing to do", got != nil, err)
	}
}

func TestAdobeRGB(t *testing.T) {
	transform, err := icc.Parse(profile(adobeRGB, gamma22))
	if err != nil || transform == nil {
		t.Fatalf("got %v, %v", transform != nil, err)
	}
	cases := [][2][3]byte{ // by the published matrices, to the nearest level
		{{128, 128, 128}, {127, 127, 127}},
		{{255, 255, 255}, {255, 255, 255}},
		{{0, 0, 0}, {0, 0, 0}},
		{{200, 100, 50}, {228, 99, 42}},
		{{0, 255, 0}, {0, 255, 0}}, // outside sRGB: cut off
	}
	for _, c := range cases {
		img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
		copy(img.Pix, append(c[0][:], 255))
		transform.Apply(img)
		for i := range 3 {
			if d := int(img.Pix[i]) - int(c[1][i]); d < -3 || d > 3 {
				t.Errorf("%v: got %v, want about %v", c[0], img.Pix[:3], c[1])
				break
			}
		}
	}
}

// reference converts in float64 what profile describes, with curve its parsed TRC.
func reference(primaries [3][3]float64, curve func(float64) float64, c [3]float64) [3]float64 {
	var xyz, out [3]float64
	for i, v := range c {
		for j := range 3 {
			xyz[j] += primaries[i][j] * curve(v/255)
		}
	}
	for i, row := range [3][3]float64{ // Lindbloom's sRGB, adapted to D50
		{3.1338561, -1.6168667, -0.4906146}, {-0.9787684, 1.9161415, 0.0334540}, {0.0719453, -0.2289914, 1.4052427},
	} {
		v := row[0]*xyz[0] + row[1]*xyz[1] + row[2]*xyz[2]
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		out[i] = min(max(v*255, 0), 255)
	}
	return out
}

func srgbCurve(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

type space struct {
	name      string
	primaries [3][3]float64
	trc       []byte
	curve     func(float64) float64
}

var spaces = []space{
	{"Display P3", p3, srgbTRC, srgbCurve},
	{"Adobe RGB", adobeRGB, gamma22, func(v float64) float64 { return math.Pow(v, 563.0/256) }},
	{"ProPhoto", proPhoto, gamma18, func(v float64) float64 { return math.Pow(v, 461.0/256) }},
}

// photographic lists colours over all lightnesses and hues; saturated ones become rarer, as in photos.
func photographic() (colors [][3]float64) {
	for r := 0.0; r <= 255; r += 15 {
		for g := 0.0; g <= 255; g += 15 {
			for b := 0.0; b <= 255; b += 15 {
				if max(r, g, b)-min(r, g, b) <= 120 {
					colors = append(colors, [3]float64{r, g, b})
				}
			}
		}
	}
	return colors
}

func TestAgreesWithExactArithmetic(t *testing.T) {
	for _, s := range spaces {
		transform, err := icc.Parse(profile(s.primaries, s.trc))
		if err != nil || transform == nil {
			t.Fatal(s.name, transform, err)
		}
		var byRGB, byPlanes, worstRGB, worst float64
		colors := photographic()
		for _, c := range colors {
			want := reference(s.primaries, s.curve, c)
			img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
			copy(img.Pix, []byte{byte(c[0]), byte(c[1]), byte(c[2]), 255})
			transform.Apply(img)
			got := [3]float64{float64(img.Pix[0]), float64(img.Pix[1]), float64(img.Pix[2])}
			d := deltaE(got, want)
			byRGB, worstRGB = byRGB+d, max(worstRGB, d)

			planes := image.NewYCbCr(image.Rect(0, 0, 1, 1), image.YCbCrSubsampleRatio444)
			planes.Y[0], planes.Cb[0], planes.Cr[0] = color.RGBToYCbCr(byte(c[0]), byte(c[1]), byte(c[2]))
			r, g, b := color.YCbCrToRGB(planes.Y[0], planes.Cb[0], planes.Cr[0])
			want = reference(s.primaries, s.curve, [3]float64{float64(r), float64(g), float64(b)})
			transform.ApplyYCbCr(planes)
			r, g, b = color.YCbCrToRGB(planes.Y[0], planes.Cb[0], planes.Cr[0])
			d = deltaE([3]float64{float64(r), float64(g), float64(b)}, want)
			byPlanes, worst = byPlanes+d, max(worst, d)
		}
		n := float64(len(colors))
		t.Logf("%s: ΔE of RGB %.2f (worst %.2f), of YCbCr %.2f (worst %.2f)", s.name, byRGB/n, worstRGB, byPlanes/n, worst)
		if byRGB/n > 0.4 || worstRGB > 3 || byPlanes/n > 1 || worst > 8 {
			t.Errorf("%s: that is too much", s.name)
		}
	}
}

// deltaE is CIE 1976's distance of two sRGB colours of 0 to 255.
func deltaE(a, b [3]float64) float64 {
	p, q := lab(a), lab(b)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

func lab(c [3]float64) [3]float64 {
	f := [3]float64{}
	for j, white := range [3]float64{0.96429, 1, 0.82510} {
		v := 0.0
		for i := range 3 {
			v += srgb[i][j] * srgbCurve(c[i]/255) / white
		}
		if f[j] = math.Cbrt(v); v <= 216.0/24389 {
			f[j] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])}
}

// Greys must stay grey, white white and black black, in any subsampling and in sub-images.
func TestGreysStayGrey(t *testing.T) {
	transform, err := icc.Parse(profile(p3, srgbTRC))
	if err != nil {
		t.Fatal(err)
	}
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		whole := image.NewYCbCr(image.Rect(0, 0, 21, 13), ratio)
		for i := range whole.Y {
			whole.Y[i] = byte(i)
		}
		for i := range whole.Cb {
			whole.Cb[i], whole.Cr[i] = 128, 128
		}
		for _, r := range []image.Rectangle{image.Rect(0, 0, 0, 0), image.Rect(3, 1, 20, 12), whole.Rect} {
			transform.ApplyYCbCr(whole.SubImage(r).(*image.YCbCr))
		}
		for i, v := range whole.Y {
			if d := int(v) - i%256; d < -1 || d > 1 {
				t.Fatalf("%v: luma %d became %d", ratio, i, v)
			}
		}
		if whole.Y[0] != 0 || whole.Y[255] != 255 {
			t.Errorf("%v: black became %d, white %d", ratio, whole.Y[0], whole.Y[255])
		}
		for i := range whole.Cb {
			if whole.Cb[i] != 128 || whole.Cr[i] != 128 {
				t.Fatalf("%v: grey became %d, %d", ratio, whole.Cb[i], whole.Cr[i])
			}
		}
	}
}

func TestOnlyTheSubImageChanges(t *testing.T) {
	transform, err := icc.Parse(profile(proPhoto, gamma18))
	if err != nil {
		t.Fatal(err)
	}
	whole := image.NewYCbCr(image.Rect(0, 0, 16, 16), image.YCbCrSubsampleRatio420)
	for _, plane := range [][]byte{whole.Y, whole.Cb, whole.Cr} {
		for i := range plane {
			plane[i] = 100
		}
	}
	cut := image.Rect(4, 6, 9, 11)
	transform.ApplyYCbCr(whole.SubImage(cut).(*image.YCbCr))
	for y := range 16 {
		for x := range 16 {
			if inside := image.Pt(x, y).In(cut); inside == (whole.YCbCrAt(x, y).Y == 100) {
				t.Fatalf("%d,%d: got %v, inside %v", x, y, whole.YCbCrAt(x, y), inside)
			}
		}
	}
}

func TestCurves(t *testing.T) {
	number := func(v float64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(int32(math.Round(v*65536)))) }
	para := func(kind byte, parameters ...float64) []byte {
		b := []byte{'p', 'a', 'r', 'a', 0, 0, 0, 0, 0, kind, 0, 0}
		for _, v := range parameters {
			b = append(b, number(v)...)
		}
		return b
	}
	table := []byte("curv\x00\x00\x00\x00\x00\x00\x01\x01")
	for i := range 257 {
		table = binary.BigEndian.AppendUint16(table, uint16(math.Round(srgbCurve(float64(i)/256)*65535)))
	}
	for name, c := range map[string]struct {
		trc  []byte
		want func(float64) float64
	}{
		"identity": {[]byte("curv\x00\x00\x00\x00\x00\x00\x00\x00"), func(v float64) float64 { return v }},
		"gamma":    {gamma22, func(v float64) float64 { return math.Pow(v, 563.0/256) }},
		"table":    {table, srgbCurve},
		"kind 0":   {para(0, 1.8), func(v float64) float64 { return math.Pow(v, 1.8) }},
		"kind 1":   {para(1, 2, 0.9, 0.1), func(v float64) float64 { return math.Pow(0.9*v+0.1, 2) }},
		"kind 2":   {para(2, 2, 0.9, -0.1, 0.1), func(v float64) float64 { return math.Pow(max(0.9*v-0.1, 0), 2) + 0.1 }},
		"kind 3":   {para(3, 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045), srgbCurve},
		"kind 4": {para(4, 2, 0.9, 0, 0.5, 0.2, 0.1, 0.05), func(v float64) float64 {
			if v < 0.2 {
				return 0.5*v + 0.05
			}
			return 0.81*v*v + 0.1
		}},
	} {
		transform, err := icc.Parse(profile(adobeRGB, c.trc))
		if err != nil || transform == nil {
			t.Fatalf("%s: %v", name, err)
		}
		for v := 0.0; v <= 255; v++ {
			img := image.NewNRGBA(image.Rect(0, 0, 1, 1))
			copy(img.Pix, []byte{byte(v), byte(v), byte(v), 255})
			transform.Apply(img)
			if want := reference(adobeRGB, c.want, [3]float64{v, v, v}); math.Abs(float64(img.Pix[1])-want[1]) > 1 {
				t.Errorf("%s: %.0f became %d, want %.1f", name, v, img.Pix[1], want[1])
				break
			}
		}
	}
}

func TestKeepsWhatIsNotAMatrix(t *testing.T) {
	changed := func(at int, to string) []byte {
		b := profile(p3, srgbTRC)
		copy(b[at:], to)
		return b
	}
	for name, c := range map[string]struct {
		profile []byte
		space   icc.Space
		want    error
	}{
		"grey":           {changed(16, "GRAY"), icc.Gray, icc.ErrKeep},
		"CMYK":           {changed(16, "CMYKLab "), icc.CMYK, icc.ErrKeep},
		"RGB over Lab":   {changed(20, "Lab "), icc.RGB, icc.ErrKeep},
		"with a table":   {changed(132+12, "A2B0"), icc.RGB, icc.ErrKeep},
		"no blue":        {changed(132+4*12, "none"), icc.RGB, icc.ErrProfile},
		"no curve":       {changed(132+12, "none"), icc.RGB, icc.ErrProfile},
		"no signature":   {changed(36, "none"), "", icc.ErrProfile},
		"cut off":        {profile(p3, srgbTRC)[:131], "", icc.ErrProfile},
		"without bodies": {profile(p3, srgbTRC)[:132+6*12], icc.RGB, icc.ErrProfile},
		"nothing":        {nil, "", icc.ErrProfile},
		"far too large":  {append(profile(p3, srgbTRC), make([]byte, 4<<20)...), "", icc.ErrProfile},
	} {
		transform, err := icc.Parse(c.profile)
		if transform != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, %v, want %v", name, transform != nil, err, c.want)
		}
		if got, _ := icc.ReadSpace(c.profile); got != c.space {
			t.Errorf("%s: got space %q, want %q", name, got, c.space)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(profile(srgb, srgbTRC))
	f.Add(profile(adobeRGB, gamma22))
	f.Fuzz(func(t *testing.T, b []byte) {
		transform, err := icc.Parse(b)
		if err == nil && transform != nil {
			img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
			copy(img.Pix, bytes.Repeat([]byte{0, 7, 130, 255, 255, 255, 255, 255}, 128))
			transform.Apply(img)
			planes := image.NewYCbCr(image.Rect(0, 0, 64, 64), image.YCbCrSubsampleRatio420)
			for _, plane := range [][]byte{planes.Y, planes.Cb, planes.Cr} {
				for i := range plane {
					plane[i] = byte(i * 7)
				}
			}
			transform.ApplyYCbCr(planes)
		}
	})
}

func BenchmarkApply(b *testing.B) {
	transform, err := icc.Parse(profile(p3, srgbTRC))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("planes", func(b *testing.B) {
		m := image.NewYCbCr(image.Rect(0, 0, 480, 360), image.YCbCrSubsampleRatio420)
		for i := range m.Y {
			m.Y[i] = byte(i%480/2 + i/480/3)
		}
		for i := range m.Cb {
			m.Cb[i], m.Cr[i] = byte(100+i%240/4), byte(100+i/240/4)
		}
		for b.Loop() {
			transform.ApplyYCbCr(m)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/480/360, "ns/pixel")
	})
	b.Run("RGB", func(b *testing.B) {
		m := image.NewNRGBA(image.Rect(0, 0, 480, 360))
		for i := range m.Pix {
			m.Pix[i] = byte(i%1920/8 + i/1920/3)
		}
		for b.Loop() {
			transform.Apply(m)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/480/360, "ns/pixel")
	})
	b.Run("parse", func(b *testing.B) {
		bytes := profile(p3, srgbTRC)
		m := image.NewYCbCr(image.Rect(0, 0, 2, 2), image.YCbCrSubsampleRatio420)
		for b.Loop() {
			transform, err := icc.Parse(bytes)
			if err != nil {
				b.Fatal(err)
			}
			transform.ApplyYCbCr(m)
		}
	})
}
