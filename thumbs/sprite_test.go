package thumbs_test

import (
	"context"
	"math/bits"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestVeryShortClips(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	for _, frames := range []string{"1", "5", "61"} {
		path := ffmpeg(t, "short.mp4", "-f", "lavfi", "-i", "testsrc2=s=321x241:r=25", "-frames:v", frames)
		clip, src := probe(t, m, path), thumbs.LocalFile(path)
		p, err := m.Poster(ctx, src, clip)
		if err != nil {
			t.Errorf("%s frames: %v", frames, err)
			continue
		}
		p.Close()
		if _, err := m.Preview(ctx, src, clip, filepath.Join(t.TempDir(), "preview.mp4"), nil); err != nil {
			t.Errorf("%s frames: %v", frames, err)
		}
		if _, err := m.Web(ctx, src, clip, filepath.Join(t.TempDir(), "web.mp4"), nil); err != nil {
			t.Errorf("%s frames: %v", frames, err)
		}
		sheet, err := m.Sprite(ctx, src, clip, "s.jpg")
		if err != nil {
			t.Errorf("%s frames: %v", frames, err)
			continue
		}
		want := int((clip.Duration + 2*time.Second - 1) / (2 * time.Second))
		if sheet.Picture.Width != 160*want || len(sheet.Hashes) != want || strings.Count(string(sheet.VTT.Bytes), "-->") != want {
			t.Errorf("%s frames: got a sheet %d wide, %d hashes, want %d stills", frames, sheet.Picture.Width, len(sheet.Hashes), want)
		}
		img := decodeJPEG(t, sheet.Picture.Bytes)
		for i := range want {
			if r, g, b, _ := img.At(160*i+20, 60).RGBA(); r+g+b < 0x4000 {
				t.Errorf("%s frames: still %d is black", frames, i)
			}
		}
		if _, err := m.Frame(ctx, src, clip, clip.Duration); err != nil {
			t.Errorf("%s frames: frame at the very end: %v", frames, err)
		}
	}
}

func TestStillsOfALongClip(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	// A grey level for every second, and no frame in the last ten: the file is longer than its pictures.
	path := ffmpeg(t, "long.mp4", "-f", "lavfi", "-i", "color=black:s=160x90:r=5:d=50,geq=lum='40+4*floor(T)':cb=128:cr=128", "-f", "lavfi", "-i", "sine=d=60", "-g", "5")
	sheet, err := m.Sprite(ctx, thumbs.LocalFile(path), probe(t, m, path), "s.jpg")
	if err != nil {
		t.Fatal(err)
	}
	img := decodeJPEG(t, sheet.Picture.Bytes)
	if img.Bounds().Dx() != 1600 || img.Bounds().Dy() != 270 || sheet.Hashes != nil {
		t.Fatalf("got %v, %d hashes, want three rows of ten blank stills", img.Bounds(), len(sheet.Hashes))
	}
	for i := range 30 {
		second := min(2*i, 49)
		want := 1.164 * (40 + 4*float64(second) - 16)
		r, _, _, _ := img.At(160*(i%10)+80, 90*(i/10)+45).RGBA()
		if got := float64(r >> 8); got < want-6 || got > want+6 {
			t.Errorf("still %d: got level %.0f, want %.0f", i, got, want)
		}
	}
}

// Another coding of a clip has nearly the same hashes, another clip has not.
func TestHashesOfClips(t *testing.T) {
	t.Parallel()
	m := newMaker(t, nil)
	hashes := func(path string) []uint64 {
		sheet, err := m.Sprite(context.Background(), thumbs.LocalFile(path), probe(t, m, path), "s")
		if err != nil {
			t.Fatal(err)
		}
		return sheet.Hashes
	}
	first := film(t, "a.mp4")
	one, again := hashes(first), hashes(ffmpeg(t, "b.webm", "-i", first, "-s", "320x180", "-deadline", "realtime", "-b:v", "100k"))
	other := hashes(ffmpeg(t, "c.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=10:d=12"))
	if len(one) != 5 || len(again) != 5 || len(other) != 6 { // six stills; the film begins black
		t.Fatalf("got %d, %d and %d hashes, want 5, 5 and 6", len(one), len(again), len(other))
	}
	for i := range one {
		if d := bits.OnesCount64(one[i] ^ again[i]); d > 8 {
			t.Errorf("still %d: %d bits differ between codings", i, d)
		}
		if d := bits.OnesCount64(one[i] ^ other[i]); d < 16 {
			t.Errorf("still %d: only %d bits differ between clips", i, d)
		}
	}
}
