package gateway

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

const (
	mostGuests = 256             // connections from outside; more wait
	farewell   = 5 * time.Second // for requests from outside when the gateway stops
	breath     = 100 * time.Millisecond
)

// porch stands before a door: it listens on the network and passes connections on to the door's socket. versitygw has no
// way to end a connection that says nothing, and so could be kept from stopping by anybody; this has.
type porch struct {
	listener net.Listener
	socket   string
	room     chan struct{}

	mu    sync.Mutex
	conns map[net.Conn]bool
	cut   bool
}

// newPorch listens at an address and passes on to a socket until it is closed.
func newPorch(address, socket string) (*porch, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	p := &porch{listener: l, socket: socket, room: make(chan struct{}, mostGuests), conns: map[net.Conn]bool{}}
	go p.serve()
	return p, nil
}

func (p *porch) serve() {
	for {
		p.room <- struct{}{}
		conn, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // a connection that broke at once, or too many open files: the next may come in
			<-p.room
			time.Sleep(breath)
			continue
		}
		go func() {
			defer func() { <-p.room }()
			p.pass(conn)
		}()
	}
}

// pass joins a connection to the socket until both sides have said all.
func (p *porch) pass(from net.Conn) {
	defer from.Close()
	to, err := net.Dial("unix", p.socket)
	if err != nil {
		return
	}
	defer to.Close()
	if !p.hold(from, to) {
		return
	}
	defer p.let(from, to)
	var both sync.WaitGroup
	both.Go(func() { stream(to, from) })
	both.Go(func() { stream(from, to) })
	both.Wait()
}

// stream copies one direction, and then says on the other side that no more comes.
func stream(to, from net.Conn) {
	_, err := io.Copy(to, from) // splices
	if end, ok := to.(interface{ CloseWrite() error }); ok && err == nil {
		_ = end.CloseWrite()
		return
	}
	to.Close()
	from.Close()
}

func (p *porch) hold(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.conns[c] = true
	}
	return !p.cut
}

func (p *porch) let(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.conns, c)
	}
}

// sever ends every connection.
func (p *porch) sever() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = true
	for c := range p.conns {
		c.Close()
	}
}
