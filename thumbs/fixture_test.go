package thumbs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// scene is a picture in which no two corners are alike: red, green, blue, yellow, and a soft gradient between.
func scene(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(255 * x / w), uint8(255 * y / h), 128, 255}
			switch left, top := x < w/3, y < h/3; {
			case left && top:
				c = color.NRGBA{255, 0, 0, 255}
			case x >= w-w/3 && top:
				c = color.NRGBA{0, 255, 0, 255}
			case left && y >= h-h/3:
				c = color.NRGBA{0, 0, 255, 255}
			case x >= w-w/3 && y >= h-h/3:
				c = color.NRGBA{255, 255, 0, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// asStored returns the scene as a camera held that way stores it: orientation applied to it gives the scene back. It is
// written from the EXIF standard's description, pixel by pixel.
func asStored(img *image.NRGBA, orientation int) *image.NRGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	sw, sh := w, h
	if orientation >= 5 {
		sw, sh = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, sw, sh))
	for y := range sh {
		for x := range sw {
			// Where the stored pixel (column x, row y) is seen: "row 0 is the visual …, column 0 the visual …".
			vx, vy := [9]int{1: x, 2: w - 1 - x, 3: w - 1 - x, 4: x, 5: y, 6: w - 1 - y, 7: w - 1 - y, 8: y}[orientation],
				[9]int{1: y, 2: y, 3: h - 1 - y, 4: h - 1 - y, 5: x, 6: x, 7: h - 1 - x, 8: h - 1 - x}[orientation]
			out.SetNRGBA(x, y, img.NRGBAAt(vx, vy))
		}
	}
	return out
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exifBlock is a TIFF structure with nothing but an orientation.
func exifBlock(orientation int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	b = binary.BigEndian.AppendUint16(b, uint16(orientation))
	return append(b, 0, 0, 0, 0, 0, 0)
}

// insertSegment puts a JPEG segment right behind SOI.
func insertSegment(jpg []byte, marker byte, body []byte) []byte {
	out := append([]byte{0xFF, 0xD8, 0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2))...)
	return append(append(out, body...), jpg[2:]...)
}

func jpegWithOrientation(jpg []byte, orientation int) []byte {
	return insertSegment(jpg, 0xE1, append([]byte("Exif\x00\x00"), exifBlock(orientation)...))
}

// insertChunk puts a PNG chunk right behind IHDR.
func insertChunk(b []byte, kind string, body []byte) []byte {
	const behindIHDR = 8 + 25
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
	chunk = append(chunk, body...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	return append(append(bytes.Clone(b[:behindIHDR]), chunk...), b[behindIHDR:]...)
}

// workerCommand makes the test program its own worker.
const workerCommand = "decode-picture"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == workerCommand {
		if err := thumbs.RunWorker(os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// newMaker has the real tools of this machine.
func newMaker(t testing.TB, change func(*thumbs.Config)) *thumbs.Maker {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cfg := thumbs.DefaultConfig()
	cfg.TempDir, cfg.Worker = t.TempDir(), []string{self, workerCommand}
	if change != nil {
		change(&cfg)
	}
	m, err := thumbs.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func inspect(b []byte, name string) (thumbs.Facts, error) {
	return thumbs.Inspect(bytes.NewReader(b), int64(len(b)), name, thumbs.DefaultLimits())
}

// decodeBytes inspects and decodes, as every caller does.
func decodeBytes(m *thumbs.Maker, b []byte, sizes ...thumbs.Size) (*thumbs.Picture, error) {
	facts, err := inspect(b, "")
	if err != nil {
		return nil, err
	}
	return m.Decode(context.Background(), bytes.NewReader(b), int64(len(b)), facts, sizes...)
}

func mustDecode(t testing.TB, m *thumbs.Maker, b []byte, sizes ...thumbs.Size) *thumbs.Picture {
	t.Helper()
	p, err := decodeBytes(m, b, sizes...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func render(t testing.TB, p *thumbs.Picture, name string, focal thumbs.Focal) (thumbs.Rendition, image.Image) {
	t.Helper()
	size, found := thumbs.LookupSize(name)
	if !found {
		t.Fatalf("no size %q", name)
	}
	r, err := p.Render(size, focal)
	if err != nil {
		t.Fatal(err)
	}
	return r, decodeJPEG(t, r.Bytes)
}

func decodeJPEG(t testing.TB, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("rendition is not a JPEG: %v", err)
	}
	return img
}

// difference is the mean distance of two pictures of one size, in levels of 256 per channel.
func difference(a, b image.Image) float64 {
	if a.Bounds().Size() != b.Bounds().Size() {
		return math.Inf(1)
	}
	sum, n := 0.0, 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			br, bg, bb, _ := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range []float64{float64(ar) - float64(br), float64(ag) - float64(bg), float64(ab) - float64(bb)} {
				sum += math.Abs(d) / 257
				n++
			}
		}
	}
	return sum / float64(n)
}

// near reports whether a pixel has about that colour.
func near(img image.Image, x, y int, want color.NRGBA) bool {
	r, g, b, _ := img.At(x, y).RGBA()
	off := func(a uint32, b uint8) bool { return math.Abs(float64(a>>8)-float64(b)) > 40 }
	return !off(r, want.R) && !off(g, want.G) && !off(b, want.B)
}

// ffmpeg makes a file with the installed ffmpeg and returns its path.
func ffmpeg(t testing.TB, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append([]string{"-hide_banner", "-v", "error", "-y"}, append(args, path)...)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v\n%s", args, err, out)
	}
	return path
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// corpus returns the files of a folder of foreign media; none when it is not there, which is fine.
func corpus(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "corpus", folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}
