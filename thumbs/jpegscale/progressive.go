package jpegscale

import "math/bits"

// begin decodes a block's coefficients of the band for the first time (T.81 G.1.2.2).
func (b *band) begin(r *bitReader, kept []int16, set *uint64) bool {
	if b.ended > 0 {
		b.ended--
		return true
	}
	p, pos, acc, n := r.p, r.pos, r.acc, r.n
	found := *set
	for k := b.first; k <= b.last; k++ {
		if n < 32 {
			pos, acc, n = refill(p, pos, acc, n)
		}
		e := b.ac.look[acc>>(64-lookBits)]
		if e == 0 {
			if e = b.ac.long(acc); e == 0 {
				return false
			}
		}
		run, v := int(e>>6&15), int32(e)>>16
		if e&inside == 0 {
			if v == 0 {
				acc <<= e & 63
				n -= int(e & 63)
				if run == 15 {
					k += 15
					continue
				}
				b.ended = 1<<run - 1 + int(acc>>1>>(63-run))
				acc <<= run
				n -= run
				break
			}
			v = extend(acc<<(e>>11&31), uint(v))
		}
		acc <<= e & 63
		n -= int(e & 63)
		if k += run; k > b.last {
			return false
		}
		found |= 1 << k
		if s := int(b.slots[k]); s < len(kept) {
			kept[s] = int16(v << b.low)
		}
	}
	*set = found
	r.pos, r.acc, r.n = pos, acc, n
	return true
}

// refine adds one bit to the coefficients that earlier scans began, and begins others (T.81 G.1.2.3).
func (b *band) refine(r *bitReader, kept []int16, set *uint64) bool {
	p, pos, acc, n := r.p, r.pos, r.acc, r.n
	found := *set
	for k := b.first; k <= b.last; {
		place, v := b.last+1, int16(0) // where the next coefficient begins, and its value
		if b.ended == 0 {
			if n < 32 {
				pos, acc, n = refill(p, pos, acc, n)
			}
			e := b.ac.look[acc>>(64-lookBits)]
			if e == 0 {
				if e = b.ac.long(acc); e == 0 {
					return false
				}
			}
			run, value := uint(e>>6&15), int32(e)>>16
			if e&inside == 0 && value == 1 {
				value = extend(acc<<(e>>11&31), 1)
			}
			acc <<= e & 63
			n -= int(e & 63)
			switch {
			case value == 1:
				v = b.one
			case value == -1:
				v = -b.one
			case value != 0:
				return false
			}
			if v != 0 || run == 15 {
				place = k + nthZero(found>>k, run)
			} else {
				b.ended = 1<<run + int(acc>>1>>(63-run))
				acc <<= run
				n -= int(run)
			}
		}
		place = min(place, b.last+1)
		// Each coefficient on the way that is not zero has a bit.
		for known := found >> k << k & (1<<place - 1); known != 0; known &= known - 1 {
			if n == 0 {
				pos, acc, n = refill(p, pos, acc, n)
			}
			if s := int(b.slots[bits.TrailingZeros64(known)&63]); int64(acc) < 0 && s < len(kept) && kept[s]&b.one == 0 {
				kept[s] += (kept[s]>>15 | 1) * b.one
			}
			acc <<= 1
			n--
		}
		if v != 0 {
			if place > b.last {
				return false
			}
			found |= 1 << place
			if s := int(b.slots[place]); s < len(kept) {
				kept[s] = v
			}
		}
		k = place + 1
	}
	if b.ended > 0 {
		b.ended--
	}
	*set = found
	r.pos, r.acc, r.n = pos, acc, n
	return true
}

// nthZero returns where the zero stands in set that has n zeros before it, or 64.
func nthZero(set uint64, n uint) int {
	zeros := ^set
	for range n {
		zeros &= zeros - 1
	}
	return bits.TrailingZeros64(zeros)
}
