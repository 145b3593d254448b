package jpegscale

import "image"

// plane is a component's samples within its region.
type plane struct {
	pix    []byte
	stride int
}

// Indices of a component's planes; the second is there with Options.Half.
const (
	fullPlane = iota
	halfPlane
)

// allocate makes the planes and coefficients of the frame at its first scan.
func (f *frame) allocate(region image.Rectangle, s scale) {
	for i := range f.comps {
		c := &f.comps[i]
		c.region = f.blocks(i, region)
		samples := c.region.Dx() * c.region.Dy() * s.size * s.size
		c.planes[fullPlane] = plane{make([]byte, samples), c.region.Dx() * s.size}
		if s.half {
			c.planes[halfPlane] = plane{make([]byte, samples/4), c.region.Dx() * s.size / 2}
		}
		if f.progressive {
			n := c.blocksX * c.blocksY
			c.kept = make([]int16, n*s.side*s.side)
			if s.limit > 0 {
				c.set = make([]uint64, n)
			}
		}
	}
}

// memory returns the bytes that allocate makes for the component.
func (c *component) memory(region image.Rectangle, s scale, progressive bool) int64 {
	bytes := int64(region.Dx()) * int64(region.Dy()) * int64(s.size*s.size)
	if s.half {
		bytes += bytes / 4
	}
	if progressive {
		block := 2 * s.side * s.side
		if s.limit > 0 {
			block += 8
		}
		bytes += int64(c.blocksX) * int64(c.blocksY) * int64(block)
	}
	return bytes
}

// fillMissing makes the planes of components mid-grey that no scan was for.
func (d *decoder) fillMissing() {
	for i := range d.frame.comps {
		c := &d.frame.comps[i]
		if c.quant != nil {
			continue
		}
		d.damaged = true
		for _, p := range c.planes {
			for j := range p.pix {
				p.pix[j] = center
			}
		}
	}
}
