package thumbs_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// film makes twelve seconds: two black, then the scene, with sound, a title and a place.
func film(t testing.TB, name string, args ...string) string {
	t.Helper()
	still := ffmpegInput(t, encodePNG(t, scene(640, 360)))
	source := []string{
		"-f", "lavfi", "-i", "color=black:s=640x360:r=10:d=2", "-loop", "1", "-framerate", "10", "-t", "10", "-i", still,
		"-f", "lavfi", "-i", "sine=d=12", "-filter_complex", "[0:v][1:v]concat=n=2:v=1,format=yuv420p[v]", "-map", "[v]", "-map", "2:a",
		"-metadata", "title=Hemmeleg", "-metadata", "location=+59.3806+005.5167/", "-g", "10", "-preset", "ultrafast",
	}
	return ffmpeg(t, name, append(source, args...)...)
}

func probe(t testing.TB, m *thumbs.Maker, path string) thumbs.Clip {
	t.Helper()
	clip, err := m.Probe(context.Background(), thumbs.LocalFile(path))
	if err != nil {
		t.Fatal(err)
	}
	return clip
}

func TestClipOfAPhone(t *testing.T) {
	m := newMaker(t, nil)
	flat := film(t, "flat.mp4")
	path := ffmpeg(t, "turned.mov", "-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90", "-map_metadata", "0")
	clip := probe(t, m, path)
	if clip.Width != 360 || clip.Height != 640 || clip.Rotation != 90 && clip.Rotation != 270 {
		t.Fatalf("got %d × %d, rotation %d, want 360 × 640, turned", clip.Width, clip.Height, clip.Rotation)
	}
	facts, err := inspect(readFile(t, path), "a.mov")
	if err != nil || facts.Width != 360 || facts.Height != 640 {
		t.Errorf("Inspect: got %d × %d, %v, want 360 × 640", facts.Width, facts.Height, err)
	}
	p, err := m.Poster(context.Background(), thumbs.LocalFile(path), clip)
	if err != nil {
		t.Fatal(err)
	}
	r, img := render(t, p, "w320", thumbs.Centre())
	if r.Width != 320 || r.Height != 569 {
		t.Errorf("got poster of %d × %d, want 320 × 569", r.Width, r.Height)
	}
	// Turned clockwise the blue corner comes up left; anticlockwise the green one. Never black.
	want := color.NRGBA{0, 0, 255, 255}
	if clip.Rotation == 270 {
		want = color.NRGBA{0, 255, 0, 255}
	}
	if !near(img, 20, 20, want) {
		t.Errorf("got %v up left, want %v", img.At(20, 20), want)
	}
	chosen, err := m.Frame(context.Background(), thumbs.LocalFile(path), clip, 500*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if _, img := render(t, chosen, "w320", thumbs.Centre()); !near(img, 160, 280, color.NRGBA{0, 0, 0, 255}) {
		t.Errorf("frame at 0.5 s: got %v, want black", img.At(160, 280))
	}
}

func TestPosterWaitsForTheFadeIn(t *testing.T) {
	t.Parallel()
	m := newMaker(t, nil)
	still := ffmpegInput(t, encodePNG(t, scene(640, 360)))
	for name, group := range map[string]string{"many key frames": "10", "one key frame": "1000"} {
		path := ffmpeg(t, "fade.mp4", "-loop", "1", "-framerate", "10", "-t", "10", "-i", still,
			"-vf", "fade=in:st=0:d=3,format=yuv420p", "-g", group, "-sc_threshold", "0")
		p, err := m.Poster(context.Background(), thumbs.LocalFile(path), probe(t, m, path))
		if err != nil {
			t.Fatal(err)
		}
		if _, img := render(t, p, "w320", thumbs.Centre()); !near(img, 20, 20, scene(640, 360).NRGBAAt(40, 40)) {
			t.Errorf("%s: got %v up left, want the whole colour", name, img.At(20, 20))
		}
	}
}

func TestWebVersions(t *testing.T) {
	t.Parallel()
	m := newMaker(t, nil)
	cases := []struct {
		name   string
		args   []string
		copied bool
		w, h   int
	}{
		{"plays.mov", nil, true, 640, 360},
		{"hevc.mov", []string{"-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast", "-tag:v", "hvc1"}, false, 640, 360},
		{"deep.mp4", []string{"-pix_fmt", "yuv420p10le"}, false, 640, 360},
		{"large.mp4", []string{"-s", "2400x1350", "-preset", "ultrafast", "-r", "2"}, false, 1920, 1080},
		{"vp9.webm", []string{"-deadline", "realtime"}, false, 640, 360},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := film(t, c.name, c.args...)
			clip := probe(t, m, path)
			if clip.PlaysEverywhere() != c.copied {
				t.Errorf("plays everywhere: got %v, want %v (%+v)", !c.copied, c.copied, clip)
			}
			var shares []float64
			target := filepath.Join(t.TempDir(), "web.mp4")
			file, err := m.Web(context.Background(), thumbs.LocalFile(path), clip, target, func(share float64) { shares = append(shares, share) })
			if err != nil {
				t.Fatal(err)
			}
			made := probe(t, m, target)
			if made.VideoCodec != "h264" || made.AudioCodec != "aac" || made.PixelFormat != "yuv420p" || made.Width != c.w || made.Height != c.h ||
				file.Width != c.w || file.Height != c.h {
				t.Errorf("got %+v as %d × %d, want H.264, AAC, %d × %d", made, file.Width, file.Height, c.w, c.h)
			}
			if len(shares) == 0 || shares[len(shares)-1] < 0.9 {
				t.Errorf("got progress %v, want it to end near 1", shares)
			}
			assertClean(t, target)
		})
	}
}

