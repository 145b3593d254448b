package bookfinder

import (
	"errors"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// longestRest bounds how long a catalogue may ask to be left alone.
const longestRest = 15 * time.Minute

// breaker leaves a catalogue alone for a while that has failed several times in a row, or asked for it.
type breaker struct {
	most int           // failures in a row before the rest
	rest time.Duration // how long it lasts
	now  catalog.Clock

	mu       sync.Mutex
	failures int
	until    time.Time // no questions before
}

// closed reports whether the catalogue may be asked. After a rest one question is let through to see how it is; the
// others wait for what comes of it.
func (b *breaker) closed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if now.Before(b.until) {
		return false
	}
	if b.failures >= b.most {
		b.until = now.Add(b.rest)
	}
	return true
}

// note counts what came of a question. It reports whether a rest begins.
func (b *breaker) note(err error) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.failures, b.until = 0, time.Time{}
		return false
	}
	b.failures++
	var busy *busyError
	rest := b.rest
	if errors.As(err, &busy) {
		rest = min(max(rest, busy.retryAfter), longestRest)
	} else if b.failures < b.most {
		return false
	}
	b.until = b.now().Add(rest)
	return true
}
