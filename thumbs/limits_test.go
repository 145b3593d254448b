package thumbs_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"testing"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs"
	"github.com/fellesmappa/fellesmappa/thumbs/jpegenc"
)

// flatPNG is a black picture of colours with depth bits in each channel; with no rows, only the outside of one.
func flatPNG(t testing.TB, w, h int, depth byte, rows bool) []byte {
	t.Helper()
	chunk := func(kind string, body []byte) []byte {
		b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind...)
		b = append(b, body...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	var packed bytes.Buffer
	if rows {
		z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		for row := make([]byte, 1+3*w*int(depth)/8); h > 0; h-- {
			z.Write(row)
		}
		z.Close()
	}
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, depth, 2, 0, 0, 0)),
		chunk("IDAT", packed.Bytes()), chunk("IEND", nil)}, nil)
}

// flatProgressive is a grey 4:2:0 picture of one scan, of nothing but mean values: of each block the two bits that say
// that it is as bright as the one before.
func flatProgressive(w, h int) []byte {
	segment := func(marker byte, body ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2)), body...)
	}
	codes := append([]byte{0, 0, 1}, make([]byte, 15)...) // one code, of two bits, for a difference of no bits
	mcus := (w + 15) / 16 * ((h + 15) / 16)
	return bytes.Join([][]byte{
		{0xFF, 0xD8}, segment(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...), segment(0xC4, codes...),
		segment(0xC2, 8, byte(h>>8), byte(h), byte(w>>8), byte(w), 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0),
		segment(0xDA, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0), make([]byte, (12*mcus+7)/8), {0xFF, 0xD9},
	}, nil)
}

func flatBaseline(t testing.TB, w, h int) []byte {
	t.Helper()
	b, err := jpegenc.Encode(nil, image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420), jpegenc.Options{Quality: 80})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Phones' largest pictures fit the default budget.
func TestSixtyFourMegapixelsAreAccepted(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds and half a gigabyte")
	}
	m := newMaker(t, nil)
	for name, file := range map[string]func() []byte{
		"baseline":    func() []byte { return flatBaseline(t, 8000, 8000) },
		"progressive": func() []byte { return flatProgressive(8000, 8000) },
		"png":         func() []byte { return flatPNG(t, 8000, 8000, 8, true) },
	} {
		start := time.Now()
		p, err := decodeBytes(m, file())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if r, _ := render(t, p, "w2048", thumbs.Centre()); r.Width != 2048 || r.Height != 2048 {
			t.Errorf("%s: got %d × %d, want 2048 × 2048", name, r.Width, r.Height)
		}
		p.Close()
		t.Logf("%s took %v", name, time.Since(start).Round(time.Millisecond))
	}
}

// What is too large is refused by its header, at once.
func TestTooLargePicturesAreRefusedAtOnce(t *testing.T) {
	m := newMaker(t, nil)
	open := newMaker(t, func(c *thumbs.Config) { c.Limits.MaxPixels, c.DecodeBudget = 200_000_000, 400<<20 })
	files := bombs(t)
	files["16 bit"] = flatPNG(t, 8000, 8000, 16, false)
	files["100 MP progressive"] = flatProgressive(10_000, 10_000)
	files["20,000² png"] = flatPNG(t, 20_000, 20_000, 8, false)
	for name, b := range files {
		start := time.Now()
		if _, err := decodeBytes(m, b); !errors.Is(err, thumbs.ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		}
	}
	// With more pixels allowed, the budget decides: every scale that these sizes need is beyond it.
	b := flatPNG(t, 12_000, 12_000, 8, false)
	facts, err := thumbs.Inspect(bytes.NewReader(b), int64(len(b)), "", thumbs.Limits{MaxPixels: 200_000_000, MaxSide: 16_384, MaxScans: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), facts); !errors.Is(err, thumbs.ErrTooLarge) {
		t.Errorf("144 MP of PNG: got %v, want ErrTooLarge", err)
	}
}
