package edge

import (
	"errors"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// LimiterConfig bounds how often something may be tried.
type LimiterConfig struct {
	Tries int           // allowed in any span of Per
	Per   time.Duration // the span
	Keys  int           // remembered at most; the one that was idle longest is forgotten first
}

// Validate checks the bounds.
func (c LimiterConfig) Validate() error {
	if c.Tries < 1 || c.Per <= 0 || c.Keys < 1 {
		return errors.New("limiter: tries, span and keys must be positive")
	}
	return nil
}

// Limiter counts tries by key in a sliding window, in memory. It is safe for concurrent use.
type Limiter struct {
	cfg   LimiterConfig
	now   catalog.Clock
	mu    sync.Mutex
	tries map[string][]time.Time // oldest first, at most cfg.Tries
}

// NewLimiter makes a limiter.
func NewLimiter(cfg LimiterConfig, now catalog.Clock) (*Limiter, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Limiter{cfg: cfg, now: now, tries: map[string][]time.Time{}}, nil
}

// Try counts a try, or refuses it with TooMany and the time to wait. A refused try does not count.
func (l *Limiter) Try(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	recent := l.recent(key, now)
	if err := l.full(recent, now); err != nil {
		return err
	}
	if _, ok := l.tries[key]; !ok && len(l.tries) >= l.cfg.Keys {
		l.forget(now)
	}
	l.tries[key] = append(recent, now)
	return nil
}

// Check refuses what Try would refuse now, and counts nothing.
func (l *Limiter) Check(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	return l.full(l.recent(key, now), now)
}

func (l *Limiter) full(recent []time.Time, now time.Time) error {
	if len(recent) < l.cfg.Tries {
		return nil
	}
	return catalog.NewError(catalog.TooMany, catalog.KeyTooMany, catalog.Args{ArgRetryAfter: recent[0].Add(l.cfg.Per).Sub(now)})
}

// Reset forgets the tries of a key, after one that succeeded.
func (l *Limiter) Reset(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, key)
}

// recent lists the tries of a key inside the window.
func (l *Limiter) recent(key string, now time.Time) []time.Time {
	all := l.tries[key]
	for len(all) > 0 && !now.Before(all[0].Add(l.cfg.Per)) {
		all = all[1:]
	}
	return all
}

// forget makes room: keys without recent tries go, else the one that was idle longest.
func (l *Limiter) forget(now time.Time) {
	var idlest string
	var at time.Time
	for key, all := range l.tries {
		last := all[len(all)-1]
		if !now.Before(last.Add(l.cfg.Per)) {
			delete(l.tries, key)
		} else if idlest == "" || last.Before(at) {
			idlest, at = key, last
		}
	}
	if len(l.tries) >= l.cfg.Keys {
		delete(l.tries, idlest)
	}
}
