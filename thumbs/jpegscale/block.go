package jpegscale

// sequential decodes one block of a sequential scan into b, which must be zero: coefficients up to zigzag index limit,
// multiplied and in rows. The ones above are passed over. last is the index of the last one kept.
func (r *bitReader) sequential(b *[64]int32, dc, ac *huffman, q *multipliers, pred *int32, limit int) (last int, ok bool) {
	if limit == 63 {
		return r.whole(b, dc, ac, q, pred)
	}
	diff, ok := r.difference(dc)
	if !ok {
		return 0, false
	}
	*pred += diff
	b[0] = *pred * int32(q.zigzag[0]>>8)
	p, pos, acc, n := r.p, r.pos, r.acc, r.n
	k := 1
	for k <= limit {
		if n < 32 {
			pos, acc, n = refill(p, pos, acc, n)
		}
		e := ac.look[acc>>(64-lookBits)]
		if e == 0 {
			if e = ac.long(acc); e == 0 {
				return 0, false
			}
		}
		v := int32(e) >> 16
		if e&inside == 0 {
			if v == 0 {
				acc <<= e & 63
				n -= int(e & 63)
				if e>>6&15 != 15 {
					k = 64
					break
				}
				k += 16
				continue
			}
			v = extend(acc<<(e>>11&31), uint(v))
		}
		acc <<= e & 63
		n -= int(e & 63)
		k += int(e >> 6 & 15)
		if k <= limit {
			z := q.zigzag[k]
			b[z&63] = v * int32(z>>8)
			last = k
		}
		k++
	}
	// Pass over the rest, several symbols at once.
	for k < 64 {
		if n < skipBits {
			pos, acc, n = refill(p, pos, acc, n)
		}
		s := ac.skip[acc>>(64-skipBits)]
		if next := k + int(s>>7); next < 64 {
			acc <<= s & 63
			n -= int(s & 63)
			k = next
			if s&endsBlock != 0 {
				break
			}
			continue
		}
		// One symbol alone: a long one, or among the block's last.
		if n < 32 {
			pos, acc, n = refill(p, pos, acc, n)
		}
		e := ac.look[acc>>(64-lookBits)]
		if e == 0 {
			if e = ac.long(acc); e == 0 {
				return 0, false
			}
		}
		acc <<= e & 63
		n -= int(e & 63)
		if e&inside == 0 && e>>16 == 0 && e>>6&15 != 15 {
			break
		}
		k += int(e>>6&15) + 1
	}
	r.pos, r.acc, r.n = pos, acc, n
	return last, true
}

// whole is sequential that keeps every coefficient (T.81 F.2.2.2). It takes runs past the end of the block and odd ends
// of block as libjpeg does, and notes them.
func (r *bitReader) whole(b *[64]int32, dc, ac *huffman, q *multipliers, pred *int32) (last int, ok bool) {
	diff, ok := r.difference(dc)
	if !ok {
		return 0, false
	}
	*pred += diff
	b[0] = *pred * int32(q.zigzag[0]>>8)
	p, pos, acc, n := r.p, r.pos, r.acc, r.n
	k := 1
	for ; k < 64; k++ {
		if n < 32 {
			pos, acc, n = refill(p, pos, acc, n)
		}
		e := ac.look[acc>>(64-lookBits)]
		if e&inside != 0 {
			acc <<= e & 63
			n -= int(e & 63)
			k += int(e >> 6 & 15)
			z := q.zigzag[k]
			b[z&63] = int32(e) >> 16 * int32(z>>8)
			last = k
			continue
		}
		if e == 0 {
			if e = ac.long(acc); e == 0 {
				return 0, false
			}
		}
		size := uint(e >> 16)
		k += int(e >> 6 & 15)
		if size != 0 {
			z := q.zigzag[k]
			b[z&63] = extend(acc<<(e>>11&31), size) * int32(z>>8)
			last = k
		}
		acc <<= e & 63
		n -= int(e & 63)
		if run := e >> 6 & 15; size == 0 && run != 15 {
			r.odd = r.odd || run != 0
			break
		}
	}
	r.odd = r.odd || k > 64
	r.pos, r.acc, r.n = pos, acc, n
	return last, true
}
