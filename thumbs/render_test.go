package thumbs_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestSizesOfOneSet(t *testing.T) {
	m := newMaker(t, nil)
	cases := []struct {
		w, h int
		want map[string]image.Point
	}{
		{2100, 700, map[string]image.Point{"w320": {320, 107}, "w640": {640, 213}, "w1280": {1280, 427}, "w2048": {2048, 683}}},
		{700, 1050, map[string]image.Point{"w320": {320, 480}, "w640": {640, 960}, "w1280": {700, 1050}, "w2048": {700, 1050}}},
		{100, 80, map[string]image.Point{"w320": {100, 80}, "w640": {100, 80}, "w1280": {100, 80}, "w2048": {100, 80}}},
		{1, 900, map[string]image.Point{"w320": {1, 900}, "w640": {1, 900}, "w1280": {1, 900}, "w2048": {1, 900}}},
		{5000, 1, map[string]image.Point{"w320": {320, 1}, "w640": {640, 1}, "w1280": {1280, 1}, "w2048": {2048, 1}}},
	}
	for _, c := range cases {
		source := scene(c.w, c.h)
		p := mustDecode(t, m, encodeJPEG(t, source))
		sizes := thumbs.PictureSizes(thumbs.Photo)
		set, err := p.RenderSet(context.Background(), sizes, thumbs.Centre())
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range set {
			if r.Name != sizes[i].Name {
				t.Errorf("place %d: got %s, want %s", i, r.Name, sizes[i].Name)
			}
			if got := image.Pt(r.Width, r.Height); got != c.want[r.Name] || decodeJPEG(t, r.Bytes).Bounds().Size() != got {
				t.Errorf("%d × %d, %s: got %v, want %v", c.w, c.h, r.Name, got, c.want[r.Name])
			}
			if r.Width > 640 {
				continue // the others are made of this one
			}
			alone, err := p.Render(sizes[i], thumbs.Centre())
			if err != nil {
				t.Fatal(err)
			}
			if d := difference(decodeJPEG(t, alone.Bytes), decodeJPEG(t, r.Bytes)); d > 3 {
				t.Errorf("%s: the set's differs from the single one by %.1f levels", r.Name, d)
			}
		}
	}
}

func TestCropsHaveTheirExactSize(t *testing.T) {
	m := newMaker(t, nil)
	want := map[string]image.Point{
		"square": {1080, 1080}, "portrait": {1080, 1350}, "tall": {1080, 1440}, "landscape": {1200, 630}, "story": {1080, 1920},
	}
	for source, focal := range map[image.Point]thumbs.Focal{{X: 1600, Y: 900}: thumbs.Centre(), {X: 90, Y: 160}: {X: -3, Y: 7}, {X: 1, Y: 1}: {X: 1}} {
		p := mustDecode(t, m, encodeJPEG(t, scene(source.X, source.Y)))
		for name, size := range want {
			r, img := render(t, p, name, focal)
			if image.Pt(r.Width, r.Height) != size || img.Bounds().Size() != size {
				t.Errorf("%s of %v: got %d × %d, want %v", name, source, r.Width, r.Height, size)
			}
		}
	}
	if _, found := thumbs.LookupSize("w999"); found {
		t.Error("a size that is not in the table was found")
	}
}

func TestTransparencyBecomesWhite(t *testing.T) {
	m := newMaker(t, nil)
	half := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for y := range 100 {
		for x := range 100 {
			half.SetNRGBA(x, y, color.NRGBA{200, 0, 0, 255})
		}
	}
	deep := image.NewNRGBA64(half.Rect)
	palette := image.NewPaletted(half.Rect, color.Palette{color.Transparent, color.NRGBA{200, 0, 0, 255}})
	for y := range 100 {
		for x := range 200 {
			deep.Set(x, y, half.At(x, y))
			palette.Set(x, y, half.At(x, y))
		}
	}
	for name, img := range map[string]image.Image{"8 bits": half, "16 bits": deep, "palette": palette} {
		_, got := render(t, mustDecode(t, m, encodePNG(t, img)), "w320", thumbs.Centre())
		if !near(got, 50, 50, color.NRGBA{200, 0, 0, 255}) || !near(got, 150, 50, color.NRGBA{255, 255, 255, 255}) {
			t.Errorf("%s: got %v and %v, want red and white", name, got.At(50, 50), got.At(150, 50))
		}
	}
}

