package planar

import "image"

// Orient shows a picture as its EXIF orientation (1 to 8) says; for 1 and for anything else it returns m itself. A
// quarter turn makes 4:4:0 of 4:2:2 and the other way round; 4:1:1 and 4:1:0, which have no counterpart, and sub-images
// that begin inside a chroma sample are made 4:2:0 first.
func Orient[P Picture](m P, orientation int) P {
	bounds := image.Image(m).Bounds()
	if orientation < 2 || orientation > 8 || bounds.Empty() {
		return m
	}
	if r := ratio(m); r == image.YCbCrSubsampleRatio411 || r == image.YCbCrSubsampleRatio410 {
		m = Resize(m, bounds.Dx(), bounds.Dy(), Window{})
	}
	m = aligned(m)
	w, h := bounds.Dx(), bounds.Dy()
	to := ratio(m)
	if orientation > 4 {
		w, h, to = h, w, turned(to)
	}
	out := blank(m, w, h, to)
	for i, src := range planes(m) {
		planes(out)[i].orient(src, orientation)
	}
	resite(out, orientation)
	return out
}

func turned(r image.YCbCrSubsampleRatio) image.YCbCrSubsampleRatio {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return image.YCbCrSubsampleRatio440
	case image.YCbCrSubsampleRatio440:
		return image.YCbCrSubsampleRatio422
	}
	return r
}

// mirrored says whether left and right, and top and bottom, of the result are those of the source the other way round.
func mirrored(orientation int) (x, y bool) {
	switch orientation {
	case 2, 6:
		return true, false
	case 3, 7:
		return true, true
	case 4, 8:
		return false, true
	}
	return false, false
}

// orient copies src so that row 0 and column 0 come where the orientation says (EXIF 2.32, tag 0x0112).
func (p plane) orient(src plane, orientation int) {
	// Where the result's corner lies in src, and the steps in src for each of its columns and rows.
	from, right, down := 0, 1, src.stride
	if orientation > 4 {
		right, down = down, right
	}
	x, y := mirrored(orientation)
	if x {
		from, right = from+(p.w-1)*right, -right
	}
	if y {
		from, down = from+(p.h-1)*down, -down
	}
	for row := range p.h {
		at := from + row*down
		out := p.pix[row*p.stride:][:p.w]
		for i := range out {
			out[i] = src.pix[at]
			at += right
		}
	}
}

// resite repairs the chroma of a mirrored side with an odd number of pixels: its samples now lie across two of the pairs
// that they should stand for.
func resite[P Picture](m P, orientation int) {
	x, y := mirrored(orientation)
	size := image.Image(m).Bounds().Size()
	for _, p := range planes(m) {
		if x && p.fx == 2 && size.X%2 == 1 {
			for row := range p.h {
				mix(p.pix[row*p.stride:][:p.w-1], p.pix[row*p.stride+1:])
			}
		}
		if y && p.fy == 2 && size.Y%2 == 1 {
			for row := range p.h - 1 {
				mix(p.pix[row*p.stride:][:p.w], p.pix[(row+1)*p.stride:])
			}
		}
	}
}

// mix averages what lies in next into line.
func mix(line, next []byte) {
	for i := range line {
		line[i] = byte((int(line[i]) + int(next[i]) + 1) / 2)
	}
}
