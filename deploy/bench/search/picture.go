package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

const (
	tinyWidth, tinyHeight   = 48, 32
	phoneWidth, phoneHeight = 4032, 3024 // 12.2 megapixels
	grain                   = 12         // of the phone's sensor, in steps of brightness; gives files of about 4 MB
)

// tinyPhoto is a JPEG of little more than 1 KB that is another one for every n.
func tinyPhoto(seed uint64, n int) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	img := image.NewRGBA(image.Rect(0, 0, tinyWidth, tinyHeight))
	for range 8 {
		c := color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
		corner := image.Pt(r.IntN(tinyWidth), r.IntN(tinyHeight))
		area := image.Rectangle{corner, corner.Add(image.Pt(4+r.IntN(24), 4+r.IntN(24)))}.Intersect(img.Rect)
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				img.SetRGBA(x, y, c)
			}
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, nil)
	return out.Bytes(), err
}

// phonePhoto is a JPEG as a phone writes it when held upright: 12 megapixels on their side with 4:2:0 colours, and EXIF
// that says how to turn them.
func phonePhoto(seed uint64, n int) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	img := image.NewYCbCr(image.Rect(0, 0, phoneWidth, phoneHeight), image.YCbCrSubsampleRatio420)
	scale, shift := 60+r.IntN(200), r.IntN(256)
	for i := range img.Y {
		x, y := i%phoneWidth, i/phoneWidth
		edges := (x/scale ^ y/scale) & 1 * 60
		img.Y[i] = uint8(40 + (x+y)*100/(phoneWidth+phoneHeight) + edges + int(r.Uint32()>>16)%grain)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(64+(i/phoneWidth+shift)%128), uint8(64+(i%phoneWidth/16+shift)%128)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 92}); err != nil {
		return nil, err
	}
	const start = 2 // bytes of the marker that every JPEG begins with
	return bytes.Join([][]byte{out.Bytes()[:start], turnedRight(), out.Bytes()[start:]}, nil), nil
}

// turnedRight is an APP1 segment with EXIF 2.3 that holds one entry: orientation 6, to be turned a quarter clockwise.
func turnedRight() []byte {
	const orientation, short = 0x0112, 3
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = binary.BigEndian.AppendUint16(tiff, short)
	tiff = append(tiff, 0, 0, 0, 1, 0, 6, 0, 0) // one value: 6
	tiff = append(tiff, 0, 0, 0, 0)             // no further directory
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	return append(segment, body...)
}
