package jpegscale

// coefficients are what the scans of a progressive file have said of a component so far.
type coefficients struct {
	kept []int16 // for each block side × side, in rows
	// set has a bit for each zigzag index whose coefficient is not zero, kept or not: refinement scans hold a bit for
	// each of these. It is nil when no AC scan is read.
	set     []uint64
	lacking [64]uint8 // bits that the coefficient at each zigzag index still lacks after the scans so far
}

// follows notes what a scan brings and reports whether it goes on where the earlier ones ended (T.81 G.1.1.1.2). No
// encoder writes another order, which libjpeg warns of and decoders make different pictures of.
func (c *coefficients) follows(sc *scan) bool {
	ok := true
	for k := sc.first; k <= sc.last; k++ {
		ok = ok && sc.high == int(c.lacking[k])
		c.lacking[k] = uint8(sc.low)
	}
	return ok
}

// progressive decodes the MCUs of one restart interval of a progressive scan. It returns how many came out.
func (sc *scan) progressive(r *bitReader, from, to int) (decoded int) {
	if sc.first > 0 {
		return sc.ac(r, from, to)
	}
	side := sc.d.scale.side
	var pred [4]int32
	x, y := from%sc.across, from/sc.across
	for i := from; i < to; i++ {
		for ci := range sc.comps {
			c := &sc.comps[ci]
			for by := y * c.v; by < (y+1)*c.v; by++ {
				for bx := x * c.h; bx < (x+1)*c.h; bx++ {
					if !sc.dc(r, c, &c.kept[(by*c.blocksX+bx)*side*side], &pred[ci]) {
						return i - from
					}
				}
			}
		}
		if x++; x == sc.across {
			x, y = 0, y+1
		}
	}
	return to - from
}

// dc decodes a DC coefficient or refines it by a bit (T.81 G.1.2.1).
func (sc *scan) dc(r *bitReader, c *scanComponent, coef *int16, pred *int32) bool {
	if sc.high > 0 {
		if r.bit() {
			*coef |= 1 << sc.low
		}
	} else {
		diff, ok := r.difference(c.dc)
		if !ok {
			return false
		}
		*pred += diff
		*coef = int16(*pred << sc.low)
	}
	return r.pos <= r.low || r.more()
}

// ac decodes the AC coefficients of one component's blocks.
func (sc *scan) ac(r *bitReader, from, to int) (decoded int) {
	c := &sc.comps[0]
	b := band{
		first: sc.first, last: sc.last, one: 1 << sc.low, low: uint(sc.low), ac: c.ac, slots: sc.d.scale.slots(),
	}
	n := sc.d.scale.side * sc.d.scale.side
	x, at := from%sc.across, from/sc.across*c.blocksX+from%sc.across
	for i := from; i < to; i++ {
		kept, set := c.kept[at*n:][:n], &c.set[at]
		var ok bool
		if sc.high == 0 {
			ok = b.begin(r, kept, set)
		} else {
			ok = b.refine(r, kept, set)
		}
		if !ok || r.pos > r.low && !r.more() {
			return i - from
		}
		at++
		if x++; x == sc.across {
			x, at = 0, at+c.blocksX-sc.across
		}
	}
	r.odd = b.ended > 0 // a run of blocks goes on behind the last
	return to - from
}

// band is the state of a scan of some AC coefficients.
type band struct {
	first, last int
	one         int16 // what a set bit is worth
	low         uint
	ac          *huffman
	slots       [64]uint8
	ended       int // following blocks that have nothing more (T.81 G.1.2.2, EOBRUN)
}
