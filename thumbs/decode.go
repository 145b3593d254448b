package thumbs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// Decode reads the size bytes in r, a photo that [Inspect] described as facts, into an upright sRGB picture without
// transparency. sizes are those that will be rendered: a JPEG is decoded no larger than they need, and larger sizes
// would come out soft; none means that any may be. It waits for the budget as long as ctx allows.
//
// Errors: ErrTooLarge when the photo would never fit the budget, ErrTruncated, ErrUnreadable, ErrToolMissing, ctx's, or
// the reader's own.
func (m *Maker) Decode(ctx context.Context, r io.ReaderAt, size int64, facts Facts, sizes ...Size) (*Picture, error) {
	if facts.perPixel == 0 { // not fresh from Inspect, so not to be trusted with memory
		var err error
		if facts, err = Inspect(r, size, "", m.cfg.Limits); err != nil {
			return nil, err
		}
	}
	if facts.Kind != Photo {
		return nil, fmt.Errorf("decode %s: %w", facts.Kind, ErrUnsupported)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("decode %s: %w", facts.Ext, err)
	}
	p, err := m.decode(ctx, r, size, facts, sizes)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", facts.Ext, err)
	}
	heif := facts.MediaType == "image/heic" || facts.MediaType == "image/avif" // whose decoders may cut off a margin
	if !heif && (p.Width != facts.Width || p.Height != facts.Height) {
		p.Close()
		return nil, fmt.Errorf("decode %s: %w: %d × %d instead of %d × %d pixels", facts.Ext, ErrUnreadable, p.Width, p.Height, facts.Width, facts.Height)
	}
	return p, nil
}

func (m *Maker) decode(ctx context.Context, r io.ReaderAt, size int64, facts Facts, sizes []Size) (*Picture, error) {
	switch facts.MediaType {
	case "image/jpeg":
		return m.decodeJPEG(ctx, r, size, facts, sizes)
	case "image/heic", "image/avif":
		return m.decodeStill(ctx, r, size, facts, sizes)
	case "image/tiff", "image/bmp":
		return m.decodeScan(ctx, r, size, facts)
	}
	w, h := facts.stored()
	hold, err := m.reserve(ctx, cost(w, h, facts.perPixel))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.cfg.PhotoTimeout)
	defer cancel()
	img, err := decodeHere(ctx, r, size, facts)
	if err != nil {
		hold.release()
		return nil, err
	}
	p := newPicture(img, facts.Orientation)
	p.colors = readColors(&window{r: r, size: size}, facts.MediaType, img)
	hold.shrink(p.held())
	p.release = hold.release
	return p, nil
}

// decodeHere decodes with Go's own decoders. They are memory-safe; a panic in one costs this file only.
func decodeHere(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (img image.Image, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			img, err = nil, fmt.Errorf("%w: decoder panicked: %v", ErrUnreadable, cause)
		}
	}()
	source := &patientReader{ctx: ctx, r: io.NewSectionReader(r, 0, size)}
	in := bufio.NewReaderSize(source, 64<<10)
	switch facts.MediaType {
	case "image/png":
		img, err = png.Decode(in)
	case "image/webp":
		img, err = decodeWebP(r, in, facts)
	case "image/gif":
		img, err = decodeGIF(in, facts)
	default:
		err = ErrUnsupported
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case source.err != nil:
		return nil, fmt.Errorf("read photo: %w", source.err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%w: %w", ErrTruncated, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return flatten(img), nil
}

// decodeGIF reads the first frame only and puts it where it belongs on the screen: a GIF of 500 frames would take
// gigabytes.
func decodeGIF(in io.Reader, facts Facts) (image.Image, error) {
	frame, err := gif.Decode(in)
	if err != nil {
		return nil, err
	}
	screen := image.Rect(0, 0, facts.Width, facts.Height)
	if frame.Bounds() == screen {
		return frame, nil
	}
	return onWhite(frame, screen), nil
}

// decodeWebP reads a picture or the first frame of an animation, which it puts where it belongs on the canvas.
func decodeWebP(r io.ReaderAt, in io.Reader, facts Facts) (image.Image, error) {
	if facts.frame.length > 0 {
		in = facts.frame.still(r)
	}
	img, err := webp.Decode(in)
	if err != nil {
		return nil, err
	}
	fullRange(img)
	if facts.frame.length == 0 {
		return img, nil
	}
	width, height := facts.stored()
	canvas := image.Rect(0, 0, width, height)
	if facts.frame.at == (image.Point{}) && img.Bounds() == canvas {
		return img, nil
	}
	return onWhite(moved{img, facts.frame.at}, canvas), nil
}

// moved is a picture at another place.
type moved struct {
	image.Image
	by image.Point
}

func (m moved) Bounds() image.Rectangle { return m.Image.Bounds().Add(m.by) }
func (m moved) At(x, y int) color.Color { return m.Image.At(x-m.by.X, y-m.by.Y) }

// patientReader ends a decoder when its context ends, and remembers what stopped the reading.
type patientReader struct {
	ctx context.Context
	r   io.Reader
	err error // the first that is not the end of the file
}

func (p *patientReader) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.r.Read(b)
	if err != nil && err != io.EOF && p.err == nil {
		p.err = err
	}
	return n, err
}
