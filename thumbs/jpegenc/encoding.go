package jpegenc

import "math/bits"

// encoding is how the blocks of one kind of channel, luma or chroma, are quantised and written.
type encoding struct {
	steps      [64]byte  // of the quantiser, in zigzag order
	reciprocal [64]int32 // of the steps and of forwardDCT's factors, with reciprocalBits behind the point
	zero       [64]int32 // the largest coefficients whose level is zero
	dc, ac     [256]code // by symbol
}

const reciprocalBits = 22

func newEncoding(kind, quality int) *encoding {
	percent := 200 - 2*quality
	if quality < 50 {
		percent = 5000 / quality
	}
	e := new(encoding)
	for k, step := range baseSteps(kind) {
		step := min(max((int(step)*percent+50)/100, 1), 255)
		e.steps[k] = byte(step)
		at := zigzag[k]
		factors := float64(step) * scale(int(at>>3)) * scale(int(at&7)) * 8 * (1 << fraction)
		e.reciprocal[k] = int32((1<<reciprocalBits)/factors + 0.5)
		e.zero[k] = (1<<(reciprocalBits-1) - 1) / e.reciprocal[k]
	}
	k := annexK(kind)
	e.dc, e.ac = k[0].codes(), k[1].codes()
	return e
}

// write quantises a block and writes it. previous is the DC of the channel's block before; the result is this one's.
func (e *encoding) write(out *bitWriter, coefficients *[64]int32, previous int32) int32 {
	dc := e.level(coefficients, 0)
	size, low := magnitude(dc - previous)
	out.code(e.dc[size&15], size, low)
	last := 0
	for present := e.present(coefficients) &^ 1; present != 0; present &= present - 1 {
		k := bits.TrailingZeros64(present) & 63
		run := k - last - 1
		for ; run >= 16; run -= 16 {
			out.code(e.ac[0xF0], 0, 0)
		}
		size, low := magnitude(e.level(coefficients, k))
		out.code(e.ac[(uint(run)<<4|size)&255], size, low)
		last = k
	}
	if last != 63 {
		out.code(e.ac[0], 0, 0) // end of block
	}
	return dc
}

// present has a bit for each zigzag index whose level is not zero.
func (e *encoding) present(coefficients *[64]int32) (set uint64) {
	for k := range 64 {
		v, bound := int64(coefficients[zigzag[k]&63]), int64(e.zero[k])
		set = set>>1 | uint64((bound+v)|(bound-v))&(1<<63) // the sign of either
	}
	return set
}

// level rounds the coefficient at a zigzag index to the nearest level, halves away from zero.
func (e *encoding) level(coefficients *[64]int32, k int) int32 {
	v := int64(coefficients[zigzag[k]&63]) * int64(e.reciprocal[k])
	sign := v >> 63
	v = ((v ^ sign) - sign + 1<<(reciprocalBits-1)) >> reciprocalBits
	return int32((v ^ sign) - sign)
}

// magnitude is the number of bits of v, and the bits that are written for it (T.81 F.1.2.1).
func magnitude(v int32) (size uint, low uint64) {
	sign := v >> 31
	size = uint(bits.Len32(uint32((v ^ sign) - sign)))
	return size, uint64(uint32(v+sign)) & (1<<size - 1)
}
