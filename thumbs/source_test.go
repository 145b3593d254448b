package thumbs_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// counter counts what is read through it, and breaks when told to.
type counter struct {
	r      io.ReaderAt
	bytes  atomic.Int64
	reads  atomic.Int64
	broken error
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	if c.broken != nil {
		return 0, c.broken
	}
	c.bytes.Add(int64(len(p)))
	c.reads.Add(1)
	return c.r.ReadAt(p, off)
}

// phoneClip is what a phone records, in small: a key frame every second, 8 Mbit/s, the index last.
func phoneClip(t testing.TB, args ...string) string {
	return ffmpeg(t, "phone.mp4", append([]string{"-f", "lavfi", "-i", "testsrc2=s=320x240:r=15:d=8,noise=alls=60:allf=t",
		"-f", "lavfi", "-i", "sine=d=8", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "8M", "-minrate", "8M", "-g", "15", "-pix_fmt", "yuv420p"}, args...)...)
}

func TestClipInRanges(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	whole := readFile(t, phoneClip(t))
	source := &counter{r: bytes.NewReader(whole)}
	src := thumbs.Ranges(source, int64(len(whole)))
	if len(whole) < 4<<20 {
		t.Fatalf("the clip has %d bytes, too few to tell anything", len(whole))
	}
	clip, err := m.Probe(ctx, src)
	if err != nil || clip.Width != 320 || clip.Duration.Round(time.Second) != 8*time.Second {
		t.Fatalf("got %+v, %v", clip, err)
	}
	source.bytes.Store(0)
	p, err := m.Poster(ctx, src, clip)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	// A second is 1 MB; blocks of 256 KiB and the sockets between add to it.
	if got := source.bytes.Load(); got > 3<<20 {
		t.Errorf("the poster took %d bytes of %d, want about one group of pictures", got, len(whole))
	}
	source.bytes.Store(0)
	if _, err := m.Trim(ctx, src, clip, 6500*time.Millisecond, 7*time.Second, filepath.Join(t.TempDir(), "cut.mp4"), nil); err != nil {
		t.Fatal(err)
	}
	if got := source.bytes.Load(); got > 5<<20 {
		t.Errorf("half a second took %d bytes of %d", got, len(whole))
	}
	if _, err := m.Web(ctx, src, clip, filepath.Join(t.TempDir(), "web.mp4"), nil); err != nil {
		t.Error(err)
	}
}

func TestErrorsOfTheStorageAreNotTheFiles(t *testing.T) {
	t.Parallel()
	m, ctx := newMaker(t, nil), context.Background()
	whole := readFile(t, phoneClip(t, "-t", "2"))
	down := errors.New("storage is down")
	source := &counter{r: bytes.NewReader(whole)}
	clip, err := m.Probe(ctx, thumbs.Ranges(source, int64(len(whole))))
	if err != nil {
		t.Fatal(err)
	}
	source.broken = down
	src, target := thumbs.Ranges(source, int64(len(whole))), filepath.Join(t.TempDir(), "out.mp4")
	_, probeErr := m.Probe(ctx, src)
	_, posterErr := m.Poster(ctx, src, clip)
	_, webErr := m.Web(ctx, src, clip, target, nil)
	_, spriteErr := m.Sprite(ctx, src, clip, "s")
	_, trimErr := m.Trim(ctx, src, clip, 0, time.Second, target, nil)
	for name, err := range map[string]error{"probe": probeErr, "poster": posterErr, "web": webErr, "sprite": spriteErr, "trim": trimErr} {
		if !errors.Is(err, down) || errors.Is(err, thumbs.ErrUnreadable) {
			t.Errorf("%s: got %v, want only the storage's error", name, err)
		}
	}
	// An object that is shorter than the catalogue says must not become a shorter film.
	short := thumbs.Ranges(bytes.NewReader(whole[:len(whole)/2]), int64(len(whole)))
	if _, err := m.Probe(ctx, short); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want io.ErrUnexpectedEOF", err)
	}
}

// A clip's facts and metadata take a few ranged requests, wherever its index is.
func TestInspectReadsLittle(t *testing.T) {
	last := phoneClip(t, "-t", "4", "-metadata", "title=Hemmeleg")
	first := ffmpeg(t, "first.mp4", "-i", last, "-c", "copy", "-movflags", "+faststart")
	for name, path := range map[string]string{"index last": last, "index first": first} {
		b := readFile(t, path)
		source := &counter{r: bytes.NewReader(b)}
		facts, err := thumbs.Inspect(source, int64(len(b)), "a.mp4", thumbs.DefaultLimits())
		if err != nil || facts.Width != 320 || facts.Duration.Round(time.Second) != 4*time.Second {
			t.Errorf("%s: got %+v, %v", name, facts, err)
		}
		if source.reads.Load() > 5 || source.bytes.Load() > 100<<10 {
			t.Errorf("%s: Inspect took %d reads and %d bytes, want 5 and 100 KiB at most", name, source.reads.Load(), source.bytes.Load())
		}
		source.reads.Store(0)
		meta, err := thumbs.ReadMetadata(source, int64(len(b)), facts.MediaType, "")
		if err != nil || meta.Title != "Hemmeleg" || source.reads.Load() > 5 {
			t.Errorf("%s: ReadMetadata took %d reads: %+v, %v", name, source.reads.Load(), meta, err)
		}
	}
}

func BenchmarkPoster(b *testing.B) {
	m, ctx := newMaker(b, nil), context.Background()
	path := ffmpeg(b, "phone.mp4", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30:d=10,noise=alls=30:allf=t", "-f", "lavfi", "-i", "sine=d=10",
		"-c:v", "libx264", "-preset", "ultrafast", "-b:v", "16M", "-minrate", "16M", "-g", "30", "-pix_fmt", "yuv420p")
	whole := readFile(b, path)
	source := &counter{r: bytes.NewReader(whole)}
	src := thumbs.Ranges(source, int64(len(whole)))
	clip, err := m.Probe(ctx, src)
	if err != nil {
		b.Fatal(err)
	}
	source.bytes.Store(0)
	for b.Loop() {
		p, err := m.Poster(ctx, src, clip)
		if err != nil {
			b.Fatal(err)
		}
		p.Close()
	}
	b.ReportMetric(float64(source.bytes.Load())/float64(b.N)/1e6, "MB-read/op")
	b.ReportMetric(float64(len(whole))/1e6, "MB-file")
}
