package thumbs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/fellesmappa/fellesmappa/thumbs/jpegscale"
)

// Most bytes that a JPEG may have, which is read as a whole, and that may stand before its frame header.
const (
	maxJPEG       = 256 << 20
	maxJPEGHeader = 16 << 20
)

// decodeJPEG decodes a JPEG no larger than sizes need. What the scaled decoder does not know, or finds damaged, ffmpeg
// may try, if it is installed.
func (m *Maker) decodeJPEG(ctx context.Context, r io.ReaderAt, size int64, facts Facts, sizes []Size) (*Picture, error) {
	if size > maxJPEG || facts.header > maxJPEGHeader {
		return nil, fmt.Errorf("%w: file of %d MiB", ErrTooLarge, size>>20)
	}
	p, err := m.decodeScaled(ctx, &jpegFile{r: r, size: size, header: facts.header}, facts.Orientation, sizes)
	if errors.Is(err, ErrUnreadable) && ctx.Err() == nil && m.cfg.Tools.FFmpeg != "" {
		if rare, failed := m.decodeRareJPEG(ctx, r, size, facts); failed == nil {
			p, err = rare, nil
		}
	}
	if err != nil {
		return nil, err
	}
	p.colors = readColors(&window{r: r, size: size}, "image/jpeg", p.levels[0].img)
	return p, nil
}

// jpegFile is a JPEG that has been read up to the end of its frame header only.
type jpegFile struct {
	r      io.ReaderAt
	size   int64
	header int64
}

func (f *jpegFile) read(n int64) ([]byte, error) {
	b := make([]byte, n)
	if _, err := f.r.ReadAt(b, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read photo: %w", err)
	}
	return b, nil
}

// decodeScaled reserves memory from what the header says before it reads the rest.
func (m *Maker) decodeScaled(ctx context.Context, f *jpegFile, orientation int, sizes []Size) (*Picture, error) {
	head, err := f.read(f.header)
	if err != nil {
		return nil, err
	}
	header, err := jpegscale.ReadHeader(head)
	if err != nil {
		return nil, jpegError(err)
	}
	if err := m.cfg.Limits.check(header.Width, header.Height); err != nil {
		return nil, err
	}
	opt, bytes := m.plan(header, orientation, sizes, f.size)
	hold, err := m.reserve(ctx, bytes)
	if err != nil {
		return nil, err
	}
	p, err := f.decode(header, opt, orientation)
	if err != nil {
		hold.release()
		return nil, err
	}
	hold.shrink(p.held())
	p.release = hold.release
	return p, nil
}

// decode contains a panic of the decoder to this file.
func (f *jpegFile) decode(header jpegscale.Header, opt jpegscale.Options, orientation int) (p *Picture, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			p, err = nil, fmt.Errorf("%w: decoder panicked: %v", ErrUnreadable, cause)
		}
	}()
	data, err := f.read(f.size)
	if err != nil {
		return nil, err
	}
	decoded, err := jpegscale.Decode(data, opt)
	switch {
	case err != nil:
		return nil, jpegError(err)
	case decoded.Damaged: // rather no picture than half a grey one
		return nil, fmt.Errorf("%w: damaged picture data", ErrUnreadable)
	}
	levels := []level{{img: flatten(decoded.Image), scale: float64(opt.Denom), sharp: true}}
	if decoded.Half != nil {
		levels = append(levels, level{img: flatten(decoded.Half), scale: 2, sharp: true})
	}
	return newScaled(header.Width, header.Height, orientation, levels...), nil
}

func jpegError(err error) error {
	if errors.Is(err, jpegscale.ErrTruncated) {
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}

// plan chooses the smallest scale that serves all sizes, or the next smaller one that still has as many pixels as the
// largest of them where that would not fit the budget: a progressive file keeps its coefficients in memory. The memory
// is that of the file's bytes, the decoding and the renditions.
func (m *Maker) plan(header jpegscale.Header, orientation int, sizes []Size, fileBytes int64) (jpegscale.Options, int64) {
	if len(sizes) == 0 {
		sizes = SizesOf(Photo)
	}
	p := newScaled(header.Width, header.Height, orientation)
	needs := make([]need, len(sizes))
	least, half := 1.0, false
	for i, size := range sizes {
		needs[i] = needed(p.frame(size, Centre()))
		half = half || needs[i].met(level{scale: 2, sharp: true})
		if i == 0 || needs[i].ratio < least {
			least = needs[i].ratio
		}
	}
	memory := func(opt jpegscale.Options) int64 {
		smallest := opt.Denom
		if opt.Half {
			smallest = 2
		}
		halves := int64(header.Width/smallest+1) * int64(header.Height/smallest+1) // with three bytes a pixel: a third of that
		return fileBytes + header.Memory(opt) + halves + overhead
	}
	opt := jpegscale.Options{Denom: 8, Fast: true}
	for ; opt.Denom > 1 && !serves(opt.Denom, needs); opt.Denom /= 2 {
	}
	opt.Half = half && opt.Denom == 1
	for memory(opt) > m.cfg.DecodeBudget && opt.Denom < 8 && least >= float64(2*opt.Denom) {
		opt.Denom, opt.Half = 2*opt.Denom, false
	}
	return opt, memory(opt)
}

// serves reports whether a picture decoded at 1/denom meets every need.
func serves(denom int, needs []need) bool {
	for _, n := range needs {
		if !n.met(level{scale: float64(denom), sharp: true}) {
			return false
		}
	}
	return true
}

// held is the memory, in bytes, that the picture keeps until it is closed, with what rendering will add.
func (p *Picture) held() int64 {
	sum := int64(overhead)
	for i, l := range p.levels {
		bytes := int64(0)
		switch img := l.img.(type) {
		case *image.YCbCr:
			bytes = int64(len(img.Y) + len(img.Cb) + len(img.Cr))
		case *image.Gray:
			bytes = int64(len(img.Pix))
		case *image.NRGBA:
			bytes = int64(len(img.Pix)) + between(img.Rect.Dy())
		}
		if i == len(p.levels)-1 {
			bytes += bytes / 3 // halves
		}
		sum += bytes
	}
	return sum
}
