package gateway

import (
	"net"
	"sync"
	"sync/atomic"
)

// lines are the connections that our own clients have to a gateway.
type lines struct {
	mu   sync.Mutex
	open map[*line]bool
}

// line is a connection that knows whether anything was ever asked on it.
type line struct {
	*net.UnixConn
	of   *lines
	used atomic.Bool
}

func (l *lines) keep(c *net.UnixConn) *line {
	kept := &line{UnixConn: c, of: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open == nil {
		l.open = map[*line]bool{}
	}
	l.open[kept] = true
	return kept
}

func (c *line) Write(p []byte) (int, error) {
	c.used.Store(true)
	return c.UnixConn.Write(p)
}

func (c *line) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.UnixConn.Close()
}

// endUnused ends the connections on which nothing was ever asked: a client makes one more than it needs when another becomes
// free meanwhile, and versitygw would wait for them.
func (l *lines) endUnused() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		if !c.used.Load() {
			_ = c.UnixConn.Close()
		}
	}
}
