// Package jpegscale decodes JPEG files (ITU-T T.81) straight to 1/1, 1/2, 1/4 or 1/8 of their size, by doing a smaller
// inverse DCT per block, and leaves the picture in the planes that the file holds.
//
// It reads baseline, extended 8-bit and progressive Huffman-coded files of one, three or four components, and shows
// what is there of a damaged one. It does not read 12-bit, lossless, hierarchical or arithmetic-coded files, applies no
// orientation and no colour profile, and sets no limit on the number of pixels: callers ask [ReadHeader] first what a
// file will take.
package jpegscale

import (
	"errors"
	"fmt"
	"image"
)

// Errors that Decode and ReadHeader wrap.
var (
	ErrUnsupported = errors.New("unsupported kind of JPEG")
	ErrFormat      = errors.New("malformed JPEG")
	ErrTruncated   = errors.New("JPEG ends before its first row")
)

// Options say how to decode. The zero value is not valid: Denom must be set.
type Options struct {
	Denom int  // the picture's sides are divided by 1, 2, 4 or 8, rounded up
	Procs int  // goroutines for restart intervals and reconstruction; 0 or 1: none
	Fast  bool // progressive at 1/4: leave out refinement scans, which costs some noise of the coarsest kind
	Half  bool // with Denom 1: the 1/2 picture too, from the same coefficients

	// Region, in pixels of the full size, limits the picture to the whole MCUs (minimum coded units, 8 to 32 pixels a
	// side) that it meets; the zero value and a region outside the picture mean everything. The rest is passed over in
	// about a third of the time.
	Region image.Rectangle
}

// Picture is a decoded file.
type Picture struct {
	// Image is *image.YCbCr (three components, every ratio that Go's type knows; other ratios are brought to 4:4:4),
	// *image.Gray, *image.NRGBA (RGB stored as such) or *image.CMYK (four components; 0 is no ink, whatever the file's
	// convention). Its bounds lie in the coordinates of the whole picture at that scale, so that with Options.Region they
	// need not begin at (0, 0), as after SubImage.
	Image image.Image
	// Half is the picture at 1/2, of the same type, with Options.Half; nil otherwise.
	Half image.Image
	// Damaged means that the data ended early or an entropy-coded segment was broken. What is missing is mid-grey, or
	// coarser than it should be in a progressive file. Small scales look at less of the data and notice less.
	Damaged bool
}

// Decode decodes a whole file. The bytes it allocates stay under [Header.Memory]; data is not copied.
//
// Errors: ErrUnsupported, ErrFormat, or ErrTruncated; the latter two only when not even one row of MCUs came out.
func Decode(data []byte, opt Options) (Picture, error) {
	s, ok := scaleOf(opt)
	if !ok {
		return Picture{}, fmt.Errorf("scale 1/%d: %w", opt.Denom, ErrUnsupported)
	}
	d := &decoder{opt: opt, scale: s}
	err := d.segments(data)
	switch {
	case errors.Is(err, ErrUnsupported):
		return Picture{}, err
	case d.rows > 0:
		d.damaged = d.damaged || err != nil
	case err != nil:
		return Picture{}, err
	case d.frame.comps == nil:
		return Picture{}, fmt.Errorf("%w: no frame header", ErrFormat)
	default:
		return Picture{}, ErrTruncated
	}
	if d.frame.progressive {
		d.reconstruct()
	}
	d.fillMissing()
	p := Picture{Image: d.picture(d.scale.size, fullPlane), Damaged: d.damaged}
	if d.scale.half {
		p.Half = d.picture(d.scale.size/2, halfPlane)
	}
	return p, nil
}
