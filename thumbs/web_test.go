package thumbs_test

import (
	"context"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// oddClips are what phones, recorders and editors make beside the usual.
func oddClips(t *testing.T) map[string]string {
	t.Helper()
	titles := filepath.Join(t.TempDir(), "titles.srt")
	if err := os.WriteFile(titles, []byte("1\n00:00:00,000 --> 00:00:01,000\nHemmeleg\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	picture := []string{"-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=1.2"}
	sound := []string{"-f", "lavfi", "-i", "sine=d=1.2"}
	both := append(append([]string{}, picture...), sound...)
	with := func(name string, base []string, more ...string) string {
		return ffmpeg(t, name, append(base[:len(base):len(base)], more...)...)
	}
	return map[string]string{
		"fragmented":     with("a.mp4", both, "-movflags", "frag_keyframe+empty_moov"),
		"edit list":      with("b.mp4", both, "-bf", "3"),
		"no sound":       with("c.mp4", picture),
		"5.1":            with("d.mp4", both, "-ac", "6", "-c:a", "aac"),
		"odd sizes":      with("e.mp4", both, "-vf", "scale=321:241", "-pix_fmt", "yuv444p"),
		"odd angle":      with("f.mov", both, "-metadata:s:v", "rotate=30"),
		"slow motion":    with("g.mp4", []string{"-f", "lavfi", "-i", "testsrc2=s=320x240:r=120:d=1.2"}),
		"varying speed":  with("h.mp4", both, "-vf", "select='not(mod(n,7))+lt(n,10)'", "-vsync", "vfr"),
		"three pixels":   with("i.webm", []string{"-f", "lavfi", "-i", "color=white:s=3x3:r=25:d=1.2"}, "-deadline", "realtime"),
		"PCM":            with("j.mov", both, "-c:a", "pcm_s16le"),
		"no index":       with("k.webm", both, "-deadline", "realtime", "-live", "1"),
		"motion JPEG":    with("l.mov", both, "-c:v", "mjpeg"),
		"picture beside": with("m.mp4", both, "-i", ffmpegInput(t, encodePNG(t, scene(64, 64))), "-map", "2", "-map", "0", "-map", "1", "-c:v:0", "png", "-disposition:v:0", "attached_pic"),
		"titles beside":  with("n.mp4", both, "-i", titles, "-c:s", "mov_text"),
	}
}

func TestOddClipsPlayEverywhere(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	for name, path := range oddClips(t) {
		t.Run(name, func(t *testing.T) {
			clip, target := probe(t, m, path), filepath.Join(t.TempDir(), "web.mp4")
			if (clip.Duration - 1200*time.Millisecond).Abs() > 500*time.Millisecond {
				t.Errorf("got a duration of %v, want 1.2 s", clip.Duration)
			}
			file, err := m.Web(ctx, thumbs.LocalFile(path), clip, target, nil)
			if err != nil {
				t.Fatal(err)
			}
			made := probe(t, m, target)
			if !made.PlaysEverywhere() || (made.AudioCodec == "") != (clip.AudioCodec == "") || file.Width != made.Width || file.Height != made.Height {
				t.Errorf("got %+v, %+v of %+v", made, file, clip)
			}
			if (made.Duration - clip.Duration).Abs() > 300*time.Millisecond {
				t.Errorf("lasts %v, want %v", made.Duration, clip.Duration)
			}
			assertClean(t, target)
		})
	}
}

// White in HLG and PQ must be white on an ordinary screen, grey be grey, and red be red.
func TestHDRBecomesOrdinaryColours(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	for name, transfer := range map[string]string{"HLG": "arib-std-b67", "PQ": "smpte2084"} {
		path := ffmpeg(t, "hdr.mp4", "-f", "lavfi", "-i", "color=white:s=320x240:r=10:d=1,drawbox=0:0:160:240:red:fill,format=gbrp",
			"-vf", "zscale=tin=bt709:pin=bt709:min=gbr:t="+transfer+":p=bt2020:m=bt2020nc:r=tv:npl=203,format=yuv420p10le",
			"-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast", "-tag:v", "hvc1",
			"-color_trc", transfer, "-color_primaries", "bt2020", "-colorspace", "bt2020nc")
		clip := probe(t, m, path)
		if !clip.HDR {
			t.Fatalf("%s: got %+v, want HDR", name, clip)
		}
		target := filepath.Join(t.TempDir(), "web.mp4")
		if _, err := m.Web(ctx, thumbs.LocalFile(path), clip, target, nil); err != nil {
			t.Fatal(err)
		}
		made := probe(t, m, target)
		if made.HDR || !made.PlaysEverywhere() {
			t.Errorf("%s: got %+v", name, made)
		}
		for of, film := range map[string]thumbs.Clip{path: clip, target: made} {
			p, err := m.Frame(ctx, thumbs.LocalFile(of), film, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, img := render(t, p, "w320", thumbs.Centre())
			r, g, b, _ := img.At(60, 120).RGBA()
			white := color.NRGBAModel.Convert(img.At(260, 120)).(color.NRGBA)
			if white.R < 190 || math.Abs(float64(white.R)-float64(white.B)) > 8 || r>>8 < 150 || g>>8 > 70 || b>>8 > 70 {
				t.Errorf("%s: got white %v, red %d %d %d", name, white, r>>8, g>>8, b>>8)
			}
		}
	}
}
