package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// untyped is what originals are stored as: what they are is told from their bytes and kept in the catalogue.
const untyped = "application/octet-stream"

// Originals keeps the bytes that people upload in the bucket.
type Originals struct {
	bucket *storage.Bucket
	limits thumbs.Limits
}

var _ catalog.Originals = (*Originals)(nil)

// NewOriginals makes the keeper of originals. Pictures beyond limits are refused.
func NewOriginals(bucket *storage.Bucket, limits thumbs.Limits) *Originals {
	return &Originals{bucket: bucket, limits: limits}
}

// photoSize bounds what is read before it is stored, in bytes: most photos are smaller, and a file whose size is known
// goes in by one request instead of three.
const photoSize = 8 << 20

// Store keeps a file of unknown length; about 16 MiB of it are in memory at a time.
func (o *Originals) Store(ctx context.Context, id catalog.AssetID, ext string, r io.Reader) (int64, string, error) {
	key, err := storage.OriginalKey(string(id), ext)
	if err != nil {
		return 0, "", storageError("store original", err)
	}
	body := &counted{r: r, sum: sha256.New()}
	whole, size := measure(body)
	if body.err == nil {
		_, err = o.bucket.Put(ctx, key, whole, size, untyped)
	}
	switch {
	case body.err != nil:
		return 0, "", body.err // the sender's fault, not the storage's
	case err != nil:
		return 0, "", storageError("store original", err)
	}
	return body.size, hex.EncodeToString(body.sum.Sum(nil)), nil
}

// measure reads the beginning of a file, which is all of a small one, and gives the whole with its size, or -1.
func measure(body io.Reader) (whole io.Reader, size int64) {
	var head pages
	for n := pageSize; n == pageSize; {
		if head.size() >= photoSize {
			return io.MultiReader(io.NewSectionReader(head, 0, head.size()), body), -1
		}
		page := make([]byte, pageSize)
		n, _ = io.ReadFull(body, page) // counted keeps the error
		head = append(head, page[:n])
	}
	return io.NewSectionReader(head, 0, head.size()), head.size()
}

