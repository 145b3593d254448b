package thumbs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"

	"github.com/gen2brain/heic"
)

// decodeStill decodes HEIC and AVIF outside this process when it can: their decoders are large, native and often
// mended. One at a time, for in a child they take 220 MiB for 12 MP, which the budget does not see.
func (m *Maker) decodeStill(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	if err := m.heavy.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer m.heavy.Release(1)
	avif := facts.MediaType == "image/avif"
	switch {
	case m.cfg.Tools.HeifConvert != "":
		p, err := m.convert(ctx, r, size, facts)
		if err == nil || !avif || m.cfg.Tools.FFmpeg == "" || ctx.Err() != nil {
			return p, err
		}
		return m.decodeAVIF(ctx, r, size, facts) // libheif may be built without an AV1 decoder
	case avif && m.cfg.Tools.FFmpeg != "":
		return m.decodeAVIF(ctx, r, size, facts)
	case avif:
		return nil, fmt.Errorf("%w: ffmpeg or heif-convert (Debian: libheif-examples)", ErrToolMissing)
	}
	return decodeInSandbox(ctx, r, size, facts)
}

// convert has heif-convert write a JPEG, upright and with the original's colour profile, and decodes that.
func (m *Maker) convert(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
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
	b, err := os.ReadFile(target)
	if errors.Is(err, os.ErrNotExist) {
		b, err = os.ReadFile(filepath.Join(filepath.Dir(path), "out-1.jpg"))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: no picture came out", ErrUnreadable)
	}
	return m.converted(ctx, b)
}

// converted decodes a JPEG that a helper made of an upright picture. Its EXIF is the original's and counts no more.
func (m *Maker) converted(ctx context.Context, b []byte) (*Picture, error) {
	config, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: converted picture: %w", ErrUnreadable, err)
	}
	if err := m.cfg.Limits.check(config.Width, config.Height); err != nil {
		return nil, err
	}
	img, err := decodeHere(ctx, bytes.NewReader(b), int64(len(b)), Facts{MediaType: "image/jpeg"})
	if err != nil {
		return nil, err
	}
	p := newPicture(img, 1)
	p.color = colorTransform(&window{r: bytes.NewReader(b), size: int64(len(b))}, "image/jpeg")
	return p, nil
}

// decodeAVIF has ffmpeg decode the picture as stored; the container's rotation is ours to apply.
func (m *Maker) decodeAVIF(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	img, err := m.spooledFrame(ctx, r, size, clipContainers)
	if err != nil {
		return nil, err
	}
	return newPicture(img, facts.Orientation), nil
}

// decodeRareJPEG has ffmpeg decode what Go's decoder does not know.
func (m *Maker) decodeRareJPEG(ctx context.Context, r io.ReaderAt, size int64) (image.Image, error) {
	return m.spooledFrame(ctx, r, size, jpegContainers)
}

func (m *Maker) spooledFrame(ctx context.Context, r io.ReaderAt, size int64, containers string) (*image.NRGBA, error) {
	path, remove, err := m.spool(r, size)
	if err != nil {
		return nil, err
	}
	defer remove()
	return m.frame(ctx, path, shot{
		containers: containers,
		before:     []string{"-noautorotate", "-xerror", "-err_detect", "explode"}, // rather nothing than a half grey picture
		after:      []string{"-map", "0:v:0"},
		limits:     m.quick(),
	})
}

// decodeInSandbox decodes HEIC in WebAssembly: slow, but confined. The module prefers a native library where it finds
// one, and that must not run inside this process.
func decodeInSandbox(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	if heic.Dynamic() == nil {
		return nil, fmt.Errorf("%w: heif-convert (Debian: libheif-examples)", ErrToolMissing)
	}
	type result struct {
		img image.Image
		err error
	}
	done := make(chan result, 1)
	go func() { // the decoder cannot be stopped; it ends by itself
		var res result
		defer func() {
			if cause := recover(); cause != nil {
				res = result{err: fmt.Errorf("decoder panicked: %v", cause)}
			}
			done <- res
		}()
		res.img, res.err = heic.Decode(io.NewSectionReader(r, 0, size))
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case res := <-done:
		if res.err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnreadable, res.err)
		}
		if got := res.img.Bounds().Size(); got.X != facts.Width || got.Y != facts.Height {
			return nil, fmt.Errorf("%w: %v instead of %d × %d pixels", ErrUnreadable, got, facts.Width, facts.Height)
		}
		return newPicture(flatten(res.img), 1), nil
	}
}
