package jpegscale

// The one-dimensional inverse DCT of Arai, Agui and Nakajima on eight coefficients that carry its scale factors, in
// halves that the compiler can put in line: with zeros for the upper coefficients it leaves out half of the work. The
// i-th sample is even[i] + odd[i], and the last but i is even[i] - odd[i].

const (
	trigBits = 14
	root2    = 23170 // √2 and the algorithm's other constants, with trigBits behind the point
	trig1    = 17734 // 1.082392200
	trig2    = 30274 // 1.847759065
	trig3    = 42813 // 2.613125930
)

func even(x0, x2, x4, x6 int) (e0, e1, e2, e3 int) {
	a0, a1 := x0+x4, x0-x4
	a3 := x2 + x6
	a2 := (x2-x6)*root2>>trigBits - a3
	return a0 + a3, a1 + a2, a1 - a2, a0 - a3
}

func odd(x1, x3, x5, x7 int) (o0, o1, o2, o3 int) {
	z10, z11, z12 := x5-x3, x1+x7, x1-x7
	z13 := x5 + x3
	z5 := (z10 + z12) * trig2
	o0 = z11 + z13
	o1 = (z5-z10*trig3)>>trigBits - o0
	o2 = (z11-z13)*root2>>trigBits - o1
	return o0, o1, o2, (z5-z12*trig1)>>trigBits - o2
}
