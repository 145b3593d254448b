package planar

// tooMany is the factor of shrinking from which on the weights would be too small for their seven bits.
const tooMany = 8

// coarse averages blocks of samples first where much is to be shrunk, and says where the part that was wanted then lies
// in the result. What is left for the kernel is a factor of four or a little more.
func (p plane) coarse(x, y, scaleX, scaleY float64) (src plane, left, top, restX, restY float64) {
	kx, ky := block(scaleX), block(scaleY)
	if kx == 1 && ky == 1 {
		return p, x, y, scaleX, scaleY
	}
	dst := plane{w: (p.w + kx - 1) / kx, h: (p.h + ky - 1) / ky}
	dst.stride = dst.w
	dst.pix = make([]byte, dst.w*dst.h)
	sums := make([]int, dst.w)
	for row := range dst.h {
		clear(sums)
		height := min(ky, p.h-row*ky)
		for i := range height {
			p.gather(sums, row*ky+i, kx)
		}
		for column, sum := range sums {
			n := height * min(kx, p.w-column*kx)
			dst.pix[row*dst.stride+column] = byte((sum + n/2) / n)
		}
	}
	fx, fy := float64(kx), float64(ky)
	return dst, x / fx, y / fy, scaleX / fx, scaleY / fy
}

func block(scale float64) int {
	if scale < tooMany {
		return 1
	}
	return int(scale / 4)
}

// gather adds up every k samples of a row.
func (p plane) gather(sums []int, row, k int) {
	line := p.pix[row*p.stride:][:p.w]
	for i := range sums {
		sum := 0
		for _, v := range line[i*k : min((i+1)*k, p.w)] {
			sum += int(v)
		}
		sums[i] += sum
	}
}
