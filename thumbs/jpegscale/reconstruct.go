package jpegscale

import (
	"math/bits"
	"sync"
)

// reconstruct does the inverse DCT of a progressive file's coefficients, rows of blocks side by side.
func (d *decoder) reconstruct() {
	procs := max(d.opt.Procs, 1)
	var wg sync.WaitGroup
	for p := range procs - 1 {
		wg.Go(func() { d.reconstructShare(p+1, procs) })
	}
	d.reconstructShare(0, procs)
	wg.Wait()
}

func (d *decoder) reconstructShare(share, of int) {
	var b [64]int32
	for i := range d.frame.comps {
		c := &d.frame.comps[i]
		if c.quant == nil {
			continue
		}
		top, rows := c.region.Min.Y, c.region.Dy()
		for y := top + rows*share/of; y < top+rows*(share+1)/of; y++ {
			p, at := &c.planes[fullPlane], c.offset(&d.scale, c.region.Min.X, y)
			for x := c.region.Min.X; x < c.region.Max.X; x++ {
				last := c.load(&d.scale, &b, x, y)
				if d.scale.half {
					c.storeHalf(&b, at, last)
				}
				d.scale.inverse(&b, p.pix[at:], p.stride, last)
				at += d.scale.size
			}
		}
	}
}

// load multiplies the coefficients of a block into b, which must be zero. last is the zigzag index of the last one.
func (c *component) load(s *scale, b *[64]int32, x, y int) (last int) {
	at, n := y*c.blocksX+x, s.side*s.side
	kept := c.kept[at*n:][:n]
	b[0] = int32(kept[0]) * c.quant.rows[0]
	if c.set == nil || c.set[at] == 0 {
		return 0
	}
	middle := int32(0) // of what the bits could be that are left out
	if s.first {
		middle = 1 << c.lacking[1] >> 1
	}
	for i := 1; i < n; i++ {
		if kept[i] == 0 {
			continue
		}
		v := int32(kept[i])
		v += (v>>31 | 1) * middle
		z := i/s.side*8 + i%s.side
		b[z&63] = v * c.quant.rows[z&63]
	}
	return bits.Len64(c.set[at]) - 1
}