// assertClean looks for metadata with our own reader, in the bytes, and for moov before mdat.
func assertClean(t *testing.T, path string) {
	t.Helper()
	b := readFile(t, path)
	meta, err := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), "video/mp4", "")
	if err != nil || meta.Place != nil || meta.Title != "" || !meta.RecordedAt.IsZero() {
		t.Errorf("got %+v, %v, want no metadata", meta, err)
	}
	for _, trace := range []string{"Hemmeleg", "59.3806", "\xa9xyz", "com.apple"} {
		if bytes.Contains(b, []byte(trace)) {
			t.Errorf("holds %q", trace)
		}
	}
	if moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat")); moov > mdat {
		t.Error("cannot play while it loads: moov is last")
	}
}

func TestPreviewAndSprite(t *testing.T) {
	t.Parallel()
	m := newMaker(t, nil)
	path := film(t, "a.mp4", "-s", "1280x720")
	clip := probe(t, m, path)
	target := filepath.Join(t.TempDir(), "preview.mp4")
	if _, err := m.Preview(context.Background(), thumbs.LocalFile(path), clip, target, nil); err != nil {
		t.Fatal(err)
	}
	preview := probe(t, m, target)
	if preview.AudioCodec != "" || preview.Height != 480 || preview.Duration < 5*time.Second || preview.Duration > 7*time.Second {
		t.Errorf("got preview %+v, want six silent seconds of 480 lines", preview)
	}
	assertClean(t, target)

	sheet, err := m.Sprite(context.Background(), thumbs.LocalFile(path), clip, "sprite.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if sheet.Picture.Width != 6*160 || sheet.Picture.Height != 90 {
		t.Errorf("got sheet of %d × %d, want 960 × 90", sheet.Picture.Width, sheet.Picture.Height)
	}
	img := decodeJPEG(t, sheet.Picture.Bytes)
	if !near(img, 80, 45, color.NRGBA{0, 0, 0, 255}) || !near(img, 3*160+10, 10, color.NRGBA{255, 0, 0, 255}) {
		t.Errorf("got %v and %v, want black first and red later", img.At(80, 45), img.At(3*160+10, 10))
	}
	vtt := string(sheet.VTT.Bytes)
	if !strings.HasPrefix(vtt, "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nsprite.jpg#xywh=0,0,160,90\n") || strings.Count(vtt, "-->") != 6 {
		t.Errorf("got\n%s", vtt)
	}
}

