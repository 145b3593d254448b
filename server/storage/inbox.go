package storage

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
)

// InboxKey names an object of the inbox by what others called it: whatever the service may list, except steps that some
// services resolve and others do not.
func InboxKey(name string) (Key, error) {
	s := string(Inbox) + name
	steps := strings.Split(name, "/")
	if name == "" || len(s) > maxKey || slices.Contains(steps, ".") || slices.Contains(steps, "..") {
		return Key{}, fmt.Errorf("%w %q", ErrKey, s)
	}
	return Key{s}, nil
}

// ListInbox walks through the inbox in the order of names, leaving out folders, and what lies below without. It is as
// slow as List. The walk ends with the first error.
func (b *Bucket) ListInbox(ctx context.Context, without string) iter.Seq2[Info, error] {
	left := string(Inbox) + without
	return func(yield func(Info, error) bool) {
		after := ""
		for {
			skipped, more := b.listInbox(ctx, after, left, yield)
			if !more || !skipped {
				return
			}
			after = left + "\U0010ffff" // beyond all that begins so
		}
	}
}

// listInbox walks until it comes to what is left out. More is false when the walk has ended early.
func (b *Bucket) listInbox(ctx context.Context, after, left string, yield func(Info, error) bool) (skipped, more bool) {
	call, w := newWatch(ctx, listLimit)
	defer w.stop()
	opts := minio.ListObjectsOptions{Prefix: string(Inbox), Recursive: true, StartAfter: after}
	for o := range b.core.ListObjectsIter(call, b.cfg.Bucket, opts) {
		if o.Err != nil {
			yield(Info{}, fail(ctx, "list the inbox", Key{}, o.Err))
			return false, false
		}
		if after == "" && strings.HasPrefix(o.Key, left) {
			return true, true
		}
		w.pause()
		name := strings.TrimPrefix(o.Key, string(Inbox))
		if key, err := InboxKey(name); err == nil && !strings.HasSuffix(name, "/") && !yield(infoOf(key, o), nil) {
			return false, false
		}
		w.expect(listLimit)
	}
	return false, true
}
