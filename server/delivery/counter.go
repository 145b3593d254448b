package delivery

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/fellesmappa/fellesmappa/server/catalog"
)

// writeDown bounds how long the writing of counts may take.
const writeDown = 5 * time.Second

// counter gathers the openings of reuse links and writes them down together.
type counter struct {
	links *catalog.ReuseLinks
	log   *slog.Logger
	mu    sync.Mutex
	opens map[catalog.ReuseLinkID]int
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

func newCounter(links *catalog.ReuseLinks, every time.Duration, log *slog.Logger) *counter {
	c := &counter{links: links, log: log, opens: map[catalog.ReuseLinkID]int{}, quit: make(chan struct{}), done: make(chan struct{})}
	go c.run(every)
	return c
}

func (c *counter) add(id catalog.ReuseLinkID) {
	c.mu.Lock()
	c.opens[id]++
	c.mu.Unlock()
}

func (c *counter) run(every time.Duration) {
	defer close(c.done)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-c.quit:
			c.flush()
			return
		case <-tick.C:
			c.flush()
		}
	}
}

// flush writes the openings down. What cannot be written now is kept for the next time.
func (c *counter) flush() {
	c.mu.Lock()
	opens := c.opens
	c.opens = map[catalog.ReuseLinkID]int{}
	c.mu.Unlock()
	if len(opens) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeDown)
	defer cancel()
	err := c.links.Count(ctx, maps.Clone(opens))
	if err == nil {
		return
	}
	c.log.Warn("count openings of reuse links", slog.Any("error", err))
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, n := range opens {
		c.opens[id] += n
	}
}

func (c *counter) close() {
	c.once.Do(func() { close(c.quit) })
	<-c.done
}
