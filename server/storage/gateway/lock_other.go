//go:build !unix

package gateway

import (
	"errors"
	"os"
)

// lockFolder refuses: without a lock, and without fsync of folders, the promises of this package cannot be kept.
func lockFolder(string) (*os.File, error) { return nil, errors.ErrUnsupported }