// counted hashes and counts what is read through it, and keeps the reader's error.
type counted struct {
	r    io.Reader
	sum  hash.Hash
	size int64
	err  error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.sum.Write(p[:n])
	c.size += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// Start begins an upload in parts.
func (o *Originals) Start(ctx context.Context, id catalog.AssetID, ext string) (string, error) {
	key, err := storage.OriginalKey(string(id), ext)
	if err != nil {
		return "", storageError("start upload", err)
	}
	uploadID, err := o.bucket.StartUpload(ctx, key, untyped)
	return uploadID, storageError("start upload", err)
}

// PartURL signs the address of a part. Nothing is asked of the storage.
func (o *Originals) PartURL(_ context.Context, u catalog.Upload, host string, number int, life time.Duration) (string, error) {
	key, err := storage.OriginalKey(string(u.Asset), u.Ext)
	if err != nil {
		return "", storageError("sign part", err)
	}
	url, err := o.bucket.PresignPart(host, key, u.StorageID, number, life)
	return url, storageError("sign part", err)
}

// Parts lists the parts that have arrived: none for an upload that the storage has ended.
func (o *Originals) Parts(ctx context.Context, u catalog.Upload) ([]catalog.Part, error) {
	key, err := storage.OriginalKey(string(u.Asset), u.Ext)
	if err != nil {
		return nil, storageError("list parts", err)
	}
	arrived, err := o.bucket.Parts(ctx, key, u.StorageID)
	if err != nil && !errors.Is(err, storage.ErrUploadGone) {
		return nil, storageError("list parts", err)
	}
	parts := make([]catalog.Part, len(arrived))
	for i, p := range arrived {
		parts[i] = catalog.Part(p)
	}
	return parts, nil
}

// Complete joins the parts. Without parts it succeeds when the whole object is there, as after a crash between the
// joining and the answer.
func (o *Originals) Complete(ctx context.Context, u catalog.Upload, parts []catalog.Part) error {
	key, err := storage.OriginalKey(string(u.Asset), u.Ext)
	if err != nil {
		return storageError("complete upload", err)
	}
	if len(parts) == 0 {
		return o.whole(ctx, u, key)
	}
	joined := make([]storage.Part, len(parts))
	for i, p := range parts {
		joined[i] = storage.Part(p)
	}
	_, err = o.bucket.CompleteUpload(ctx, key, u.StorageID, joined)
	for _, incomplete := range []error{storage.ErrPartMissing, storage.ErrPartMismatch, storage.ErrPartTooSmall, storage.ErrUploadGone} {
		if errors.Is(err, incomplete) {
			return &catalog.Error{Code: catalog.Conflict, Key: catalog.KeyUploadIncomplete, Args: everyPart(u), Op: "complete upload", Err: err}
		}
	}
	return storageError("complete upload", err)
}

// whole reports whether the object of an upload without parts is there: nil, or that nothing has arrived.
func (o *Originals) whole(ctx context.Context, u catalog.Upload, key storage.Key) error {
	info, err := o.bucket.Stat(ctx, key)
	switch {
	case err == nil && info.Size == u.Size:
		return nil
	case err == nil || errors.Is(err, storage.ErrNotFound):
		return catalog.NewError(catalog.Conflict, catalog.KeyUploadIncomplete, everyPart(u))
	}
	return storageError("complete upload", err)
}

// everyPart asks for all parts again, where it is not known which of them the storage misses.
func everyPart(u catalog.Upload) catalog.Args {
	return catalog.Args{"missing": fmt.Sprintf("1–%d", max(u.PartCount, 1))}
}

// Inspect tells what a stored file is from its head and structure.
func (o *Originals) Inspect(ctx context.Context, id catalog.AssetID, ext, fileName string) (catalog.FileFacts, error) {
	key, err := storage.OriginalKey(string(id), ext)
	if err != nil {
		return catalog.FileFacts{}, storageError("inspect original", err)
	}
	info, err := o.bucket.Stat(ctx, key)
	if err != nil {
		return catalog.FileFacts{}, storageError("inspect original", err)
	}
	body := &watched{r: o.bucket.ReaderAt(ctx, key, info.Size)}
	facts, err := thumbs.Inspect(body, info.Size, fileName, o.limits)
	switch {
	case body.failed() != nil:
		return catalog.FileFacts{}, storageError("inspect original", body.failed())
	case err == nil:
		return catalog.FileFacts{Kind: catalog.MediaKind(facts.Kind), MediaType: facts.MediaType, Width: facts.Width, Height: facts.Height, Duration: facts.Duration}, nil
	}
	if bad := fileError(err, facts, o.limits); bad != nil {
		return catalog.FileFacts{}, bad
	}
	return catalog.FileFacts{}, &catalog.Error{Code: catalog.Internal, Key: catalog.KeyInternal, Op: "inspect original", Err: err}
}

// watched remembers that reading failed, so that a storage that is down is not taken for a damaged file.
type watched struct {
	r   io.ReaderAt
	mu  sync.Mutex
	err error
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.r.ReadAt(p, off)
	if err != nil && err != io.EOF {
		w.mu.Lock()
		w.err = err
		w.mu.Unlock()
	}
	return n, err
}

func (w *watched) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// Discard removes what an upload has left.
func (o *Originals) Discard(ctx context.Context, u catalog.Upload) error {
	key, err := storage.OriginalKey(string(u.Asset), u.Ext)
	if err != nil {
		return storageError("discard upload", err)
	}
	if u.StorageID != "" {
		if err := o.bucket.AbortUpload(ctx, key, u.StorageID); err != nil {
			return storageError("discard upload", err)
		}
	}
	return storageError("discard upload", o.bucket.Remove(ctx, key))
}
