package thumbs_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// heif has heif-enc, which comes with heif-convert, make a HEIC or AVIF file of a JPEG.
func heif(t testing.TB, jpg []byte, ext string, args ...string) []byte {
	t.Helper()
	in := filepath.Join(t.TempDir(), "in.jpg")
	if err := os.WriteFile(in, jpg, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out."+ext)
	if out, err := exec.Command("heif-enc", append(args, "-q", "90", "-o", path, in)...).CombinedOutput(); err != nil {
		t.Fatalf("heif-enc: %v\n%s", err, out)
	}
	return readFile(t, path)
}

// stillMakers decode HEIC and AVIF in different ways.
func stillMakers(t testing.TB) map[string]*thumbs.Maker {
	return map[string]*thumbs.Maker{
		"all tools":             newMaker(t, nil),
		"the worker and ffmpeg": newMaker(t, func(c *thumbs.Config) { c.Tools = thumbs.FindTools(); c.Tools.HeifConvert = "" }),
	}
}

func TestHEICAndAVIF(t *testing.T) {
	source := encodeJPEG(t, scene(320, 200))
	files := map[string][]byte{"heic": heif(t, source, "heic"), "avif": heif(t, source, "avif", "-A")}
	for tools, m := range stillMakers(t) {
		for ext, b := range files {
			t.Run(fmt.Sprintf("%s with %s", ext, tools), func(t *testing.T) {
				p, err := decodeBytes(m, b)
				if err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				_, got := render(t, p, "w320", thumbs.Centre())
				if d := difference(got, scene(320, 200)); d > 6 {
					t.Errorf("differs by %.1f levels", d)
				}
			})
		}
	}
}

// patches are four colours, of which none fills a whole channel.
func patches() [4]color.NRGBA {
	return [4]color.NRGBA{{200, 120, 90, 255}, {110, 180, 100, 255}, {90, 100, 190, 255}, {128, 128, 128, 255}}
}

// inSRGB converts a colour by hand: linear light through the rows of a matrix (SMPTE RP 431-2 and BT.2020 to BT.709).
func inSRGB(c color.NRGBA, matrix [3][3]float64) color.NRGBA {
	var light, out [3]float64
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		light[i] = math.Pow((float64(v)/255+0.055)/1.055, 2.4) // none is in the straight part of the curve
	}
	for i, row := range matrix {
		v := row[0]*light[0] + row[1]*light[1] + row[2]*light[2]
		out[i] = max(0, 255*(1.055*math.Pow(min(max(v, 0), 1), 1/2.4)-0.055))
	}
	return color.NRGBA{uint8(out[0] + 0.5), uint8(out[1] + 0.5), uint8(out[2] + 0.5), 255}
}

// A profile, or primaries that are only named, must count whoever decodes.
func TestWideColorsOfHEICAndAVIF(t *testing.T) {
	t.Parallel()
	source := image.NewNRGBA(image.Rect(0, 0, 256, 64))
	for i, c := range patches() {
		draw.Draw(source, image.Rect(64*i, 0, 64*i+64, 64), image.NewUniform(c), image.Point{}, draw.Src)
	}
	jpg := withProfile(encodeJPEG(t, source), displayP3())
	p3 := [3][3]float64{{1.22494, -0.22494, 0}, {-0.04206, 1.04206, 0}, {-0.01964, -0.07864, 1.09827}}
	bt2020 := [3][3]float64{{1.66049, -0.58764, -0.07285}, {-0.12455, 1.13290, -0.00835}, {-0.01815, -0.10058, 1.11873}}
	same := [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for _, c := range []struct {
		name   string
		nclx   []byte // primaries, transfer, matrix, range; none: a profile of Display P3
		matrix [3][3]float64
	}{
		{"profile", nil, p3},
		{"P3", []byte{0, 12, 0, 13, 0, 6, 0x80}, p3},
		{"BT.2020", []byte{0, 9, 0, 14, 0, 6, 0x80}, bt2020},
		{"BT.709", []byte{0, 1, 0, 13, 0, 6, 0x80}, same},
		{"PQ", []byte{0, 9, 0, 16, 0, 6, 0x80}, same},
	} {
		for _, ext := range []string{"heic", "avif"} {
			b := heif(t, jpg, ext)
			if c.nclx != nil { // heif-enc writes none of its own
				at := bytes.Index(b, []byte("colrprof"))
				if at < 0 {
					t.Fatal("heif-enc wrote no profile")
				}
				copy(b[at+4:], append([]byte("nclx"), c.nclx...))
			}
			for tools, m := range stillMakers(t) {
				_, got := render(t, mustDecode(t, m, b), "w320", thumbs.Centre())
				for i, patch := range patches() {
					want := inSRGB(patch, c.matrix)
					if d := difference(imaging.Crop(got, image.Rect(64*i+16, 16, 64*i+48, 48)), imaging.New(32, 32, want)); d > 5 {
						t.Errorf("%s %s with %s: %v became %v, want %v", c.name, ext, tools, patch, color.NRGBAModel.Convert(got.At(64*i+32, 32)), want)
					}
				}
			}
		}
	}
}

// The colours of phones' pictures, which have a profile, do not depend on who decodes them.
func TestForeignHEICLooksTheSameByAll(t *testing.T) {
	if testing.Short() {
		t.Skip("WebAssembly takes seconds for 12 MP")
	}
	for _, path := range corpus(t, "photos") {
		if !strings.EqualFold(filepath.Ext(path), ".heic") {
			continue
		}
		var shown []image.Image
		for _, m := range stillMakers(t) {
			p := mustDecode(t, m, readFile(t, path))
			_, img := render(t, p, "w640", thumbs.Centre())
			p.Close()
			shown = append(shown, img)
		}
		if d := deltaE(shown[0], shown[1]); d > 2 {
			t.Errorf("%s: mean ΔE %.2f between the decoders", filepath.Base(path), d)
		} else {
			t.Logf("%s: mean ΔE %.2f between the decoders", filepath.Base(path), d)
		}
	}
}

func TestDamagedHEICIsNamed(t *testing.T) {
	b := heif(t, encodeJPEG(t, scene(320, 200)), "heic")
	for i := len(b) - 400; i < len(b); i++ {
		b[i] = byte(i * 31)
	}
	m := newMaker(t, nil)
	if p, err := decodeBytes(m, b); err == nil {
		p.Close() // libde265 may conceal damage
	} else if !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("got %v, want ErrUnreadable", err)
	}
	if _, err := decodeBytes(m, heicStill(64, 64, 0)); !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("a file without a picture: got %v, want ErrUnreadable", err)
	}
}
