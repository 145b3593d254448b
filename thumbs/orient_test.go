package thumbs_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestEveryOrientationComesOutUpright(t *testing.T) {
	m := newMaker(t, nil)
	upright := scene(640, 420)
	_, want := render(t, mustDecode(t, m, encodePNG(t, upright)), "w320", thumbs.Centre())
	for orientation := 1; orientation <= 8; orientation++ {
		stored := asStored(upright, orientation)
		for format, b := range map[string][]byte{
			"jpeg": jpegWithOrientation(encodeJPEG(t, stored), orientation),
			"png":  insertChunk(encodePNG(t, stored), "eXIf", exifBlock(orientation)),
			"webp": webpWithOrientation(t, stored, orientation),
		} {
			t.Run(fmt.Sprintf("%s-%d", format, orientation), func(t *testing.T) {
				facts, err := inspect(b, "")
				if err != nil {
					t.Fatal(err)
				}
				if facts.Width != 640 || facts.Height != 420 || facts.Orientation != orientation {
					t.Errorf("got %d × %d, orientation %d, want 640 × 420, %d", facts.Width, facts.Height, facts.Orientation, orientation)
				}
				_, got := render(t, mustDecode(t, m, b), "w320", thumbs.Centre())
				if d := difference(got, want); d > 6 {
					t.Errorf("differs from the upright picture by %.1f levels", d)
				}
			})
		}
	}
}

func TestCropsFindTheirPlaceInTurnedPictures(t *testing.T) {
	m := newMaker(t, nil)
	upright := scene(900, 600)
	for orientation := 1; orientation <= 8; orientation++ {
		p := mustDecode(t, m, jpegWithOrientation(encodeJPEG(t, asStored(upright, orientation)), orientation))
		r, img := render(t, p, "square", thumbs.Focal{X: 1, Y: 0.5}) // a square of a wide picture: as far right as it goes
		if r.Width != 1080 || r.Height != 1080 {
			t.Fatalf("got %d × %d, want 1080 × 1080", r.Width, r.Height)
		}
		if green := (color.NRGBA{0, 255, 0, 255}); !near(img, 1050, 30, green) {
			t.Errorf("orientation %d: got %v in the corner, want %v", orientation, img.At(1050, 30), green)
		}
	}
}

// webpWithOrientation has ffmpeg encode the picture and wraps that in an extended file with an EXIF chunk.
func webpWithOrientation(t testing.TB, img *image.NRGBA, orientation int) []byte {
	t.Helper()
	plain := encodeWebP(t, img)
	w, h := img.Rect.Dx()-1, img.Rect.Dy()-1
	extended := []byte{8, 0, 0, 0, byte(w), byte(w >> 8), 0, byte(h), byte(h >> 8), 0}
	body := append(webpChunk("VP8X", extended), plain[12:]...)
	return webpFile(append(body, webpChunk("EXIF", exifBlock(orientation))...))
}

func encodeWebP(t testing.TB, img *image.NRGBA) []byte {
	t.Helper()
	in := ffmpegInput(t, encodePNG(t, img))
	return readFile(t, ffmpeg(t, "out.webp", "-i", in, "-c:v", "libwebp", "-quality", "95"))
}

func webpChunk(kind string, body []byte) []byte {
	b := append([]byte(kind), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...)
	b = append(b, body...)
	return append(b, make([]byte, len(body)&1)...)
}

func webpFile(chunks []byte) []byte {
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(chunks)+4))...)
	return bytes.Join([][]byte{b, []byte("WEBP"), chunks}, nil)
}
