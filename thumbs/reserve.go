package thumbs

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/semaphore"
)

// reservation is a share of the budget. It is taken at once and never grows, so that nobody who holds some waits for
// more.
type reservation struct {
	budget *semaphore.Weighted

	mu   sync.Mutex
	held int64
}

// reserve takes bytes from the budget, waiting for them as long as ctx allows.
func (m *Maker) reserve(ctx context.Context, bytes int64) (*reservation, error) {
	if bytes > m.cfg.DecodeBudget {
		return nil, fmt.Errorf("%w: needs %d MiB of memory, %d are allowed", ErrTooLarge, bytes>>20, m.cfg.DecodeBudget>>20)
	}
	if err := m.budget.Acquire(ctx, bytes); err != nil {
		return nil, fmt.Errorf("wait for memory: %w", err)
	}
	return &reservation{budget: m.budget, held: bytes}, nil
}

// shrink gives back what is held beyond bytes.
func (r *reservation) shrink(bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if bytes < r.held {
		r.budget.Release(r.held - bytes)
		r.held = bytes
	}
}

func (r *reservation) release() { r.shrink(0) }

// overhead is what making renditions takes beside the picture: the largest rendition twice, and its file.
const overhead = 16 << 20

// cost is the most memory, in bytes, that decoding with perPixel bytes for each of w × h pixels and then rendering take.
func cost(w, h int, perPixel float64) int64 {
	pixels := int64(w) * int64(h)
	halves := pixels * 4 / 3 // of a picture with four bytes a pixel
	return int64(perPixel*float64(pixels)) + halves + between(max(w, h)) + overhead
}

// between is what imaging keeps between its two passes: the target's columns of every row of a picture that has been
// halved, unless it was small.
func between(rows int) int64 { return 4 * 2048 * int64(rows) / 2 }