// A palette index beyond the palette once ended the whole process from inside the resizer.
func TestBadPaletteIndexIsHarmless(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	file := encodeGIF(t, 64, 64)
	for i := range file[13:] { // any index, any bit
		broken := bytes.Clone(file)
		broken[13+i] ^= 0xFF
		m := newMaker(t, nil)
		if p, err := decodeBytes(m, broken); err == nil {
			render(t, p, "w320", thumbs.Centre())
			p.Close()
		}
	}
}

func TestRenditionsCarryNoMetadata(t *testing.T) {
	secret := []byte("Exif\x00\x00GPS 59.38 5.51 and a serial number")
	b := insertSegment(encodeJPEG(t, scene(500, 400)), 0xE1, secret)
	b = insertSegment(b, 0xFE, []byte("comment with a serial number"))
	for _, size := range thumbs.SizesOf(thumbs.Photo) {
		r, err := mustDecode(t, newMaker(t, nil), b).Render(size, thumbs.Centre())
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{"Exif", "GPS", "serial", "\xff\xe1", "\xff\xfe"} {
			head := r.Bytes[:bytes.Index(r.Bytes, []byte{0xFF, 0xDA})]
			if bytes.Contains(head, []byte(trace)) {
				t.Errorf("%s holds %q", r.Name, trace)
			}
		}
	}
}

