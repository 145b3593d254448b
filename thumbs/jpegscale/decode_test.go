package jpegscale_test

import (
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

// refusedByStd are the files of testdata that image/jpeg does not decode. It counts restart intervals wrongly in scans of
// one component.
func refusedByStd(name string) bool {
	switch name {
	case "cmyk-plain.jpg", "arithmetic.jpg", "progressive-restart.jpg", "alone-restart.jpg":
		return true
	}
	return strings.HasPrefix(name, "odd-")
}

func TestAgreesWithStd(t *testing.T) {
	for name, data := range read(t, "testdata/*.jpg") {
		if refusedByStd(name) {
			continue
		}
		want := decodeStd(t, data)
		for _, procs := range []int{0, 3} {
			got := decode(t, data, jpegscale.Options{Denom: 1, Procs: procs})
			if got.Damaged {
				t.Errorf("%s: damaged", name)
			}
			if err := compare(t, got.Image, want, false); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestRestartInScanOfOneComponent compares with the same coefficients without restart markers.
func TestRestartInScanOfOneComponent(t *testing.T) {
	files := read(t, "testdata/progressive-*.jpg", "testdata/alone*.jpg")
	for name, same := range map[string]string{
		"progressive-restart.jpg": "progressive-420.jpg", "alone-restart.jpg": "alone.jpg",
	} {
		for _, procs := range []int{0, 3} {
			got := decode(t, files[name], jpegscale.Options{Denom: 1, Procs: procs})
			if err := compare(t, got.Image, decodeStd(t, files[same]), false); err != nil || got.Damaged {
				t.Errorf("%s, %d goroutines: %v, damaged %v", name, procs, err, got.Damaged)
			}
		}
	}
}

// TestOddSampling decodes ratios that Go has no type for. They were made of the same picture as 444.jpg.
func TestOddSampling(t *testing.T) {
	want := channels(t, decodeStd(t, read(t, "testdata/444.jpg")["444.jpg"]))
	for name, data := range read(t, "testdata/odd-*.jpg") {
		for _, denom := range []int{1, 2, 4, 8} {
			p := decode(t, data, jpegscale.Options{Denom: denom})
			for i, got := range channels(t, p.Image) {
				if q := psnr(got, want[i].box(denom)); q < 21 {
					t.Errorf("%s 1/%d: component %d: got %.1f dB, want 21", name, denom, i, q)
				}
			}
		}
	}
}

func TestScaled(t *testing.T) {
	for name, data := range read(t, "testdata/4*.jpg", "testdata/progressive-*.jpg", "testdata/rgb.jpg") {
		full := decode(t, data, jpegscale.Options{Denom: 1}).Image
		for _, opt := range []jpegscale.Options{{Denom: 2}, {Denom: 4}, {Denom: 8}, {Denom: 4, Fast: true}} {
			p := decode(t, data, opt)
			n := opt.Denom
			if got, want := p.Image.Bounds(), image.Rect(0, 0, (full.Bounds().Dx()+n-1)/n, (full.Bounds().Dy()+n-1)/n); got != want {
				t.Errorf("%s %+v: got %v, want %v", name, opt, got, want)
			}
			wants := channels(t, full)
			for i, got := range channels(t, p.Image) {
				if q := psnr(got, wants[i].box(n)); q < 27 {
					t.Errorf("%s %+v: component %d: got %.1f dB, want 27", name, opt, i, q)
				}
			}
		}
	}
}

// TestFast leaves refinement scans out, which should hardly show.
func TestFast(t *testing.T) {
	for name, data := range read(t, "testdata/progressive-*.jpg") {
		exact := channels(t, decode(t, data, jpegscale.Options{Denom: 4}).Image)
		for i, got := range channels(t, decode(t, data, jpegscale.Options{Denom: 4, Fast: true}).Image) {
			if q := psnr(got, exact[i]); q < 42 {
				t.Errorf("%s: component %d: got %.1f dB, want 42", name, i, q)
			}
		}
	}
}

func TestHalf(t *testing.T) {
	for name, data := range read(t, "testdata/*.jpg") {
		if name == "arithmetic.jpg" {
			continue
		}
		p := decode(t, data, jpegscale.Options{Denom: 1, Half: true})
		if err := compare(t, p.Half, decode(t, data, jpegscale.Options{Denom: 2}).Image, false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := compare(t, p.Image, decode(t, data, jpegscale.Options{Denom: 1}).Image, false); err != nil {
			t.Errorf("%s: with Half: %v", name, err)
		}
	}
}

func TestRegion(t *testing.T) {
	region := image.Rect(70, 50, 131, 90)
	for name, data := range read(t, "testdata/4*.jpg", "testdata/odd*.jpg", "testdata/[pagr]*.jpg") {
		if name == "arithmetic.jpg" {
			continue
		}
		for _, denom := range []int{1, 2, 4, 8} {
			opt := jpegscale.Options{Denom: denom, Half: denom == 1, Procs: 2}
			full := decode(t, data, opt)
			opt.Region = region
			part := decode(t, data, opt)
			if err := comparePart(t, part.Image, full.Image, region, denom); err != nil {
				t.Errorf("%s 1/%d: %v", name, denom, err)
			}
			if part.Half == nil {
				continue
			}
			if err := comparePart(t, part.Half, full.Half, region, 2); err != nil {
				t.Errorf("%s half: %v", name, err)
			}
		}
	}
}

// comparePart checks that part covers the region, not all of the picture, and equals that part of whole.
func comparePart(t *testing.T, part, whole image.Image, region image.Rectangle, denom int) error {
	scaled := image.Rect(region.Min.X/denom, region.Min.Y/denom, (region.Max.X+denom-1)/denom, (region.Max.Y+denom-1)/denom)
	b := part.Bounds()
	if !scaled.In(b) || !b.In(whole.Bounds()) || b == whole.Bounds() {
		return fmt.Errorf("got %v of %v, want about %v", b, whole.Bounds(), scaled)
	}
	return compare(t, part, whole.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(b), false)
}

func TestCMYKWithoutMarker(t *testing.T) {
	files := read(t, "testdata/cmyk*.jpg")
	got := decode(t, files["cmyk-plain.jpg"], jpegscale.Options{Denom: 1})
	if err := compare(t, got.Image, decodeStd(t, files["cmyk.jpg"]), false); err != nil {
		t.Error(err)
	}
}

func TestUnsupported(t *testing.T) {
	data := read(t, "testdata/4*.jpg")["420.jpg"]
	frame := strings.Index(string(data), "\xFF\xC0")
	with := func(at int, b ...byte) []byte {
		out := append([]byte(nil), data...)
		copy(out[frame+at:], b)
		return out
	}
	for name, data := range map[string][]byte{
		"arithmetic":    read(t, "testdata/ari*.jpg")["arithmetic.jpg"],
		"lossless":      with(1, 0xC3),
		"hierarchical":  with(1, 0xC5),
		"12 bits":       with(4, 12),
		"height 0":      with(5, 0, 0),
		"two component": with(9, 2),
	} {
		if _, err := jpegscale.Decode(data, jpegscale.Options{Denom: 1}); !errors.Is(err, jpegscale.ErrUnsupported) {
			t.Errorf("Decode %s: got %v, want ErrUnsupported", name, err)
		}
		if _, err := jpegscale.ReadHeader(data); !errors.Is(err, jpegscale.ErrUnsupported) {
			t.Errorf("ReadHeader %s: got %v, want ErrUnsupported", name, err)
		}
	}
	if _, err := jpegscale.Decode(data, jpegscale.Options{Denom: 3}); !errors.Is(err, jpegscale.ErrUnsupported) {
		t.Errorf("Denom 3: got %v, want ErrUnsupported", err)
	}
}
