package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
	"github.com/fellesmappa/fellesmappa/thumbs"
)

// Documents keeps the bytes of private files in the bucket. They are named and stored alike whatever they are, so that
// nothing in the bucket shows them as pictures.
type Documents struct {
	bucket *storage.Bucket
	limits thumbs.Limits
}

var _ catalog.DocumentFiles = (*Documents)(nil)

// NewDocuments makes the keeper of private files. Pictures beyond limits are refused.
func NewDocuments(bucket *storage.Bucket, limits thumbs.Limits) *Documents {
	return &Documents{bucket: bucket, limits: limits}
}

func documentKey(id catalog.DocumentID) (storage.Key, error) {
	return storage.DocumentKey(string(id), "bin")
}

// Put implements catalog.DocumentFiles. The bytes are in memory until they are stored: limit bounds them.
func (d *Documents) Put(ctx context.Context, id catalog.DocumentID, r io.Reader, limit int64) (catalog.Document, error) {
	key, err := documentKey(id)
	if err != nil {
		return catalog.Document{}, storageError("store document", err)
	}
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return catalog.Document{}, &catalog.Error{Code: catalog.Malformed, Key: catalog.KeyMalformed, Op: "read document", Err: err} // the sender's fault
	case int64(len(body)) > limit:
		return catalog.Document{}, catalog.NewError(catalog.TooLarge, catalog.KeyTooLarge, catalog.Args{"max": limit})
	}
	mediaType, err := d.typeOf(body)
	if err != nil {
		return catalog.Document{}, err
	}
	if _, err := d.bucket.Put(ctx, key, bytes.NewReader(body), int64(len(body)), untyped); err != nil {
		return catalog.Document{}, storageError("store document", err)
	}
	sum := sha256.Sum256(body)
	return catalog.Document{ID: id, MediaType: mediaType, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}, nil
}

// typeOf tells the media type from the bytes.
func (d *Documents) typeOf(body []byte) (string, error) {
	if bytes.HasPrefix(body, []byte("%PDF-")) {
		return "application/pdf", nil
	}
	facts, err := thumbs.Inspect(bytes.NewReader(body), int64(len(body)), "", d.limits)
	if !errors.Is(err, thumbs.ErrEmpty) && !slices.Contains(catalog.DocumentTypes(), facts.MediaType) {
		return "", &catalog.Error{Code: catalog.UnsupportedMedia, Key: catalog.KeyUnsupported,
			Args: catalog.Args{"accepted": catalog.AcceptedDocuments()}, Op: "read document", Err: err}
	}
	if err == nil {
		return facts.MediaType, nil
	}
	if bad := fileError(err, facts, d.limits); bad != nil {
		return "", bad
	}
	return "", &catalog.Error{Code: catalog.Internal, Key: catalog.KeyInternal, Op: "read document", Err: err}
}

// Open implements catalog.DocumentFiles.
func (d *Documents) Open(ctx context.Context, id catalog.DocumentID) (io.ReadCloser, error) {
	key, err := documentKey(id)
	if err != nil {
		return nil, catalog.Missing("document")
	}
	body, _, err := d.bucket.Open(ctx, key, nil)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, catalog.Missing("document")
	}
	return body, storageError("open document", err)
}

// Remove implements catalog.DocumentFiles.
func (d *Documents) Remove(ctx context.Context, id catalog.DocumentID) error {
	key, err := documentKey(id)
	if err != nil {
		return storageError("remove document", err)
	}
	return storageError("remove document", d.bucket.Remove(ctx, key))
}
