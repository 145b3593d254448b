package gateway

import (
	"context"
	"io"
	"os"
	"sync"
)

// turnstile lets one holder in per name; the others wait.
type turnstile struct {
	mu     *sync.Mutex
	inside map[string]chan struct{}
}

func newTurnstile() turnstile {
	return turnstile{mu: new(sync.Mutex), inside: make(map[string]chan struct{})}
}

func (t turnstile) enter(ctx context.Context, name string) (leave func(), err error) {
	for {
		t.mu.Lock()
		before, taken := t.inside[name]
		if !taken {
			mine := make(chan struct{})
			t.inside[name] = mine
			t.mu.Unlock()
			return func() { t.leave(name, mine) }, nil
		}
		t.mu.Unlock()
		select {
		case <-before:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (t turnstile) leave(name string, mine chan struct{}) {
	t.mu.Lock()
	delete(t.inside, name)
	t.mu.Unlock()
	close(mine)
}

// joiner copies the parts of an upload one after the other into the object, and syncs it with the last.
type joiner struct {
	left  int
	sync  func(*os.File) error
	abort func() // ends the completion's context
	err   error
}

// add has the shape of posix.CustomCopyFunc. posix v1.8.0 takes no notice of an error here: it copies the rest of the
// part itself, forgets whether that worked, and would publish an object that is short or not on the disk. What does
// stop it before the object can be seen is the end of its context; closing the part spares the useless copy.
func (j *joiner) add(from, to *os.File) (repeatable bool, err error) {
	j.left--
	if j.err == nil {
		j.err = j.copy(from, to)
	}
	if j.err != nil {
		j.abort()
		from.Close()
	}
	return true, j.err
}

func (j *joiner) copy(from, to *os.File) error {
	if _, err := io.Copy(to, from); err != nil { // copy_file_range: shares the blocks on XFS and btrfs
		return err
	}
	if j.left > 0 {
		return nil
	}
	return j.sync(to)
}
