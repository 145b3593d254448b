package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	_ "image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

func write(t *testing.T, a Asset) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := a.Write(context.Background(), &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestCardsHaveTheSocialFormats(t *testing.T) {
	seen := map[format]bool{}
	for _, a := range New(1).Assets {
		want := a.card.format
		if a.Kind != Photo || seen[want] {
			continue
		}
		seen[want] = true
		file := write(t, a)
		img, kind, err := image.Decode(bytes.NewReader(file))
		if err != nil || kind != "jpeg" {
			t.Fatalf("%s: got a %s, %v", a.FileName, kind, err)
		}
		if got := img.Bounds().Size(); got != image.Pt(want.w, want.h) {
			t.Errorf("%s: got %v, want %v", a.FileName, got, want)
		}
		if len(file) < 40_000 || len(file) > 2_000_000 {
			t.Errorf("%s: got %d bytes, want those of a real card", a.FileName, len(file))
		}
	}
	for _, want := range []format{square, portrait, story, landscape} {
		if !seen[want] {
			t.Errorf("no card of %v", want)
		}
	}
}

func TestSameSeedSamePicture(t *testing.T) {
	first, again, other := write(t, New(3).Assets[0]), write(t, New(3).Assets[0]), write(t, New(4).Assets[0])
	if !bytes.Equal(first, again) {
		t.Error("got two pictures from one seed")
	}
	if bytes.Equal(first, other) {
		t.Error("got one picture from two seeds")
	}
}

// firstClip is cut to a second: every frame is drawn, and the race detector makes that slow.
func firstClip(t *testing.T) Asset {
	t.Helper()
	for _, a := range New(1).Assets {
		if a.Kind == Video {
			a.card.seconds = 1
			return a
		}
	}
	t.Fatal("no clip in the collection")
	return Asset{}
}

func TestClipsLastThreeToSixSeconds(t *testing.T) {
	for _, a := range New(1).Assets {
		if s := a.card.seconds; a.Kind == Video && (s < 3 || s > 6) {
			t.Errorf("%s: got %g s, want 3 to 6", a.FileName, s)
		}
	}
}

func TestClipPlays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(path, write(t, firstClip(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var probe struct {
		Streams []struct {
			Codec         string `json:"codec_name"`
			Width, Height int
		}
		Format struct{ Duration string }
	}
	if err := json.Unmarshal(out, &probe); err != nil {
		t.Fatal(err)
	}
	if len(probe.Streams) != 2 || probe.Streams[0].Codec != "h264" || probe.Streams[1].Codec != "aac" {
		t.Fatalf("got streams %+v, want H.264 and AAC", probe.Streams)
	}
	if v := probe.Streams[0]; v.Width != 720 || v.Height != 1280 {
		t.Errorf("got %d×%d, want 720×1280", v.Width, v.Height)
	}
	if s, _ := strconv.ParseFloat(probe.Format.Duration, 64); s < 0.95 || s > 1.1 {
		t.Errorf("got %s seconds, want 1", probe.Format.Duration)
	}
}

func TestClipWithoutFFmpeg(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv("TMPDIR", dir)
	var file bytes.Buffer
	if err := firstClip(t).Write(context.Background(), &file); !errors.Is(err, ErrNoFFmpeg) {
		t.Errorf("got %v, want %v", err, ErrNoFFmpeg)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 || file.Len() > 0 {
		t.Errorf("got %d bytes and left %v behind (%v), want nothing", file.Len(), left, err)
	}
}

func TestWriteStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var file bytes.Buffer
	if err := New(1).Assets[0].Write(ctx, &file); !errors.Is(err, context.Canceled) || file.Len() > 0 {
		t.Errorf("got %v and %d bytes, want %v and none", err, file.Len(), context.Canceled)
	}
}
