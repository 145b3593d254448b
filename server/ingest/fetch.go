package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/fellesmappa/fellesmappa/server/storage"
)

// fetch copies the original into the job's folder under a name of ours, and hashes it on the way.
func (t *task) fetch(ctx context.Context) (path, sum string, err error) {
	o := t.asset.Original
	key, err := storage.OriginalKey(string(t.asset.ID), o.Ext)
	if err != nil {
		return "", "", err
	}
	body, info, err := t.deps.Bucket.Open(ctx, key, nil)
	if err != nil {
		return "", "", fmt.Errorf("fetch original: %w", err)
	}
	defer body.Close()
	path = t.local("original")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", "", fmt.Errorf("fetch original: %w", err)
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, hash), body)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", "", fmt.Errorf("fetch original: %w", err)
	}
	if n != info.Size || n != o.Size {
		return "", "", fmt.Errorf("fetch original: got %d bytes, the storage says %d and the catalogue %d", n, info.Size, o.Size)
	}
	return path, hex.EncodeToString(hash.Sum(nil)), nil
}
