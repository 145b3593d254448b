package jpegenc

const fraction = 3 // bits behind the point of forwardDCT's results

// forwardDCT is the forward DCT of Arai, Agui and Nakajima for the 8 × 8 samples at the beginning of pix. Coefficient
// u, v comes out 8 · scale(u) · scale(v) times too large, besides its fraction, which quantising takes out again.
func forwardDCT(b *[64]int32, pix []byte, stride int) {
	for y := range 8 {
		s := pix[y*stride:][:8:8]
		x0, x7 := int32(s[0])+int32(s[7]), int32(s[0])-int32(s[7])
		x1, x6 := int32(s[1])+int32(s[6]), int32(s[1])-int32(s[6])
		x2, x5 := int32(s[2])+int32(s[5]), int32(s[2])-int32(s[5])
		x3, x4 := int32(s[3])+int32(s[4]), int32(s[3])-int32(s[4])
		e0, e3, e1, e2 := x0+x3, x0-x3, x1+x2, x1-x2
		z1 := (e2 + e3) * c4 >> (trig - fraction)
		o := b[8*y : 8*y+8 : 8*y+8]
		o[0], o[4] = (e0+e1-8*128)<<fraction, (e0-e1)<<fraction
		o[2], o[6] = e3<<fraction+z1, e3<<fraction-z1
		o4, o5, o6 := x4+x5, x5+x6, x6+x7
		z5 := (o4 - o6) * c6
		z2, z4 := (o4*c2m6+z5)>>(trig-fraction), (o6*c2p6+z5)>>(trig-fraction)
		z3 := o5 * c4 >> (trig - fraction)
		z11, z13 := x7<<fraction+z3, x7<<fraction-z3
		o[5], o[3], o[1], o[7] = z13+z2, z13-z2, z11+z4, z11-z4
	}
	for x := range 8 {
		x0, x7 := int(b[x]+b[56+x]), int(b[x]-b[56+x])
		x1, x6 := int(b[8+x]+b[48+x]), int(b[8+x]-b[48+x])
		x2, x5 := int(b[16+x]+b[40+x]), int(b[16+x]-b[40+x])
		x3, x4 := int(b[24+x]+b[32+x]), int(b[24+x]-b[32+x])
		e0, e3, e1, e2 := x0+x3, x0-x3, x1+x2, x1-x2
		z1 := (e2 + e3) * c4 >> trig
		b[x], b[32+x] = int32(e0+e1), int32(e0-e1)
		b[16+x], b[48+x] = int32(e3+z1), int32(e3-z1)
		o4, o5, o6 := x4+x5, x5+x6, x6+x7
		z5 := (o4 - o6) * c6
		z2, z4 := (o4*c2m6+z5)>>trig, (o6*c2p6+z5)>>trig
		z3 := o5 * c4 >> trig
		z11, z13 := x7+z3, x7-z3
		b[40+x], b[24+x], b[8+x], b[56+x] = int32(z13+z2), int32(z13-z2), int32(z11+z4), int32(z11-z4)
	}
}

// Cosines of k·π/16, with trig bits behind the point.
const (
	trig = 14
	c4   = 11585
	c6   = 6270
	c2m6 = 8867  // cos 2 - cos 6
	c2p6 = 21407 // cos 2 + cos 6
)

// scale is by how much forwardDCT's eight outputs of a line are too large, over a factor of √8 that all have.
func scale(i int) float64 {
	return [8]float64{1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379}[i]
}
