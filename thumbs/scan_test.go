package thumbs_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// magick has ImageMagick write a picture in another format.
func magick(t testing.TB, img image.Image, name string, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append(append([]string{"png:" + ffmpegInput(t, encodePNG(t, img))}, args...), path)
	if out, err := exec.Command("convert", args...).CombinedOutput(); err != nil {
		t.Fatalf("convert %v: %v\n%s", args, err, out)
	}
	return readFile(t, path)
}

func TestScansAreDecodedInAChild(t *testing.T) {
	source := scene(321, 199)
	files := map[string][]byte{
		"big-endian.tif": magick(t, source, "a.tif", "-define", "tiff:endian=msb", "-compress", "None"),
		"lzw.tif":        magick(t, source, "b.tif", "-compress", "LZW"),
		"deep.tif":       magick(t, source, "c.tif", "-depth", "16", "-compress", "Zip"),
		"tiles.tif":      magick(t, source, "d.tif", "-define", "tiff:tile-geometry=64x64"),
		"plain.bmp":      magick(t, source, "e.bmp", "-type", "TrueColor"),
		"old.bmp":        magick(t, source, "f.bmp", "-type", "TrueColor", "-define", "bmp:format=bmp2"),
	}
	makers := map[string]*thumbs.Maker{
		"both":   newMaker(t, nil),
		"worker": newMaker(t, func(c *thumbs.Config) { c.Tools = thumbs.FindTools(); c.Tools.FFmpeg = "" }),
		"ffmpeg": newMaker(t, func(c *thumbs.Config) { c.Worker = nil }),
	}
	for name, b := range files {
		for by, m := range makers {
			if name == "old.bmp" && by == "worker" || name == "tiles.tif" && by == "ffmpeg" {
				if _, err := decodeBytes(m, b); !errors.Is(err, thumbs.ErrUnreadable) {
					t.Errorf("%s by %s: got %v, want ErrUnreadable", name, by, err) // known to the other only
				}
				continue
			}
			t.Run(name+" by "+by, func(t *testing.T) {
				p := mustDecode(t, m, b)
				if _, got := render(t, p, "w640", thumbs.Centre()); difference(got, source) > 6 {
					t.Errorf("differs by %.1f levels", difference(got, source))
				}
			})
		}
	}
	neither := newMaker(t, func(c *thumbs.Config) { c.Worker, c.Tools.Prlimit = nil, "/usr/bin/prlimit" })
	if _, err := decodeBytes(neither, files["lzw.tif"]); !errors.Is(err, thumbs.ErrToolMissing) {
		t.Errorf("without worker and ffmpeg: got %v, want ErrToolMissing", err)
	}
}

// What the worker's own decoders do not know is tried by ffmpeg.
func TestRareScans(t *testing.T) {
	m := newMaker(t, nil)
	source := scene(320, 200)
	for name, b := range map[string][]byte{
		"CMYK":    magick(t, source, "a.tif", "-colorspace", "CMYK", "-compress", "None"),
		"rle.bmp": magick(t, source, "b.bmp", "-colors", "16", "-type", "Palette", "-compress", "RLE"),
		"two":     magick(t, source, "c.tif", "-type", "Bilevel", "-compress", "Group4"),
	} {
		p, err := decodeBytes(m, b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r, _ := render(t, p, "w320", thumbs.Centre()); r.Width != 320 || r.Height != 200 {
			t.Errorf("%s: got %d × %d, want 320 × 200", name, r.Width, r.Height)
		}
		p.Close()
	}
}

func TestGreyScansStayGrey(t *testing.T) {
	grey := image.NewGray16(image.Rect(0, 0, 300, 200))
	for i := range 200 * 300 {
		grey.SetGray16(i%300, i/300, color.Gray16{Y: uint16(i % 300 * 218)})
	}
	shallow := image.NewGray(grey.Rect)
	draw.Draw(shallow, grey.Rect, grey, image.Point{}, draw.Src)
	m := newMaker(t, nil)
	for name, b := range map[string][]byte{
		"tif": magick(t, grey, "a.tif", "-depth", "16", "-type", "Grayscale"), "png": encodePNG(t, grey), "jpeg": encodeJPEG(t, shallow),
	} {
		_, got := render(t, mustDecode(t, m, b), "w320", thumbs.Centre())
		if _, ok := got.(*image.Gray); !ok {
			t.Errorf("%s: got %T, want *image.Gray", name, got)
		}
		if !near(got, 150, 100, color.NRGBA{127, 127, 127, 255}) || !near(got, 280, 20, color.NRGBA{238, 238, 238, 255}) {
			t.Errorf("%s: got %v and %v", name, got.At(150, 100), got.At(280, 20))
		}
	}
}

func TestDamagedScansAreNamed(t *testing.T) {
	m := newMaker(t, nil)
	b := magick(t, scene(300, 200), "a.tif", "-compress", "Zip")
	for i := 64; i < len(b)/2; i++ {
		b[i] = byte(i * 31)
	}
	if p, err := decodeBytes(m, b); err == nil {
		p.Close()
		t.Error("a damaged scan was decoded")
	} else if !errors.Is(err, thumbs.ErrUnreadable) {
		t.Errorf("got %v, want ErrUnreadable", err)
	}
}

// The parent believes nothing that its child says.
func TestMisbehavingWorkers(t *testing.T) {
	b := magick(t, scene(30, 20), "a.tif")
	before := runtime.NumGoroutine()
	for name, worker := range map[string][]string{
		"another size":   {"/bin/echo", "P6 9000 9000 255\n"},
		"no picture":     {"/bin/echo", "Content-Type: text/html"},
		"half a picture": {"/bin/echo", "P6 30 20 255\nabc"},
		"nothing":        {"/bin/true"},
		"failure":        {"/bin/false"},
		"not there":      {"/nonexistent/worker"},
		"no end":         {"/usr/bin/yes", "P6 30 20 255\n"},
		"no answer":      {"/bin/sh", "-c", "sleep 60"},
	} {
		m := newMaker(t, func(c *thumbs.Config) {
			c.Worker, c.Tools, c.PhotoTimeout = worker, thumbs.Tools{Prlimit: "/usr/bin/prlimit"}, 500*time.Millisecond
		})
		start := time.Now()
		if p, err := decodeBytes(m, b); err == nil {
			p.Close()
			t.Errorf("%s: got a picture", name)
		} else if !errors.Is(err, thumbs.ErrUnreadable) {
			t.Errorf("%s: got %v, want ErrUnreadable", name, err)
		}
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines are left", after-before)
	}
}

// directory is a TIFF file with the given tags, all SHORT or LONG, and 64 bytes of picture.
func directory(order binary.AppendByteOrder, mark string, tags [][2]uint32) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	picture := 8 + len(mark)
	b = order.AppendUint32(b, uint32(picture+64))
	b = append(append(b, mark...), make([]byte, 64)...)
	tags = append(tags, [2]uint32{273, uint32(picture)}, [2]uint32{279, 64})
	b = order.AppendUint16(b, uint16(len(tags)))
	for _, tag := range tags {
		b = order.AppendUint16(b, uint16(tag[0]))
		b = order.AppendUint16(b, 4)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint32(b, tag[1])
	}
	return order.AppendUint32(b, 0)
}

