package storage

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/minio/minio-go/v7"
)

// What callers tell apart. Errors of this package wrap one of these where it applies, and the cause.
var (
	ErrNotFound     = errors.New("object not found")
	ErrRange        = errors.New("range lies outside the object")
	ErrFull         = errors.New("storage is full")
	ErrUnavailable  = errors.New("storage is not available") // network, silence, overload, internal error: try later
	ErrDenied       = errors.New("storage refuses the keys")
	ErrMismatch     = errors.New("stored object differs from what was sent")
	ErrUploadGone   = errors.New("upload does not exist") // completed, aborted or never started
	ErrPartMissing  = errors.New("part is missing")
	ErrPartMismatch = errors.New("part differs from what was sent")
	ErrPartTooSmall = errors.New("part before the last is too small")
)

// errSilent is the cause of a context that a watch ended.
var errSilent = errors.New("no answer in time")

// fail wraps err with what was attempted and with the sentinel it stands for. ctx is the caller's: when it has ended,
// that is the reason and the service is not to blame.
func fail(ctx context.Context, op string, key Key, err error) error {
	if key.name != "" {
		op += " " + key.name
	}
	if kind := classify(ctx, err); kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("%s: %w: %w", op, kind, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

func classify(ctx context.Context, err error) error {
	var answer minio.ErrorResponse
	if errors.As(err, &answer) {
		return kindOf(answer.StatusCode, answer.Code)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ErrUnavailable
}

// kindOf returns nil for an answer that means a fault of ours.
func kindOf(status int, code string) error {
	switch code {
	case "NoSuchKey":
		return ErrNotFound
	case "NoSuchUpload":
		return ErrUploadGone
	case "NoSuchBucket":
		return ErrUnavailable
	case "InvalidPart", "InvalidPartOrder":
		return ErrPartMismatch
	case "EntityTooSmall":
		return ErrPartTooSmall
	case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage":
		return ErrFull
	}
	switch {
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusRequestedRangeNotSatisfiable:
		return ErrRange
	case status == http.StatusInsufficientStorage:
		return ErrFull
	case status == http.StatusForbidden:
		return ErrDenied
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return ErrUnavailable
	}
	return nil
}
