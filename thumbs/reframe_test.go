package thumbs_test

import (
	"context"
	"errors"
	"image/color"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestReframe(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	flat := film(t, "a.mp4", "-ss", "2", "-t", "1")
	turned := ffmpeg(t, "turned.mov", "-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90")
	wide := ffmpeg(t, "wide.mp4", "-i", flat, "-vf", "scale=320:360,setsar=2")
	red, green, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}
	corner := blue // that turning clockwise brings up left
	if probe(t, m, turned).Rotation == 270 {
		corner = green
	}
	cases := []struct {
		name, path, size string
		focal            thumbs.Focal
		x                int // of 320
		want             color.NRGBA
	}{
		{"left", flat, "clip-square", thumbs.Focal{X: 0, Y: 0.5}, 10, red},
		{"beyond the left", flat, "clip-story", thumbs.Focal{X: -3, Y: 0.5}, 10, red},
		{"right", flat, "clip-portrait", thumbs.Focal{X: 1, Y: 0.5}, 310, green},
		{"pixels that are not square", wide, "clip-story", thumbs.Focal{X: 0, Y: 0.5}, 10, red},
		{"turned", turned, "clip-square", thumbs.Focal{X: 0.5, Y: 0}, 10, corner},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			clip := probe(t, m, c.path)
			size, _ := thumbs.LookupSize(c.size)
			target := filepath.Join(t.TempDir(), "out.mp4")
			file, err := m.Reframe(ctx, thumbs.LocalFile(c.path), clip, size, c.focal, target, nil)
			if err != nil {
				t.Fatal(err)
			}
			made := probe(t, m, target)
			if made.Width != size.Width || made.Height != size.Height || made.VideoCodec != "h264" || made.AudioCodec != "aac" || file.Name != c.size || file.Width != size.Width {
				t.Errorf("got %+v, %+v, want %d × %d", made, file, size.Width, size.Height)
			}
			assertClean(t, target)
			p, err := m.Frame(ctx, thumbs.LocalFile(target), made, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, img := render(t, p, "w320", thumbs.Centre())
			if !near(img, c.x, 10, c.want) {
				t.Errorf("got %v, want %v", img.At(c.x, 10), c.want)
			}
		})
	}
	square, _ := thumbs.LookupSize("square")
	clip := thumbs.Clip{VideoCodec: "h264", Width: 640, Height: 360}
	if _, err := m.Reframe(ctx, thumbs.LocalFile(flat), clip, square, thumbs.Centre(), "/nonexistent/a.mp4", nil); !errors.Is(err, thumbs.ErrUnsupported) {
		t.Errorf("a size of pictures: got %v, want ErrUnsupported", err)
	}
}

func TestMovingCropsAreNoPictures(t *testing.T) {
	for _, s := range thumbs.PictureSizes(thumbs.Video) {
		if s.MediaType != "image/jpeg" {
			t.Errorf("%s counts as a picture", s.Name)
		}
	}
	for _, name := range []string{thumbs.SizeClipSquare, thumbs.SizeClipPortrait, thumbs.SizeClipStory} {
		if s, found := thumbs.LookupSize(name); !found || s.Picture() || s.AtIngest || !s.Crop || s.MediaType != "video/mp4" {
			t.Errorf("got %+v", s)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	path := film(t, "a.mp4", "-t", "8")
	clip := probe(t, m, path)
	portrait, _ := thumbs.LookupSize("portrait")
	tests := []struct {
		name          string
		part          thumbs.Part
		size          thumbs.Size
		seconds       float64
		width, height int
	}{
		{"a part, cut to shape", thumbs.Part{From: 2500 * time.Millisecond, To: 4 * time.Second}, portrait, 1.5, 1080, 1350},
		{"a part as it is", thumbs.Part{From: 7 * time.Second, To: time.Hour}, thumbs.Size{}, 1, 640, 360},
	}
	for _, tt := range tests {
		target := filepath.Join(t.TempDir(), "out.mp4")
		if _, err := m.Excerpt(ctx, thumbs.LocalFile(path), clip, tt.part, tt.size, thumbs.Centre(), target, nil); err != nil {
			t.Fatal(tt.name, err)
		}
		made := probe(t, m, target)
		if made.Width != tt.width || made.Height != tt.height || math.Abs(made.Duration.Seconds()-tt.seconds) > 0.15 || made.VideoCodec != "h264" || made.AudioCodec != "aac" {
			t.Errorf("%s: got %+v", tt.name, made)
		}
		assertClean(t, target)
	}
	if _, err := m.Excerpt(ctx, thumbs.LocalFile(path), clip, thumbs.Part{From: 9 * time.Second, To: 10 * time.Second}, portrait, thumbs.Centre(), filepath.Join(t.TempDir(), "x"), nil); !errors.Is(err, thumbs.ErrUnsupported) {
		t.Errorf("beyond the end: got %v", err)
	}
}
