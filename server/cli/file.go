package cli

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// fileError is what is wrong with a file on this side; sending it again does not help.
type fileError struct {
	class string // as in Failure
	text  string
	err   error
}

func (e *fileError) Error() string {
	if e.err == nil {
		return e.text
	}
	return e.text + ": " + e.err.Error()
}
func (e *fileError) Unwrap() error { return e.err }

func asFileError(err error) bool {
	var f *fileError
	return errors.As(err, &f)
}

// unreadable says why a file or folder cannot be read.
func unreadable(err error) *fileError {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err // the summary names the path
	}
	if errors.Is(err, fs.ErrNotExist) {
		return &fileError{classChanged, "it is gone: it was moved or removed while the import ran", nil}
	}
	return &fileError{classUnreadable, "it cannot be read", err}
}

// source is a file that is being sent.
type source struct {
	*os.File
	found
}

func openSource(f found) (*source, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, unreadable(err)
	}
	s := &source{file, f}
	if err := s.same(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

// same fails when the file is no longer what it was when it was found.
func (s *source) same() error {
	info, err := s.Stat()
	switch {
	case err != nil:
		return unreadable(err)
	case info.Size() != s.size || info.ModTime().UnixNano() != s.modified:
		return &fileError{classChanged, "it changed while it was being sent; run the import again when it is finished", nil}
	}
	return nil
}

// section reads a part of the file. Whoever reads it to its end knows that the file has not changed.
func (s *source) section(from, length int64) io.Reader {
	return &checked{io.NewSectionReader(s, from, length), s, length}
}

// checked is a section that fails at its end when the file has changed, and with a sentence when it cannot be read.
type checked struct {
	r    io.Reader
	of   *source
	left int64
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	switch c.left -= int64(n); {
	case err != nil && !errors.Is(err, io.EOF):
		return n, unreadable(err)
	case c.left == 0 || err != nil:
		if changed := c.of.same(); changed != nil {
			return 0, changed
		}
	}
	return n, err
}

// Samples of large files, as the server takes them.
const (
	sampleBlocks = 64
	sampleBlock  = 64 << 10
)

// sums are what tells a file from others of its size: the hash of all of it, or of samples when it is large.
type sums struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"`
	Sample string `json:"sample,omitempty"`
}

func (s sums) key() string { return s.SHA256 + s.Sample }

func (s *source) sums(ctx context.Context) (sums, error) {
	out, h := sums{Size: s.size}, sha256.New()
	if s.size <= catalog.SampledFrom {
		_, err := io.Copy(h, &heeding{ctx, s.section(0, s.size)})
		out.SHA256 = hex.EncodeToString(h.Sum(nil))
		return out, err
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(s.size)))
	for i := range int64(sampleBlocks) {
		from := i * (s.size - sampleBlock) / (sampleBlocks - 1)
		if _, err := io.Copy(h, &heeding{ctx, s.section(from, sampleBlock)}); err != nil {
			return out, err
		}
	}
	out.Sample = hex.EncodeToString(h.Sum(nil))
	return out, nil
}

// heeding ends reading with its context.
type heeding struct {
	ctx context.Context
	r   io.Reader
}

func (h *heeding) Read(p []byte) (int, error) {
	if h.ctx.Err() != nil {
		return 0, context.Cause(h.ctx)
	}
	return h.r.Read(p)
}

// fileKey changes when a file does.
func fileKey(path string, size, modified int64) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return fmt.Sprintf("%s|%d|%d", path, size, modified)
}
