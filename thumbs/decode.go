package thumbs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"sync"

	"golang.org/x/image/webp"
)

// Decode reads the size bytes in r, a photo that [Inspect] described as facts, into an upright sRGB picture without
// transparency. It waits for the budget as long as ctx allows.
//
// Errors: ErrTooLarge when the photo would never fit the budget, ErrTruncated, ErrUnreadable, ErrToolMissing, or ctx's.
func (m *Maker) Decode(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	if facts.perPixel == 0 { // not fresh from Inspect, so not to be trusted with memory
		var err error
		if facts, err = Inspect(r, size, "", m.cfg.Limits); err != nil {
			return nil, err
		}
	}
	if facts.Kind != Photo {
		return nil, fmt.Errorf("decode %s: %w", facts.Kind, ErrUnsupported)
	}
	release, err := m.reserve(ctx, m.cost(facts))
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", facts.Ext, err)
	}
	ctx, cancel := context.WithTimeout(ctx, m.cfg.PhotoTimeout)
	defer cancel()
	p, err := m.decode(ctx, r, size, facts)
	if err != nil {
		release()
		return nil, fmt.Errorf("decode %s: %w", facts.Ext, err)
	}
	p.release = release
	return p, nil
}

func (m *Maker) decode(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	switch facts.MediaType {
	case "image/heic", "image/avif":
		return m.decodeStill(ctx, r, size, facts)
	}
	img, err := decodeHere(ctx, r, size, facts)
	if err != nil && facts.MediaType == "image/jpeg" && ctx.Err() == nil && m.cfg.Tools.FFmpeg != "" {
		// Go knows neither 12 bits, arithmetic coding nor odd subsampling, and gives up early on damage.
		img, err = m.decodeRareJPEG(ctx, r, size)
	}
	if err != nil {
		return nil, err
	}
	width, height := facts.stored()
	if img.Bounds().Dx() != width || img.Bounds().Dy() != height {
		return nil, fmt.Errorf("%w: %v instead of %d × %d pixels", ErrUnreadable, img.Bounds().Size(), width, height)
	}
	p := newPicture(img, facts.Orientation)
	p.color = colorTransform(&window{r: r, size: size}, facts.MediaType)
	return p, nil
}

// decodeHere decodes with Go's own decoders. They are memory-safe; a panic in one costs this file only.
func decodeHere(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (img image.Image, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			img, err = nil, fmt.Errorf("%w: decoder panicked: %v", ErrUnreadable, cause)
		}
	}()
	in := bufio.NewReaderSize(&patientReader{ctx, io.NewSectionReader(r, 0, size)}, 64<<10)
	switch facts.MediaType {
	case "image/jpeg":
		img, err = jpeg.Decode(in)
	case "image/png":
		img, err = png.Decode(in)
	case "image/webp":
		if img, err = webp.Decode(in); err == nil {
			fullRange(img)
		}
	case "image/gif":
		img, err = decodeGIF(in, facts)
	default:
		err = ErrUnsupported
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
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

// patientReader ends a decoder when its context ends.
type patientReader struct {
	ctx context.Context
	r   io.Reader
}

func (p *patientReader) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// cost is the most memory that decoding and rendering take, in bytes.
func (m *Maker) cost(f Facts) int64 {
	const overhead = 16 << 20
	width, height := f.stored()
	perPixel := f.perPixel
	if f.MediaType == "image/heic" && m.cfg.Tools.HeifConvert == "" {
		perPixel = 27 // the WebAssembly decoder runs in this process
	}
	// A resize keeps a picture of the target's width and the source's height in between.
	between := 4 * int64(min(width, 2048)) * int64(height)
	return int64(perPixel*float64(width)*float64(height)) + between + overhead
}

// reserve takes bytes from the budget and returns how to give them back, any number of times.
func (m *Maker) reserve(ctx context.Context, bytes int64) (release func(), err error) {
	if bytes > m.cfg.DecodeBudget {
		return nil, fmt.Errorf("%w: needs %d MiB of memory, %d are allowed", ErrTooLarge, bytes>>20, m.cfg.DecodeBudget>>20)
	}
	if err := m.budget.Acquire(ctx, bytes); err != nil {
		return nil, fmt.Errorf("wait for memory: %w", err)
	}
	return sync.OnceFunc(func() { m.budget.Release(bytes) }), nil
}
