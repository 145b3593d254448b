package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// How often and how long something is tried again.
const (
	firstPause   = 250 * time.Millisecond
	longestPause = 2 * time.Second
	// troubles is how often the server may say that something went wrong inside it before a file is given up.
	troubles = 6
	// DefaultPatience is how long a line may be down, or a server away, before a run ends.
	DefaultPatience = 5 * time.Minute
)

// unreachable means that the server has not answered, or has taken nothing, for all of our patience. There is no use in
// trying the next file.
type unreachable struct{ err error }

func (e *unreachable) Error() string {
	return fmt.Sprintf("the server cannot be reached, or takes nothing for now: %v", e.err)
}
func (e *unreachable) Unwrap() error { return e.err }

// again tries something until it succeeds, fails for good, or our patience is at an end: when something has failed, and
// nothing at all has gone well for so long since, whoever asked. The pauses grow.
func (c *Client) again(ctx context.Context, try func() error) error {
	pause, trouble := firstPause, 0
	for {
		err := try()
		var p *Problem
		switch asked := errors.As(err, &p); {
		case err == nil || asked && !p.passing():
			c.ill.Store(0)
			return err
		case ctx.Err() != nil, asFileError(err):
			return err
		case asked && p.Status == http.StatusInternalServerError:
			if trouble++; trouble == troubles {
				return err
			}
		case c.illFor()+pause > c.Patience:
			return &unreachable{err}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		pause = min(2*pause, longestPause)
	}
}

// illFor is how long nothing has gone well, from the first failure on: a line that carries a large part for minutes is not
// down meanwhile.
func (c *Client) illFor() time.Duration {
	if since := c.ill.Load(); since != 0 {
		return time.Since(time.Unix(0, since))
	}
	c.ill.CompareAndSwap(0, time.Now().UnixNano())
	return 0
}