func TestInspectReadsTIFF(t *testing.T) {
	size := [][2]uint32{{256, 8}, {257, 4}, {258, 8}}
	with := func(more ...[2]uint32) [][2]uint32 { return append(size[:3:3], more...) }
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for orientation := uint32(1); orientation <= 8; orientation++ {
			want := [2]int{8, 4}
			if orientation > 4 {
				want = [2]int{4, 8}
			}
			got, err := inspect(directory(order, "", with([2]uint32{274, orientation})), "a.tif")
			if err != nil || got.Orientation != int(orientation) || [2]int{got.Width, got.Height} != want {
				t.Errorf("%v, orientation %d: got %+v, %v", order, orientation, got, err)
			}
		}
		for name, c := range map[string]struct {
			b    []byte
			want error
		}{
			"DNG":          {directory(order, "", with([2]uint32{50706, 1})), thumbs.ErrUnsupported},
			"CR2":          {directory(order, "CR\x02\x00", with()), thumbs.ErrUnsupported},
			"NEF":          {directory(order, "", with([2]uint32{254, 1}, [2]uint32{330, 8})), thumbs.ErrUnsupported},
			"sensor":       {directory(order, "", with([2]uint32{262, 32803})), thumbs.ErrUnsupported},
			"ARW":          {directory(order, "", with([2]uint32{259, 32767})), thumbs.ErrUnsupported},
			"many samples": {directory(order, "", with([2]uint32{277, 1 << 30})), thumbs.ErrUnsupported},
			"60,000²":      {directory(order, "", [][2]uint32{{256, 60000}, {257, 60000}}), thumbs.ErrTooLarge},
			"4 billion":    {directory(order, "", [][2]uint32{{256, 1<<32 - 1}, {257, 1}}), thumbs.ErrTooLarge},
			"no size":      {directory(order, "", nil), thumbs.ErrCorrupt},
		} {
			if _, err := inspect(c.b, "a.tif"); !errors.Is(err, c.want) {
				t.Errorf("%v, %s: got %v, want %v", order, name, err, c.want)
			}
		}
	}
}

func TestOrientationOfTIFF(t *testing.T) {
	m := newMaker(t, nil)
	upright := scene(320, 210)
	for orientation := 1; orientation <= 8; orientation++ {
		names := []string{"", "TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom"}
		b := magick(t, asStored(upright, orientation), fmt.Sprint(orientation, ".tif"), "-orient", names[orientation])
		_, got := render(t, mustDecode(t, m, b), "w320", thumbs.Centre())
		if d := difference(got, upright); d > 6 {
			t.Errorf("%s: differs by %.1f levels", names[orientation], d)
		}
	}
}

func TestRunWorkerRefuses(t *testing.T) {
	var out bytes.Buffer
	for _, args := range [][]string{
		nil, {"image/tiff"}, {"image/tiff", filepath.Join(t.TempDir(), "none")},
		{"image/tiff", ffmpegInput(t, encodePNG(t, scene(8, 8)))}, {"image/png", ffmpegInput(t, encodePNG(t, scene(8, 8)))},
	} {
		if err := thumbs.RunWorker(args, &out); err == nil || out.Len() > 0 {
			t.Errorf("%v: got %v and %d bytes, want an error", args, err, out.Len())
		}
	}
}

func TestMetadataOfTIFF(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.tif")
	if err := os.WriteFile(path, magick(t, scene(32, 20), "a.tif"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-q", "-overwrite_original", "-Artist=Kari Nordmann", "-DateTimeOriginal=2025:10:20 10:15:00", path}
	if out, err := exec.Command("exiftool", args...).CombinedOutput(); err != nil {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	b := readFile(t, path)
	got, err := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), "image/tiff", "")
	if want := time.Date(2025, 10, 20, 10, 15, 0, 0, time.UTC); err != nil || got.Creator != "Kari Nordmann" || !got.RecordedAt.Equal(want) {
		t.Errorf("got %q, %v, %v, want Kari Nordmann, %v", got.Creator, got.RecordedAt, err, want)
	}
}
