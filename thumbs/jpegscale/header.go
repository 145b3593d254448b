package jpegscale

import (
	"errors"
	"fmt"
)

// Header is what a file says about itself.
type Header struct {
	Width, Height int // pixels, as stored
	Components    int
	Scans         int // SOS segments; each but the first of a progressive file may go over all of the picture again
	Progressive   bool
	Complete      bool // an end of image was found

	frame frame
	rgb   bool
}

// ReadHeader walks the segments of a file to the end of its picture without decoding any of it.
//
// Errors: ErrUnsupported when Decode would refuse the file, ErrFormat, or ErrTruncated when data ends before a frame
// header. What is wrong behind the frame header is Decode's to find.
func ReadHeader(data []byte) (Header, error) {
	d := &decoder{}
	h := Header{}
	off, err := startOfImage(data)
	for end := false; err == nil && !end; {
		var s segment
		s, off, err = nextSegment(data, off)
		switch {
		case err != nil:
		case s.marker == 0 || s.marker == markerEOI:
			end, h.Complete = true, s.marker == markerEOI
		case s.marker == markerSOS:
			h.Scans++
			d.started = true
			off += entropyCoded(data[off:])
		default:
			err = d.header(s)
		}
	}
	switch {
	case errors.Is(err, ErrUnsupported) || err != nil && d.frame.comps == nil:
		return Header{}, err
	case d.frame.comps == nil && h.Complete:
		return Header{}, fmt.Errorf("%w: no frame header", ErrFormat)
	case d.frame.comps == nil:
		return Header{}, fmt.Errorf("%w: no frame header", ErrTruncated)
	}
	h.frame, h.rgb = d.frame, d.isRGB()
	h.Width, h.Height, h.Components, h.Progressive = d.frame.w, d.frame.h, len(d.frame.comps), d.frame.progressive
	return h, nil
}

// Memory returns the bytes that Decode allocates at most for the file, its result included and data not.
func (h Header) Memory(opt Options) int64 {
	s, ok := scaleOf(opt)
	if !ok || h.frame.comps == nil {
		return 0
	}
	// Huffman tables, windows, headers, and what the runtime rounds up.
	bytes := int64(512<<10 + max(opt.Procs, 1)*2*windowBytes)
	for i := range h.frame.comps {
		bytes += h.frame.comps[i].memory(h.frame.blocks(i, opt.Region), s, h.frame.progressive)
	}
	return bytes + h.converted(opt, s)
}

// converted is what a picture takes besides its planes when it cannot stay in them.
func (h Header) converted(opt Options, s scale) int64 {
	bytes := int64(4)
	if h.Components == 3 && !h.rgb {
		bytes = 3
		if _, ok := h.frame.ratio(); ok {
			return 0
		}
	} else if h.Components == 1 {
		return 0
	}
	m := h.frame.regionMCUs(opt.Region)
	bytes *= int64(m.Dx()*h.frame.hmax*s.size) * int64(m.Dy()*h.frame.vmax*s.size)
	if s.half {
		bytes += bytes / 4
	}
	return bytes
}
