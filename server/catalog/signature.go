package catalog

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// Limits of a signature that was drawn.
const (
	mostSignature = 300_000 // bytes of its address
	widestDrawn   = 2_400   // pixels
	tallestDrawn  = 1_200
	leastInk      = 40 // pixels: less is a slip of the finger
	signaturePath = "data:image/png;base64,"
)

// readSignature reads what a page has drawn: a PNG as a data: address. What comes back is a picture of the ink alone,
// black on white, so that nothing else which a sender may have put into the file is kept. An empty address, and a drawing
// without ink, is nil: nothing was drawn.
func readSignature(address string) ([]byte, error) {
	if address == "" {
		return nil, nil
	}
	bad := NewError(Invalid, KeyBadSignature, nil)
	encoded, ok := strings.CutPrefix(address, signaturePath)
	if !ok || len(address) > mostSignature {
		return nil, bad
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, bad
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || size.Width < 1 || size.Height < 1 || size.Width > widestDrawn || size.Height > tallestDrawn {
		return nil, bad
	}
	drawn, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, bad
	}
	return ink(drawn)
}

// ink draws anew what is dark on white.
func ink(drawn image.Image) ([]byte, error) {
	area := drawn.Bounds()
	out, dark := image.NewGray(image.Rect(0, 0, area.Dx(), area.Dy())), 0
	for y := range area.Dy() {
		for x := range area.Dx() {
			r, g, b, a := drawn.At(area.Min.X+x, area.Min.Y+y).RGBA()
			shade := uint8((0xffff - a + (r+g+b)/3) >> 8) // colours come multiplied by their opacity
			if out.SetGray(x, y, color.Gray{Y: shade}); shade < 128 {
				dark++
			}
		}
	}
	if dark < leastInk {
		return nil, nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
