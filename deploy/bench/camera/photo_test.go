package camera_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/fellesmappa/fellesmappa/deploy/bench/camera"
)

func TestPhotoIsAPicture(t *testing.T) {
	photo, err := camera.Photo(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.DecodeConfig(bytes.NewReader(photo))
	if err != nil || got.Width != camera.Width || got.Height != camera.Height {
		t.Errorf("%d × %d, %v, want %d × %d", got.Width, got.Height, err, camera.Width, camera.Height)
	}
	if !bytes.Contains(photo[:40], []byte("Exif\x00\x00MM")) {
		t.Error("the photo does not begin with EXIF")
	}
	if mb := float64(len(photo)) / 1e6; mb < 2 || mb > 6 {
		t.Errorf("%.1f MB, want a phone's 2 to 6", mb)
	}
	if bytes.Equal(camera.Copy(photo, 1), camera.Copy(photo, 2)) {
		t.Error("two copies have the same bytes")
	}
	if _, err := jpeg.DecodeConfig(bytes.NewReader(camera.Copy(photo, 1))); err != nil {
		t.Error("read a copy:", err)
	}
}
