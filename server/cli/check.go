package cli

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// mostChecked is how many files the server is asked about at a time.
const mostChecked = 1000

// verdict is what the server knows of files like one.
type verdict struct {
	SameSize  bool `json:"same_size"`
	Duplicate *struct {
		ID string `json:"id"`
	} `json:"duplicate"`
}

// check asks which files are there already. A server that cannot tell makes every file one that may be.
func (c *Client) check(ctx context.Context, files []sums) ([]verdict, error) {
	var answer struct {
		Files []verdict `json:"files"`
	}
	err := c.again(ctx, func() error {
		return c.Call(ctx, http.MethodPost, "/uploads/check", map[string]any{"files": files}, &answer)
	})
	var p *Problem
	if errors.As(err, &p) && (p.Status == http.StatusNotFound || p.Status == http.StatusMethodNotAllowed) {
		err = nil
	}
	for len(answer.Files) < len(files) {
		answer.Files = append(answer.Files, verdict{SameSize: true})
	}
	return answer.Files, err
}

// twins lets files with the same bytes in one run go in once: the server has not hashed the first yet when the second is
// to be sent.
type twins struct {
	mu sync.Mutex
	by map[string]*twin
}

type twin struct {
	done  chan struct{}
	asset string // "" when it did not go in
}

// claim makes the caller the one to send these bytes, until it calls release with the asset. When others have sent them
// meanwhile, there is their asset instead.
func (t *twins) claim(ctx context.Context, key string) (release func(asset string), asset string, err error) {
	for {
		t.mu.Lock()
		other, ok := t.by[key]
		if !ok {
			mine := &twin{done: make(chan struct{})}
			t.by[key] = mine
			t.mu.Unlock()
			return func(asset string) { t.release(key, mine, asset) }, "", nil
		}
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, "", context.Cause(ctx)
		case <-other.done:
		}
		if other.asset != "" {
			return nil, other.asset, nil
		}
	}
}

func (t *twins) release(key string, mine *twin, asset string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine.asset = asset; asset == "" {
		delete(t.by, key)
	}
	close(mine.done)
}
