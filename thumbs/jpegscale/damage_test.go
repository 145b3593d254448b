package jpegscale_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"runtime"
	"testing"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

// The size of most of testdata's pictures.
const width, height = 201, 151

func TestTruncated(t *testing.T) {
	for name, data := range read(t, "testdata/4*.jpg", "testdata/restart-*.jpg", "testdata/grey.jpg", "testdata/prog*.jpg") {
		whole := decode(t, data, jpegscale.Options{Denom: 1})
		for _, procs := range []int{0, 2} {
			got := decode(t, data[:len(data)*3/4], jpegscale.Options{Denom: 1, Procs: procs})
			if !got.Damaged {
				t.Errorf("%s: not damaged", name)
			}
			top, bottom := image.Rect(0, 0, width, 16), image.Rect(0, height-8, width, height)
			if bytes.Contains([]byte(name), []byte("progressive")) {
				continue // all of it is there, in part
			}
			if err := compare(t, sub(got.Image, top), sub(whole.Image, top), false); err != nil {
				t.Errorf("%s: top: %v", name, err)
			}
			if err := compare(t, sub(got.Image, bottom), grey(got.Image, bottom), false); err != nil {
				t.Errorf("%s: bottom: %v", name, err)
			}
		}
	}
}

func sub(img image.Image, r image.Rectangle) image.Image {
	return img.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(r)
}

// grey returns a mid-grey picture of the type of img.
func grey(img image.Image, r image.Rectangle) image.Image {
	fill := func(p []byte) {
		for i := range p {
			p[i] = 128
		}
	}
	if m, ok := img.(*image.YCbCr); ok {
		out := image.NewYCbCr(r, m.SubsampleRatio)
		fill(out.Y)
		fill(out.Cb)
		fill(out.Cr)
		return out
	}
	out := image.NewGray(r)
	fill(out.Pix)
	return out
}

// TestLostInterval takes restart-row.jpg apart: one interval for each of its ten rows of MCUs.
func TestLostInterval(t *testing.T) {
	data := read(t, "testdata/restart-row.jpg")["restart-row.jpg"]
	whole := decode(t, data, jpegscale.Options{Denom: 1}).Image
	marker := func(n byte) int { return bytes.Index(data, []byte{0xFF, 0xD0 + n}) }
	lastMarker := bytes.LastIndex(data, []byte{0xFF, 0xD0}) // the ninth
	renumbered := bytes.Clone(data)
	renumbered[marker(2)+1] = 0xD6
	broken := bytes.Clone(data)
	copy(broken[marker(2)+2:], []byte{0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00, 0xFF, 0x00})
	for name, test := range map[string]struct {
		data    []byte
		damaged bool
		lost    []int // rows of MCUs
	}{
		"one missing":    {append(bytes.Clone(data[:marker(2)]), data[marker(3):]...), true, []int{3}},
		"two missing":    {append(bytes.Clone(data[:marker(2)]), data[marker(4):]...), true, []int{3, 4}},
		"one twice":      {append(bytes.Clone(data[:marker(3)]), data[marker(2):]...), false, nil},
		"wrong number":   {renumbered, false, nil},
		"one broken":     {broken, true, []int{3}},
		"last missing":   {append(bytes.Clone(data[:lastMarker]), 0xFF, 0xD9), true, []int{9}},
		"ends in middle": {data[:marker(4)+6], true, []int{5, 6, 7, 8, 9}},
	} {
		for _, procs := range []int{0, 2} {
			got := decode(t, test.data, jpegscale.Options{Denom: 1, Procs: procs})
			if got.Damaged != test.damaged {
				t.Errorf("%s: got damaged %v", name, got.Damaged)
			}
			lost := map[int]bool{}
			for _, y := range test.lost {
				lost[y] = true
			}
			for y := range 10 {
				r := image.Rect(0, 16*y, width, min(16*y+16, height))
				err := compare(t, sub(got.Image, r), sub(whole, r), false)
				if (err != nil) != lost[y] {
					t.Errorf("%s: row %d: %v, lost %v", name, y, err, lost[y])
				}
			}
		}
	}
}

// TestScanMissing leaves one scan of a progressive file out. When a later one would have refined it, that shows.
func TestScanMissing(t *testing.T) {
	data := read(t, "testdata/progressive-grey.jpg")["progressive-grey.jpg"]
	at := 0
	for i, damaged := range []bool{true, true, true, true, false, false} {
		start := at + bytes.Index(data[at:], []byte{0xFF, 0xDA})
		for at = start + 2; data[at] != 0xFF || data[at+1] == 0; at++ {
		}
		got := decode(t, append(bytes.Clone(data[:start]), data[at:]...), jpegscale.Options{Denom: 1})
		if got.Damaged != damaged {
			t.Errorf("scan %d: got damaged %v", i, got.Damaged)
		}
	}
}

