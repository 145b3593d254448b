package thumbs_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func ffmpegInput(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func encodeGIF(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var madeSamples struct {
	sync.Mutex
	files map[string][]byte
}

// samples is one small file of each accepted type, by extension, made once by other programs where Go has no encoder.
// Callers must not write to the files.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	madeSamples.Lock()
	defer madeSamples.Unlock()
	if madeSamples.files == nil {
		madeSamples.files = makeSamples(t)
	}
	return madeSamples.files
}

func makeSamples(t testing.TB) map[string][]byte {
	t.Helper()
	picture := scene(96, 64)
	film := []string{"-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=2", "-f", "lavfi", "-i", "sine=d=2", "-shortest"}
	sound := []string{"-f", "lavfi", "-i", "sine=d=2"}
	convert := func(name string, source []string, args ...string) []byte {
		return readFile(t, ffmpeg(t, name, append(source[:len(source):len(source)], args...)...))
	}
	return map[string][]byte{
		"jpg":  encodeJPEG(t, picture),
		"png":  encodePNG(t, picture),
		"gif":  encodeGIF(t, 96, 64),
		"webp": encodeWebP(t, picture),
		"avif": convert("a.avif", []string{"-f", "lavfi", "-i", "testsrc2=s=96x64:d=1"}, "-frames:v", "1", "-c:v", "libaom-av1", "-cpu-used", "8"),
		"heic": heicStill(96, 64, 0),
		"tif":  convert("a.tif", []string{"-i", ffmpegInput(t, encodePNG(t, picture))}),
		"bmp":  convert("a.bmp", []string{"-i", ffmpegInput(t, encodePNG(t, picture))}),
		"mp4":  convert("a.mp4", film),
		"m4v":  convert("a.m4v", film, "-brand", "M4V "),
		"mov":  convert("a.mov", film),
		"3gp":  convert("a.3gp", film, "-c:v", "mpeg4", "-c:a", "aac"),
		"webm": convert("a.webm", film, "-deadline", "realtime"),
		"mkv":  convert("a.mkv", film),
		"mp3":  convert("a.mp3", sound),
		"m4a":  convert("a.m4a", sound),
		"wav":  convert("a.wav", sound),
	}
}

// heicStill is the outside of a HEIC file: boxes that describe a picture of that size and rotation, and no picture.
func heicStill(w, h int, irot byte) []byte {
	box := func(kind string, parts ...[]byte) []byte {
		body := bytes.Join(parts, nil)
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
	}
	u32 := func(v int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(v)) }
	zero := make([]byte, 4)
	properties := box("ipco", box("ispe", zero, u32(w), u32(h)), box("irot", []byte{irot}))
	associations := box("ipma", zero, u32(1), []byte{0, 1, 2, 0x81, 0x82})
	return bytes.Join([][]byte{
		box("ftyp", []byte("heic"), zero, []byte("mif1heic")),
		box("meta", zero, box("pitm", zero, []byte{0, 1}), box("iprp", properties, associations)),
		box("mdat", make([]byte, 64)),
	}, nil)
}

func TestInspectKnowsEveryAcceptedType(t *testing.T) {
	files := samples(t)
	for _, format := range thumbs.Accepted() {
		b := files[format.Ext]
		got, err := inspect(b, "Ferie i Suldal.jpg."+format.Ext)
		if err != nil {
			t.Errorf("%s: %v", format.Ext, err)
			continue
		}
		if got.Kind != format.Kind || got.MediaType != format.MediaType || got.Ext != format.Ext {
			t.Errorf("%s: got %s %s %s, want %v", format.Ext, got.Kind, got.MediaType, got.Ext, format)
		}
		if format.Kind != thumbs.Audio && (got.Width != 96 || got.Height != 64) {
			t.Errorf("%s: got %d × %d, want 96 × 64", format.Ext, got.Width, got.Height)
		}
		if off := got.Duration - 2*time.Second; format.Kind != thumbs.Photo && (off < -150*time.Millisecond || off > 150*time.Millisecond) {
			t.Errorf("%s: got duration %v, want about 2 s", format.Ext, got.Duration)
		}
	}
}

