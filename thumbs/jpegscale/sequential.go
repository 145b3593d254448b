package jpegscale

// sequential decodes the MCUs of one restart interval of a baseline or extended scan and stores their samples. From
// the first one that is broken on, they are mid-grey. It returns how many came out.
func (m *mcu) sequential(from, to int) (decoded int) {
	sc := m.sc
	// Restart intervals stand for themselves, and what follows the region need not be read either.
	if from >= sc.region.Max.Y*sc.across || to <= sc.region.Min.Y*sc.across {
		return to - from
	}
	m.pred, m.broken = [4]int32{}, false
	x, y := from%sc.across, from/sc.across
	for i := from; i < to; i++ {
		if y == sc.region.Max.Y {
			return decoded + to - i
		}
		m.decode(x, y)
		if !m.broken {
			decoded++
		}
		if x++; x == sc.across {
			x, y = 0, y+1
		}
	}
	return decoded
}

// mcu is a goroutine's state of decoding a sequential scan's MCUs.
type mcu struct {
	sc     *scan
	r      *bitReader
	pred   [4]int32 // DC predictions
	block  [64]int32
	broken bool
}

// decode decodes the MCU in column x and row y.
func (m *mcu) decode(x, y int) {
	s := &m.sc.d.scale
	wanted := x >= m.sc.region.Min.X && x < m.sc.region.Max.X && y >= m.sc.region.Min.Y
	limit := s.limit
	if !wanted {
		limit = 0
	}
	for i := range m.sc.comps {
		c := &m.sc.comps[i]
		p := &c.planes[fullPlane]
		for by := y * c.v; by < (y+1)*c.v; by++ {
			at := 0
			if wanted {
				at = c.offset(s, x*c.h, by)
			}
			for range c.h {
				last := 0
				if !m.broken {
					var ok bool
					last, ok = m.r.sequential(&m.block, c.dc, c.ac, c.quant, &m.pred[i], limit)
					if !ok || m.r.pos > m.r.low && !m.r.more() {
						m.broken, last = true, 0
						clear(m.block[:])
					}
				}
				if !wanted {
					m.block[0] = 0
					continue
				}
				if s.half {
					c.storeHalf(&m.block, at, last)
				}
				s.inverse(&m.block, p.pix[at:], p.stride, last)
				at += s.size
			}
		}
	}
}

// offset returns where in its plane the block in column x and row y of the component begins.
func (c *component) offset(s *scale, x, y int) int {
	return (y-c.region.Min.Y)*s.size*c.planes[fullPlane].stride + (x-c.region.Min.X)*s.size
}

// storeHalf makes the samples at 1/2 of the block whose full samples begin at the offset at.
func (c *component) storeHalf(b *[64]int32, at, last int) {
	full, half := &c.planes[fullPlane], &c.planes[halfPlane]
	y, x := at/full.stride, at%full.stride
	idct4Keep(b, half.pix[y/2*half.stride+x/2:], half.stride, last)
}
