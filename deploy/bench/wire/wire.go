// Package wire is a line between a sender and the program that can be cut: for benchmarks and tests of what happens to
// uploads on a bad one. It passes HTTP/1.1 on, request by request, and notes which parts of uploads the sender has been told
// are stored, and which of those it sends again all the same.
//
// A cut closes every connection in the middle of whatever it carries, and turns away new ones until it is over.
package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Line is a line to one address. It is safe for concurrent use.
type Line struct {
	listener net.Listener
	gone     sync.WaitGroup

	mu     sync.Mutex
	target string
	speed  int64 // bytes a second of what the sender sends, of all connections together; 0: no limit
	free   time.Time
	down   bool
	open   map[net.Conn]bool
	counts Counts
	acked  map[string]bool // parts that the sender was told are stored
}

// Counts are what a line has seen.
type Counts struct {
	Cuts     int // of the line, and connections broken by the other end are not among them
	Parts    int // PUT requests of parts that began
	Stored   int // parts that the sender was told are stored
	Repeated int // requests for parts that the sender had been told are stored
	Posts    int // files that were posted whole, attempts among them
	Bytes    int64
}

// New opens a line on a free port of loopback.
func New(target string) (*Line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &Line{listener: listener, target: target, open: map[net.Conn]bool{}, acked: map[string]bool{}}
	l.gone.Go(l.accept)
	return l, nil
}

// Address is where senders reach the line, such as http://127.0.0.1:40001.
func (l *Line) Address() string { return "http://" + l.listener.Addr().String() }

// Lead makes the line end at another address, host and port, from the next connection on.
func (l *Line) Lead(target string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = target
}

// Slow lets no more than so many bytes a second through from the sender.
func (l *Line) Slow(speed int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.speed = speed
}

// Counts are what the line has seen so far.
func (l *Line) Counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts
}

// Close cuts the line for good.
func (l *Line) Close() error {
	err := l.listener.Close()
	l.cut(true)
	l.gone.Wait()
	return err
}

// CutEvery lets the line be up for a while and down for a while, until ctx ends; then it is up.
func (l *Line) CutEvery(ctx context.Context, up, down time.Duration) {
	for wait(ctx, up) {
		l.cut(true)
		wait(ctx, down)
		l.cut(false)
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// cut takes the line down, with all that it carries, or lets it up.
func (l *Line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down = down; !down {
		return
	}
	l.counts.Cuts++
	for c := range l.open {
		_ = c.Close() // what is closed already is down as well
	}
	clear(l.open)
}

func (l *Line) accept() {
	for {
		sender, err := l.listener.Accept()
		if err != nil {
			return // closed
		}
		l.gone.Go(func() {
			// How a connection ends is what this is about: nobody is told.
			_ = l.carry(sender)
		})
	}
}

// carry connects a sender through, unless the line is down.
func (l *Line) carry(sender net.Conn) error {
	defer l.forget(sender)
	if !l.keep(sender) {
		return errDown
	}
	l.mu.Lock()
	target := l.target
	l.mu.Unlock()
	server, err := net.Dial("tcp", target)
	if err != nil {
		return err
	}
	defer l.forget(server)
	if !l.keep(server) {
		return errDown
	}
	from, back := bufio.NewReaderSize(&slowed{sender, l}, 64<<10), bufio.NewReader(server)
	for {
		if err := l.exchange(sender, server, from, back); err != nil {
			return err
		}
	}
}

var errDown = errors.New("the line is down")

func (l *Line) keep(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.down {
		l.open[c] = true
	}
	return !l.down
}

func (l *Line) forget(c net.Conn) {
	_ = c.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, c)
}

// slowed reads what a sender sends at the line's speed.
type slowed struct {
	net.Conn
	line *Line
}

func (s *slowed) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	time.Sleep(s.line.takes(n))
	return n, err
}

// takes is how long so many bytes have to wait for their turn.
func (l *Line) takes(n int) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.speed == 0 {
		return 0
	}
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(n) / float64(l.speed) * float64(time.Second)))
	return l.free.Sub(now)
}

// exchange passes on one request and its answer.
func (l *Line) exchange(sender, server net.Conn, from, back *bufio.Reader) error {
	req, err := http.ReadRequest(from)
	if err != nil {
		return err
	}
	part := partOf(req)
	l.begin(req, part)
	if err := req.Write(server); err != nil {
		return err
	}
	res, err := http.ReadResponse(back, req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if part == "" || res.StatusCode != http.StatusOK {
		return res.Write(sender)
	}
	// Under the lock, so that no cut falls between what the sender is told and what is noted.
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down {
		return errDown
	}
	if err := res.Write(sender); err != nil {
		return err
	}
	l.counts.Stored++
	l.counts.Bytes += max(0, req.ContentLength)
	l.acked[part] = true
	return nil
}

// partOf names the part that a request stores, or is "".
func partOf(req *http.Request) string {
	q := req.URL.Query()
	if req.Method != http.MethodPut || q.Get("uploadId") == "" {
		return ""
	}
	return fmt.Sprintf("%s %s", q.Get("uploadId"), q.Get("partNumber"))
}

func (l *Line) begin(req *http.Request, part string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case part != "":
		l.counts.Parts++
		if l.acked[part] {
			l.counts.Repeated++
		}
	case req.Method == http.MethodPost && req.URL.Path == "/api/v1/assets":
		l.counts.Posts++
	}
}