// displayP3 is a profile with Display P3's primaries (D50) and a gamma of 2.2.
func displayP3() []byte {
	s15 := func(v float64) []byte { return binary.BigEndian.AppendUint32(nil, uint32(int32(v*65536))) }
	xyz := func(x, y, z float64) []byte {
		return bytes.Join([][]byte{[]byte("XYZ \x00\x00\x00\x00"), s15(x), s15(y), s15(z)}, nil)
	}
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x00\x01\x02\x33\x00\x00")
	tags := []struct {
		name string
		body []byte
	}{
		{"rXYZ", xyz(0.51512, 0.24120, -0.00105)}, {"gXYZ", xyz(0.29198, 0.69225, 0.04189)}, {"bXYZ", xyz(0.15710, 0.06657, 0.78407)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	p := make([]byte, 128)
	copy(p[16:], "RGB XYZ ")
	copy(p[36:], "acsp")
	p = binary.BigEndian.AppendUint32(p, uint32(len(tags)))
	offset := len(p) + 12*len(tags)
	var bodies []byte
	for _, tag := range tags {
		p = append(p, tag.name...)
		p = binary.BigEndian.AppendUint32(p, uint32(offset+len(bodies)))
		p = binary.BigEndian.AppendUint32(p, uint32(len(tag.body)))
		bodies = append(bodies, tag.body...)
	}
	return append(p, bodies...)
}

func TestWideColorsBecomeSRGB(t *testing.T) {
	orange := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := 0; i < len(orange.Pix); i += 4 {
		copy(orange.Pix[i:], []byte{230, 120, 60, 255})
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(displayP3())
	z.Close()
	m := newMaker(t, nil)
	for format, b := range map[string][]byte{
		"jpeg": insertSegment(encodeJPEG(t, orange), 0xE2, append([]byte("ICC_PROFILE\x00\x01\x01"), displayP3()...)),
		"png":  insertChunk(encodePNG(t, orange), "iCCP", append([]byte("P3\x00\x00"), packed.Bytes()...)),
	} {
		_, img := render(t, mustDecode(t, m, b), "w320", thumbs.Centre())
		r, g, blue, _ := img.At(30, 30).RGBA()
		// By hand: linear 0.797 0.191 0.041, through P3 to sRGB 0.933 0.166 0.018, encoded 247 114 33.
		got, want := [3]int{int(r >> 8), int(g >> 8), int(blue >> 8)}, [3]int{247, 114, 33}
		for i := range want {
			if got[i] < want[i]-8 || got[i] > want[i]+8 {
				t.Errorf("%s: got %v, want about %v", format, got, want)
				break
			}
		}
	}
}

func TestBudgetIsSharedAndGivenBack(t *testing.T) {
	m := newMaker(t, func(c *thumbs.Config) { c.DecodeBudget = 64 << 20 })
	b := encodeJPEG(t, scene(4400, 3200)) // 42 MB with what rendering needs
	first := mustDecode(t, m, b)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	facts, err := inspect(b, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Decode(ctx, bytes.NewReader(b), int64(len(b)), facts); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "wait for memory") {
		t.Errorf("second picture beside the first: got %v, want to wait in vain", err)
	}
	first.Close()
	first.Close()
	second := mustDecode(t, m, b)
	if _, err := first.Render(thumbs.Sizes()[0], thumbs.Centre()); err == nil {
		t.Error("a closed picture was rendered")
	}
	second.Close()
	large := encodePNG(t, image.NewNRGBA64(image.Rect(0, 0, 3000, 2500)))
	if _, err := decodeBytes(m, large); !errors.Is(err, thumbs.ErrTooLarge) {
		t.Errorf("90 MB of 16-bit PNG: got %v, want ErrTooLarge", err)
	}
}

func TestDecodeTellsFailuresApart(t *testing.T) {
	m := newMaker(t, nil)
	b := encodeJPEG(t, scene(300, 200))
	cut := append(bytes.Clone(b[:len(b)/2]), 0xFF, 0xD9) // has an end, but half its lines are missing
	noise := bytes.Clone(b)
	sos := bytes.Index(noise, []byte{0xFF, 0xC4})
	copy(noise[sos+4:], bytes.Repeat([]byte{0x7F}, 20))
	picture := encodePNG(t, scene(300, 200))
	flipped := bytes.Clone(picture)
	flipped[len(flipped)/2] ^= 0x55
	for name, c := range map[string][]byte{"no Huffman tables": noise, "flipped byte": flipped} {
		if _, err := decodeBytes(m, c); !errors.Is(err, thumbs.ErrUnreadable) {
			t.Errorf("%s: got %v, want ErrUnreadable", name, err)
		}
	}
	if p, err := decodeBytes(m, cut); err == nil {
		p.Close()
	} else if !errors.Is(err, thumbs.ErrTruncated) && !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("half a picture: got %v", err)
	}
	if _, err := m.Decode(context.Background(), bytes.NewReader(b), int64(len(b)), thumbs.Facts{Kind: thumbs.Photo, MediaType: "image/png"}); err != nil {
		t.Errorf("facts that are not Inspect's must be found anew: %v", err)
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Decode(canceled, bytes.NewReader(b), int64(len(b)), thumbs.Facts{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: got %v", err)
	}
}

func TestRareJPEGsAreReadByFFmpeg(t *testing.T) {
	source := scene(320, 200)
	in := ffmpegInput(t, encodePNG(t, source))
	lossless := readFile(t, ffmpeg(t, "lossless.jpg", "-i", in, "-c:v", "ljpeg", "-pix_fmt", "bgr24", "-f", "image2"))
	turned := jpegWithOrientation(lossless, 6)
	without := newMaker(t, func(c *thumbs.Config) { c.Tools.Prlimit, c.Tools.HeifConvert = "/usr/bin/prlimit", "" })
	if _, err := decodeBytes(without, lossless); !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("without ffmpeg: got %v, want ErrUnreadable", err)
	}
	m := newMaker(t, nil)
	_, got := render(t, mustDecode(t, m, lossless), "w320", thumbs.Centre())
	if d := difference(got, source); d > 6 {
		t.Errorf("differs by %.1f levels", d)
	}
	if p := mustDecode(t, m, turned); p.Width != 200 || p.Height != 320 {
		t.Errorf("turned: got %d × %d, want 200 × 320", p.Width, p.Height)
	}
}

func TestPlaceholder(t *testing.T) {
	for _, c := range []struct{ w, h, length int }{{1200, 800, 28}, {800, 1200, 28}, {3, 2, 28}} {
		p := mustDecode(t, newMaker(t, nil), encodeJPEG(t, scene(c.w, c.h)))
		placeholder, err := p.Placeholder()
		if err != nil || len(placeholder) != c.length { // 4 × 3 components
			t.Errorf("%d × %d: got placeholder %q, %v, want %d characters", c.w, c.h, placeholder, err, c.length)
		}
	}
}
