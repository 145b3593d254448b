package thumbs_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// tables is a profile of the kind that cannot be applied: of a space, with nothing in it but length bytes.
func tables(space string, length int) []byte {
	p := make([]byte, max(length, 132))
	copy(p[12:], "prtr"+space+"Lab ")
	copy(p[36:], "acsp")
	return p
}

func withProfile(jpg, profile []byte) []byte {
	const most = 60000
	parts := (len(profile) + most - 1) / most
	for i := parts - 1; i >= 0; i-- {
		part := profile[i*most : min((i+1)*most, len(profile))]
		jpg = insertSegment(jpg, 0xE2, append([]byte{'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, byte(i + 1), byte(parts)}, part...))
	}
	return jpg
}

func TestProfilesThatCannotBeAppliedAreKept(t *testing.T) {
	m := newMaker(t, nil)
	colors := encodeJPEG(t, scene(200, 100))
	grey := image.NewGray(image.Rect(0, 0, 200, 100))
	draw.Draw(grey, grey.Rect, scene(200, 100), image.Point{}, draw.Src)
	for name, c := range map[string]struct {
		b    []byte
		kept bool
	}{
		"tables":           {withProfile(colors, tables("RGB ", 3000)), true},
		"grey":             {withProfile(encodeJPEG(t, grey), tables("GRAY", 500)), true},
		"two segments":     {withProfile(colors, tables("RGB ", 64000)), true},
		"too long":         {withProfile(colors, tables("RGB ", 70000)), false},
		"ink":              {withProfile(colors, tables("CMYK", 500)), false},
		"grey for colours": {withProfile(colors, tables("GRAY", 500)), false},
		"colours for grey": {withProfile(encodeJPEG(t, grey), tables("RGB ", 500)), false},
		"no profile":       {withProfile(colors, []byte("<html>")), false},
		"applied":          {withProfile(colors, displayP3()), false},
	} {
		r, _ := render(t, mustDecode(t, m, c.b), "w320", thumbs.Centre())
		if got := bytes.Contains(r.Bytes, []byte("ICC_PROFILE")); got != c.kept {
			t.Errorf("%s: profile kept %v, want %v", name, got, c.kept)
		}
	}
}

func TestInkBecomesColours(t *testing.T) {
	source := scene(320, 200)
	m := newMaker(t, nil)
	for name, b := range map[string][]byte{
		"adobe": magick(t, source, "a.jpg", "-colorspace", "CMYK", "-quality", "95"),
		"large": magick(t, photo(2700, 1300), "b.jpg", "-colorspace", "CMYK", "-quality", "95"), // decoded at a smaller scale
	} {
		size, _ := thumbs.LookupSize("w320")
		_, got := render(t, mustDecode(t, m, b, size), "w320", thumbs.Centre())
		if name == "large" {
			if s := similarity(t, got, reference(photo(2700, 1300), size)); s < 0.95 {
				t.Errorf("%s: similarity %.4f", name, s)
			}
		} else if d := difference(got, source); d > 8 {
			t.Errorf("%s: differs by %.1f levels", name, d)
		}
	}
}

// animation is a WebP of two frames, the first of which covers a part of the canvas.
func animation(t testing.TB, canvas image.Point, at image.Point, frames ...[]byte) []byte {
	t.Helper()
	three := func(v int) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16)} }
	body := webpChunk("VP8X", bytes.Join([][]byte{{2, 0, 0, 0}, three(canvas.X - 1), three(canvas.Y - 1)}, nil))
	body = append(body, webpChunk("ANIM", make([]byte, 6))...)
	for _, b := range frames {
		facts, err := inspect(b, "")
		if err != nil {
			t.Fatal(err)
		}
		head := bytes.Join([][]byte{three(at.X / 2), three(at.Y / 2), three(facts.Width - 1), three(facts.Height - 1), three(100), {0}}, nil)
		chunks := b[12:]
		if string(chunks[:4]) == "VP8X" {
			chunks = chunks[18:]
		}
		body = append(body, webpChunk("ANMF", append(head, chunks...))...)
	}
	return webpFile(body)
}

func TestFirstFrameOfAnAnimation(t *testing.T) {
	m := newMaker(t, nil)
	first, second := encodeWebP(t, scene(300, 200)), encodeWebP(t, image.NewNRGBA(image.Rect(0, 0, 300, 200)))
	_, got := render(t, mustDecode(t, m, animation(t, image.Pt(300, 200), image.Point{}, first, second)), "w320", thumbs.Centre())
	if d := difference(got, scene(300, 200)); d > 6 {
		t.Errorf("differs by %.1f levels", d)
	}
	half := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	draw.Draw(half, image.Rect(0, 0, 150, 200), image.NewUniform(color.NRGBA{200, 0, 0, 255}), image.Point{}, draw.Src)
	for name, frame := range map[string][]byte{
		"lossy with alpha": readFile(t, ffmpeg(t, "a.webp", "-i", ffmpegInput(t, encodePNG(t, half)), "-c:v", "libwebp", "-pix_fmt", "yuva420p")),
		"lossless":         readFile(t, ffmpeg(t, "b.webp", "-i", ffmpegInput(t, encodePNG(t, half)), "-c:v", "libwebp", "-lossless", "1")),
	} {
		_, got := render(t, mustDecode(t, m, animation(t, image.Pt(600, 400), image.Pt(100, 60), frame, first)), "w640", thumbs.Centre())
		red, white := color.NRGBA{200, 0, 0, 255}, color.NRGBA{255, 255, 255, 255}
		if got.Bounds().Size() != image.Pt(600, 400) || !near(got, 180, 160, red) || !near(got, 350, 160, white) || !near(got, 20, 20, white) {
			t.Errorf("%s: got %v, %v and %v", name, got.At(180, 160), got.At(350, 160), got.At(20, 20))
		}
	}
}

func TestAnimationsOfBombsAreRefused(t *testing.T) {
	first := encodeWebP(t, scene(300, 200))
	small := animation(t, image.Pt(200, 200), image.Point{}, first)
	lie := animation(t, image.Pt(600, 400), image.Point{}, first)
	at := bytes.Index(lie, []byte("ANMF")) + 8
	binary.LittleEndian.PutUint16(lie[at+6:], 99) // the frame says 100 pixels, its picture has 300
	none := webpFile(webpChunk("VP8X", []byte{2, 0, 0, 0, 63, 0, 0, 63, 0, 0}))
	for name, b := range map[string][]byte{"frame outside": small, "other size": lie, "no frame": none} {
		if _, err := inspect(b, ""); err == nil {
			t.Errorf("%s: was accepted", name)
		}
	}
}
