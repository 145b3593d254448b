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

// again tries something until it succeeds, fails for good, or our patience is at an end: when nothing at all has gone well
// for so long, whoever asked. The pauses grow.
func (c *Client) again(ctx context.Context, try func() error) error {
	pause, trouble := firstPause, 0
	c.well.CompareAndSwap(0, time.Now().UnixNano())
	for {
		err := try()
		var p *Problem
		switch asked := errors.As(err, &p); {
		case err == nil || asked && !p.passing():
			c.well.Store(time.Now().UnixNano())
			return err
		case ctx.Err() != nil, asFileError(err):
			return err
		case asked && p.Status == http.StatusInternalServerError:
			if trouble++; trouble == troubles {
				return err
			}
		case time.Since(time.Unix(0, c.well.Load()))+pause > c.Patience:
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
