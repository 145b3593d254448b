package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

const (
	// cutTimeout bounds one cut, waiting for its turn included: somebody is waiting for the answer.
	cutTimeout = 2 * time.Minute
	// cutsAtOnce bounds the cuts that are made at a time.
	cutsAtOnce = 2
)

// Cuts cuts clips while people wait. It is safe for concurrent use.
type Cuts struct {
	bucket *storage.Bucket
	maker  *thumbs.Maker
	dir    string
	turns  *semaphore.Weighted
}

var _ catalog.Cutter = (*Cuts)(nil)

// NewCuts makes a cutter of clips that works in a folder, given as an absolute path: Config.WorkDir, so that what a crash
// leaves there is removed at the next start.
func NewCuts(bucket *storage.Bucket, maker *thumbs.Maker, dir string) *Cuts {
	return &Cuts{bucket: bucket, maker: maker, dir: dir, turns: semaphore.NewWeighted(cutsAtOnce)}
}

// Cut implements catalog.Cutter. Of the original, no more is read than its index and the piece.
func (c *Cuts) Cut(ctx context.Context, a catalog.Asset, from, to time.Duration) (catalog.Cut, error) {
	ctx, cancel := context.WithTimeout(ctx, cutTimeout)
	defer cancel()
	if err := c.turns.Acquire(ctx, 1); err != nil {
		return catalog.Cut{}, cutError(ctx, a, err)
	}
	defer c.turns.Release(1)
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return catalog.Cut{}, fmt.Errorf("make work folder: %w", err)
	}
	dir, err := os.MkdirTemp(c.dir, "cut-")
	if err != nil {
		return catalog.Cut{}, fmt.Errorf("make folder of a cut: %w", err)
	}
	cut, err := c.make(ctx, a, from, to, filepath.Join(dir, "cut"))
	if err != nil {
		return catalog.Cut{}, errors.Join(cutError(ctx, a, err), os.RemoveAll(dir))
	}
	return cut, nil
}

func (c *Cuts) make(ctx context.Context, a catalog.Asset, from, to time.Duration, target string) (catalog.Cut, error) {
	key, err := storage.OriginalKey(string(a.ID), a.Original.Ext)
	if err != nil {
		return catalog.Cut{}, err
	}
	source := thumbs.Ranges(c.bucket.ReaderAt(ctx, key, a.Original.Size), a.Original.Size)
	clip, err := c.maker.Probe(ctx, source)
	if err != nil {
		return catalog.Cut{}, err
	}
	made, err := c.maker.Trim(ctx, source, clip, from, to, target, nil)
	if err != nil {
		return catalog.Cut{}, err
	}
	f, err := os.Open(target)
	if err != nil {
		return catalog.Cut{}, err
	}
	return catalog.Cut{ReadCloser: &passing{f}, Ext: made.Ext, From: made.From, To: made.To}, nil
}

// passing is a file that goes with its folder when it is closed.
type passing struct{ *os.File }

func (p *passing) Close() error {
	return errors.Join(p.File.Close(), os.RemoveAll(filepath.Dir(p.Name())))
}

// cutError says in the catalogue's terms why a clip could not be cut.
func cutError(ctx context.Context, a catalog.Asset, err error) error {
	if e := toolError(err, a.Kind); e != nil {
		return e
	}
	const op = "cut clip"
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyTooSlow, Op: op, Err: err}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, thumbs.ErrUnreadable), errors.Is(err, thumbs.ErrUnsupported), errors.Is(err, thumbs.ErrTruncated), errors.Is(err, thumbs.ErrCorrupt):
		return &catalog.Error{Code: catalog.Invalid, Key: catalog.KeyCutUnmade, Op: op, Err: err}
	}
	return storageError(op, err)
}
