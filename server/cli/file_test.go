package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recorded is a file of so many bytes, as a walk finds it.
func recorded(t *testing.T, size int64) found {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.mp4")
	if err := errors.Join(os.WriteFile(path, []byte("begins"), 0o600), os.Truncate(path, size)); err != nil {
		t.Fatal(err)
	}
	var out found
	w := walker{visit: func(f folder) error { out = f.media[0]; return nil }}
	if err := w.walk(t.Context(), []string{path}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFileThatChanges is told of before its last byte goes.
func TestFileThatChanges(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"grows":    func(path string) error { return os.Truncate(path, 2000) },
		"shrinks":  func(path string) error { return os.Truncate(path, 10) },
		"is other": func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1, 0)) },
	} {
		f := recorded(t, 1000)
		s, err := openSource(f)
		if err != nil {
			t.Fatal(err)
		}
		half := s.section(0, 1000)
		if _, err := io.ReadFull(half, make([]byte, 500)); err != nil {
			t.Fatal(err)
		}
		if err := change(f.path); err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, half)
		if n >= 500 || classOf(err) != classChanged || !strings.Contains(err.Error(), "changed") {
			t.Errorf("%s: %d more bytes, %v", name, n, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := openSource(f); classOf(err) != classChanged {
			t.Errorf("%s before it is sent: %v", name, err)
		}
	}
}

func TestFileThatIsGone(t *testing.T) {
	f := recorded(t, 10)
	if err := os.Remove(f.path); err != nil {
		t.Fatal(err)
	}
	if _, err := openSource(f); classOf(err) != classChanged || !strings.Contains(err.Error(), "gone") {
		t.Errorf("got %v", err)
	}
}

// TestSamplesOfLargeFiles takes the blocks that the server takes.
func TestSamplesOfLargeFiles(t *testing.T) {
	const size = 512<<20 + 12345
	f := recorded(t, size)
	s, err := openSource(f)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.sums(t.Context())
	head := make([]byte, 64<<10)
	copy(head, "begins")
	h := sha256.New()
	h.Write(binary.BigEndian.AppendUint64(nil, size))
	h.Write(head)
	h.Write(bytes.Repeat(make([]byte, 64<<10), 63))
	if err != nil || got.SHA256 != "" || got.Sample != hex.EncodeToString(h.Sum(nil)) {
		t.Errorf("got %+v, %v", got, err)
	}
	small, err := openSource(recorded(t, 6))
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	sum := sha256.Sum256([]byte("begins"))
	if got, err := small.sums(t.Context()); err != nil || got.SHA256 != hex.EncodeToString(sum[:]) || got.Sample != "" {
		t.Errorf("got %+v, %v", got, err)
	}
}
