package thumbs

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"

	"github.com/fellesmappa/fellesmappa/thumbs/child"
)

// decodeScan decodes TIFF and BMP, whose decoders have a history, in a child only: this program's own decoders first,
// then ffmpeg, which knows more codings. One at a time, for the budget does not see the child's memory.
func (m *Maker) decodeScan(ctx context.Context, r io.ReaderAt, size int64, facts Facts) (*Picture, error) {
	if len(m.cfg.Worker) == 0 && m.cfg.Tools.FFmpeg == "" {
		return nil, fmt.Errorf("%w: ffmpeg", ErrToolMissing)
	}
	if err := m.heavy.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer m.heavy.Release(1)
	p, err := m.spooled(ctx, r, size, facts, m.scan)
	if err != nil {
		return nil, err
	}
	p.colors = readColors(&window{r: r, size: size}, facts.MediaType, p.levels[0].img)
	return p, nil
}

func (m *Maker) scan(ctx context.Context, path string, facts Facts) (image.Image, error) {
	failed := fmt.Errorf("%w: tiles", ErrUnreadable)
	if len(m.cfg.Worker) > 0 {
		var img image.Image
		if img, failed = m.work(ctx, path, facts); failed == nil || !errors.Is(failed, ErrUnreadable) {
			return img, failed
		}
	}
	if m.cfg.Tools.FFmpeg == "" || facts.tiled { // ffmpeg takes tiles for strips and shows nonsense
		return nil, failed
	}
	if facts.MediaType == "image/bmp" {
		return m.still(ctx, path, "bmp_pipe", "bmp", facts)
	}
	if err := reduceTIFF(path); err != nil {
		return nil, err
	}
	return m.still(ctx, path, "tiff_pipe", "tiff", facts)
}

// spooled gives decode a local copy of the photo and makes a Picture of what it returns: the stored picture, as flatten
// leaves it, with four bytes a pixel at most.
func (m *Maker) spooled(ctx context.Context, r io.ReaderAt, size int64, facts Facts,
	decode func(ctx context.Context, path string, facts Facts) (image.Image, error)) (*Picture, error) {
	w, h := facts.stored()
	hold, err := m.reserve(ctx, cost(w, h, 4))
	if err != nil {
		return nil, err
	}
	path, remove, err := m.spool(r, size)
	if err != nil {
		hold.release()
		return nil, err
	}
	defer remove()
	img, err := decode(ctx, path, facts)
	if err != nil {
		hold.release()
		return nil, err
	}
	p := newPicture(img, facts.Orientation)
	hold.shrink(p.held())
	p.release = hold.release
	return p, nil
}

// still has ffmpeg decode a local photo as it is stored. codec is the name of a decoder that is not allowed otherwise.
func (m *Maker) still(ctx context.Context, path, containers, codec string, facts Facts) (image.Image, error) {
	in, err := local(path)
	if err != nil {
		return nil, err
	}
	if codec != "" {
		in.options = append(in.options, "-codec_whitelist", codec)
	}
	strict := []string{"-noautorotate", "-xerror", "-err_detect", "explode"} // rather nothing than half a grey picture
	args := slices.Concat(m.decoding("1"), strict, in.args(containers), []string{
		"-map", "0:v:0", "-frames:v", "1", "-threads", "1", "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe", "pipe:1",
	})
	return m.printed(ctx, m.cfg.Tools.FFmpeg, m.quick(), facts, args...)
}

// work has the worker decode a local photo, in as much memory as that takes beside the program's own.
func (m *Maker) work(ctx context.Context, path string, facts Facts) (image.Image, error) {
	w, h := facts.stored()
	memory := int64(facts.inChild * float64(w) * float64(h))
	if memory > m.cfg.DecodeBudget {
		return nil, fmt.Errorf("%w: needs %d MiB of memory, %d are allowed", ErrTooLarge, memory>>20, m.cfg.DecodeBudget>>20)
	}
	limits := child.Limits{Wall: m.cfg.PhotoTimeout, CPU: m.cfg.PhotoTimeout, Memory: memory + 256<<20, Output: 1}
	args := slices.Concat(m.cfg.Worker[1:], []string{facts.MediaType, path})
	return m.printed(ctx, m.cfg.Worker[0], limits, facts, args...)
}

// printed runs a program that prints the stored picture as a pixmap.
func (m *Maker) printed(ctx context.Context, program string, limits child.Limits, facts Facts, args ...string) (image.Image, error) {
	w, h := facts.stored()
	out := &pixmap{limits: m.cfg.Limits, want: image.Pt(w, h)}
	if err := m.run(ctx, program, limits, out, args...); err != nil {
		return nil, err
	}
	return out.picture()
}
