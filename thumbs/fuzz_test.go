package thumbs_test

import (
	"bytes"
	"errors"
	"image"
	"testing"
	"unicode/utf8"

	"github.com/fellesmappa/fellesmappa/thumbs"
)

func FuzzInspect(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
	}
	for _, b := range bombs(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		limits := thumbs.DefaultLimits()
		facts, err := inspect(b, "a.m4v")
		if err != nil {
			if !named(err) {
				t.Errorf("unnamed error: %v", err)
			}
			return
		}
		if facts.Kind == "" || facts.Ext == "" || facts.Orientation < 1 || facts.Orientation > 8 || facts.Duration < 0 {
			t.Errorf("got %+v", facts)
		}
		if facts.Kind == thumbs.Photo && (facts.Width < 1 || facts.Height < 1 || int64(facts.Width)*int64(facts.Height) > limits.MaxPixels) {
			t.Errorf("got %d × %d", facts.Width, facts.Height)
		}
	})
}

func FuzzReadMetadata(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
	}
	jpg := encodeJPEG(f, scene(16, 16))
	f.Add(jpegWithOrientation(jpg, 6))
	f.Add(insertSegment(jpg, 0xE1, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), packet...)))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, format := range thumbs.Accepted() {
			meta, _ := thumbs.ReadMetadata(bytes.NewReader(b), int64(len(b)), format.MediaType, "")
			if len(meta.Title) > 8<<10 || len(meta.Description) > 8<<10 || len(meta.Keywords) > 200 {
				t.Errorf("%s: too much text", format.Ext)
			}
		}
	})
}

func FuzzReadXMP(f *testing.F) {
	f.Add([]byte(packet))
	f.Add([]byte(packet[:700]))
	f.Fuzz(func(t *testing.T, b []byte) {
		meta, err := thumbs.ReadXMP(b)
		if err != nil && !errors.Is(err, thumbs.ErrUnsupported) {
			t.Errorf("unnamed error: %v", err)
		}
		if len(meta.Title) > 8<<10 || len(meta.Keywords) > 200 || !utf8.ValidString(meta.Title) {
			t.Errorf("got %+v", meta)
		}
	})
}

func FuzzDecode(f *testing.F) {
	m := newMaker(f, func(c *thumbs.Config) {
		c.Limits.MaxPixels = 1 << 16
		c.Tools, c.Worker = thumbs.Tools{Prlimit: "/usr/bin/prlimit"}, nil
	})
	for ext, b := range samples(f) {
		if ext != "heic" {
			f.Add(b)
		}
	}
	f.Add(withProfile(encodeJPEG(f, scene(64, 48)), displayP3()))
	f.Add(animation(f, image.Pt(96, 64), image.Point{}, samples(f)["webp"]))
	f.Fuzz(func(t *testing.T, b []byte) {
		facts, err := thumbs.Inspect(bytes.NewReader(b), int64(len(b)), "", thumbs.Limits{MaxPixels: 1 << 16, MaxSide: 4096, MaxScans: 5})
		if err != nil || facts.Kind != thumbs.Photo || facts.Ext == "heic" {
			return
		}
		p, err := m.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), facts)
		if err != nil {
			if !errors.Is(err, thumbs.ErrToolMissing) && !named(err) {
				t.Errorf("unnamed error: %v", err)
			}
			return
		}
		defer p.Close()
		render(t, p, "w320", thumbs.Centre())
		if _, err := p.Prints(); err != nil {
			t.Error(err)
		}
	})
}
