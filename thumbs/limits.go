package thumbs

import (
	"errors"
	"fmt"
)

// Limits bound what is decoded. They are checked on the headers, before any picture memory is taken.
type Limits struct {
	MaxPixels int64 // width × height
	MaxSide   int   // pixels
	MaxScans  int   // of a JPEG: every scan of a progressive one touches the whole picture
}

// DefaultLimits accepts the 48 and 50 MP of today's phones and refuses pixel bombs.
func DefaultLimits() Limits {
	return Limits{MaxPixels: 64_000_000, MaxSide: 16_384, MaxScans: 100}
}

// Validate reports the first limit that cannot work.
func (l Limits) Validate() error {
	if l.MaxPixels < 1 || l.MaxSide < 1 || l.MaxScans < 1 {
		return errors.New("limits: must be positive")
	}
	return nil
}

// check refuses a picture of w × h pixels that is empty or beyond the limits.
func (l Limits) check(w, h int) error {
	switch {
	case w < 1 || h < 1:
		return fmt.Errorf("%w: %d × %d pixels", ErrCorrupt, w, h)
	case w > l.MaxSide || h > l.MaxSide:
		return fmt.Errorf("%w: %d × %d pixels, a side may have %d", ErrTooLarge, w, h, l.MaxSide)
	case int64(w)*int64(h) > l.MaxPixels:
		return fmt.Errorf("%w: %d × %d pixels, %d million are allowed", ErrTooLarge, w, h, l.MaxPixels/1_000_000)
	}
	return nil
}