func TestInspectRefusesEverythingElse(t *testing.T) {
	cases := map[string][]byte{
		"page.jpg":    []byte("<!DOCTYPE html><html><body onload=alert(1)>"),
		"list.mp4":    []byte("#EXTM3U\n#EXT-X-TARGETDURATION:5\nfile:///etc/passwd\n"),
		"script.mp4":  []byte("ffconcat version 1.0\nfile /etc/passwd\n"),
		"drawing.png": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"big.tif":     append([]byte("II+\x00\x08\x00\x00\x00"), make([]byte, 64)...),
		"old.bmp":     append([]byte("BM"), make([]byte, 64)...),
		"folder.pdf":  []byte("%PDF-1.7\n"),
		"archive.zip": []byte("PK\x03\x04"),
		"note.txt":    []byte("Husk å ta med bøkene"),
		"noise.mp3":   append([]byte{0xFF, 0xFB, 0x90, 0x00}, make([]byte, 4096)...), // one frame header, then silence of another kind
		"raw.cr3":     append([]byte("\x00\x00\x00\x18ftypcrx \x00\x00\x00\x00crx isom"), make([]byte, 64)...),
		"avi.mp4":     append([]byte("RIFF\x00\x10\x00\x00AVI "), make([]byte, 64)...),
		"one byte":    {0xFF},
	}
	for name, b := range cases {
		if _, err := inspect(b, name); !errors.Is(err, thumbs.ErrUnsupported) {
			t.Errorf("%s: got %v, want ErrUnsupported", name, err)
		}
	}
	if _, err := inspect(nil, "empty.jpg"); !errors.Is(err, thumbs.ErrEmpty) {
		t.Errorf("empty file: got %v, want ErrEmpty", err)
	}
}

func TestInspectSeesThatAFileIsCutOff(t *testing.T) {
	for ext, whole := range samples(t) {
		if ext == "mp3" {
			continue // has no end that one could miss
		}
		for tenth := 3; tenth <= 9; tenth++ {
			cut := whole[:len(whole)*tenth/10]
			facts, err := inspect(cut, "a."+ext)
			if !errors.Is(err, thumbs.ErrTruncated) {
				t.Errorf("%s cut to %d/10: got %v, want ErrTruncated", ext, tenth, err)
			}
			if facts.MediaType == "" {
				t.Errorf("%s cut to %d/10: lost what it is", ext, tenth)
			}
		}
	}
}

func TestInspectAllowsBytesBehindThePicture(t *testing.T) {
	files := samples(t)
	trailer := bytes.Repeat([]byte("motion photo\xff\xd8\x00"), 9000) // more than one window
	for _, ext := range []string{"jpg", "png", "gif", "webp", "tif", "bmp"} {
		if _, err := inspect(append(bytes.Clone(files[ext]), trailer...), "a."+ext); err != nil {
			t.Errorf("%s: %v", ext, err)
		}
	}
}

// bombs are tiny files that claim to be enormous.
func bombs(t testing.TB) map[string][]byte {
	big := func(w, h uint16) []byte {
		return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, w), h)
	}
	jpg := encodeJPEG(t, scene(16, 16))
	sof := bytes.Index(jpg, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(jpg[sof+5:], 60000)
	binary.BigEndian.PutUint16(jpg[sof+7:], 60000)
	picture := encodePNG(t, scene(16, 16))
	binary.BigEndian.PutUint32(picture[16:], 60000)
	binary.BigEndian.PutUint32(picture[20:], 60000)
	scans := encodeJPEG(t, scene(16, 16))
	sos := bytes.Index(scans, []byte{0xFF, 0xDA})
	scans = append(scans[:sos:sos], bytes.Repeat(scans[sos:len(scans)-2], 150)...)
	lossless := []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0} // 16384 × 16384
	return map[string][]byte{
		"jpeg 60,000²":  jpg,
		"png 60,000²":   picture,
		"gif of 34":     append(append([]byte("GIF89a"), big(60000, 60000)...), make([]byte, 24)...),
		"webp 16,384²":  webpFile(webpChunk("VP8L", lossless)),
		"webp canvas":   webpFile(webpChunk("VP8X", []byte{0, 0, 0, 0, 0xff, 0xff, 0, 0xff, 0xff, 0})),
		"heic 60,000²":  heicStill(60000, 60000, 0),
		"png long side": longPNG(t),
		"150 scans":     append(scans, 0xFF, 0xD9),
	}
}

func longPNG(t testing.TB) []byte {
	b := encodePNG(t, scene(16, 16))
	binary.BigEndian.PutUint32(b[16:], 3_000_000_000)
	binary.BigEndian.PutUint32(b[20:], 1)
	return b
}

func TestInspectRefusesBombsAtOnce(t *testing.T) {
	for name, b := range bombs(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := inspect(b, "")
		runtime.ReadMemStats(&after)
		if !errors.Is(err, thumbs.ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%s: took %d bytes of memory", name, used)
		}
	}
	trap := webpFile(append(webpChunk("VP8X", make([]byte, 10)), webpChunk("VP8L", []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0})...))
	if _, err := inspect(trap, ""); !errors.Is(err, thumbs.ErrCorrupt) {
		t.Errorf("1 × 1 canvas around 16,384²: got %v, want ErrCorrupt", err)
	}
}

func TestInspectReadsHEICRotation(t *testing.T) {
	for irot, want := range map[byte][3]int{0: {96, 64, 1}, 1: {64, 96, 8}, 2: {96, 64, 3}, 3: {64, 96, 6}} {
		got, err := inspect(heicStill(96, 64, irot), "a.heic")
		if err != nil || [3]int{got.Width, got.Height, got.Orientation} != want {
			t.Errorf("irot %d: got %+v, %v, want %v", irot, got, err, want)
		}
	}
}
