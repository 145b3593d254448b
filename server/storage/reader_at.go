package storage

import (
	"context"
	"fmt"
	"io"
	"sync"
)

// How much of an object a reader holds: the head and the tail of a clip, and where the two jumps between them lead.
const (
	blockSize  = 256 << 10
	blockCount = 4
)

// ReaderAt reads an object of the given size piecewise, for those who look at its head and jump: it asks for 256 KiB
// at a time and keeps the last four pieces. It is safe for concurrent use and needs no closing.
func (b *Bucket) ReaderAt(ctx context.Context, key Key, size int64) io.ReaderAt {
	return &readerAt{ctx: ctx, bucket: b, key: key, size: size}
}

type readerAt struct {
	ctx    context.Context
	bucket *Bucket
	key    Key
	size   int64

	mu     sync.Mutex
	blocks []block // the one used last comes last
}

type block struct {
	start int64
	data  []byte
}

func (r *readerAt) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, fmt.Errorf("read %s: negative offset %d", r.key, off)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for n < len(p) && off < r.size {
		data, err := r.block(off - off%blockSize)
		if err != nil {
			return n, err
		}
		c := copy(p[n:], data[off%blockSize:])
		n, off = n+c, off+int64(c)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (r *readerAt) block(start int64) ([]byte, error) {
	for i, b := range r.blocks {
		if b.start == start {
			r.blocks = append(append(r.blocks[:i:i], r.blocks[i+1:]...), b)
			return b.data, nil
		}
	}
	data, err := r.fetch(start)
	if err != nil {
		return nil, err
	}
	if len(r.blocks) == blockCount {
		r.blocks = r.blocks[1:]
	}
	r.blocks = append(r.blocks, block{start, data})
	return data, nil
}

func (r *readerAt) fetch(start int64) ([]byte, error) {
	length := min(blockSize, r.size-start)
	body, _, err := r.bucket.Open(r.ctx, r.key, &Range{Start: start, Length: length})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	data := make([]byte, length)
	if _, err := io.ReadFull(body, data); err != nil {
		return nil, fmt.Errorf("read %s at %d: %w", r.key, start, err)
	}
	return data, nil
}
