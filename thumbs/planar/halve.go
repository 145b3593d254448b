package planar

import (
	"encoding/binary"
	"image"
)

// Halve averages each 2 × 2 pixels into one and keeps the subsampling; an odd last row or column counts twice. A
// sub-image that begins inside a chroma sample is made 4:2:0 first.
func Halve[P Picture](m P) P {
	bounds := image.Image(m).Bounds()
	m = aligned(m)
	out := blank(m, (bounds.Dx()+1)/2, (bounds.Dy()+1)/2, ratio(m))
	if bounds.Empty() {
		return out
	}
	for i, src := range planes(m) {
		planes(out)[i].average(src)
	}
	return out
}

// aligned returns m itself, unless its corner lies inside a chroma sample.
func aligned[P Picture](m P) P {
	bounds := image.Image(m).Bounds()
	if bounds.Empty() {
		return m
	}
	if last := planes(m); last[len(last)-1].x != 0 || last[len(last)-1].y != 0 {
		return Resize(m, bounds.Dx(), bounds.Dy(), Window{})
	}
	return m
}

func ratio[P Picture](m P) image.YCbCrSubsampleRatio {
	if m, ok := any(m).(*image.YCbCr); ok {
		return m.SubsampleRatio
	}
	return image.YCbCrSubsampleRatio444
}

func (p plane) average(src plane) {
	for y := range p.h {
		upper := src.pix[2*y*src.stride:]
		lower := src.pix[min(2*y+1, src.h-1)*src.stride:]
		out := p.pix[y*p.stride:][:p.w]
		x := 0
		for ; 2*x+8 <= src.w; x += 4 {
			a, b := binary.LittleEndian.Uint64(upper[2*x:]), binary.LittleEndian.Uint64(lower[2*x:])
			sum := a&evens + a>>8&evens + b&evens + b>>8&evens + 2*ones
			sum = sum >> 2 & evens
			sum |= sum >> 8
			binary.LittleEndian.PutUint32(out[x:], uint32(sum&0xffff|sum>>16&0xffff0000))
		}
		for ; x < p.w; x++ {
			left, right := 2*x, min(2*x+1, src.w-1)
			sum := int(upper[left]) + int(upper[right]) + int(lower[left]) + int(lower[right])
			out[x] = byte((sum + 2) / 4)
		}
	}
}
