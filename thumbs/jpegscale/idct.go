package jpegscale

import (
	"encoding/binary"
	"math"
)

// Inverse DCTs of 8 × 8 blocks to 8 × 8, 4 × 4 and 2 × 2 samples; the smaller ones use the lowest coefficients only, as
// in libjpeg. Sample values come out shifted by center and clamped to 8 bits.

const center = 128

// fraction is how many bits behind the point the multiplied coefficients for idct8 and idct4 have.
const fraction = 14

// multipliers dequantise a component's coefficients and fold in the constant factors of the inverse DCT after Arai,
// Agui and Nakajima (1988).
type multipliers struct {
	zigzag [80]int64 // for each zigzag index its place in rows and, from bit 8 on, the factor; past 63 as 63
	rows   [64]int32 // the factors in rows of eight
}

// newMultipliers makes them of a DQT segment's table for blocks of size samples a side.
func newMultipliers(table []byte, size int) *multipliers {
	scale := [8]float64{1, 1, 1, 1, 1, 1, 1, 1}
	one := 1.0
	if size >= 4 {
		one = 1 << fraction
		for i := 1; i < 8; i++ {
			scale[i] = math.Sqrt2 * math.Cos(float64(i)*math.Pi/16)
		}
	}
	m := new(multipliers)
	for i, z := range unzig {
		k := min(i, 63)
		q := int(table[1+k])
		if len(table) > 65 {
			q = int(binary.BigEndian.Uint16(table[1+2*k:]))
		}
		m.rows[z] = int32(math.Round(float64(q) * scale[z>>3] * scale[z&7] * one))
		m.zigzag[i] = int64(m.rows[z])<<8 | int64(z)
	}
	return m
}

func clamp(v int) byte {
	if uint(v) > 255 {
		if v < 0 {
			return 0
		}
		return 255
	}
	return byte(v)
}

// flat is the sample of a block that has nothing but its DC coefficient.
func flat(dc int32) byte {
	return clamp((int(dc) + (8*center+4)<<fraction) >> (fraction + 3))
}

// idct1 makes one sample of a coefficient without fraction. It leaves b zero.
func idct1(b *[64]int32, dst []byte, _, _ int) {
	dst[0] = clamp((int(b[0]) + 8*center + 4) >> 3)
	b[0] = 0
}

// idct2 makes 2 × 2 samples of coefficients without fraction. It leaves b zero.
func idct2(b *[64]int32, dst []byte, stride, _ int) {
	s0, s1 := int(b[0]+b[8])+8*center+4, int(b[0]-b[8])+8*center+4
	d0, d1 := int(b[1]+b[9]), int(b[1]-b[9])
	b[0], b[1], b[8], b[9], b[16] = 0, 0, 0, 0, 0 // the last is zigzag index 3
	_ = dst[stride+1]
	dst[0], dst[1] = clamp((s0+d0)>>3), clamp((s0-d0)>>3)
	dst[stride], dst[stride+1] = clamp((s1+d1)>>3), clamp((s1-d1)>>3)
}

// idct4 makes 4 × 4 samples of the 4 × 4 lowest coefficients. It leaves b zero.
func idct4(b *[64]int32, dst []byte, stride, last int) {
	idct4Keep(b, dst, stride, last)
	clear(b[:])
}

// idct4Keep is idct4 that leaves b as it is.
func idct4Keep(b *[64]int32, dst []byte, stride, last int) {
	if last == 0 {
		v := flat(b[0])
		for y := range 4 {
			d := dst[y*stride:][:4:4]
			d[0], d[1], d[2], d[3] = v, v, v, v
		}
		return
	}
	const ( // √2·cos(π/8), √2·cos(3π/8) and 1, over the factors of the multipliers, with 14 bits
		c11, c31 = 15433, 6393
		c2       = 12540
		c33, c13 = 7541, 18205
		one      = 14
	)
	var t [16]int
	for x := range 4 {
		x0, x1, x2, x3 := int(b[x]), int(b[8+x]), int(b[16+x])*c2>>one, int(b[24+x])
		e0, e1 := x0+x2, x0-x2
		o0, o1 := (c11*x1+c33*x3)>>one, (c31*x1-c13*x3)>>one
		t[x], t[4+x], t[8+x], t[12+x] = e0+o0, e1+o1, e1-o1, e0-o0
	}
	for y := range 4 {
		x0, x1, x2, x3 := t[4*y]+(8*center+4)<<fraction, t[4*y+1], t[4*y+2]*c2>>one, t[4*y+3]
		e0, e1 := x0+x2, x0-x2
		o0, o1 := (c11*x1+c33*x3)>>one, (c31*x1-c13*x3)>>one
		d := dst[y*stride:][:4:4]
		d[0], d[1] = clamp((e0+o0)>>(fraction+3)), clamp((e1+o1)>>(fraction+3))
		d[2], d[3] = clamp((e1-o1)>>(fraction+3)), clamp((e0-o0)>>(fraction+3))
	}
}
