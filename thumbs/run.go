package thumbs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fellesmappa/fellesmappa/thumbs/child"
)

// quick bounds a run that looks at a file or takes a frame from it: ffmpeg needs 300 MiB for 4K, heif-convert as much
// for 12 MP.
func (m *Maker) quick() child.Limits {
	wall := min(m.cfg.PhotoTimeout, m.cfg.ClipTimeout)
	return child.Limits{Wall: wall, CPU: wall, Memory: 768 << 20, Output: 512 << 20}
}

// passing bounds a run that reads a whole clip but writes little.
func (m *Maker) passing() child.Limits {
	limits := m.quick()
	limits.Wall = max(limits.Wall, m.cfg.ClipTimeout/10)
	limits.CPU = 2 * limits.Wall
	limits.Background = true
	return limits
}

// encoding bounds a run that writes a clip from a source of size bytes.
func (m *Maker) encoding(size int64) child.Limits {
	wall := m.cfg.ClipTimeout
	return child.Limits{Wall: wall, CPU: 4 * wall, Memory: 2 << 30, Output: 4*size + 256<<20, Background: true}
}

// run starts a helper program and turns its failure into this package's errors.
func (m *Maker) run(ctx context.Context, program string, limits child.Limits, stdout io.Writer, args ...string) error {
	err := child.Run(ctx, child.Command{
		Path: program, Args: args, Dir: m.cfg.TempDir, Limits: limits, Prlimit: m.cfg.Tools.Prlimit, Stdout: stdout,
	})
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("%w: %w", ErrUnreadable, err)
}

// decoding bounds ffmpeg's own memory and keeps it from the terminal. It goes in front of an input.
func (m *Maker) decoding(threads string) []string {
	return []string{
		"-nostdin", "-hide_banner", "-v", "error",
		"-max_alloc", "536870912", "-max_pixels", fmt.Sprint(m.cfg.Limits.MaxPixels), "-threads", threads,
	}
}

// shot is one run of ffmpeg for a single picture.
type shot struct {
	containers string
	before     []string // options in front of the input
	after      []string // what to take from it and how to filter it
	limits     child.Limits
}

// shoot runs ffmpeg for a single picture, which comes back as a pixmap through a pipe.
func (m *Maker) shoot(ctx context.Context, in input, s shot) (*image.NRGBA, error) {
	if m.cfg.Tools.FFmpeg == "" {
		return nil, fmt.Errorf("%w: ffmpeg", ErrToolMissing)
	}
	args := slices.Concat(m.decoding("1"), s.before, in.args(s.containers), s.after, []string{
		"-an", "-sn", "-dn", "-frames:v", "1", "-threads", "1", "-pix_fmt", "rgb24", "-c:v", "ppm", "-f", "image2pipe", "pipe:1",
	})
	out := &pixmap{limits: m.cfg.Limits}
	if err := m.run(ctx, m.cfg.Tools.FFmpeg, s.limits, out, args...); err != nil {
		return nil, err
	}
	return out.colored()
}

// bucket keeps what a program prints and refuses what is more than expected.
type bucket struct {
	bytes.Buffer
	most int
}

func (b *bucket) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errors.New("too much output")
	}
	return b.Buffer.Write(p)
}

// spool writes r to a file of its own directory, for programs that want one. remove deletes the directory.
func (m *Maker) spool(r io.ReaderAt, size int64) (path string, remove func(), err error) {
	dir, err := os.MkdirTemp(m.cfg.TempDir, "thumbs-")
	if err != nil {
		return "", nil, fmt.Errorf("make temporary directory: %w", err)
	}
	remove = func() { os.RemoveAll(dir) } // a failure leaves a file in the temporary directory, no more
	path = filepath.Join(dir, "in")       // no extension, for some would believe it
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = io.Copy(file, io.NewSectionReader(r, 0, size))
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		remove()
		return "", nil, fmt.Errorf("write temporary file: %w", err)
	}
	return path, remove, nil
}

// seconds is a time as ffmpeg reads it: to the microsecond, so that a key frame's own time finds that key frame.
func seconds(d time.Duration) string { return fmt.Sprintf("%.6f", max(0, d).Seconds()) }
