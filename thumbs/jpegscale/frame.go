package jpegscale

import (
	"encoding/binary"
	"fmt"
	"image"
)

// frame is a frame header (T.81 B.2.2).
type frame struct {
	progressive bool
	w, h        int // pixels
	hmax, vmax  int
	mcusX       int // MCUs across
	mcusY       int // MCUs down
	comps       []component
}

// component is one plane of the picture.
type component struct {
	id, h, v, tq int
	blocksX      int             // blocks across, padded to whole MCUs
	blocksY      int             // blocks down, padded to whole MCUs
	neededX      int             // blocks across that hold samples of the picture: those of a scan of this component alone
	neededY      int             // the same down
	region       image.Rectangle // blocks to reconstruct
	planes       [2]plane        // fullPlane and, with Options.Half, halfPlane
	coefficients                 // progressive files only
	quant        *multipliers    // latched at the component's first scan
}

func readFrame(marker byte, s []byte) (frame, error) {
	if marker > markerSOF2 {
		return frame{}, fmt.Errorf("%w: frame %#x", ErrUnsupported, marker)
	}
	if len(s) < 6 || len(s) < 6+3*int(s[5]) {
		return frame{}, fmt.Errorf("%w: frame header of %d bytes", ErrFormat, len(s))
	}
	f := frame{progressive: marker == markerSOF2}
	f.h, f.w = int(binary.BigEndian.Uint16(s[1:])), int(binary.BigEndian.Uint16(s[3:]))
	n := int(s[5])
	switch {
	case s[0] != 8:
		return frame{}, fmt.Errorf("%w: %d bits", ErrUnsupported, s[0])
	case n != 1 && n != 3 && n != 4:
		return frame{}, fmt.Errorf("%w: %d components", ErrUnsupported, n)
	case f.h == 0: // the number of lines would come after the first scan (T.81 B.2.5)
		return frame{}, fmt.Errorf("%w: height in a DNL segment", ErrUnsupported)
	case f.w == 0:
		return frame{}, fmt.Errorf("%w: width 0", ErrFormat)
	}
	f.comps = make([]component, n)
	for i := range f.comps {
		c, b := &f.comps[i], s[6+3*i:]
		c.id, c.h, c.v, c.tq = int(b[0]), int(b[1]>>4), int(b[1]&15), int(b[2])
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return frame{}, fmt.Errorf("%w: component %v", ErrFormat, b[:3])
		}
		if f.component(c.id) != c {
			return frame{}, fmt.Errorf("%w: two components %d", ErrFormat, c.id)
		}
		if n == 1 { // its factors mean nothing (T.81 A.2.2)
			c.h, c.v = 1, 1
		}
		f.hmax, f.vmax = max(f.hmax, c.h), max(f.vmax, c.v)
	}
	f.measure()
	return f, nil
}

func (f *frame) measure() {
	f.mcusX, f.mcusY = ceilDiv(f.w, 8*f.hmax), ceilDiv(f.h, 8*f.vmax)
	for i := range f.comps {
		c := &f.comps[i]
		c.blocksX, c.blocksY = f.mcusX*c.h, f.mcusY*c.v
		c.neededX = ceilDiv(ceilDiv(f.w*c.h, f.hmax), 8)
		c.neededY = ceilDiv(ceilDiv(f.h*c.v, f.vmax), 8)
	}
}

// component returns the first component with that id, or nil.
func (f *frame) component(id int) *component {
	for i := range f.comps {
		if f.comps[i].id == id {
			return &f.comps[i]
		}
	}
	return nil
}

// regionMCUs returns the MCUs that the region, in pixels, meets; all of them when it meets none.
func (f *frame) regionMCUs(region image.Rectangle) image.Rectangle {
	r := region.Intersect(image.Rect(0, 0, f.w, f.h))
	if r.Empty() {
		return image.Rect(0, 0, f.mcusX, f.mcusY)
	}
	return image.Rect(r.Min.X/(8*f.hmax), r.Min.Y/(8*f.vmax), ceilDiv(r.Max.X, 8*f.hmax), ceilDiv(r.Max.Y, 8*f.vmax))
}

// blocks returns the blocks of component i that lie in the MCUs that region meets.
func (f *frame) blocks(i int, region image.Rectangle) image.Rectangle {
	c, m := &f.comps[i], f.regionMCUs(region)
	return image.Rect(m.Min.X*c.h, m.Min.Y*c.v, m.Max.X*c.h, m.Max.Y*c.v)
}

// ratio returns the frame's subsampling if image.YCbCr can hold it.
func (f *frame) ratio() (image.YCbCrSubsampleRatio, bool) {
	y, cb, cr := &f.comps[0], &f.comps[1], &f.comps[2]
	if cb.h != cr.h || cb.v != cr.v || y.h%cb.h != 0 || y.v%cb.v != 0 {
		return 0, false
	}
	switch [2]int{y.h / cb.h, y.v / cb.v} {
	case [2]int{1, 1}:
		return image.YCbCrSubsampleRatio444, true
	case [2]int{1, 2}:
		return image.YCbCrSubsampleRatio440, true
	case [2]int{2, 1}:
		return image.YCbCrSubsampleRatio422, true
	case [2]int{2, 2}:
		return image.YCbCrSubsampleRatio420, true
	case [2]int{4, 1}:
		return image.YCbCrSubsampleRatio411, true
	case [2]int{4, 2}:
		return image.YCbCrSubsampleRatio410, true
	}
	return 0, false
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
