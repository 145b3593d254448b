package thumbs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

// named are the errors that callers can turn into a sentence.
func named(err error) bool {
	for _, target := range []error{
		thumbs.ErrEmpty, thumbs.ErrUnsupported, thumbs.ErrTruncated, thumbs.ErrCorrupt, thumbs.ErrTooLarge, thumbs.ErrUnreadable,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

func TestForeignRotatedPicturesAreUpright(t *testing.T) {
	files := corpus(t, "rotated")
	if len(files) == 0 {
		return
	}
	m := newMaker(t, nil)
	_, want := render(t, mustDecode(t, m, readFile(t, files[1])), "w320", thumbs.Centre())
	for _, path := range files {
		_, got := render(t, mustDecode(t, m, readFile(t, path)), "w320", thumbs.Centre())
		if d := difference(got, want); d > 6 {
			t.Errorf("%s differs by %.1f levels", filepath.Base(path), d)
		}
	}
}

func TestForeignPhotos(t *testing.T) {
	m := newMaker(t, nil)
	for _, path := range corpus(t, "photos") {
		b := readFile(t, path)
		facts, err := inspect(b, path)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		p := mustDecode(t, m, b)
		if p.Width != facts.Width || p.Height != facts.Height {
			t.Errorf("%s: decoded %d × %d, announced %d × %d", filepath.Base(path), p.Width, p.Height, facts.Width, facts.Height)
		}
		if r, _ := render(t, p, "w320", thumbs.Centre()); r.Width != 320 {
			t.Errorf("%s: got %d pixels wide, want 320", filepath.Base(path), r.Width)
		}
		p.Close()
	}
}

func TestForeignClips(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs ffmpeg three times for each of 40 clips")
	}
	m := newMaker(t, nil)
	// What these lack is in their names: only headers, no keys to decrypt, or damage.
	unplayable := []string{"init", "cenc", "nonfragment", "chunk_out_of_range", "invalid_userdata", "test_case_1185230", "zero_empty_stsc", "xhe-aac", "clearkey"}
	for _, path := range corpus(t, "clips") {
		name := filepath.Base(path)
		if err := posterOf(m, path); err != nil {
			odd := false
			for _, part := range unplayable {
				odd = odd || strings.Contains(name, part)
			}
			if !odd || !named(err) {
				t.Errorf("%s: %v", name, err)
			}
			t.Logf("%s: %v", name, err)
		}
	}
}

// posterOf does what ingest does: inspect, probe, poster or waveform, rendition.
func posterOf(m *thumbs.Maker, path string) error {
	ctx := context.Background()
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	clip, err := m.Probe(ctx, thumbs.LocalFile(full))
	if err != nil {
		return err
	}
	draw := m.Poster
	if clip.VideoCodec == "" {
		draw = m.Waveform
	}
	p, err := draw(ctx, thumbs.LocalFile(full), clip)
	if err != nil {
		return err
	}
	defer p.Close()
	_, err = p.Render(thumbs.Sizes()[0], thumbs.Centre())
	return err
}

func TestHostileFilesDoNoHarm(t *testing.T) {
	m := newMaker(t, nil)
	all := map[string][]byte{}
	for _, folder := range []string{"gif", "jpeg", "jpeg-afl", "png"} {
		for _, path := range corpus(t, filepath.Join("hostile", folder)) {
			all[folder+"/"+filepath.Base(path)] = readFile(t, path)
		}
	}
	for name, b := range bombs(t) {
		all[name] = b
	}
	for ext, b := range samples(t) {
		for i := range 20 {
			broken := bytes.Clone(b)
			broken[(i*7919+len(b)/3)%len(b)] ^= byte(i*37 + 1)
			all[fmt.Sprintf("%s mutation %d", ext, i)] = broken
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	pictures, peak := 0, uint64(0)
	for name, b := range all {
		start := time.Now()
		facts, err := inspect(b, name)
		thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), facts.MediaType, name)
		if err == nil && facts.Kind == thumbs.Photo && facts.Ext != "heic" && facts.Ext != "avif" {
			var p *thumbs.Picture
			if p, err = decodeBytes(m, b); err == nil {
				pictures++
				render(t, p, "w320", thumbs.Centre())
				p.Close()
			}
		}
		if err != nil && !named(err) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		}
		runtime.ReadMemStats(&after)
		peak = max(peak, after.HeapSys)
	}
	t.Logf("%d files, %d pictures, heap at most %d MiB", len(all), pictures, peak>>20)
	if peak > 768<<20 {
		t.Errorf("the heap grew to %d MiB", peak>>20)
	}
}
