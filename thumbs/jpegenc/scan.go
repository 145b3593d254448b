package jpegenc

import "image"

// scan writes the tables, the frame header and the single scan of a baseline picture.
func scan(dst []byte, size image.Point, channels []component, quality int) []byte {
	kinds := min(len(channels), 2) // luma, chroma
	tables := make([]*encoding, kinds)
	for i := range tables {
		tables[i] = newEncoding(i, quality)
		dst = segment(dst, 0xDB, 65)
		dst = append(dst, byte(i))
		dst = append(dst, tables[i].steps[:]...)
	}
	dst = segment(dst, 0xC0, 6+3*len(channels))
	dst = append(dst, 8, byte(size.Y>>8), byte(size.Y), byte(size.X>>8), byte(size.X), byte(len(channels)))
	for i, c := range channels {
		dst = append(dst, byte(i+1), byte(0x11*c.blocks), byte(min(i, 1)))
	}
	for i := range tables {
		for class, code := range annexK(i) {
			dst = segment(dst, 0xC4, 17+len(code.symbols))
			dst = append(dst, byte(class<<4|i))
			dst = append(dst, code.counts[:]...)
			dst = append(dst, code.symbols...)
		}
	}
	dst = segment(dst, 0xDA, 4+2*len(channels))
	dst = append(dst, byte(len(channels)))
	for i := range channels {
		dst = append(dst, byte(i+1), byte(0x11*min(i, 1)))
	}
	dst = append(dst, 0, 63, 0)
	dst = units(dst, channels, tables)
	return append(dst, 0xFF, 0xD9)
}

// units writes the minimum coded units, row by row: four blocks of luma and one of each chroma, or one of grey.
func units(dst []byte, channels []component, tables []*encoding) []byte {
	out := bitWriter{out: dst}
	side := 8 * channels[0].blocks
	dc := make([]int32, len(channels)) // of the block before
	for y := 0; y < channels[0].h; y += side {
		for x := 0; x < channels[0].w; x += side {
			for i := range channels {
				c := &channels[i]
				left, top := x/side*8*c.blocks, y/side*8*c.blocks
				for j := range c.blocks * c.blocks {
					var coefficients [64]int32
					c.transform(&coefficients, left+j%c.blocks*8, top+j/c.blocks*8)
					dc[i] = tables[min(i, 1)].write(&out, &coefficients, dc[i])
				}
			}
		}
	}
	return out.finish()
}

// transform takes the block at x, y; beyond the picture's edges the last column and row are repeated.
func (c *component) transform(coefficients *[64]int32, x, y int) {
	if x+8 <= c.w && y+8 <= c.h {
		forwardDCT(coefficients, c.pix[y*c.stride+x:], c.stride)
		return
	}
	var edge [64]byte
	for row := range 8 {
		line := c.pix[min(y+row, c.h-1)*c.stride:]
		for column := range 8 {
			edge[8*row+column] = line[min(x+column, c.w-1)]
		}
	}
	forwardDCT(coefficients, edge[:], 8)
}
