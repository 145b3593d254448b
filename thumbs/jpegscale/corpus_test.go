package jpegscale_test

import (
	"bytes"
	"errors"
	"image/jpeg"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

const corpus = "../../../shared/corpus/"

// TestPhotos compares with image/jpeg on the real photos beside the repository, where they are.
func TestPhotos(t *testing.T) {
	files := read(t, corpus+"photos/*.jpg", corpus+"rotated/*.jpg")
	if len(files) == 0 {
		t.Skip("no corpus")
	}
	for name, data := range files {
		got := decode(t, data, jpegscale.Options{Denom: 1})
		if got.Damaged {
			t.Errorf("%s: damaged", name)
		}
		if err := compare(t, got.Image, decodeStd(t, data), false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHostile decodes malformed files and compares what image/jpeg, too, makes of them.
func TestHostile(t *testing.T) {
	files := read(t, corpus+"hostile/jpeg*/*")
	if len(files) == 0 {
		t.Skip("no corpus")
	}
	counts := map[string]int{}
	for name, data := range files {
		header, err := jpegscale.ReadHeader(data)
		if err != nil || header.Width*header.Height > 4<<20 || header.Scans > 100 {
			counts["refused by the header"]++
			continue
		}
		want, stdErr := jpeg.Decode(bytes.NewReader(data))
		got, err := jpegscale.Decode(data, jpegscale.Options{Denom: 1})
		switch {
		case err != nil && !errors.Is(err, jpegscale.ErrFormat) && !errors.Is(err, jpegscale.ErrTruncated) && !errors.Is(err, jpegscale.ErrUnsupported):
			t.Errorf("%s: error of another kind: %v", name, err)
		case err != nil:
			counts["refused"]++
		case stdErr != nil:
			counts["decoded here only"]++
		case got.Damaged:
			counts["found damaged here only"]++
		default:
			counts["decoded by both"]++
			if err := compare(t, got.Image, want, true); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	t.Logf("%d files: %v", len(files), counts)
}
