package thumbs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"github.com/gen2brain/heic"
)

// decodeStill decodes HEIC and AVIF outside this process when it can: their decoders are large, native and often
// mended. One at a time, for in a child they take 220 MiB for 12 MP, which the budget does not see.
func (m *Maker) decodeStill(ctx context.Context, r io.ReaderAt, size int64, facts Facts, sizes []Size) (*Picture, error) {
	if err := m.heavy.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer m.heavy.Release(1)
	p, err := m.outside(ctx, r, size, facts, sizes)
	if err != nil {
		return nil, err
	}
	if p.colors.plain() { // all but heif-convert drop the profile, and that too forgets one that is only named
		p.colors = readColors(&window{r: r, size: size}, facts.MediaType, p.levels[0].img)
	}
	return p, nil
}

// outside chooses the decoder: heif-convert before ffmpeg before WebAssembly.
func (m *Maker) outside(ctx context.Context, r io.ReaderAt, size int64, facts Facts, sizes []Size) (*Picture, error) {
	avif := facts.MediaType == "image/avif"
	switch {
	case m.cfg.Tools.HeifConvert != "":
		p, err := m.convert(ctx, r, size, sizes)
		if err == nil || !avif || m.cfg.Tools.FFmpeg == "" || ctx.Err() != nil {
			return p, err
		}
		return m.decodeAVIF(ctx, r, size, facts) // libheif may be built without an AV1 decoder
	case avif && m.cfg.Tools.FFmpeg != "":
		return m.decodeAVIF(ctx, r, size, facts)
	case avif:
		return nil, fmt.Errorf("%w: ffmpeg or heif-convert (Debian: libheif-examples)", ErrToolMissing)
	}
	facts.orient(1) // both decoders apply the container's rotation; see Facts.Orientation
	if len(m.cfg.Worker) > 0 {
		facts.inChild = heicMemory
		return m.spooled(ctx, r, size, facts, m.work)
	}
	return m.decodeInSandbox(ctx, r, size, facts)
}

// convert has heif-convert write a JPEG, upright and with the original's colour profile, and decodes that. Its EXIF is
// the original's and counts no more.
func (m *Maker) convert(ctx context.Context, r io.ReaderAt, size int64, sizes []Size) (*Picture, error) {
	path, remove, err := m.spool(r, size)
	if err != nil {
		return nil, err
	}
	defer remove()
	target := filepath.Join(filepath.Dir(path), "out.jpg")
	if err := m.run(ctx, m.cfg.Tools.HeifConvert, m.quick(), nil, "-q", "95", path, target); err != nil {
		return nil, err
	}
	// A file with several pictures gives numbered ones; the first will do.
	made, err := os.Open(target)
	if errors.Is(err, os.ErrNotExist) {
		made, err = os.Open(filepath.Join(filepath.Dir(path), "out-1.jpg"))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: no picture came out", ErrUnreadable)
	}
	defer made.Close()
	info, err := made.Stat()
	if err != nil {
		return nil, fmt.Errorf("find converted picture: %w", err)
	}
	facts, err := Inspect(made, info.Size(), "", m.cfg.Limits)
	if err != nil {
		return nil, fmt.Errorf("%w: converted picture: %w", ErrUnreadable, err)
	}
	facts.orient(1)
	return m.decodeJPEG(ctx, made, info.Size(), facts, sizes)
}

// decodeAVIF has ffmpeg decode the picture as stored; the container's rotation is ours to apply.
func (m *Maker) decodeAVIF(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	return m.spooled(ctx, r, size, facts, func(ctx context.Context, path string, facts Facts) (image.Image, error) {
		return m.still(ctx, path, clipContainers, "", facts)
	})
}

// decodeRareJPEG has ffmpeg decode what the scaled decoder does not know: 12 bits, arithmetic coding, lossless files.
func (m *Maker) decodeRareJPEG(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	return m.spooled(ctx, r, size, facts, func(ctx context.Context, path string, facts Facts) (image.Image, error) {
		return m.still(ctx, path, jpegContainers, "", facts)
	})
}

// heicMemory is the bytes per pixel that the WebAssembly decoder takes.
const heicMemory = 27

// decodeInSandbox decodes HEIC in WebAssembly in this process: slow and large, but confined. The module prefers a
// native library where it finds one, and that must not run here.
func (m *Maker) decodeInSandbox(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	if heic.Dynamic() == nil {
		return nil, fmt.Errorf("%w: heif-convert (Debian: libheif-examples)", ErrToolMissing)
	}
	hold, err := m.reserve(ctx, cost(facts.Width, facts.Height, heicMemory))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, m.cfg.PhotoTimeout)
	defer cancel()
	type result struct {
		img image.Image
		err error
	}
	done := make(chan result, 1)
	go func() { // the decoder cannot be stopped; it ends by itself, and only then gives its memory back
		var res result
		defer func() {
			if ctx.Err() != nil {
				hold.release()
			}
			done <- res
		}()
		res.img, res.err = decodeHEIC(io.NewSectionReader(r, 0, size), facts)
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case res := <-done:
		if res.err != nil {
			hold.release()
			return nil, res.err
		}
		p := newPicture(res.img, 1)
		hold.shrink(p.held())
		p.release = hold.release
		return p, nil
	}
}

// decodeHEIC decodes in WebAssembly, or with a native library where the module finds one.
func decodeHEIC(r io.Reader, facts Facts) (img image.Image, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			img, err = nil, fmt.Errorf("%w: decoder panicked: %v", ErrUnreadable, cause)
		}
	}()
	if img, err = heic.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	if got := img.Bounds().Size(); got.X != facts.Width || got.Y != facts.Height {
		return nil, fmt.Errorf("%w: %v instead of %d × %d pixels", ErrUnreadable, got, facts.Width, facts.Height)
	}
	return flatten(img), nil
}
