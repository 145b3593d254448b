package ingest_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// picture draws something with detail: the first bytes of seed make it another one.
func picture(w, h int, seed float64) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := math.Sin(float64(x)/37+seed) * math.Cos(float64(y)/53+seed*2)
			patch := (x*7/w*3 + y*5/h*5 + int(seed)) % 4 // large enough for a fingerprint
			img.SetRGBA(x, y, color.RGBA{uint8(128 + 100*v), uint8(x*127/w + 32*patch), uint8(y * 255 / h), 255})
		}
	}
	return img
}

// photo is a JPEG like that of a phone: turned, with a date, a description and a place.
func photo(t testing.TB, w, h int, seed float64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(w, h, seed), &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00"), tiff()...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return bytes.Join([][]byte{b.Bytes()[:2], segment, exif, b.Bytes()[2:]}, nil)
}

// tiff is the smallest EXIF block with orientation 6, a description, a date with its zone and a place.
func tiff() []byte {
	type entry struct {
		tag, kind uint16
		count     uint32
		data      []byte
	}
	text := func(tag uint16, s string) entry { return entry{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)} }
	ratios := func(tag uint16, v ...uint32) entry {
		var d []byte
		for _, n := range v {
			d = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(d, n), 1)
		}
		return entry{tag, 5, uint32(len(v)), d}
	}
	number := func(tag, kind uint16, v uint32) entry {
		return entry{tag, kind, 1, binary.LittleEndian.AppendUint32(nil, v)}
	}
	directory := func(at int, entries []entry) []byte {
		head := binary.LittleEndian.AppendUint16(nil, uint16(len(entries)))
		tail, free := []byte{}, at+2+12*len(entries)+4
		for _, e := range entries {
			head = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(head, e.tag), e.kind)
			head = binary.LittleEndian.AppendUint32(head, e.count)
			if len(e.data) <= 4 {
				head = append(head, append(e.data, make([]byte, 4-len(e.data))...)...)
				continue
			}
			head = binary.LittleEndian.AppendUint32(head, uint32(free+len(tail)))
			tail = append(tail, e.data...)
		}
		return append(append(head, 0, 0, 0, 0), tail...)
	}
	exif := []entry{text(0x9003, "2025:10:20 10:15:00"), text(0x9011, "+02:00")}
	gps := []entry{text(1, "N"), ratios(2, 58, 58, 12), text(3, "E"), ratios(4, 5, 44, 0)}
	first := []entry{text(0x010e, "Pappatreff i barneavdelingen"), number(0x0112, 3, 6), text(0x013b, "Kari Nordmann")}
	const room = 400
	first = append(first, number(0x8769, 4, room), number(0x8825, 4, 2*room))
	out := append([]byte("II*\x00\x08\x00\x00\x00"), directory(8, first)...)
	out = append(append(out, make([]byte, room-len(out))...), directory(room, exif)...)
	return append(append(out, make([]byte, 2*room-len(out))...), directory(2*room, gps)...)
}

// broken is a PNG whose structure is right and whose picture is not.
func broken(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(300, 200, 1)); err != nil {
		t.Fatal(err)
	}
	out := b.Bytes()
	at := bytes.Index(out, []byte("IDAT")) + 40
	for i := range 400 {
		out[at+i] ^= 0x5a
	}
	return out
}

// ffmpeg makes a clip or sound.
func ffmpeg(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	cmd := exec.Command("ffmpeg", append(append([]string{"-nostdin", "-v", "error"}, args...), path)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// clip is an MP4 of so many seconds with sound and a place.
func clip(t testing.TB, seconds string) []byte {
	return ffmpeg(t, "clip.mov", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration="+seconds, "-f", "lavfi", "-i", "sine=duration="+seconds,
		"-c:v", "mpeg4", "-c:a", "aac", "-metadata", "location=+58.9700+005.7333/", "-metadata", "com.apple.quicktime.location.ISO6709=+58.9700+005.7333/",
		"-movflags", "use_metadata_tags")
}
