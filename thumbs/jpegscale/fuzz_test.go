package jpegscale_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

func FuzzDecode(f *testing.F) {
	for _, data := range read(f, "testdata/*.jpg") {
		for _, how := range []byte{0, 0x11, 0x22, 0x33} {
			f.Add(data, how)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, how byte) {
		header, err := jpegscale.ReadHeader(data)
		if err != nil || header.Width*header.Height > 1<<18 || header.Scans > 20 {
			return
		}
		opt := jpegscale.Options{Denom: 1 << (how & 3), Fast: how&4 != 0, Half: how&8 != 0, Procs: 1 + int(how>>4&1)}
		if how&0x20 != 0 {
			opt.Region = image.Rect(header.Width/3, header.Height/3, header.Width/2, header.Height/2)
		}
		if how&0x30 != 0 || opt.Denom > 1 {
			jpegscale.Decode(data, opt)
		}
		got, err := jpegscale.Decode(data, jpegscale.Options{Denom: 1})
		if err != nil || got.Damaged {
			return
		}
		want, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := compare(t, got.Image, want, true); err != nil {
			t.Error(err)
		}
	})
}
