package planar

import "image"

// Resize makes a w × h picture of the part win of m with Lanczos-3. YCbCr of any ratio comes out as 4:2:0 with chroma
// centred between its four pixels, as JPEG has it. The kernel may look beyond win, but not beyond m, whose edges are
// repeated. An empty m, or w or h below 1, gives an empty picture.
func Resize[P Picture](m P, w, h int, win Window) P {
	bounds := image.Image(m).Bounds()
	if bounds.Empty() || w < 1 || h < 1 {
		return blank(m, 0, 0, image.YCbCrSubsampleRatio420)
	}
	win = win.clip(bounds.Dx(), bounds.Dy())
	out := blank(m, w, h, image.YCbCrSubsampleRatio420)
	sources, results := planes(m), planes(out)
	scaleX, scaleY := win.W/float64(w), win.H/float64(h)
	var rows, columns filter
	for i, dst := range results {
		fx, fy := float64(sources[i].fx), float64(sources[i].fy)
		src, x, y, kx, ky := sources[i].coarse(win.X/fx+sources[i].x, win.Y/fy+sources[i].y,
			scaleX*float64(dst.fx)/fx, scaleY*float64(dst.fy)/fy)
		if i < 2 { // the second chroma plane is like the first
			rows, columns = newFilter(dst.h, src.h, y, ky), newFilter(dst.w, src.w, x, kx)
		}
		dst.resample(src, &rows, &columns)
	}
	return out
}

// resample fills p from src, eight output rows at a time: first down, then across.
func (p plane) resample(src plane, rows, columns *filter) {
	low := int(columns.start[0])
	d := newDown(src, low, int(columns.start[p.w-1])+columns.taps, rows.taps)
	strip := make([]column, 8*len(d.lines[0]))
	for top := 0; top < p.h; top += 8 {
		for i := range min(8, p.h-top) {
			d.blend(d.lines[i], rows, top+i)
		}
		upend(strip, &d.lines)
		p.across(top, strip, low, columns)
	}
}
