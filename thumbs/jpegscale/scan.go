package jpegscale

import (
	"fmt"
	"image"
	"sync"
)

// scan is one pass over some or all components (T.81 B.2.3).
type scan struct {
	d            *decoder
	comps        []scanComponent
	interleaved  bool
	across, down int             // MCUs
	region       image.Rectangle // MCUs to reconstruct
	first, last  int             // zigzag indices of a progressive scan's band
	high, low    int             // successive approximation: the bit before this scan's, and this scan's
}

type scanComponent struct {
	*component
	h, v   int // blocks of it in an MCU of this scan
	dc, ac *huffman
}

// scan decodes the scan whose header is s.
func (d *decoder) scan(s, data []byte) error {
	sc, err := d.scanHeader(s)
	if err != nil {
		return err
	}
	if d.frame.progressive && d.scale.passOver(sc.first, sc.high) {
		return nil
	}
	if err := d.prepare(&sc, s); err != nil {
		return err
	}
	procs := max(d.opt.Procs, 1)
	if d.readers == nil {
		d.readers = make([]bitReader, procs)
	}
	iv := newIntervals(data, d.interval, sc.across*sc.down)
	results := make([]result, min(procs, iv.count))
	var wg sync.WaitGroup
	for i := range results[1:] {
		wg.Go(func() { results[1+i] = sc.run(&d.readers[1+i], iv) })
	}
	results[0] = sc.run(&d.readers[0], iv)
	wg.Wait()
	mcus := 0
	for _, r := range results {
		mcus += r.mcus
		d.damaged = d.damaged || r.broken
	}
	if sc.first == 0 {
		d.rows = max(d.rows, mcus/sc.across)
	}
	return nil
}

func (d *decoder) scanHeader(s []byte) (scan, error) {
	if d.frame.comps == nil || len(s) < 1 || s[0] < 1 || s[0] > 4 || len(s) < 4+2*int(s[0]) {
		return scan{}, fmt.Errorf("%w: scan header of %d bytes", ErrFormat, len(s))
	}
	n := int(s[0])
	sc := scan{d: d, interleaved: n > 1, across: d.frame.mcusX, down: d.frame.mcusY, region: d.frame.regionMCUs(d.opt.Region)}
	for i := range n {
		c := d.frame.component(int(s[1+2*i]))
		if c == nil {
			return scan{}, fmt.Errorf("%w: scan of an unknown component", ErrFormat)
		}
		for _, other := range sc.comps {
			if other.component == c {
				return scan{}, fmt.Errorf("%w: scan of a component twice", ErrFormat)
			}
		}
		sc.comps = append(sc.comps, scanComponent{component: c, h: c.h, v: c.v})
	}
	if !sc.interleaved {
		c := &sc.comps[0]
		sc.region = image.Rect(sc.region.Min.X*c.h, sc.region.Min.Y*c.v, sc.region.Max.X*c.h, sc.region.Max.Y*c.v)
		sc.across, sc.down, c.h, c.v = c.neededX, c.neededY, 1, 1
	}
	if d.frame.progressive {
		b := s[1+2*n:]
		sc.first, sc.last, sc.high, sc.low = int(b[0]), int(b[1]), int(b[2]>>4), int(b[2]&15)
		if sc.first > sc.last || sc.last > 63 || sc.first == 0 && sc.last != 0 || sc.first > 0 && sc.interleaved || sc.low > 13 ||
			sc.high > 0 && sc.high != sc.low+1 {
			return scan{}, fmt.Errorf("%w: progressive scan %v", ErrFormat, b[:3])
		}
	}
	return sc, nil
}

// prepare makes what the scan needs: planes or coefficients, multipliers, Huffman tables.
func (d *decoder) prepare(sc *scan, s []byte) (err error) {
	if !d.started {
		d.frame.allocate(d.opt.Region, d.scale)
		d.started = true
	}
	for i := range sc.comps {
		c := &sc.comps[i]
		if c.quant == nil {
			if d.quant[c.tq] == nil {
				return fmt.Errorf("%w: no quantisation table %d", ErrFormat, c.tq)
			}
			c.quant = newMultipliers(d.quant[c.tq], d.scale.size)
		}
		dc, ac := s[2+2*i]>>4&3, s[2+2*i]&3
		if sc.first == 0 && sc.high == 0 {
			if c.dc, err = latest(&d.dc[dc], &d.dcSpec[dc], highestDC); err != nil {
				return err
			}
		}
		if d.frame.progressive && !c.follows(sc) {
			d.damaged = true
		}
		if sc.first > 0 || !d.frame.progressive {
			if c.ac, err = latest(&d.ac[ac], &d.acSpec[ac], highestAC); err != nil {
				return err
			}
		}
		if !d.frame.progressive && (d.scale.limit < 63 || !d.opt.Region.Empty()) {
			c.ac.prepareSkip()
		}
	}
	return nil
}

// result is what became of some restart intervals.
type result struct {
	mcus   int // MCUs decoded
	broken bool
}

// run decodes restart intervals until there are no more.
func (sc *scan) run(r *bitReader, iv *intervals) (sum result) {
	m := newMCU(sc, r)
	for {
		from, to, data, ok := iv.next()
		if !ok {
			return sum
		}
		r.start(data)
		var got int
		if sc.d.frame.progressive {
			got = sc.progressive(r, from, to)
		} else {
			got = m.sequential(from, to)
		}
		sum.mcus += got
		sum.broken = sum.broken || got < to-from || r.odd
	}
}
