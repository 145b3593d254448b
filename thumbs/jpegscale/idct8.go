package jpegscale

import "encoding/binary"

// idct8 is the inverse DCT of Arai, Agui and Nakajima on a whole block of multiplied coefficients. It leaves b zero.
func idct8(b *[64]int32, dst []byte, stride, last int) {
	if last == 0 {
		v := uint64(flat(b[0])) * 0x0101010101010101
		b[0] = 0
		for y := range 8 {
			binary.LittleEndian.PutUint64(dst[y*stride:], v)
		}
		return
	}
	// Columns first, stored transposed, so that the second pass ends with whole rows of samples.
	var t [64]int
	columns := 8
	if last < 10 { // only the first four rows and columns can be set
		columns = 4
	}
	for x := range columns {
		o := t[8*x : 8*x+8 : 8*x+8]
		x0, x1, x2, x3 := int(b[x]), int(b[8+x]), int(b[16+x]), int(b[24+x])
		x4, x5, x6, x7 := int(b[32+x]), int(b[40+x]), int(b[48+x]), int(b[56+x])
		if x == 0 {
			x0 += (8*center + 4) << fraction
		}
		if x4|x5|x6|x7 == 0 {
			if x1|x2|x3 == 0 {
				o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7] = x0, x0, x0, x0, x0, x0, x0, x0
				continue
			}
			e0, e1, e2, e3 := even(x0, x2, 0, 0)
			o0, o1, o2, o3 := odd(x1, x3, 0, 0)
			o[0], o[1], o[2], o[3] = e0+o0, e1+o1, e2+o2, e3+o3
			o[4], o[5], o[6], o[7] = e3-o3, e2-o2, e1-o1, e0-o0
			continue
		}
		e0, e1, e2, e3 := even(x0, x2, x4, x6)
		o0, o1, o2, o3 := odd(x1, x3, x5, x7)
		o[0], o[1], o[2], o[3] = e0+o0, e1+o1, e2+o2, e3+o3
		o[4], o[5], o[6], o[7] = e3-o3, e2-o2, e1-o1, e0-o0
	}
	clear(b[:])
	for y := range 8 {
		var e0, e1, e2, e3, o0, o1, o2, o3 int
		if columns == 4 {
			e0, e1, e2, e3 = even(t[y], t[16+y], 0, 0)
			o0, o1, o2, o3 = odd(t[8+y], t[24+y], 0, 0)
		} else {
			e0, e1, e2, e3 = even(t[y], t[16+y], t[32+y], t[48+y])
			o0, o1, o2, o3 = odd(t[8+y], t[24+y], t[40+y], t[56+y])
		}
		const s = fraction + 3
		p0, p1, p2, p3 := (e0+o0)>>s, (e1+o1)>>s, (e2+o2)>>s, (e3+o3)>>s
		p4, p5, p6, p7 := (e3-o3)>>s, (e2-o2)>>s, (e1-o1)>>s, (e0-o0)>>s
		if uint(p0|p1|p2|p3|p4|p5|p6|p7) > 255 { // rare: something to clamp
			p0, p1, p2, p3 = int(clamp(p0)), int(clamp(p1)), int(clamp(p2)), int(clamp(p3))
			p4, p5, p6, p7 = int(clamp(p4)), int(clamp(p5)), int(clamp(p6)), int(clamp(p7))
		}
		binary.LittleEndian.PutUint64(dst[y*stride:], uint64(p0|p1<<8|p2<<16|p3<<24|p4<<32|p5<<40|p6<<48|p7<<56))
	}
}
