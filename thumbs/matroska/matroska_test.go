package matroska_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/matroska"
)

// element writes one with a length of one byte.
func element(id []byte, body ...[]byte) []byte {
	content := slices.Concat(body...)
	return slices.Concat(id, []byte{0x80 | byte(len(content))}, content)
}

func webm(segmentLength byte) []byte {
	info := element([]byte{0x15, 0x49, 0xA9, 0x66},
		element([]byte{0x2A, 0xD7, 0xB1}, []byte{0x0F, 0x42, 0x40}),          // a millisecond
		element([]byte{0x44, 0x89}, []byte{0x40, 0x9F, 0x40, 0, 0, 0, 0, 0}), // 2000
		element([]byte{0x7B, 0xA9}, []byte("Boktips")))
	video := element([]byte{0xE0}, element([]byte{0xB0}, []byte{0x02, 0x80}), element([]byte{0xBA}, []byte{0x01, 0x68}))
	tracks := element([]byte{0x16, 0x54, 0xAE, 0x6B},
		element([]byte{0xAE}, element([]byte{0x83}, []byte{1}), element([]byte{0x86}, []byte("V_VP9")), video))
	head := element([]byte{0x1A, 0x45, 0xDF, 0xA3}, element([]byte{0x42, 0x82}, []byte("webm")))
	return slices.Concat(head, []byte{0x18, 0x53, 0x80, 0x67, segmentLength}, info, tracks, []byte{0x1F, 0x43, 0xB6, 0x75, 0xFF})
}

func TestRead(t *testing.T) {
	b := webm(0xFF) // of unknown length, as browsers write it
	got, err := matroska.Read(bytes.NewReader(b), int64(len(b)))
	want := matroska.Header{DocType: "webm", Duration: 2 * time.Second, Width: 640, Height: 360, VideoCodec: "V_VP9", Title: "Boktips"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestReadTellsCutFromDamaged(t *testing.T) {
	b := webm(0x80 | 120)
	if _, err := matroska.Read(bytes.NewReader(b), int64(len(b))); !errors.Is(err, matroska.ErrTruncated) {
		t.Errorf("segment longer than the file: got %v, want ErrTruncated", err)
	}
	if _, err := matroska.Read(bytes.NewReader(b[:40]), 40); !errors.Is(err, matroska.ErrTruncated) {
		t.Errorf("cut header: got %v, want ErrTruncated", err)
	}
	if _, err := matroska.Read(bytes.NewReader(make([]byte, 64)), 64); !errors.Is(err, matroska.ErrCorrupt) {
		t.Errorf("zeros: got %v, want ErrCorrupt", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(webm(0xFF))
	f.Add(webm(0x80 | 120))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, _ := matroska.Read(bytes.NewReader(b), int64(len(b)))
		if got.Duration < 0 || got.Width < 0 || got.Height < 0 {
			t.Errorf("got %+v", got)
		}
	})
}
