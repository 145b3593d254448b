// Package camera generates what phones send: photos and clips that are like theirs in size, coding and detail, and other
// ones for every number. What is on them means nothing.
package camera

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
)

// Width and Height are those of a photo as it is stored, in pixels: 12.2 megapixels.
const (
	Width  = 4032
	Height = 3024
)

// grain is that of the phone's sensor, in steps of brightness; it gives files of about 4 MB.
const grain = 12

// Photo is a JPEG as a phone writes it when held upright: 12 megapixels on their side with 4:2:0 colours, and EXIF
// that says how to turn them. It is another one for every n.
func Photo(seed uint64, n int) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	img := image.NewYCbCr(image.Rect(0, 0, Width, Height), image.YCbCrSubsampleRatio420)
	scale, shift := 60+r.IntN(200), r.IntN(256)
	for i := range img.Y {
		x, y := i%Width, i/Width
		edges := (x/scale ^ y/scale) & 1 * 60
		img.Y[i] = uint8(40 + (x+y)*100/(Width+Height) + edges + int(r.Uint32()>>16)%grain)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(64+(i/Width+shift)%128), uint8(64+(i%Width/16+shift)%128)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 92}); err != nil {
		return nil, err
	}
	return inserted(out.Bytes(), turnedRight()), nil
}

// Copy is the same JPEG, to look at, in other bytes for every n: it holds a comment.
func Copy(photo []byte, n int) []byte {
	return inserted(photo, segment(0xfe, fmt.Appendf(nil, "copy %d", n)))
}

// inserted is a JPEG with a segment behind its first marker.
func inserted(photo, segment []byte) []byte {
	const start = 2 // bytes of the marker that every JPEG begins with
	return bytes.Join([][]byte{photo[:start], segment, photo[start:]}, nil)
}

// segment is a marker of a JPEG with what belongs to it.
func segment(marker byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// turnedRight is an APP1 segment with EXIF 2.3 that holds one entry: orientation 6, to be turned a quarter clockwise.
func turnedRight() []byte {
	const orientation, short = 0x0112, 3
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = binary.BigEndian.AppendUint16(tiff, short)
	tiff = append(tiff, 0, 0, 0, 1, 0, 6, 0, 0) // one value: 6
	tiff = append(tiff, 0, 0, 0, 0)             // no further directory
	return segment(0xe1, append([]byte("Exif\x00\x00"), tiff...))
}
