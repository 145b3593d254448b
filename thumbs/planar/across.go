package planar

import "encoding/binary"

// across makes the output rows from top on out of a strip, whose first column is input column low.
func (p plane) across(top int, strip []column, low int, f *filter) {
	rows := min(8, p.h-top)
	for x := 0; x < p.w; x += 8 {
		var block [8]uint64
		for i := range min(8, p.w-x) {
			start, weight := f.at(x + i)
			block[i] = dot(strip[start-low:][:len(weight)], weight)
		}
		transpose(&block)
		for i := range rows {
			out := p.pix[(top+i)*p.stride+x:]
			if x+8 <= p.w {
				binary.LittleEndian.PutUint64(out, block[i])
				continue
			}
			for j := range p.w - x {
				out[j] = byte(block[i] >> (8 * j))
			}
		}
	}
}

// dot adds up columns, as many as there are weights.
func dot(in []column, weight []int16) uint64 {
	even, odd := uint64(half), uint64(half)
	i := 0
	for ; i <= len(weight)-4; i += 4 {
		v, w := (*[4]column)(in[i:]), (*[4]int16)(weight[i:])
		k := uint64(w[0])
		even += v[0].even * k
		odd += v[0].odd * k
		k = uint64(w[1])
		even += v[1].even * k
		odd += v[1].odd * k
		k = uint64(w[2])
		even += v[2].even * k
		odd += v[2].odd * k
		k = uint64(w[3])
		even += v[3].even * k
		odd += v[3].odd * k
	}
	for ; i < len(weight); i++ {
		k := uint64(weight[i])
		even += in[i].even * k
		odd += in[i].odd * k
	}
	return settle(even, odd)
}

// column is a strip's samples in one column, in 16-bit lanes.
type column struct {
	even, odd uint64
}

// upend turns eight lines of samples into columns.
func upend(columns []column, lines *[8][]uint64) {
	n := len(lines[0])
	l0, l1, l2, l3 := lines[0], lines[1][:n], lines[2][:n], lines[3][:n]
	l4, l5, l6, l7 := lines[4][:n], lines[5][:n], lines[6][:n], lines[7][:n]
	for x := range l0 {
		block := [8]uint64{l0[x], l1[x], l2[x], l3[x], l4[x], l5[x], l6[x], l7[x]}
		transpose(&block)
		out := (*[8]column)(columns[8*x:])
		for i, v := range block {
			out[i] = column{v & evens, v >> 8 & evens}
		}
	}
}
