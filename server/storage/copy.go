package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/minio/minio-go/v7"
)

// Copy makes an object with the bytes of another one, inside the service.
func (b *Bucket) Copy(ctx context.Context, from, to Key, mediaType string) (Info, error) {
	info, err := b.Stat(ctx, from)
	if err != nil {
		return Info{}, err
	}
	if to.name == "" {
		return Info{}, fmt.Errorf("copy %s: %w", from, ErrKey)
	}
	if info.Size > b.copyLimit {
		return b.copyInParts(ctx, info, to, mediaType)
	}
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout+duration(info.Size, slowestCopy))
	defer cancel()
	done, err := b.core.Client.CopyObject(call,
		minio.CopyDestOptions{Bucket: b.cfg.Bucket, Object: to.name, ReplaceMetadata: true, ContentType: mediaType},
		minio.CopySrcOptions{Bucket: b.cfg.Bucket, Object: from.name, MatchETag: info.ETag})
	if err != nil {
		return Info{}, fail(ctx, "copy to", to, err)
	}
	return b.confirm(ctx, to, info.Size, done.ETag)
}

// copyInParts is for objects beyond what S3 copies at once.
func (b *Bucket) copyInParts(ctx context.Context, from Info, to Key, mediaType string) (Info, error) {
	id, err := b.StartUpload(ctx, to, mediaType)
	if err != nil {
		return Info{}, err
	}
	var parts []Part
	for start := int64(0); start < from.Size; start += b.copyLimit {
		size := min(b.copyLimit, from.Size-start)
		part, err := b.copyPart(ctx, from, to, id, len(parts)+1, start, size)
		if err != nil {
			return Info{}, errors.Join(err, b.AbortUpload(context.WithoutCancel(ctx), to, id))
		}
		parts = append(parts, part)
	}
	return b.CompleteUpload(ctx, to, id, parts)
}

func (b *Bucket) copyPart(ctx context.Context, from Info, to Key, id string, number int, start, size int64) (Part, error) {
	call, cancel := context.WithTimeout(ctx, b.cfg.Timeout+duration(size, slowestCopy))
	defer cancel()
	p, err := b.core.CopyObjectPart(call, b.cfg.Bucket, from.Key.name, b.cfg.Bucket, to.name, id, number, start, size,
		map[string]string{"x-amz-copy-source-if-match": from.ETag})
	if err != nil {
		return Part{}, fail(ctx, fmt.Sprintf("copy part %d to", number), to, err)
	}
	return Part{Number: number, Size: size, ETag: p.ETag}, nil
}
