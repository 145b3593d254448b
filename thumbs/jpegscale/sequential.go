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
	m.place(x, y)
	for i := from; i < to; i++ {
		if y == sc.region.Max.Y {
			return decoded + to - i
		}
		m.decode(x >= sc.region.Min.X && x < sc.region.Max.X && y >= sc.region.Min.Y)
		if !m.broken {
			decoded++
		}
		if x++; x == sc.across {
			x, y = 0, y+1
			m.place(x, y)
		}
	}
	return decoded
}

// mcu is a goroutine's state of decoding a sequential scan's MCUs.
type mcu struct {
	sc     *scan
	r      *bitReader
	pred   [4]int32 // DC predictions
	blocks []mcuBlock
	block  [64]int32
	broken bool
}

// mcuBlock is one block of each MCU.
type mcuBlock struct {
	*scanComponent
	pred *int32
	x, y int // among the component's blocks in the MCU
	at   int // where in its plane the block of the next MCU begins
}

func newMCU(sc *scan, r *bitReader) *mcu {
	m := &mcu{sc: sc, r: r}
	for i := range sc.comps {
		c := &sc.comps[i]
		for j := range c.h * c.v {
			m.blocks = append(m.blocks, mcuBlock{scanComponent: c, pred: &m.pred[i], x: j % c.h, y: j / c.h})
		}
	}
	return m
}

// place makes the MCU in column x and row y the next one.
func (m *mcu) place(x, y int) {
	for i := range m.blocks {
		b := &m.blocks[i]
		b.at = b.offset(&m.sc.d.scale, x*b.h+b.x, y*b.v+b.y)
	}
}

// decode decodes the next MCU and, if it is wanted, makes its samples.
func (m *mcu) decode(wanted bool) {
	s := &m.sc.d.scale
	limit := s.limit
	if !wanted {
		limit = 0
	}
	for i := range m.blocks {
		b := &m.blocks[i]
		last := 0
		if !m.broken {
			var ok bool
			last, ok = m.r.sequential(&m.block, b.dc, b.ac, b.quant, b.pred, limit)
			if !ok || m.r.pos > m.r.low && !m.r.more() {
				m.broken, last = true, 0
				clear(m.block[:])
			}
		}
		if wanted {
			if s.half {
				b.storeHalf(&m.block, b.at, last)
			}
			p := &b.planes[fullPlane]
			s.inverse(&m.block, p.pix[b.at:], p.stride, last)
		} else {
			m.block[0] = 0
		}
		b.at += b.h * s.size
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
