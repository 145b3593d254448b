package ingest

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// storageError says an error of the storage in the catalogue's terms.
func storageError(op string, err error) error {
	e := &catalog.Error{Code: catalog.Internal, Key: catalog.KeyInternal, Op: op, Err: err}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrFull):
		e.Code, e.Key = catalog.Full, catalog.KeyFull
	case errors.Is(err, storage.ErrUnavailable), errors.Is(err, storage.ErrDenied), errors.Is(err, storage.ErrMismatch):
		e.Code, e.Key = catalog.Unavailable, catalog.KeyStorageDown
	}
	return e
}

// fileError says what is wrong with a file, or returns nil when err is not the file's fault. facts are what is known
// of it, limits what it was held to.
func fileError(err error, facts thumbs.Facts, limits thumbs.Limits) *catalog.Error {
	e := &catalog.Error{Code: catalog.Invalid, Op: "read file", Err: err}
	switch {
	case errors.Is(err, thumbs.ErrEmpty):
		e.Key = catalog.KeyEmptyFile
	case errors.Is(err, thumbs.ErrUnsupported):
		e.Code, e.Key = catalog.UnsupportedMedia, catalog.KeyUnsupported
		e.Args = catalog.Args{"accepted": catalog.Accepted()}
	case errors.Is(err, thumbs.ErrTruncated):
		e.Key = catalog.KeyTruncated
	case errors.Is(err, thumbs.ErrTooLarge):
		e.Key = catalog.KeyTooManyPixels
		e.Args = catalog.Args{"width": facts.Width, "height": facts.Height, "max": limits.MaxPixels / 1_000_000}
	case errors.Is(err, thumbs.ErrCorrupt), errors.Is(err, thumbs.ErrUnreadable):
		e.Key = catalog.KeyCorrupt
	default:
		return nil
	}
	return e
}

// toolError says which program is missing on this machine, or returns nil.
func toolError(err error, kind catalog.MediaKind) *catalog.Error {
	if !errors.Is(err, thumbs.ErrToolMissing) {
		return nil
	}
	tool := "ffmpeg"
	if kind == catalog.Photo {
		tool = "heif-convert"
	}
	return &catalog.Error{Code: catalog.Unavailable, Key: catalog.KeyMissingTool, Args: catalog.Args{"tool": tool}, Op: "process file", Err: err}
}

// passes reports whether an error is of a kind that goes away by itself: the storage, the database or the disk, or a
// server that is stopping.
func passes(err error) bool {
	var path *fs.PathError
	return catalog.Is(err, catalog.Unavailable) || catalog.Is(err, catalog.Full) ||
		errors.Is(err, storage.ErrUnavailable) || errors.Is(err, storage.ErrFull) || errors.Is(err, storage.ErrDenied) || errors.Is(err, storage.ErrMismatch) ||
		errors.Is(err, syscall.ENOSPC) || errors.As(err, &path) ||
		errors.Is(err, context.Canceled)
}
