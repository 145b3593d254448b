package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/storage"
)

// Inbox is the inbox of the bucket.
type Inbox struct{ bucket *storage.Bucket }

var _ catalog.InboxBucket = (*Inbox)(nil)

// NewInbox makes the inbox of a bucket.
func NewInbox(bucket *storage.Bucket) *Inbox { return &Inbox{bucket} }

// List lists what lies in the inbox.
func (b *Inbox) List(ctx context.Context) ([]catalog.InboxObject, error) {
	var all []catalog.InboxObject
	for info, err := range b.bucket.ListInbox(ctx, catalog.RefusedFolder) {
		if err != nil {
			return nil, storageError("look into the inbox", err)
		}
		all = append(all, object(info))
	}
	return all, nil
}

// object is what the catalogue knows an object of the inbox by. Listings and heads tell its time in different fractions.
func object(info storage.Info) catalog.InboxObject {
	return catalog.InboxObject{Name: strings.TrimPrefix(info.Key.String(), string(storage.Inbox)), Size: info.Size, ETag: info.ETag,
		Modified: info.ModifiedAt.UTC().Truncate(time.Second)}
}

// unchanged is Stale unless an object is still as it was seen.
func (b *Inbox) unchanged(ctx context.Context, o catalog.InboxObject) (storage.Key, error) {
	key, err := storage.InboxKey(o.Name)
	if err != nil {
		return key, err
	}
	info, err := b.bucket.Stat(ctx, key)
	switch {
	case errors.Is(err, storage.ErrNotFound), err == nil && object(info) != o:
		return key, catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
	}
	return key, storageError("look into the inbox", err)
}

// Take copies a file to where originals are kept, inside the storage, and hashes the copy: what is hashed is what is kept.
func (b *Inbox) Take(ctx context.Context, o catalog.InboxObject, id catalog.AssetID, ext string) (string, error) {
	from, err := b.unchanged(ctx, o)
	if err != nil {
		return "", err
	}
	to, err := storage.OriginalKey(string(id), ext)
	if err != nil {
		return "", storageError("take in", err)
	}
	copied, err := b.bucket.Copy(ctx, from, to, untyped)
	if err != nil {
		return "", storageError("take in", err)
	}
	sum, err := b.hash(ctx, to, o.Size)
	if err != nil {
		return "", err
	}
	if _, err := b.unchanged(ctx, o); err != nil || copied.Size != o.Size {
		return "", errors.Join(err, catalog.NewError(catalog.Stale, catalog.KeyStale, nil))
	}
	return sum, nil
}

func (b *Inbox) hash(ctx context.Context, key storage.Key, size int64) (string, error) {
	r, _, err := b.bucket.Open(ctx, key, nil)
	if err != nil {
		return "", storageError("hash original", err)
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, r)
	if err == nil && n != size {
		return "", catalog.NewError(catalog.Stale, catalog.KeyStale, nil)
	}
	return hex.EncodeToString(sum.Sum(nil)), storageError("hash original", err)
}

// Read gives the bytes of a small file, at most one more than most.
func (b *Inbox) Read(ctx context.Context, o catalog.InboxObject, most int64) ([]byte, error) {
	key, err := b.unchanged(ctx, o)
	if err != nil {
		return nil, err
	}
	r, _, err := b.bucket.Open(ctx, key, nil)
	if err != nil {
		return nil, storageError("read from the inbox", err)
	}
	defer r.Close()
	file, err := io.ReadAll(io.LimitReader(r, most+1))
	return file, storageError("read from the inbox", err)
}

// Refuse copies a file inside the storage and lays a text beside it.
func (b *Inbox) Refuse(ctx context.Context, o catalog.InboxObject, to, note, text string) error {
	if to != "" {
		from, err := b.unchanged(ctx, o)
		if err != nil {
			return err
		}
		key, err := storage.InboxKey(to)
		if err == nil {
			_, err = b.bucket.Copy(ctx, from, key, untyped)
		}
		if err != nil {
			return storageError("move to what was refused", err)
		}
	}
	key, err := storage.InboxKey(note)
	if err == nil {
		_, err = b.bucket.Put(ctx, key, strings.NewReader(text), int64(len(text)), "text/plain; charset=utf-8")
	}
	return storageError("say why a file was refused", err)
}

// Remove removes a file that is still as it was seen. S3 has no way to say so in one breath: what somebody writes in the
// milliseconds between is lost.
func (b *Inbox) Remove(ctx context.Context, o catalog.InboxObject) error {
	key, err := b.unchanged(ctx, o)
	if err != nil {
		return err
	}
	return storageError("remove from the inbox", b.bucket.Remove(ctx, key))
}

// Taken reports whether there is a file of a name.
func (b *Inbox) Taken(ctx context.Context, name string) (bool, error) {
	key, err := storage.InboxKey(name)
	if err != nil {
		return false, storageError("find in the inbox", err)
	}
	_, err = b.bucket.Stat(ctx, key)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, storageError("find in the inbox", err)
}
