package auth

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/fellesmappa/fellesmappa/server/catalog"
	"github.com/fellesmappa/fellesmappa/server/edge"
)

// Guests finds who comes by the code of an invitation. NotFound when nobody was invited by it.
type Guests interface {
	Enter(ctx context.Context, code string) (catalog.Actor, error)
}

// DoorConfig says how codes may be tried.
type DoorConfig struct {
	Misses edge.LimiterConfig // codes that nobody was invited by, from one address
	Known  int                // codes that are remembered to be good
}

// DefaultDoorConfig takes 30 wrong codes from an address in ten minutes.
func DefaultDoorConfig() DoorConfig {
	return DoorConfig{Misses: edge.LimiterConfig{Tries: 30, Per: 10 * time.Minute, Keys: 10_000}, Known: 10_000}
}

// Door lets in who comes by an invitation, as the guest that the invitation makes of them.
type Door struct {
	cfg    DoorConfig
	guests Guests
	misses *edge.Limiter
	mu     sync.Mutex
	known  map[string]bool // hashes of codes that have opened
}

// NewDoor makes the door.
func NewDoor(cfg DoorConfig, guests Guests, now catalog.Clock) (*Door, error) {
	if guests == nil || now == nil || cfg.Known < 1 {
		return nil, errors.New("make door: a dependency is missing")
	}
	misses, err := edge.NewLimiter(cfg.Misses, now)
	return &Door{cfg: cfg, guests: guests, misses: misses, known: map[string]bool{}}, err
}

// Middleware lets in by the address's parameter token. An address that has tried too many wrong codes waits, except with
// codes that have opened before: all phones of a house may come from one address, and one of them may be guessing.
func (d *Door) Middleware() gin.HandlerFunc {
	return edge.Handle(func(c *gin.Context) error {
		code := catalog.ReadCode(c.Param("token"))
		if !d.opened(code) {
			if err := d.misses.Check(c.ClientIP()); err != nil {
				return err
			}
		}
		actor, err := d.guests.Enter(c.Request.Context(), code)
		if catalog.Is(err, catalog.NotFound) {
			if late := d.misses.Try(c.ClientIP()); late != nil {
				return late
			}
		}
		if err != nil {
			return err
		}
		d.remember(code)
		edge.SetActor(c, actor)
		return nil
	})
}

func (d *Door) opened(code string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.known[catalog.HashSecret(code)]
}

func (d *Door) remember(code string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.known) >= d.cfg.Known {
		clear(d.known)
	}
	d.known[catalog.HashSecret(code)] = true
}