func TestSound(t *testing.T) {
	m := newMaker(t, nil)
	for name, want := range map[string]string{"a.mp3": "mp3", "a.m4a": "m4a", "a.wav": "m4a"} {
		path := ffmpeg(t, name, "-f", "lavfi", "-i", "sine=d=3", "-metadata", "title=Hemmeleg", "-metadata", "artist=Hemmeleg")
		clip := probe(t, m, path)
		target := filepath.Join(t.TempDir(), "web."+want)
		file, err := m.WebAudio(context.Background(), thumbs.LocalFile(path), clip, target, nil)
		if err != nil {
			t.Fatal(err)
		}
		made := readFile(t, target)
		if facts, err := inspect(made, ""); err != nil || facts.Ext != want || file.Ext != want || file.Bytes != int64(len(made)) {
			t.Errorf("%s: got %+v, %+v, %v, want %s", name, file, facts, err, want)
		}
		if bytes.Contains(made, []byte("Hemmeleg")) {
			t.Errorf("%s: holds the title", name)
		}
		wave, err := m.Waveform(context.Background(), thumbs.LocalFile(path), clip)
		if err != nil {
			t.Fatal(err)
		}
		r, img := render(t, wave, "waveform", thumbs.Centre())
		if r.Width != 1280 || r.Height != 320 || !near(img, 5, 5, color.NRGBA{255, 255, 255, 255}) || near(img, 640, 160, color.NRGBA{255, 255, 255, 255}) {
			t.Errorf("%s: got %d × %d, corner %v, middle %v, want a wave on white", name, r.Width, r.Height, img.At(5, 5), img.At(640, 160))
		}
	}
}

// A playlist or script in a clip's clothes must not make ffmpeg read another file.
func TestDisguisedPlaylistsAreRefused(t *testing.T) {
	m := newMaker(t, nil)
	secret := film(t, "secret.mp4", "-t", "1")
	dir := t.TempDir()
	for name, text := range map[string]string{
		"hls":      "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://" + secret + "\n#EXT-X-ENDLIST\n",
		"ffconcat": "ffconcat version 1.0\nfile '" + secret + "'\n",
		"svg":      `<svg xmlns="http://www.w3.org/2000/svg"/>`,
	} {
		path := filepath.Join(dir, name+".mp4")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for kind, src := range map[string]thumbs.Source{"file": thumbs.LocalFile(path), "ranges": thumbs.Ranges(strings.NewReader(text), int64(len(text)))} {
			_, err := m.Probe(context.Background(), src)
			if !errors.Is(err, thumbs.ErrUnreadable) || strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("%s as %s: got %v, want ErrUnreadable without a path", name, kind, err)
			}
		}
		pretend := thumbs.Clip{VideoCodec: "h264", Width: 640, Height: 360, Duration: time.Second}
		if _, err := m.Poster(context.Background(), thumbs.LocalFile(path), pretend); !errors.Is(err, thumbs.ErrUnreadable) {
			t.Errorf("%s: got %v for a poster, want ErrUnreadable", name, err)
		}
	}
}

func TestClipsWithoutFFmpeg(t *testing.T) {
	m := newMaker(t, func(c *thumbs.Config) { c.Tools = thumbs.Tools{Prlimit: "/usr/bin/prlimit"} })
	ctx, clip := context.Background(), thumbs.Clip{VideoCodec: "h264", AudioCodec: "aac", Width: 64, Height: 64, Duration: time.Second}
	if m.Tools().Clips() || len(m.Tools().Missing()) != 3 {
		t.Errorf("got %v, want three lines of what is missing", m.Tools().Missing())
	}
	_, probeErr := m.Probe(ctx, thumbs.LocalFile("/nonexistent/a.mp4"))
	_, posterErr := m.Poster(ctx, thumbs.LocalFile("/nonexistent/a.mp4"), clip)
	_, webErr := m.Web(ctx, thumbs.LocalFile("/nonexistent/a.mp4"), clip, "/nonexistent/b.mp4", nil)
	_, spriteErr := m.Sprite(ctx, thumbs.LocalFile("/nonexistent/a.mp4"), clip, "s")
	_, waveErr := m.Waveform(ctx, thumbs.LocalFile("/nonexistent/a.mp4"), clip)
	for name, err := range map[string]error{"probe": probeErr, "poster": posterErr, "web": webErr, "sprite": spriteErr, "waveform": waveErr} {
		if !errors.Is(err, thumbs.ErrToolMissing) {
			t.Errorf("%s: got %v, want ErrToolMissing", name, err)
		}
	}
	photo := mustDecode(t, m, encodeJPEG(t, scene(640, 480)))
	render(t, photo, "square", thumbs.Centre())
}

func TestCanceledWebLeavesNothing(t *testing.T) {
	m := newMaker(t, nil)
	path := film(t, "a.mov", "-c:v", "mpeg4", "-s", "1920x1080")
	clip := probe(t, m, path)
	target := filepath.Join(t.TempDir(), "web.mp4")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := m.Web(ctx, thumbs.LocalFile(path), clip, target, func(float64) { cancel() })
	cancel()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file was left: %v", err)
	}
	if out, _ := exec.Command("pgrep", "-f", target).Output(); len(out) > 0 {
		t.Errorf("ffmpeg is still running: %s", out)
	}
}
