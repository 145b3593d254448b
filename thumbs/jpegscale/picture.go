package jpegscale

import (
	"image"
	"image/color"
)

// picture makes the planes which, of size samples per block side, into an image.
func (d *decoder) picture(size, which int) image.Image {
	f := &d.frame
	m := f.regionMCUs(d.opt.Region)
	w, h := f.hmax*size, f.vmax*size
	r := image.Rect(m.Min.X*w, m.Min.Y*h, m.Max.X*w, m.Max.Y*h)
	r = r.Intersect(image.Rect(0, 0, ceilDiv(f.w*size, 8), ceilDiv(f.h*size, 8)))
	switch {
	case len(f.comps) == 1:
		p := f.comps[0].planes[which]
		return &image.Gray{Pix: p.pix, Stride: p.stride, Rect: r}
	case len(f.comps) == 4:
		return d.cmyk(r, which)
	case d.isRGB():
		img := image.NewNRGBA(r)
		for i := range f.comps {
			d.interleave(img.Pix[i:], r, i, which)
		}
		for i := 3; i < len(img.Pix); i += 4 {
			img.Pix[i] = 255
		}
		return img
	}
	y, cb, cr := f.comps[0].planes[which], f.comps[1].planes[which], f.comps[2].planes[which]
	ratio, ok := f.ratio()
	if !ok {
		ratio = image.YCbCrSubsampleRatio444
		y, cb, cr = d.spread(r, 0, which), d.spread(r, 1, which), d.spread(r, 2, which)
	}
	return &image.YCbCr{
		Y: y.pix, Cb: cb.pix, Cr: cr.pix, YStride: y.stride, CStride: cb.stride, SubsampleRatio: ratio, Rect: r,
	}
}

// isRGB follows libjpeg's default_decompress_parms, as image/jpeg does.
func (d *decoder) isRGB() bool {
	switch c := d.frame.comps; {
	case len(c) != 3 || d.jfif:
		return false
	case d.adobe:
		return d.adobeTag == 0
	default:
		return c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B'
	}
}

// cmyk makes a picture of four components. 255 is no ink in the files of Adobe's programs, which are nearly all there
// are, and ImageMagick and libjpeg's own tools hold every such file to be one; YCCK, too, is made of such values.
func (d *decoder) cmyk(r image.Rectangle, which int) *image.CMYK {
	img := image.NewCMYK(r)
	for i := range d.frame.comps {
		d.interleave(img.Pix[i:], r, i, which)
	}
	p := img.Pix
	if d.adobe && d.adobeTag != 0 {
		for i := 0; i < len(p); i += 4 { // the inverse of RGB is CMY, inverted again
			p[i], p[i+1], p[i+2] = color.YCbCrToRGB(p[i], p[i+1], p[i+2])
			p[i+3] = 255 - p[i+3]
		}
		return img
	}
	for i := range p {
		p[i] = 255 - p[i]
	}
	return img
}

// interleave writes component i, brought to full size, to every fourth byte of dst.
func (d *decoder) interleave(dst []byte, r image.Rectangle, i, which int) {
	f, c := &d.frame, &d.frame.comps[i]
	p := c.planes[which]
	for y := range r.Dy() {
		row := p.pix[y*c.v/f.vmax*p.stride:][:p.stride]
		out := dst[y*r.Dx()*4:]
		for x := range r.Dx() {
			out[4*x] = row[x*c.h/f.hmax]
		}
	}
}

// spread returns component i brought to full size.
func (d *decoder) spread(r image.Rectangle, i, which int) plane {
	f, c := &d.frame, &d.frame.comps[i]
	p := c.planes[which]
	out := plane{make([]byte, r.Dx()*r.Dy()), r.Dx()}
	for y := range r.Dy() {
		row := p.pix[y*c.v/f.vmax*p.stride:][:p.stride]
		for x := range r.Dx() {
			out.pix[y*out.stride+x] = row[x*c.h/f.hmax]
		}
	}
	return out
}
