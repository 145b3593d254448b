package thumbs

import "time"

// Kind is what people call the file.
type Kind string

// The kinds there are.
const (
	Photo Kind = "photo"
	Video Kind = "video"
	Audio Kind = "audio"
)

// Facts is what a file's own structure says about it. Nothing here is taken from a name or a Content-Type.
type Facts struct {
	Kind      Kind
	MediaType string // the registered type, such as image/jpeg or video/quicktime
	Ext       string // the usual extension for MediaType, without a dot
	Width     int    // pixels as shown, after orientation or rotation; 0 when the file does not say
	Height    int
	Duration  time.Duration // of clips and sound; 0 when the file does not say

	// Orientation is the EXIF value 1 to 8 that a decoder still has to apply to get the picture upright; 1 when there
	// is none. For HEIC and AVIF it describes the container's own rotation, which their decoders apply themselves.
	Orientation int

	perPixel float64 // bytes of memory that decoding takes per pixel; 0 when these Facts are not Inspect's own
	inChild  float64 // the same in a child process that decodes it
	header   int64   // of a JPEG: where the frame header ends
	tiled    bool    // of a TIFF
	frame    webpFrame
}

// measure sets the shown size from the stored one and refuses what is beyond the limits.
func (f *Facts) measure(width, height int, limits Limits) error {
	f.Width, f.Height = width, height
	if turned(f.Orientation) {
		f.Width, f.Height = height, width
	}
	return limits.check(width, height)
}

// orient sets the orientation, whether the size is known already or not.
func (f *Facts) orient(orientation int) {
	if turned(orientation) != turned(f.Orientation) {
		f.Width, f.Height = f.Height, f.Width
	}
	f.Orientation = orientation
}

// stored is the size before orientation.
func (f Facts) stored() (width, height int) {
	if turned(f.Orientation) {
		return f.Height, f.Width
	}
	return f.Width, f.Height
}

// turned reports whether an EXIF orientation swaps width and height.
func turned(orientation int) bool { return orientation >= 5 && orientation <= 8 }
