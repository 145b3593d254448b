package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
)

// Info is what the service knows of an object.
type Info struct {
	Key        Key
	Size       int64  // of the whole object, in bytes
	ETag       string // without quotes
	MediaType  string // empty in listings
	ModifiedAt time.Time
}

// Range asks for Length bytes from Start; a Length of 0 asks for everything from there on.
type Range struct{ Start, Length int64 }

// Put stores what r gives. The size is in bytes, or -1 when it is not known; then 16 MiB are held in memory at a time.
// A reader that can seek is sent again when an attempt fails. An error of r comes back as it is, wrapped.
func (b *Bucket) Put(ctx context.Context, key Key, r io.Reader, size int64, mediaType string) (Info, error) {
	if key.name == "" {
		return Info{}, fmt.Errorf("store object: %w", ErrKey)
	}
	part := int64(PartSize)
	if size >= 0 {
		part = min(part, size)
	}
	each := b.cfg.Timeout + duration(part, slowestTransfer)
	call, w := newWatch(ctx, each)
	defer w.stop()
	src := &source{r: r, watch: w, size: size, each: each, finished: each + duration(max(size, 0), slowestCopy)}
	var body io.Reader = src
	if _, ok := r.(io.Seeker); ok {
		body = seekable{src}
	}
	sent, err := b.core.Client.PutObject(call, b.cfg.Bucket, key.name, body, size, minio.PutObjectOptions{
		ContentType: mediaType, PartSize: PartSize, DisableContentSha256: true,
	})
	n, readErr := src.result()
	switch {
	case readErr != nil:
		return Info{}, fmt.Errorf("store %s: read what to store: %w", key, readErr)
	case err != nil:
		return Info{}, fail(ctx, "store", key, err)
	}
	return b.confirm(ctx, key, n, sent.ETag)
}

// confirm reads back what was stored.
func (b *Bucket) confirm(ctx context.Context, key Key, size int64, etag string) (Info, error) {
	info, err := b.Stat(ctx, key)
	if err != nil {
		return Info{}, fmt.Errorf("confirm: %w", err)
	}
	if info.Size != size || info.ETag != strings.Trim(etag, `"`) {
		return Info{}, fmt.Errorf("confirm %s: %w: %d bytes with ETag %s, want %d with %s",
			key, ErrMismatch, info.Size, info.ETag, size, etag)
	}
	return info, nil
}

// Stat reports an object's size, ETag and media type, or ErrNotFound.
func (b *Bucket) Stat(ctx context.Context, key Key) (Info, error) {
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout)
	defer cancel()
	o, err := b.core.StatObject(call, b.cfg.Bucket, key.name, minio.StatObjectOptions{})
	if err != nil {
		return Info{}, fail(ctx, "find", key, err)
	}
	return infoOf(key, o), nil
}

func infoOf(key Key, o minio.ObjectInfo) Info {
	return Info{Key: key, Size: o.Size, ETag: strings.Trim(o.ETag, `"`), MediaType: o.ContentType, ModifiedAt: o.LastModified}
}

// Open reads an object, or with a range a piece of it; Info tells of the whole either way. The reader must be closed.
func (b *Bucket) Open(ctx context.Context, key Key, piece *Range) (io.ReadCloser, Info, error) {
	var opts minio.GetObjectOptions
	if piece != nil {
		opts.Set("Range", piece.header())
	}
	call, w := newWatch(ctx, b.cfg.Timeout)
	body, o, header, err := b.core.GetObject(call, b.cfg.Bucket, key.name, opts)
	if err != nil {
		w.stop()
		return nil, Info{}, fail(ctx, "open", key, err)
	}
	w.pause()
	info := infoOf(key, o)
	if total, ok := totalOf(header); ok {
		info.Size = total
	}
	return &sink{ReadCloser: body, ctx: ctx, watch: w, each: b.cfg.Timeout, key: key}, info, nil
}

func (r Range) header() string {
	if r.Length <= 0 {
		return fmt.Sprintf("bytes=%d-", r.Start)
	}
	return fmt.Sprintf("bytes=%d-%d", r.Start, r.Start+r.Length-1)
}

// totalOf reads the size of the whole object from the header of an answer with a piece of it.
func totalOf(h http.Header) (int64, bool) {
	_, total, _ := strings.Cut(h.Get("Content-Range"), "/")
	n, err := strconv.ParseInt(total, 10, 64)
	return n, err == nil
}

// Download writes an object to a new local file, and leaves none behind when it fails.
func (b *Bucket) Download(ctx context.Context, key Key, path string) (info Info, err error) {
	r, info, err := b.Open(ctx, key, nil)
	if err != nil {
		return Info{}, err
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Info{}, fmt.Errorf("download %s: %w", key, err)
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err == nil && n != info.Size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return Info{}, errors.Join(fmt.Errorf("download %s: %w", key, err), os.Remove(path))
	}
	return info, nil
}

// Remove removes objects. Those that do not exist are no error.
func (b *Bucket) Remove(ctx context.Context, keys ...Key) error {
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout+time.Duration(len(keys))*50*time.Millisecond)
	defer cancel()
	if len(keys) == 1 {
		if err := b.core.RemoveObject(call, b.cfg.Bucket, keys[0].name, minio.RemoveObjectOptions{}); err != nil {
			return fail(ctx, "remove", keys[0], err)
		}
		return nil
	}
	objects := func(yield func(minio.ObjectInfo) bool) {
		for _, k := range keys {
			if !yield(minio.ObjectInfo{Key: k.name}) {
				return
			}
		}
	}
	results, err := b.core.RemoveObjectsWithIter(call, b.cfg.Bucket, objects, minio.RemoveObjectsOptions{})
	if err != nil {
		return fail(ctx, "remove objects", Key{}, err)
	}
	var errs []error
	for r := range results {
		if r.Err != nil {
			errs = append(errs, fail(ctx, "remove", Key{r.ObjectName}, r.Err))
		}
	}
	if len(errs) == 0 && call.Err() != nil { // minio-go ends the results without a word
		return fail(ctx, "remove objects", Key{}, call.Err())
	}
	return errors.Join(errs...)
}

// List walks through the objects under p in the order of their names, leaving out names that are not ours. It is slow
// on the embedded gateway and meant for jobs. The walk ends with the first error.
func (b *Bucket) List(ctx context.Context, p Prefix) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		call, w := newWatch(ctx, listLimit)
		defer w.stop()
		opts := minio.ListObjectsOptions{Prefix: string(p), Recursive: true}
		for o := range b.core.ListObjectsIter(call, b.cfg.Bucket, opts) {
			if o.Err != nil {
				yield(Info{}, fail(ctx, "list "+string(p), Key{}, o.Err))
				return
			}
			w.pause()
			if key, err := ParseKey(o.Key); err == nil && !yield(infoOf(key, o), nil) {
				return
			}
			w.expect(listLimit)
		}
	}
}
