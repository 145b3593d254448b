package thumbs_test

import (
	"context"
	"errors"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func TestTrim(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	often := film(t, "often.mp4", "-r", "30", "-g", "30", "-bf", "2")
	turned := ffmpeg(t, "turned.mov", "-i", often, "-c", "copy", "-metadata:s:v", "rotate=90")
	const tenth = 100 * time.Millisecond
	cases := []struct {
		name, path string
		ask, ends  time.Duration // from, to
		from       time.Duration // what comes
		codec      string
	}{
		{"without loss", often, 3500 * time.Millisecond, 6 * time.Second, 3 * time.Second, "h264"},
		{"at a key frame", often, 4 * time.Second, 5 * time.Second, 4 * time.Second, "h264"},
		{"at a key frame between milliseconds", film(t, "ntsc.mp4", "-r", "30000/1001", "-g", "31", "-bf", "2"),
			2068733 * time.Microsecond, 3 * time.Second, 2068733 * time.Microsecond, "h264"},
		{"from the start", often, 0, time.Second, 0, "h264"},
		{"to beyond the end", often, 9 * time.Second, time.Minute, 9 * time.Second, "h264"},
		{"turned", turned, 3500 * time.Millisecond, 6 * time.Second, 3 * time.Second, "h264"},
		{"one key frame", film(t, "seldom.mp4", "-g", "1000", "-sc_threshold", "0"), 4 * time.Second, 6 * time.Second, 4 * time.Second, "h264"},
		{"HEVC", film(t, "a.mov", "-c:v", "libx265", "-x265-params", "log-level=none:keyint=30", "-preset", "ultrafast", "-r", "30"),
			3500 * time.Millisecond, 6 * time.Second, 3 * time.Second, "hevc"},
		{"VP8", film(t, "a.webm", "-c:v", "libvpx", "-deadline", "realtime"), 3500 * time.Millisecond, 6 * time.Second, 3500 * time.Millisecond, "h264"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			src, target := thumbs.LocalFile(c.path), filepath.Join(t.TempDir(), "cut.mp4")
			clip := probe(t, m, c.path)
			cut, err := m.Trim(ctx, src, clip, c.ask, c.ends, target, nil)
			if err != nil {
				t.Fatal(err)
			}
			if ends := min(c.ends, clip.Duration); (cut.From-c.from).Abs() > time.Millisecond || (cut.To-ends).Abs() > 2*tenth {
				t.Errorf("got %v to %v, want %v to %v", cut.From, cut.To, c.from, ends)
			}
			made := probe(t, m, target)
			if made.VideoCodec != c.codec || made.AudioCodec == "" || made.Width != clip.Width || made.Rotation != clip.Rotation ||
				made.Duration != cut.To-cut.From || cut.MediaType != "video/mp4" || cut.Width != clip.Width {
				t.Errorf("got %+v as %+v", made, cut)
			}
			assertClean(t, target)
			// The first picture that is seen is the one at From: black before two seconds, the scene after.
			p, err := m.Frame(ctx, thumbs.LocalFile(target), made, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, img := render(t, p, "w320", thumbs.Centre())
			if black := near(img, 10, 10, color.NRGBA{0, 0, 0, 255}); black != (cut.From < 2*time.Second) {
				t.Errorf("starts black: %v, at %v", black, cut.From)
			}
		})
	}
}

func TestTrimSound(t *testing.T) {
	t.Parallel()
	m := newMaker(t, nil)
	for name, codec := range map[string]string{"a.mp3": "mp3", "a.wav": "aac"} {
		path := ffmpeg(t, name, "-f", "lavfi", "-i", "sine=d=4", "-metadata", "title=Hemmeleg")
		target := filepath.Join(t.TempDir(), "cut")
		cut, err := m.Trim(context.Background(), thumbs.LocalFile(path), probe(t, m, path), time.Second, 3*time.Second, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		if made := probe(t, m, target); made.AudioCodec != codec || (made.Duration-2*time.Second).Abs() > 100*time.Millisecond || cut.From != time.Second {
			t.Errorf("%s: got %+v, %+v", name, cut, made)
		}
	}
}

func TestTrimRefuses(t *testing.T) {
	m := newMaker(t, nil)
	clip := thumbs.Clip{VideoCodec: "h264", Width: 640, Height: 360, Duration: 10 * time.Second}
	target := filepath.Join(t.TempDir(), "cut.mp4")
	for _, c := range [][2]time.Duration{{-1, 5}, {5, 5}, {6, 5}, {10 * time.Second, 12 * time.Second}} {
		if _, err := m.Trim(context.Background(), thumbs.LocalFile("/nonexistent"), clip, c[0], c[1], target, nil); !errors.Is(err, thumbs.ErrUnsupported) {
			t.Errorf("%v: got %v, want ErrUnsupported", c, err)
		}
	}
	if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was left: %v", err)
	}
}
