package catalog

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func encoded(t testing.TB, img image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return signaturePath + base64.StdEncoding.EncodeToString(b.Bytes())
}

// stroke is a line of so many pixels on nothing.
func stroke(width, height, ink int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range ink {
		img.SetNRGBA(x%width, height/2, color.NRGBA{A: 255})
	}
	return img
}

func TestReadSignature(t *testing.T) {
	tests := []struct {
		name    string
		address string
		drawn   bool
		refused bool
	}{
		{"nothing", "", false, false},
		{"a stroke", encoded(t, stroke(300, 100, 200)), true, false},
		{"a slip of the finger", encoded(t, stroke(300, 100, 5)), false, false},
		{"white", encoded(t, image.NewGray(image.Rect(0, 0, 1, 1))), false, false},
		{"too wide", encoded(t, stroke(widestDrawn+1, 4, 100)), false, true},
		{"another kind", "data:image/svg+xml;base64,AAAA", false, true},
		{"no picture", signaturePath + "AAAA", false, true},
		{"no base64", signaturePath + "!", false, true},
		{"cut off", encoded(t, stroke(300, 100, 200))[:200], false, true},
	}
	for _, test := range tests {
		got, err := readSignature(test.address)
		if (err != nil) != test.refused || (got != nil) != test.drawn {
			t.Errorf("%s: %d bytes, error %v", test.name, len(got), err)
		}
		if err != nil && !Is(err, Invalid) {
			t.Errorf("%s: error %v", test.name, err)
		}
	}
}

func FuzzReadSignature(f *testing.F) {
	f.Add("")
	f.Add(encoded(f, stroke(90, 30, 80)))
	f.Add(signaturePath + "iVBORw0KGgo=")
	f.Fuzz(func(t *testing.T, address string) {
		got, err := readSignature(address)
		if err != nil {
			if !Is(err, Invalid) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if got == nil {
			return
		}
		size, err := png.DecodeConfig(bytes.NewReader(got))
		if err != nil || size.Width > widestDrawn || size.Height > tallestDrawn || size.ColorModel != color.GrayModel {
			t.Fatalf("kept: %+v, %v", size, err)
		}
	})
}

func TestConsentText(t *testing.T) {
	for _, language := range ConsentTextLanguages() {
		text, ok := shipped(shippedVersion, language)
		if !ok {
			t.Fatalf("no text in %s", language)
		}
		headings, said := 0, ""
		for _, b := range text.Blocks(TextPlaces{Library: "Sandnes bibliotek", Controller: "Sandnes kommune", Years: 5, OwnAge: 15}) {
			if b.Heading {
				headings++
			}
			said += b.Text + "\n"
		}
		if headings != 9 {
			t.Errorf("%s: %d headings, want 9", language, headings)
		}
		for _, want := range []string{"Sandnes bibliotek", "Sandnes kommune", "5", "15", "104", "Meta", "datatilsynet.no"} {
			if !bytes.Contains([]byte(said), []byte(want)) {
				t.Errorf("%s: the text lacks %q", language, want)
			}
		}
		if bytes.ContainsAny([]byte(said), "{}") {
			t.Errorf("%s: a place is not filled: %s", language, said)
		}
	}
}
