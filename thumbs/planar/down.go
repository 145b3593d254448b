package planar

import "encoding/binary"

// down is the vertical pass. It keeps as many input rows as the filter has taps, each spread once over 16-bit lanes, so
// that one multiplication weighs four samples.
type down struct {
	src   plane
	low   int      // the first column that is wanted
	wide  int      // of a spread row, in words of four samples
	ring  []uint64 // row y of src is spread at y % taps
	next  int      // the first row that is not in ring
	sums  []uint64
	lines [8][]uint64 // output rows, eight samples to a word
}

func newDown(src plane, low, high, taps int) *down {
	n := (high - low + 7) / 8
	d := &down{src: src, low: low, wide: 2 * n, ring: make([]uint64, 2*n*taps), sums: make([]uint64, 2*n)}
	for i := range d.lines {
		d.lines[i] = make([]uint64, n)
	}
	return d
}

// blend makes output row i. Rows are asked for in order.
func (d *down) blend(line []uint64, f *filter, i int) {
	start, weight := f.at(i)
	for d.next = max(d.next, start); d.next < start+len(weight); d.next++ {
		d.spread(d.next, len(weight))
	}
	for j := range d.sums {
		d.sums[j] = half
	}
	row := func(j int) []uint64 {
		at := (start + j) % len(weight) * d.wide
		return d.ring[at : at+d.wide]
	}
	j := 0
	for ; j+4 <= len(weight); j += 4 {
		addFour(d.sums, row(j), row(j+1), row(j+2), row(j+3), [4]int16(weight[j:]))
	}
	for ; j < len(weight); j++ {
		addOne(d.sums, row(j), weight[j])
	}
	sums := d.sums[:2*len(line)]
	for x := range line {
		line[x] = settle(sums[2*x], sums[2*x+1])
	}
}

// spread takes row y of the source apart: of each eight samples first the even, then the odd ones.
func (d *down) spread(y, taps int) {
	row := d.src.pix[y*d.src.stride:][:d.src.w][d.low:]
	out := d.ring[y%taps*d.wide:][:d.wide]
	whole := min(len(row)/8, len(out)/2)
	for i := range whole {
		v := binary.LittleEndian.Uint64(row[8*i:])
		out[2*i], out[2*i+1] = v&evens, v>>8&evens
	}
	if 2*whole < len(out) {
		var last [8]byte
		copy(last[:], row[8*whole:])
		v := binary.LittleEndian.Uint64(last[:])
		out[2*whole], out[2*whole+1] = v&evens, v>>8&evens
	}
}

// addFour adds four weighted rows to sums, which have to be loaded and stored only once for them.
func addFour(sums, r0, r1, r2, r3 []uint64, weight [4]int16) {
	k0, k1, k2, k3 := uint64(weight[0]), uint64(weight[1]), uint64(weight[2]), uint64(weight[3])
	r0, r1, r2, r3 = r0[:len(sums)], r1[:len(sums)], r2[:len(sums)], r3[:len(sums)]
	for i := range sums {
		sums[i] += r0[i]*k0 + r1[i]*k1 + r2[i]*k2 + r3[i]*k3
	}
}

// addOne adds a weighted row to sums.
func addOne(sums, row []uint64, weight int16) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += row[i] * uint64(weight)
	}
}
