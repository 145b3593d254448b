package planar

import "math"

const (
	precision = 7              // bits of a weight: with a sample's 8 it leaves a 16-bit lane one for the sign
	unit      = 1 << precision // what the weights of a sample add up to
	support   = 3              // of the kernel, in samples of the coarser side
)

// filter holds, for each output sample, as many weights as taps says, for consecutive input samples from start on.
type filter struct {
	taps   int
	start  []int32
	weight []int16
}

// at returns the first input sample and the weights of output sample i.
func (f *filter) at(i int) (start int, weight []int16) {
	return int(f.start[i]), f.weight[i*f.taps:][:f.taps]
}

// newFilter lays n output samples over the input span [from, from+n*scale) of a line of length samples; past its ends
// the first and the last one are repeated. Shrinking widens the kernel, so that nothing aliases.
func newFilter(n, length int, from, scale float64) filter {
	stretch := max(scale, 1)
	reach := support * stretch
	taps := int(2*reach) + 1
	if taps%4 > 1 {
		taps = (taps + 3) &^ 3 // four at once cost less than two or three one by one
	}
	taps = min(taps, length)
	f := filter{taps: taps, start: make([]int32, n), weight: make([]int16, n*taps)}
	line := make([]float64, taps)
	for i := range n {
		centre := from + (float64(i)+0.5)*scale - 0.5
		first, last := int(math.Ceil(centre-reach)), int(math.Floor(centre+reach))
		start := min(max(first, 0), length-taps)
		clear(line)
		sum := 0.0
		for at := first; at <= last; at++ {
			k := lanczos((float64(at) - centre) / stretch)
			line[min(max(at-start, 0), taps-1)] += k
			sum += k
		}
		f.start[i] = int32(start)
		quantise(f.weight[i*taps:][:taps], line, unit/sum)
	}
	return f
}

// quantise rounds the weights and carries each one's error on to the next, so that they still add up to unit and an even
// surface stays what it is.
func quantise(weight []int16, line []float64, factor float64) {
	carry := 0.0
	for i, v := range line {
		if v == 0 {
			continue // keeps what the kernel does not reach at nothing
		}
		exact := v*factor + carry
		rounded := math.Round(exact)
		carry = exact - rounded
		weight[i] = int16(rounded)
	}
}

// lanczos is Lanczos's kernel with three lobes: sinc(x) sinc(x/3).
func lanczos(x float64) float64 {
	x = math.Abs(x) * math.Pi
	switch {
	case x < 1e-9:
		return 1
	case x >= support*math.Pi:
		return 0
	}
	s := math.Sin(x / support)
	return support * s * (3*s - 4*s*s*s) / (x * x) // sin 3a = 3 sin a - 4 sin³ a
}
