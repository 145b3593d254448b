package thumbs

import "image"

// stored turns a rectangle of the upright picture into the same one of the source, which is w × h pixels.
func stored(r image.Rectangle, orientation, w, h int) image.Rectangle {
	if turned(orientation) {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	switch orientation {
	case 2, 3, 7, 8: // the source's left is not where it was
		r.Min.X, r.Max.X = w-r.Max.X, w-r.Min.X
	}
	switch orientation {
	case 3, 4, 6, 7: // nor its top
		r.Min.Y, r.Max.Y = h-r.Max.Y, h-r.Min.Y
	}
	return r
}
