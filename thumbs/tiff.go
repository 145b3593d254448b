package thumbs

import "fmt"

// Tags of TIFF 6.0 and its extensions that decide what a file is.
const (
	tiffSubfileType  = 254
	tiffWidth        = 256
	tiffHeight       = 257
	tiffBits         = 258
	tiffCompression  = 259
	tiffPhotometric  = 262
	tiffStripOffsets = 273
	tiffOrientation  = 274
	tiffSamples      = 277
	tiffStripBytes   = 279
	tiffTileOffsets  = 324
	tiffTileBytes    = 325
	tiffSubIFDs      = 330
	tiffProfile      = 34675
	tiffDNGVersion   = 50706
)

// inspectTIFF reads the first directory of a TIFF file: the first page of a scan. The raw files of cameras have the same
// outside and are refused: what they show would be a small preview.
func inspectTIFF(w *window, facts *Facts, limits Limits) error {
	t, err := readTIFF(w)
	if err != nil {
		return err
	}
	if t.raw() {
		return fmt.Errorf("%w: camera raw file", ErrUnsupported)
	}
	if v := t.number(tiffOrientation); v >= 1 && v <= 8 {
		facts.orient(int(v))
	}
	samples, bits := max(t.number(tiffSamples), 1), max(t.number(tiffBits), 1)
	if samples > 8 || bits > 64 {
		return fmt.Errorf("%w: %d samples of %d bits", ErrUnsupported, samples, bits)
	}
	// The child keeps the picture with one strip, which may be all of it; what comes back has four bytes a pixel.
	facts.perPixel, facts.inChild = 4, float64(max(samples*bits/8, 1)+4*(bits+7)/8)
	_, facts.tiled = t.entries[tiffTileOffsets]
	if err := facts.measure(bounded(t.number(tiffWidth)), bounded(t.number(tiffHeight)), limits); err != nil {
		return err
	}
	return t.complete()
}

// raw recognises the files of cameras by what a finished picture never has: DNG's version, Canon's mark, a sensor's
// colours, a maker's own compression, or a first directory that is only the small version of another.
func (t tiffFile) raw() bool {
	mark := t.w.all(8, 2)
	_, dng := t.entries[tiffDNGVersion]
	_, more := t.entries[tiffSubIFDs]
	switch t.number(tiffPhotometric) {
	case 32803, 34892:
		return true
	}
	switch t.number(tiffCompression) {
	case 32767, 34713, 65535:
		return true
	}
	return dng || string(mark) == "CR" || more && t.number(tiffSubfileType)&1 == 1
}

const maxStrips = 1 << 20

// complete checks that every strip or tile lies inside the file.
func (t tiffFile) complete() error {
	offsets, lengths := uint16(tiffStripOffsets), uint16(tiffStripBytes)
	if _, tiled := t.entries[tiffTileOffsets]; tiled {
		offsets, lengths = tiffTileOffsets, tiffTileBytes
	}
	if n := t.entries[offsets].count; n == 0 || n > maxStrips || t.entries[lengths].count != n {
		return fmt.Errorf("%w: %d strips", ErrCorrupt, n)
	}
	starts, err := t.numbers(offsets, maxStrips)
	if err != nil {
		return err
	}
	sizes, err := t.numbers(lengths, maxStrips)
	if err != nil {
		return err
	}
	for i, start := range starts {
		if int64(start)+int64(sizes[i]) > t.w.size {
			return fmt.Errorf("%w: strip %d is missing", ErrTruncated, i)
		}
	}
	return nil
}
