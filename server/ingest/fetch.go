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
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// original is the uploaded file: in the storage, where pieces of it can be read, or copied into the job's folder.
type original struct {
	io.ReaderAt
	size   int64
	source thumbs.Source
	local  *os.File // nil while it is in the storage
	remote *watched // nil when it is local
}

func (o *original) Close() error {
	if o.local == nil {
		return nil
	}
	return o.local.Close()
}

// fault is why reading failed where that was the storage's fault, not the file's.
func (o *original) fault() error {
	if o.remote == nil {
		return nil
	}
	return o.remote.failed()
}

// remote is the original where it lies: enough to tell what it is and to take a still from it.
func (t *task) remote(ctx context.Context) (*original, error) {
	key, err := storage.OriginalKey(string(t.asset.ID), t.asset.Original.Ext)
	if err != nil {
		return nil, err
	}
	size := t.asset.Original.Size
	body := &watched{r: t.deps.Bucket.ReaderAt(ctx, key, size)}
	return &original{ReaderAt: body, size: size, source: thumbs.Ranges(body, size), remote: body}, nil
}

// fetch copies the original into the job's folder under a name of ours, and hashes it on the way.
func (t *task) fetch(ctx context.Context, progress thumbs.Progress) (*original, string, error) {
	o := t.asset.Original
	key, err := storage.OriginalKey(string(t.asset.ID), o.Ext)
	if err != nil {
		return nil, "", err
	}
	body, info, err := t.deps.Bucket.Open(ctx, key, nil)
	if err != nil {
		return nil, "", fmt.Errorf("fetch original: %w", err)
	}
	defer body.Close()
	f, err := os.OpenFile(t.local("original"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, "", fmt.Errorf("fetch original: %w", err)
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, hash, &meter{whole: o.Size, progress: progress}), body)
	if err == nil && (n != info.Size || n != o.Size) {
		err = fmt.Errorf("got %d bytes, the storage says %d and the catalogue %d", n, info.Size, o.Size)
	}
	if err != nil {
		return nil, "", fmt.Errorf("fetch original: %w", errors.Join(err, f.Close()))
	}
	return &original{ReaderAt: f, size: n, source: thumbs.LocalFile(f.Name()), local: f}, hex.EncodeToString(hash.Sum(nil)), nil
}

// meter tells how much has gone through it.
type meter struct {
	whole, done int64
	progress    thumbs.Progress // may be nil
}

func (m *meter) Write(p []byte) (int, error) {
	m.done += int64(len(p))
	if m.progress != nil && m.whole > 0 {
		m.progress(float64(m.done) / float64(m.whole))
	}
	return len(p), nil
}
