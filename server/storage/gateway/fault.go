package gateway

import (
	"context"
	"errors"
	"net/http"
	"syscall"

	"github.com/versity/versitygw/s3err"
)

// fault turns an error that is not yet an S3 error into one, so that its cause reaches our own client instead of being
// printed to the standard error output by versitygw, and so that a full disk is told apart.
func fault(err error) error {
	var known s3err.S3Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC):
		return s3err.GetAPIError(s3err.ErrNoSpaceLeftOnDevice)
	case errors.Is(err, syscall.EDQUOT):
		return s3err.GetAPIError(s3err.ErrQuotaExceeded)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return s3err.GetAPIError(s3err.ErrSlowDown)
	default:
		return s3err.APIError{Code: "InternalError", Description: err.Error(), HTTPStatusCode: http.StatusInternalServerError}
	}
}
