package thumbs

import (
	"image"
	"image/color"
	"image/draw"
)

// flatten returns img as planes, grey or opaque NRGBA, the types that everything behind is safe and fast with; what is
// transparent becomes white. A palette must never reach the resizer: an index beyond its end would panic in a goroutine
// there and end the process. The memory of img is used again where its samples are large enough.
func flatten(img image.Image) image.Image {
	switch img := img.(type) {
	case *image.YCbCr, *image.Gray:
		return img
	case *image.Gray16:
		pack(img.Pix, 2, func(in, out []byte) { out[0] = in[0] })
		return &image.Gray{Pix: img.Pix, Stride: img.Stride / 2, Rect: img.Rect}
	case *image.NRGBA:
		if !img.Opaque() {
			pack(img.Pix, 4, func(in, out []byte) { blend(out, in[0], in[1], in[2], in[3]) })
		}
		return img
	case *image.NRGBA64:
		pack(img.Pix, 8, func(in, out []byte) { blend(out, in[0], in[2], in[4], in[6]) })
		return &image.NRGBA{Pix: img.Pix, Stride: img.Stride / 2, Rect: img.Rect}
	case *image.RGBA:
		if img.Opaque() {
			return &image.NRGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
		}
	case *image.RGBA64:
		if img.Opaque() {
			pack(img.Pix, 8, func(in, out []byte) { out[0], out[1], out[2], out[3] = in[0], in[2], in[4], 255 })
			return &image.NRGBA{Pix: img.Pix, Stride: img.Stride / 2, Rect: img.Rect}
		}
	case *image.CMYK:
		pack(img.Pix, 4, func(in, out []byte) {
			out[0], out[1], out[2] = color.CMYKToRGB(in[0], in[1], in[2], in[3])
			out[3] = 255
		})
		return &image.NRGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
	}
	return onWhite(img, img.Bounds())
}

// pack rewrites pix from its beginning. Each call of sample gets the next size bytes and where its result goes, which is
// never behind them: as many bytes as a pixel of the result has.
func pack(pix []byte, size int, sample func(in, out []byte)) {
	result := 4
	if size == 2 {
		result = 1
	}
	for in, out := pix, pix; len(in) >= size; in, out = in[size:], out[result:] {
		sample(in[:size], out[:result])
	}
}

// blend puts a colour with alpha on white.
func blend(out []byte, r, g, b, a byte) {
	over := func(c byte) byte { return byte((int(c)*int(a) + 255*(255-int(a)) + 127) / 255) }
	out[0], out[1], out[2], out[3] = over(r), over(g), over(b), 255
}

// onWhite draws img at its place on a white ground.
func onWhite(img image.Image, ground image.Rectangle) *image.NRGBA {
	flat := image.NewRGBA(ground)
	draw.Draw(flat, ground, image.White, image.Point{}, draw.Src)
	draw.Draw(flat, img.Bounds(), img, img.Bounds().Min, draw.Over)
	return &image.NRGBA{Pix: flat.Pix, Stride: flat.Stride, Rect: flat.Rect} // opaque: the same bytes
}

// fullRange stretches the planes of a lossy WebP in place: VP8 keeps luma in 16..235 and chroma in 16..240 (BT.601),
// while Go's types take all 256 levels, as JPEG does.
func fullRange(img image.Image) {
	planes, lossy := img.(*image.YCbCr)
	if transparent, ok := img.(*image.NYCbCrA); ok {
		planes, lossy = &transparent.YCbCr, true
	}
	if !lossy {
		return
	}
	stretch := func(plane []byte, middle, levels int) {
		var table [256]byte
		for v := range table {
			table[v] = byte(min(max(((v-middle)*255+levels/2)/levels+(middle-16)*128/112, 0), 255))
		}
		for i, v := range plane {
			plane[i] = table[v]
		}
	}
	stretch(planes.Y, 16, 219)
	stretch(planes.Cb, 128, 224)
	stretch(planes.Cr, 128, 224)
}

// subsampled turns an opaque picture into 4:2:0 planes as JPEG has them (JFIF 1.02): each chroma sample is the mean of
// the 2 × 2 pixels around it.
func subsampled(img *image.NRGBA) *image.YCbCr {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for y := 0; y < h; y += 2 {
		upper, lower := img.Pix[y*img.Stride:][:4*w], img.Pix[min(y+1, h-1)*img.Stride:][:4*w]
		lumaRow(out.Y[y*out.YStride:][:w], upper)
		if y+1 < h {
			lumaRow(out.Y[(y+1)*out.YStride:][:w], lower)
		}
		c := y / 2 * out.CStride
		for x := 0; x < w; x += 2 {
			left, right := 4*x, 4*min(x+1, w-1)
			mean := func(i int) byte {
				return byte((int(upper[left+i]) + int(upper[right+i]) + int(lower[left+i]) + int(lower[right+i]) + 2) / 4)
			}
			_, out.Cb[c+x/2], out.Cr[c+x/2] = color.RGBToYCbCr(mean(0), mean(1), mean(2))
		}
	}
	return out
}

// lumaRow fills a row of Y with RGBToYCbCr's rounding.
func lumaRow(out, rgba []byte) {
	for x := range out {
		p := rgba[4*x : 4*x+3 : 4*x+3]
		out[x] = byte((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
	}
}