func TestOddities(t *testing.T) {
	data := read(t, "testdata/4*.jpg")["420.jpg"]
	want := decodeStd(t, data)
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	insert := func(at int, b ...byte) []byte {
		return append(append(bytes.Clone(data[:at]), b...), data[at:]...)
	}
	for name, data := range map[string][]byte{
		"fill bytes":         insert(scan, 0xFF, 0xFF, 0xFF),
		"garbage":            insert(scan, 1, 2, 3, 0xFF, 0, 4),
		"trailing":           append(bytes.Clone(data), "ftypmp42 and so on \xFF\xD8\xFF\xC3\x00\x02"...),
		"no end of image":    data[:len(data)-2],
		"end of image twice": append(bytes.Clone(data), 0xFF, 0xD9),
		"comment":            insert(scan, 0xFF, 0xFE, 0, 5, 0xFF, 0xD9, 0xFF),
		"fill before end":    insert(len(data)-2, 0xFF, 0xFF),
	} {
		got := decode(t, data, jpegscale.Options{Denom: 1})
		if got.Damaged {
			t.Errorf("%s: damaged", name)
		}
		if err := compare(t, got.Image, want, false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRefused(t *testing.T) {
	data := read(t, "testdata/4*.jpg")["420.jpg"]
	scan := bytes.Index(data, []byte{0xFF, 0xDA})
	without := func(marker byte) []byte {
		return bytes.ReplaceAll(data, []byte{0xFF, marker, 0}, []byte{0xFF, 0xFE, 0})
	}
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":               {nil, jpegscale.ErrFormat},
		"another format":        {[]byte("\x89PNG\r\n\x1a\n"), jpegscale.ErrFormat},
		"no frame":              {without(0xC0), jpegscale.ErrFormat},
		"no Huffman tables":     {without(0xC4), jpegscale.ErrFormat},
		"no quantisation":       {without(0xDB), jpegscale.ErrFormat},
		"no scan":               {data[:scan], jpegscale.ErrTruncated},
		"nothing of the scan":   {data[:scan+14], jpegscale.ErrTruncated},
		"a few bytes of a scan": {data[:scan+40], jpegscale.ErrTruncated},
	} {
		if p, err := jpegscale.Decode(test.data, jpegscale.Options{Denom: 1}); !errors.Is(err, test.want) {
			t.Errorf("%s: got %+v, %v, want %v", name, p, err, test.want)
		}
	}
}

// TestMemory compares what decoding allocates with what the header promised.
func TestMemory(t *testing.T) {
	files := read(t, "testdata/4*.jpg", "testdata/[oprcy]*.jpg")
	var large bytes.Buffer
	if err := jpeg.Encode(&large, image.NewYCbCr(image.Rect(0, 0, 2000, 1500), image.YCbCrSubsampleRatio420), nil); err != nil {
		t.Fatal(err)
	}
	files["large"] = large.Bytes()
	// Sixteen times the sides, so that planes and coefficients outweigh the tables; most of the data is missing.
	for name, data := range read(t, "testdata/*.jpg") {
		if frame := bytes.Index(data, []byte{0, 17, 8, 0, height, 0, width}); frame > 0 && name != "arithmetic.jpg" {
			data[frame+3], data[frame+5] = 8, 8
			files["large "+name] = data
		}
	}
	for name, data := range files {
		header, err := jpegscale.ReadHeader(data)
		if err != nil {
			t.Fatalf("ReadHeader %s: %v", name, err)
		}
		for _, opt := range []jpegscale.Options{
			{Denom: 1}, {Denom: 2}, {Denom: 4}, {Denom: 8}, {Denom: 4, Fast: true}, {Denom: 1, Half: true, Procs: 2},
			{Denom: 1, Region: image.Rect(70, 50, 131, 90)},
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := jpegscale.Decode(data, opt)
			runtime.ReadMemStats(&after)
			if got := int64(after.TotalAlloc - before.TotalAlloc); got > header.Memory(opt) || err != nil && !errors.Is(err, jpegscale.ErrTruncated) {
				t.Errorf("%s %+v: allocated %d, Memory says %d (%v)", name, opt, got, header.Memory(opt), err)
			}
		}
	}
}
