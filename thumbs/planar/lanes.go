package planar

// Samples are worked on four at a time, in the 16-bit lanes of a word. A negative weight is written as its two's
// complement: what a lane borrows from the next one, the next one's own sum sets right again.
const (
	evens  = 0x00ff00ff00ff00ff // every other byte of a word, as four 16-bit lanes
	ones   = 0x0001000100010001
	half   = ones * (unit / 2) // for rounding
	beyond = ones << 15        // set in a lane whose sum is negative or rounds to more than 255
)

// settle turns the sums of eight samples into their values.
func settle(even, odd uint64) uint64 {
	if (even|odd)&beyond == 0 {
		return even>>precision&evens | odd<<(8-precision)&^evens
	}
	return clamp(even, odd)
}

// clamp cuts eight sums to samples. A negative one has borrowed from the lane above, which the bias gives back. It is
// rare, and kept out of the loops.
//
//go:noinline
func clamp(even, odd uint64) (samples uint64) {
	const bias = 96 * unit // Lanczos reaches -0.28 and 1.28 of a sample
	for _, sums := range [2]uint64{odd + bias*ones, even + bias*ones} {
		samples <<= 8
		for lane := 0; lane < 64; lane += 16 {
			v := int(sums>>lane&0xffff)>>precision - bias/unit
			samples |= uint64(min(max(v, 0), 255)) << lane
		}
	}
	return samples
}

// transpose turns eight words of eight bytes about their diagonal: halves, then quarters, then bytes change places.
func transpose(b *[8]uint64) {
	const (
		wide   = 0x00000000ffffffff
		middle = 0x0000ffff0000ffff
	)
	b0, b4 := b[0]&wide|b[4]<<32, b[0]>>32|b[4]&^wide
	b1, b5 := b[1]&wide|b[5]<<32, b[1]>>32|b[5]&^wide
	b2, b6 := b[2]&wide|b[6]<<32, b[2]>>32|b[6]&^wide
	b3, b7 := b[3]&wide|b[7]<<32, b[3]>>32|b[7]&^wide
	b0, b2 = b0&middle|b2&middle<<16, b0>>16&middle|b2&^middle
	b1, b3 = b1&middle|b3&middle<<16, b1>>16&middle|b3&^middle
	b4, b6 = b4&middle|b6&middle<<16, b4>>16&middle|b6&^middle
	b5, b7 = b5&middle|b7&middle<<16, b5>>16&middle|b7&^middle
	b[0], b[1] = b0&evens|b1&evens<<8, b0>>8&evens|b1&^evens
	b[2], b[3] = b2&evens|b3&evens<<8, b2>>8&evens|b3&^evens
	b[4], b[5] = b4&evens|b5&evens<<8, b4>>8&evens|b5&^evens
	b[6], b[7] = b6&evens|b7&evens<<8, b6>>8&evens|b7&^evens
}
