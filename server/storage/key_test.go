package storage_test

import (
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

func TestKeys(t *testing.T) {
	long := strings.Repeat("a", 65)
	tests := []struct {
		want string // empty when it must be refused
		make func() (storage.Key, error)
	}{
		{"originals/a1.mp4", func() (storage.Key, error) { return storage.OriginalKey("a1", "mp4") }},
		{"records/a1.json", func() (storage.Key, error) { return storage.RecordKey("a1") }},
		{"documents/d1.pdf", func() (storage.Key, error) { return storage.DocumentKey("d1", "pdf") }},
		{"renditions/a1/7/w320.jpg", func() (storage.Key, error) { return storage.RenditionKey("a1", "7", "w320", "jpg") }},
		{"renditions/a1/7/sprite-2.5.vtt", func() (storage.Key, error) { return storage.RenditionKey("a1", "7", "sprite-2.5", "vtt") }},
		{"kits/a1/story-500-500-0-15000.mp4", func() (storage.Key, error) { return storage.KitKey("a1", "story-500-500-0-15000", "mp4") }},
		{"", func() (storage.Key, error) { return storage.KitKey("a/1", "story", "mp4") }},
		{"", func() (storage.Key, error) { return storage.KitKey("a1", "../x", "mp4") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey("", "mp4") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey("a1", "") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey("A1", "mp4") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey(long, "mp4") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey("../a", "mp4") }},
		{"", func() (storage.Key, error) { return storage.OriginalKey("a1", ".mp4") }},
		{"", func() (storage.Key, error) { return storage.RecordKey("a/b") }},
		{"", func() (storage.Key, error) { return storage.RenditionKey("a1", "", "w320", "jpg") }},
		{"", func() (storage.Key, error) { return storage.RenditionKey("a1", "7", "..", "jpg") }},
		{"", func() (storage.Key, error) { return storage.RenditionKey("a1", "7", "w 320", "jpg") }},
	}
	for i, tt := range tests {
		key, err := tt.make()
		if (err == nil) != (tt.want != "") || key.String() != tt.want || (err != nil && !errors.Is(err, storage.ErrKey)) {
			t.Errorf("%d: got %q and %v, want %q", i, key, err, tt.want)
		}
		if parsed, err := storage.ParseKey(tt.want); tt.want != "" && (err != nil || parsed != key) {
			t.Errorf("parse %q: got %q and %v", tt.want, parsed, err)
		}
	}
	if _, err := storage.RenditionsOf("a/b"); !errors.Is(err, storage.ErrKey) {
		t.Errorf("got %v, want ErrKey", err)
	}
}

func TestParseKey(t *testing.T) {
	for _, s := range []string{"", "originals", "originals/", "originals/a", "originals/a/b.mp4", "originals/a.mp4/", "/originals/a.mp4",
		"records/a.xml", "renditions/a/1/.jpg", "renditions/a/1/w.jpg/x", "renditions/a/1/.w320.jpg.sgwtmp.17", "kits/a.mp4", "kits/a/b", "kits/a/b/c.mp4", "other/a.b",
		"inbox/", "inbox//a", "inbox/../originals/a.mp4", "inbox/a\nb", "inbox/\xff", "inbox/" + strings.Repeat("å", 200)} {
		if key, err := storage.ParseKey(s); err == nil {
			t.Errorf("%q: got key %q, want an error", s, key)
		}
	}
	if _, err := storage.ParseKey("inbox/År 2026/Pappatreff på øya.mov"); err != nil {
		t.Error(err)
	}
}

func FuzzParseKey(f *testing.F) {
	for _, s := range []string{"originals/a.mp4", "renditions/a/1/w320.jpg", "inbox/å/b", "records/../x.json", "inbox/./a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, err := storage.ParseKey(s)
		if err == nil && (key.String() != s || path.Clean(s) != s || strings.HasPrefix(s, "/") || !strings.Contains(s, "/")) {
			t.Errorf("accepted %q", s)
		}
	})
}
